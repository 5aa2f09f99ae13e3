from __future__ import annotations

import pytest

from gui.models import library_thumbnails
from gui.models.library_thumbnails import MOST_WAITING, LibraryThumbnails
from gui.panels.library_made_up import made_up_strip


@pytest.fixture
def pictures(qapp):
    made = LibraryThumbnails()
    made.asked = []
    made.wanted.connect(made.asked.append)
    return made


def test_they_are_asked_for_one_at_a_time_the_one_looked_at_last_first(pictures):
    for fit in ("a", "b", "c", "a"):
        assert pictures.get(fit) is None
    assert pictures.asked == ["a"]
    pictures.show("a", made_up_strip())
    assert pictures.asked == ["a", "c"]
    pictures.show("c", b"")
    pictures.show("b", made_up_strip())
    assert pictures.asked == ["a", "c", "b"]
    assert pictures.get("a").width() == 340
    assert pictures.get("c").isNull()
    assert pictures.asked == ["a", "c", "b"]


def test_what_was_scrolled_past_is_not_asked_for(pictures):
    fits = [str(number) for number in range(1000)]
    for fit in fits:
        pictures.get(fit)
    while pictures.asked[-1:] != pictures.asked[-2:-1]:
        before = len(pictures.asked)
        pictures.show(pictures.asked[-1], b"")
        if len(pictures.asked) == before:
            break
    assert pictures.asked == ["0", *reversed(fits[-MOST_WAITING:])]


def test_they_are_kept_within_bounds_and_asked_for_again(pictures, monkeypatch):
    monkeypatch.setattr(library_thumbnails, "KEPT_BYTES", 100_000)
    for fit in "abc":
        pictures.show(fit, made_up_strip())
    assert pictures.get("c") is not None
    assert pictures.get("b") is not None
    assert pictures.get("a") is None
    assert pictures.asked == ["a"]
    pictures.clear()
    assert pictures.get("c") is None
    assert pictures.asked == ["a", "c"]


def test_what_is_no_picture_counts_as_none(pictures):
    pictures.show("a", b"no picture")
    assert pictures.get("a").isNull()

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from gui.models import library_hint, library_text
from gui.panels.library_made_up import made_up_entry

FIT = replace(made_up_entry(9), title="", tags=("a", "b\n"), kind="finished", sweep="")


def test_a_fit_is_called_by_its_title_else_by_set_and_number_of_clusters():
    assert library_text.title_text(FIT) == "emoji · K = 11"
    assert library_text.title_text(replace(FIT, title="Mine")) == "Mine"
    assert library_text.parameters_line(FIT) == "k-means++ · 1 run · seed 9 · tol 0.0001"
    titled = library_text.parameters_line(replace(FIT, title="Mine"))
    assert titled.startswith("emoji · K = 11 · k-means++")


def test_the_numbers_leave_out_what_is_not_known():
    assert library_text.numbers_line(FIT) == "distortion 8.979e10 · 14 iterations · 3.70 s"
    assert library_text.numbers_line(replace(FIT, distortion=None, n_iter=1)) == (
        "1 iteration · 3.70 s"
    )
    damaged = made_up_entry(6)
    assert library_text.numbers_line(damaged) == library_text.parameters_line(damaged) == ""
    assert library_text.title_text(damaged) == "Damaged fit"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.4213, "0.42 s"),
        (12.34, "12.3 s"),
        (59.96, "1 min 0 s"),
        (125, "2 min 5 s"),
        (12000, "3 h 20 min"),
    ],
)
def test_times_are_said_in_two_units_at_most(seconds, said):
    assert library_text.seconds_text(seconds) == said


def test_a_date_is_that_of_the_clock_on_the_wall(monkeypatch):
    if not hasattr(time, "tzset"):
        pytest.skip("time zones cannot be set here")
    monkeypatch.setenv("TZ", "CET-1")
    time.tzset()
    try:
        assert library_text.date_text("2026-11-23T19:04:12+00:00") == "2026-11-23 20:04"
    finally:
        monkeypatch.undo()
        time.tzset()
    assert library_text.date_text("yester\nday") == "yester\\nday"


def test_marks_say_what_is_unusual():
    assert library_text.marks(FIT) == ()
    odd = replace(FIT, damage="cut", kind="stopped", sweep="s")
    assert library_text.marks(odd) == ("damaged", "stopped", "sweep")


def test_a_sentence_and_a_tip_tell_all_on_printable_lines():
    said = library_text.spoken(FIT)
    assert said.startswith("emoji · K = 11, 20")
    assert said.endswith("tags a, b\\n")
    long = replace(FIT, notes="one\ntwo\x1b " + "x" * 10_000)
    lines = library_text.tip(long).splitlines()
    assert "emoji: 1,000 images" in lines
    assert "one" in lines
    assert all(line.isprintable() for line in lines)
    assert len("".join(lines)) < 700


def test_counts():
    assert library_text.count_line(10_000, 10_000, 1) == "10,000 fits"
    assert library_text.count_line(1, 10_000, 2) == "1 of 10,000 fits · 2 selected"
    assert library_text.deleted_line(1) == "1 fit moved to the bin."
    assert library_hint.reading(3, 10)[2] == "3 of 10 fits"
    assert library_hint.reading(3, 0) == library_hint.READING
    assert library_hint.failure("a\tb")[2] == "a\\tb"

import gc
import os
import socket
import time
from dataclasses import replace

import pytest

from engine.errors import Cancelled
from engine.imageset import ImageSet
from engine.library.blank import BlankPixels
from engine.library.identity import Fingerprints, Owner, new_fit_id
from engine.library.layout import is_fit_id
from tests.engine.library.kept_fits import dead_process, pictures


def test_ids_tell_the_time_and_sort_by_it(monkeypatch):
    now = 1_795_460_652_007_999_999
    monkeypatch.setattr(time, "time_ns", lambda: now)
    first = new_fit_id()
    assert first.startswith("20261123T190412-007")
    assert is_fit_id(first)
    now += 1_000_000
    assert new_fit_id() > first
    now -= 1_000_000
    assert len({new_fit_id() for _ in range(20)}) == 20


@pytest.mark.parametrize(
    "name",
    ["", "..", "20261123T190412-007abcd", "20261123T190412-007abcdE", "20261123T190412-007abcde\n"],
)
def test_other_names_are_none(name):
    assert not is_fit_id(name)


def test_a_process_is_known_by_number_and_start():
    own = Owner.this_process()
    assert (own.pid, own.host) == (os.getpid(), socket.gethostname())
    assert own.may_be_alive()
    assert not replace(own, started=own.started - 60).may_be_alive()
    assert not replace(own, pid=dead_process()).may_be_alive()
    assert replace(own, pid=dead_process(), host="elsewhere.invalid").may_be_alive()


def test_pixels_are_read_once_while_they_are_there():
    images, prints, looks = pictures(), Fingerprints(), []

    def look():
        looks.append(1)
        return False

    assert prints.of(images, look) == images.sha256()
    assert looks
    n_looks = len(looks)
    assert prints.of(images, look) == images.sha256()
    assert len(looks) == n_looks
    for seed in range(1, 6):  # others may come to lie at the same place
        del images
        gc.collect()
        images = pictures(seed=seed)
        assert prints.of(images) == images.sha256()


def test_pixels_of_any_kind():
    images = ImageSet(name="a", pixels=BlankPixels((3, 2, 2, 1), "uint8", 1))
    prints = Fingerprints()
    assert prints.of(images) == prints.of(images) == images.sha256()


def test_it_can_be_stopped_and_asked_again():
    images, prints = pictures(), Fingerprints()
    with pytest.raises(Cancelled):
        prints.of(images, lambda: True)
    assert prints.of(images) == images.sha256()

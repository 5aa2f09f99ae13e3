import os
import threading
import time
from contextlib import closing

import numpy as np
import pytest

from engine.errors import Cancelled
from engine.readers.pictures.batches import decoded_batches
from engine.readers.pictures.decoding import SizeNeeded, Wanted
from engine.readers.pictures.refusals import DAMAGED, NO_PICTURE, UNREADABLE, Skipped
from engine.readers.task import Task
from tests.engine.readers.pictures.picture_makers import encoded, some_pixels

SMALL = [encoded(some_pixels(6, 5, 3, seed=seed)) for seed in range(150)]
LARGE = [encoded(some_pixels(200, 150, 3, seed=seed)) for seed in range(40)]


def every(files, wanted=None, task=None):
    batches = decoded_batches(enumerate(files), len(files), wanted or Wanted(), task or Task())
    return [result for batch in batches for result in batch]


@pytest.mark.parametrize("shape", [(6, 5, 3), (200, 150, 3)])
def test_every_file_becomes_its_picture(shape):
    files = SMALL if shape == (6, 5, 3) else LARGE
    results = every(files)
    assert sorted(number for number, _ in results) == list(range(len(files)))
    for number, picture in results:
        assert np.array_equal(picture.pixels, some_pixels(*shape, seed=number))


def test_small_and_large_files_in_turn():
    files = [file for pair in zip(SMALL, LARGE, strict=False) for file in pair]
    results = dict(every(files, Wanted(size=(4, 4))))
    alone = dict(every(SMALL[:40], Wanted(size=(4, 4))))
    assert sorted(results) == list(range(80))
    for number, picture in alone.items():
        assert np.array_equal(results[2 * number].pixels, picture.pixels)


def test_large_files_are_decoded_in_threads_which_end(monkeypatch):
    seen = set()
    start = threading.Thread.start
    monkeypatch.setattr(
        threading.Thread, "start", lambda self: (seen.add(self.name), start(self))[1]
    )
    every(SMALL)
    assert not seen
    every(LARGE)
    assert all(name.startswith("decoding") for name in seen)
    assert seen
    assert not any(thread.name in seen for thread in threading.enumerate())


def test_files_without_a_picture_keep_their_reason():
    files = [b"words", SMALL[0], SMALL[1][:40], Skipped(UNREADABLE), LARGE[0][:30_000]]
    results = dict(every(files))
    reasons = {n: why.reason for n, why in results.items() if isinstance(why, Skipped)}
    assert reasons == {0: NO_PICTURE, 2: DAMAGED, 3: UNREADABLE, 4: DAMAGED}
    assert np.array_equal(results[1].pixels, some_pixels(6, 5, 3))


def test_no_more_is_read_than_threads_can_take():
    n_read, most = 0, 0
    data = encoded(some_pixels(600, 600, 3))

    def files():
        nonlocal n_read
        for number in range(24):
            n_read += 1
            yield number, data

    n_done = 0
    for batch in decoded_batches(files(), 24, Wanted(size=(4, 4)), Task()):
        most = max(most, n_read - n_done)
        n_done += len(batch)
    assert n_done == 24
    assert most <= 2 * (os.cpu_count() or 1) + 1


def test_the_first_picture_comes_before_more_are_decoded():
    n_read = 0
    data = encoded(some_pixels(600, 600, 3))

    def files():
        nonlocal n_read
        for number in range(24):
            n_read += 1
            yield number, data

    with closing(decoded_batches(files(), 24, Wanted(size=(4, 4)), Task())) as batches:
        assert len(next(batches)) == 1
        assert n_read == 2  # the second waits for the first


@pytest.mark.parametrize("files", [SMALL, LARGE, []])
def test_progress_ends_at_the_last_file(files):
    told = []
    every(files, task=Task(lambda *news: told.append(news)))
    done = [news[1] for news in told]
    assert {news[0] for news in told} == {"decoding"}
    assert {news[2] for news in told} == {len(files)}
    assert done == sorted(done)
    assert done[-1] == len(files)


@pytest.mark.parametrize("files", [SMALL * 3, LARGE])
def test_it_can_be_cancelled(files):
    calls = []

    def should_stop():
        calls.append(1)
        return len(calls) > 3

    with pytest.raises(Cancelled):
        every(files, task=Task(should_stop=should_stop))


def test_a_slow_file_does_not_delay_being_cancelled():
    slow = [encoded(some_pixels(2000, 2000))] * 2
    began = []

    def should_stop():
        if threading.active_count() > 1:
            began.append(time.monotonic())
        return len(began) > 3

    with pytest.raises(Cancelled):
        every(slow * 4, task=Task(should_stop=should_stop))
    assert time.monotonic() - began[-1] < 0.5


@pytest.mark.parametrize("files", [SMALL, LARGE])
def test_a_size_that_is_needed_ends_the_work(files):
    large = encoded(some_pixels(300, 300))
    with pytest.raises(SizeNeeded):
        every([*files, large], Wanted(largest=256))


@pytest.mark.parametrize("files", [SMALL, LARGE])
def test_leaving_early_ends_the_threads(files):
    batches = decoded_batches(enumerate(files), len(files), Wanted(), Task())
    assert next(batches)
    batches.close()
    assert threading.active_count() == 1


def test_an_error_of_the_files_comes_through():
    def files():
        yield from enumerate(LARGE)
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        list(decoded_batches(files(), 50, Wanted(), Task()))


def test_large_results_come_one_by_one():
    wanted = Wanted(size=(2000, 2000))
    batches = decoded_batches(enumerate(SMALL[:3]), 3, wanted, Task())
    assert [len(batch) for batch in batches] == [1, 1, 1]

"""Folders of very many files: their progress is told, and they can be left at any time."""

from __future__ import annotations

import os
import shutil
import time

import numpy as np
import pytest

from engine import load_images
from engine.errors import Cancelled, DataError
from tests.engine.readers.bad_files.frame import without_collections

SECONDS_TO_STOP = 0.2


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """A folder of 100,000 empty files in ten folders."""
    folder = tmp_path_factory.mktemp("crowd")
    for name in "0123456789":
        (folder / name).mkdir()
        for number in range(10_000):
            os.close(os.open(folder / name / f"{number}.png", os.O_CREAT, 0o600))
    yield folder
    shutil.rmtree(folder)


def test_100_000_files_tell_of_their_progress_and_can_be_stopped_at_any_time(crowd):
    """Between two looks at whether to stop there is never much work, however long others take."""
    told = []

    def longest_wait():
        told.clear()
        asked = []

        def should_stop():
            asked.append(time.thread_time())
            return False

        with pytest.raises(DataError, match="all of 100,000 files are no pictures"):
            load_images(crowd, progress=lambda *news: told.append(news), should_stop=should_stop)
        return max(np.diff(asked))

    # A machine that is shared may stand still at any moment, but not three times at the same.
    with without_collections():
        assert any(longest_wait() < SECONDS_TO_STOP for _ in range(3))
    phases = dict.fromkeys(phase for phase, *_ in told)
    assert list(phases) == ["listing files", "decoding"]
    for phase in phases:
        done = [done for name, done, _ in told if name == phase]
        assert len(done) >= 100
        assert done == sorted(done)
    assert told[-1] == ("decoding", 100_000, 100_000)


@pytest.mark.parametrize("phase", ["listing files", "decoding"])
def test_100_000_files_are_left_at_once(crowd, phase):
    def seconds_to_stop():
        asked_at = []

        def progress(name, done, total):
            if name == phase and done > 20_000 and not asked_at:
                asked_at.append(time.thread_time())

        with pytest.raises(Cancelled):
            load_images(crowd, progress=progress, should_stop=lambda: bool(asked_at))
        return time.thread_time() - asked_at[0]

    with without_collections():
        assert any(seconds_to_stop() < SECONDS_TO_STOP for _ in range(3))

import threading

import pytest

from engine.errors import Cancelled
from engine.readers import blockwise
from engine.readers.blockwise import for_blocks, room_for_work
from engine.readers.task import Task


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("n", [1, 9, 10, 11, 400])
def test_every_row_once_and_reported_in_order(n, alone, monkeypatch):
    monkeypatch.setattr(blockwise, "BLOCK_BYTES", 100)
    done, told = [], []
    task = Task(lambda *news: told.append(news))
    for_blocks(n, 10, lambda rows: done.extend(range(n)[rows]), task, "counting", alone=alone)
    assert sorted(done) == list(range(n))
    assert told[0] == ("counting", 0, n)
    assert [count for _, count, _ in told[1:]] == [*range(10, n, 10), n]


def test_a_row_larger_than_a_block_is_a_block():
    sizes = []
    row_bytes = blockwise.BLOCK_BYTES * 3
    for_blocks(3, row_bytes, lambda rows: sizes.append(rows.stop - rows.start), Task(), "counting")
    assert sizes == [1, 1, 1]
    assert room_for_work(row_bytes) == 3 * room_for_work(1)


@pytest.mark.parametrize("limit", [0, 1, 2, 5])
def test_nothing_goes_on_once_it_should_stop(limit, monkeypatch):
    monkeypatch.setattr(blockwise, "BLOCK_BYTES", 1)
    answers = iter([False] * limit)
    begun = []
    task = Task(should_stop=lambda: next(answers, True))
    with pytest.raises(Cancelled):
        for_blocks(1000, 1, begun.append, task, "counting")
    assert len(begun) <= limit + 2 * blockwise.MAX_THREADS
    assert threading.active_count() == 1


def test_an_error_of_the_work_is_the_callers(monkeypatch):
    monkeypatch.setattr(blockwise, "BLOCK_BYTES", 1)

    def work(rows):
        if rows.start == 7:
            raise KeyError(7)

    with pytest.raises(KeyError):
        for_blocks(1000, 1, work, Task(), "counting")
    assert threading.active_count() == 1

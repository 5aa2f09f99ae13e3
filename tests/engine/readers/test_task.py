import pytest

from engine.errors import Cancelled
from engine.readers.task import Task


def test_progress_is_told_unless_it_should_stop():
    told, stop = [], []
    task = Task(lambda *what: told.append(what), lambda: bool(stop))
    task.report("reading", 1, 2)
    stop.append(True)
    with pytest.raises(Cancelled):
        task.report("reading", 2, 2)
    assert told == [("reading", 1, 2)]


def test_nobody_need_listen():
    Task().report("reading", 1, 2)
    Task().check()

import time

import pytest

from engine.errors import Cancelled
from engine.fetching.patience import Overdue, Patience, Timeouts


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(time, "monotonic", made)
    return made


def test_waiting_ends_after_the_stall_time(clock):
    patience = Patience(Timeouts(connect=1, stall=2), lambda: False)
    clock.now += 2
    patience.check()
    clock.now += 0.1
    with pytest.raises(Overdue, match="nothing came for 2 s"):
        patience.check()
    patience.heard()
    patience.check()


def test_connections_have_a_time_of_their_own(clock):
    patience = Patience(Timeouts(connect=1, stall=2), lambda: False)
    patience.expect_connection("host")
    clock.now += 1.5
    with pytest.raises(Overdue, match="no connection to host within 1 s"):
        patience.check()
    patience.expect_answer()
    clock.now += 1.5
    patience.check()


def test_every_slice_asks_and_tells():
    asked, watched = [], []

    def should_stop():
        asked.append(None)
        return len(asked) == 3

    def never():
        raise TimeoutError

    patience = Patience(Timeouts(), should_stop, lambda: watched.append(None))
    with pytest.raises(Cancelled):
        patience.wait(never)
    assert len(watched) == 2


def test_a_result_begins_the_time_anew(clock):
    patience = Patience(Timeouts(stall=2), lambda: False)

    def late():
        clock.now += 1.5
        return "result"

    assert patience.wait(late) == "result"
    assert patience.wait(late) == "result"
    clock.now += 1.5
    patience.check()


def test_the_promised_limits():
    assert Timeouts().both == (10, 20)

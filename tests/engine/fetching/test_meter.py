import time
from itertools import pairwise

import pytest

from engine.fetching.meter import Meter


@pytest.fixture
def told(monkeypatch):
    """News with the time of each, of a meter whose clock is `told.now`."""

    class Told(list):
        now = 50.0

        def progress(self, *news):
            self.append((round(self.now - 50, 3), *news))

    made = Told()
    monkeypatch.setattr(time, "monotonic", lambda: made.now)
    return made


def test_ten_times_a_second_at_most(told):
    meter = Meter(told.progress, 10_000)
    meter.begin("downloading a", 1_000)
    for _ in range(1_000):
        told.now += 0.001
        meter.receive(1)
    assert 9 <= len(told) <= 11
    gaps = [later[0] - earlier[0] for earlier, later in pairwise(told)]
    assert min(gaps) >= 0.099
    assert told[0] == (0, "downloading a", 1_000, 10_000)
    assert told[-1][2] == 1_000 + round(told[-1][0] * 1_000)


def test_the_speed_is_that_of_the_last_seconds(told):
    meter = Meter(told.progress, 10**9)
    meter.begin("downloading a", 0)
    for _ in range(100):
        told.now += 0.1
        meter.receive(1_000_000)
    assert [phase for _, phase, _, _ in told[:5]] == ["downloading a"] * 5
    assert told[-1][1] == "downloading a · 10.0 MB/s"
    for _ in range(100):
        told.now += 0.1
        meter.receive(100_000)
    assert told[-1][1] == "downloading a · 1.0 MB/s"
    for _ in range(40):
        told.now += 0.1
        meter.tick()
    assert told[-1][1:] == ("downloading a · 0.0 MB/s", 110_000_000, 10**9)


def test_reading_the_disk_has_no_speed(told):
    meter = Meter(told.progress, 1_000)
    meter.begin("checking a", 0)
    for done in range(0, 1_000, 10):
        told.now += 0.1
        meter.show(done)
    assert {phase for _, phase, _, _ in told} == {"checking a"}
    assert told[-1][2] == 990


def test_nothing_is_told_before_the_beginning(told):
    meter = Meter(told.progress, 1_000)
    meter.tick()
    assert told == []

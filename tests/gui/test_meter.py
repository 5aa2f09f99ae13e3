from __future__ import annotations

import os
from types import SimpleNamespace

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.meter import MEMORY_EVERY_S, WINDOW_S, Meter


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def meter(clock):
    return Meter(clock)


def test_nothing_is_told_before_there_is_enough(meter, clock):
    assert meter.iterations_per_second() is None
    meter.count(5)
    assert meter.iterations_per_second() is None
    clock.now += 0.5
    meter.count(3)
    assert meter.iterations_per_second() == 6.0  # the first five were done before the clock began


def test_batches_are_added_up(meter, clock):
    for _ in range(5):
        meter.count(2)
        clock.now += 0.25
    assert meter.iterations_per_second() == 8.0


def test_what_is_older_than_the_window_is_forgotten(meter, clock):
    for _ in range(10):
        meter.count(100)
        clock.now += 0.125
    clock.now += WINDOW_S
    meter.count(1)
    assert meter.iterations_per_second() is None
    clock.now += 0.5
    meter.count(1)
    assert meter.iterations_per_second() == 2.0


def test_a_new_beginning_forgets_the_speed(meter, clock):
    meter.count(1)
    clock.now += 1
    meter.count(1)
    meter.restart()
    assert meter.iterations_per_second() is None
    clock.now += 1
    meter.count(50)
    assert meter.iterations_per_second() is None


def test_two_counts_at_one_moment_tell_no_speed(meter):
    meter.count(1)
    meter.count(1)
    assert meter.iterations_per_second() is None


@given(st.lists(st.tuples(st.floats(0, 3), st.integers(1, 100)), max_size=30))
def test_the_speed_is_none_or_a_number_above_zero(steps):
    clock = Clock()
    meter = Meter(clock)
    for passed, iterations in steps:
        clock.now += passed
        meter.count(iterations)
        speed = meter.iterations_per_second()
        assert speed is None or 0 < speed < float("inf")


def test_memory_is_looked_up_twice_a_second(meter, clock, monkeypatch):
    looked = []

    def memory_info(process):
        looked.append(process.pid)
        return SimpleNamespace(rss=1000 * len(looked))

    monkeypatch.setattr(psutil.Process, "memory_info", memory_info)
    assert meter.memory_bytes() == 1000
    clock.now += MEMORY_EVERY_S / 2
    assert meter.memory_bytes() == 1000
    clock.now += MEMORY_EVERY_S / 2
    assert meter.memory_bytes() == 2000
    assert looked == [os.getpid()] * 2


def test_memory_is_that_of_this_program():
    before = Meter().memory_bytes()
    held = bytearray(b"x") * (64 << 20)
    after = Meter().memory_bytes()
    assert after - before > 0.8 * len(held)

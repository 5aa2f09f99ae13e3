from __future__ import annotations

import pytest
from PySide6.QtTest import QSignalSpy

from gui.models.timeline_position import TimelinePosition


@pytest.fixture
def position(qapp):
    made = TimelinePosition()
    made.set_lengths({0: 62, 1: 40})
    made.stand_at(0, 23)
    return made


def asked(spy: QSignalSpy) -> list[list[int]]:
    return [spy.at(i) for i in range(spy.count())]


def test_steps_go_on_from_what_was_asked_for_not_from_what_is_shown(position):
    spy = QSignalSpy(position.seek_wanted)
    position.step_on()
    position.step_on()
    position.step_back()
    assert asked(spy) == [[0, 24], [0, 25], [0, 24]]
    assert position.shown == (0, 23)


def test_goes_nowhere_beyond_the_run_and_not_where_it_is(position):
    spy = QSignalSpy(position.seek_wanted)
    position.seek(0, 23)
    position.seek(0, 99)
    position.stand_at(0, 61)
    position.step_on()
    position.seek(0, -5)
    assert asked(spy) == [[0, 61], [0, 0]]


def test_has_arrived_with_the_last_that_was_asked_for(position):
    position.step_on()
    position.step_on()
    spy = QSignalSpy(position.arrived)
    position.stand_at(0, 24)
    assert spy.count() == 0
    assert position.target == (0, 25)
    position.stand_at(0, 25)
    assert spy.count() == 1


def test_another_run_is_shown_from_end_to_end_else_at_the_same_iteration(position):
    spy = QSignalSpy(position.seek_wanted)
    position.seek_run(1)
    position.stand_at(1, 23)
    position.seek_last()
    position.stand_at(1, 39)
    position.seek_run(0)
    assert asked(spy) == [[1, 23], [1, 39], [0, 61]]


def test_a_live_fit_is_followed_until_somebody_looks_back(position):
    assert not position.follows
    position.set_live(True)
    assert position.follows
    position.seek(0, 3)
    assert not position.follows
    position.set_live(True)  # told again
    assert not position.follows
    spy = QSignalSpy(position.follow_wanted)
    position.follow(True)
    assert spy.count() == 1
    position.set_live(False)
    assert not position.follows


def test_staying_here_is_asked_for_too(position):
    position.set_live(True)
    spy = QSignalSpy(position.seek_wanted)
    position.follow(False)
    assert asked(spy) == [[0, 23]]


def test_without_a_fit_there_is_nothing_to_follow(position):
    spy = QSignalSpy(position.follow_wanted)
    position.follow(True)
    assert spy.count() == 0
    assert not position.follows


def test_an_answer_within_the_question(position):
    position.seek_wanted.connect(position.stand_at)
    for _ in range(5):
        position.step_on()
    assert position.shown == position.target == (0, 28)


def test_cleared_while_live_follows_what_comes(position):
    position.set_live(True)
    position.seek(0, 3)
    position.clear()
    assert position.shown is None
    assert not position.has_runs
    assert position.follows

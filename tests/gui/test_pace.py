from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gui.pace import LIVE_MS, Pace
from gui.work.controller import State


class Told(QObject):
    """Has a state, and tells when it changes, as the controller does."""

    state_changed = Signal(object)
    state = State.IDLE

    def turn(self, state):
        self.state = state
        self.state_changed.emit(state)


@pytest.fixture
def told(qapp):
    return Told()


@pytest.fixture
def view(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def pace(told, view):
    return Pace(told, view)


def test_while_nothing_runs_everything_is_shown_also_what_nobody_sees(pace):
    assert [pace.is_time() for _ in range(3)] == [True, True, True]


def test_a_hidden_view_follows_no_fit_and_catches_up_when_it_rests(pace, told, view, qtbot):
    told.turn(State.RUNNING)
    assert not pace.is_time()
    with qtbot.waitSignal(pace.due):
        told.turn(State.PAUSED)
    with qtbot.assertNotEmitted(pace.due):
        told.turn(State.IDLE)  # nothing more was missed


def test_a_view_that_is_seen_follows_a_few_times_a_second(pace, told, view, qtbot):
    view.show()
    told.turn(State.RUNNING)
    assert pace.is_time()
    assert not pace.is_time()
    qtbot.waitUntil(pace.is_time, timeout=20 * LIVE_MS)
    with qtbot.assertNotEmitted(pace.due):
        told.turn(State.STOPPING)

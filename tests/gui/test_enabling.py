from __future__ import annotations

import pytest
from PySide6.QtGui import QUndoCommand, QUndoStack

from gui.actions import ActionId
from gui.enabling import enabled_actions
from gui.work.controller import State

RUN, PAUSE, STEP, STOP = ActionId.RUN, ActionId.PAUSE, ActionId.STEP, ActionId.STOP
READY = {"has_pictures": True, "is_valid": True, "has_ended": True}


def enabled(state, stack=None, **told):
    stack = QUndoStack() if stack is None else stack
    answers = enabled_actions(state, stack, **(READY | told))
    return {action_id for action_id, is_enabled in answers.items() if is_enabled}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.IDLE, {RUN, STEP, ActionId.EXPORT}),
        (State.LOADING, {STOP}),
        (State.EXPORTING, {STOP}),
        (State.RUNNING, {PAUSE, STEP, STOP}),
        (State.PAUSED, {RUN, STEP, STOP}),
        (State.STOPPING, set()),
    ],
)
def test_what_makes_sense_in_each_state(state, expected):
    assert enabled(state) == expected


def test_without_pictures_nothing_can_be_done():
    assert enabled(State.IDLE, has_pictures=False) == set()


def test_wrong_parameters_keep_a_fit_from_starting_but_not_from_going_on():
    assert enabled(State.IDLE, is_valid=False) == {ActionId.EXPORT}
    assert enabled(State.PAUSED, is_valid=False) == {RUN, STEP, STOP}


def test_nothing_is_exported_before_a_fit_has_ended():
    assert enabled(State.IDLE, has_ended=False) == {RUN, STEP}


def test_undo_and_redo_follow_their_stack():
    stack = QUndoStack()
    stack.push(QUndoCommand("a change"))
    assert enabled(State.STOPPING, stack) == {ActionId.UNDO}
    stack.undo()
    assert enabled(State.STOPPING, stack) == {ActionId.REDO}

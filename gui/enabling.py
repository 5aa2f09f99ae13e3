"""Which actions make sense now."""

from __future__ import annotations

from PySide6.QtGui import QUndoStack

from gui.actions import ActionId
from gui.work.controller import State


def enabled_actions(
    state: State, stack: QUndoStack, *, has_pictures: bool, is_valid: bool, has_ended: bool
) -> dict[ActionId, bool]:
    """Return whether each action that depends on the state of things is enabled.

    Parameters
    ----------
    state : State
        Of the controller.
    stack : QUndoStack
        What can be undone and redone.
    has_pictures : bool
        Whether images are open, and not only their number is known.
    is_valid : bool
        Whether a fit can start with the parameters of the panel.
    has_ended : bool
        Whether the fit that is shown has ended.

    Returns
    -------
    dict of ActionId to bool
    """
    idle, paused = state is State.IDLE, state is State.PAUSED
    fitting = state in (State.RUNNING, State.PAUSED)
    ready = idle and has_pictures and is_valid
    return {
        ActionId.RUN: ready or paused,
        ActionId.PAUSE: state is State.RUNNING,
        ActionId.STEP: ready or fitting,
        ActionId.STOP: fitting or state in (State.LOADING, State.EXPORTING),
        ActionId.EXPORT: idle and has_pictures and has_ended,
        ActionId.UNDO: stack.canUndo(),
        ActionId.REDO: stack.canRedo(),
    }

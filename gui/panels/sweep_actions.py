"""What can be done with a queue of fits: actions that its buttons, its menu and the keys share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


class QueueAction(StrEnum):
    """Object names of the actions, in the order of the buttons."""

    PAUSE = "sweepPauseAction"
    UP = "sweepUpAction"
    DOWN = "sweepDownAction"
    SKIP = "sweepSkipAction"
    STOP = "sweepStopAction"
    STOP_ALL = "sweepStopAllAction"


@dataclass(frozen=True, slots=True)
class _Spec:
    text: str
    tip: str
    shortcut: str = ""


_SPECS = {
    QueueAction.PAUSE: _Spec(
        "Pause", "Hold the fit that runs where it is, and all others", "Space"
    ),
    QueueAction.UP: _Spec("Up", "Run this one earlier", "Ctrl+Up"),
    QueueAction.DOWN: _Spec("Down", "Run this one later", "Ctrl+Down"),
    QueueAction.SKIP: _Spec("Skip", "Leave this one out", "Del"),
    QueueAction.STOP: _Spec(
        "Stop this", "End the fit that runs; what it has reached is kept, the rest goes on"
    ),
    QueueAction.STOP_ALL: _Spec(
        "Stop all", "End the fit that runs and leave out all that wait; what is done is kept"
    ),
}
_RESUME = _Spec("Resume", "Go on with the fit that was held, and all others", "Space")


def make_queue_actions(table: QWidget) -> dict[QueueAction, QAction]:
    """Return an action each, children of `table`, in whose menu they are; their keys work there."""
    made = {}
    for name, spec in _SPECS.items():
        action = QAction(spec.text, table)
        action.setObjectName(name)
        action.setShortcut(QKeySequence(spec.shortcut))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        _tell(action, spec)
        made[name] = action
    table.addActions(list(made.values()))
    table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    return made


def set_paused(action: QAction, is_paused: bool) -> None:
    """Let the pause action say what it would do."""
    _tell(action, _RESUME if is_paused else _SPECS[QueueAction.PAUSE])


def _tell(action: QAction, spec: _Spec) -> None:
    action.setText(spec.text)
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{spec.tip} ({keys})" if keys else spec.tip)

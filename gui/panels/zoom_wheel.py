"""The mouse wheel with Ctrl held, as notches."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QWidget

STEPS_PER_NOTCH = 120  # Qt counts a notch of the wheel as 120


class ZoomWheel(QObject):
    """Watches a widget, often the viewport of a view; without Ctrl the wheel goes on scrolling.

    Parameters
    ----------
    watched : QWidget
        Where the wheel is turned; also the owner.

    Signals
    -------
    zoom_requested(int)
        Notches, positive for larger.
    """

    zoom_requested = Signal(int)

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self._angle = 0
        watched.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the wheel while Ctrl is held. Overrides QObject."""
        if not isinstance(event, QWheelEvent):
            return False
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        # Fine wheels and touchpads turn by parts of a notch: collect them.
        self._angle += event.angleDelta().y()
        notches = int(self._angle / STEPS_PER_NOTCH)
        self._angle -= notches * STEPS_PER_NOTCH
        if notches:
            self.zoom_requested.emit(notches)
        return True

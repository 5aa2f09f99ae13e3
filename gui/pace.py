"""How often a view that takes long to draw follows a fit that runs."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.work.controller import Controller, State

LIVE_MS = 250  # four a second: drawn ten times, a map or a table takes half of the window's time


class Pace(QObject):
    """Says whether a view should follow now; what it is kept from comes when the fit rests.

    Parameters
    ----------
    controller : Controller
    view : QWidget
        Follows nothing while it is hidden and a fit runs.
    parent : QObject, optional

    Signals
    -------
    due()
        The fit rests, and the view was kept from the newest.
    """

    due = Signal()

    def __init__(
        self, controller: Controller, view: QWidget, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._view = view
        self._since = QElapsedTimer()
        self._is_behind = False
        controller.state_changed.connect(self._on_state_changed)

    def is_time(self) -> bool:
        """Return whether the view should show what has come just now."""
        is_live = self._controller.state is State.RUNNING
        too_soon = self._since.isValid() and self._since.elapsed() < LIVE_MS
        self._is_behind = is_live and (too_soon or not self._view.isVisible())
        if not self._is_behind:
            self._since.start()
        return not self._is_behind

    @Slot(object)
    def _on_state_changed(self, state: State) -> None:
        if self._is_behind and state is not State.RUNNING:
            self._is_behind = False
            self.due.emit()

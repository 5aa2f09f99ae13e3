"""Fits begin one after the other: what comes too early waits until the one before is over."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from gui.work.controller import Controller


class WhenFree(QObject):
    """A line of work that starts or shows a fit.

    A fit that began before everybody has heard of the end of the one before would be told of as
    if it were that one.

    Parameters
    ----------
    controller : Controller
    parent : QObject, optional
    """

    def __init__(self, controller: Controller, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._waiting: list[Callable[[], object]] = []
        controller.freed.connect(self._on_freed)

    def do(self, work: Callable[[], object], *, stop: bool = False) -> None:
        """Do `work` now or, where a job is in hand, once everybody has heard of its end.

        Parameters
        ----------
        work : callable
        stop : bool
            Whether the job in hand is stopped for it; what a fit has reached is kept.
        """
        if not self._controller.is_busy and not self._waiting:
            work()
            return
        self._waiting.append(work)
        if stop:
            self._controller.stop()

    @Slot()
    def _on_freed(self) -> None:
        while self._waiting and not self._controller.is_busy:
            self._waiting.pop(0)()

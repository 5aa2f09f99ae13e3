"""The life of a dialog that asks something before a job is done, and what becomes of the job."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget


class AskingFlow(QObject):
    """Opens one dialog and forgets it with its answer; what the answer is, its heirs know.

    Parameters
    ----------
    window : QWidget
        Parent of the dialog.
    parent : QObject, optional

    Signals
    -------
    declined()
        The dialog was dismissed.
    """

    declined = Signal()

    def __init__(self, window: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._dialog: QDialog | None = None
        self._on_answer: Callable[[], None] | None = None

    def _ask(self, dialog: QDialog, on_answer: Callable[[], None]) -> None:
        """Open `dialog`.

        Parameters
        ----------
        dialog : QDialog
            The flow deletes it.
        on_answer : callable
            Called once if it is accepted; the dialog can be asked for its answer then.
        """
        self._dialog, self._on_answer = dialog, on_answer
        dialog.accepted.connect(self._on_accepted)
        dialog.rejected.connect(self._on_rejected)
        dialog.open()

    @Slot()
    def _on_accepted(self) -> None:
        on_answer = self._on_answer
        self._forget()  # before: the answer may lead to the next question
        if on_answer is not None:
            on_answer()

    @Slot()
    def _on_rejected(self) -> None:
        self._forget()
        self.declined.emit()

    def _forget(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = self._on_answer = None

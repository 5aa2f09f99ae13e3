"""What a reader asks, put to the person at the window, and the answer."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from engine.readers.questions import ArrayQuestion, Question, SizeQuestion
from gui.panels.array_dialog import ArrayDialog
from gui.panels.shape_dialog import ShapeDialog
from gui.panels.size_dialog import SizeDialog
from gui.work.jobs import Asked, LoadJob


class QuestionsFlow(QObject):
    """Shows the dialog of a question and makes a new job of the answer.

    Parameters
    ----------
    window : QWidget
        Parent of the dialogs.
    parent : QObject, optional

    Signals
    -------
    answered(LoadJob)
        The job that asked, with the answer among its options.
    declined()
        Nobody wants to answer: nothing shall be opened.
    """

    answered = Signal(object)
    declined = Signal()

    def __init__(self, window: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._dialog: ArrayDialog | ShapeDialog | SizeDialog | None = None
        self._job: LoadJob | None = None

    @Slot(object)
    def put(self, asked: Asked) -> None:
        """Show the dialog for a question."""
        self._job = asked.job
        self._dialog = _dialog_for(asked.question, self._window)
        self._dialog.accepted.connect(self._on_accepted)
        self._dialog.rejected.connect(self._on_rejected)
        self._dialog.open()

    @Slot()
    def _on_accepted(self) -> None:
        dialog, job = self._dialog, self._job
        self._forget()
        if dialog is not None and job is not None:
            self.answered.emit(replace(job, options=replace(job.options, **dialog.answer())))

    @Slot()
    def _on_rejected(self) -> None:
        self._forget()
        self.declined.emit()

    def _forget(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = self._job = None


def _dialog_for(question: Question, window: QWidget) -> ArrayDialog | ShapeDialog | SizeDialog:
    if isinstance(question, SizeQuestion):
        return SizeDialog(question, window)
    if isinstance(question, ArrayQuestion):
        return ArrayDialog(question, window)
    return ShapeDialog(question, window)

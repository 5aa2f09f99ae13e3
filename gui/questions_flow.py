"""What a reader asks, put to the person at the window, and the answer."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from engine.readers.questions import ArrayQuestion, Question, SizeQuestion
from gui.asking_flow import AskingFlow
from gui.panels.array_dialog import ArrayDialog
from gui.panels.shape_dialog import ShapeDialog
from gui.panels.size_dialog import SizeDialog
from gui.work.jobs import Asked, LoadJob


class QuestionsFlow(AskingFlow):
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

    @Slot(object)
    def put(self, asked: Asked) -> None:
        """Show the dialog for a question."""
        dialog = _dialog_for(asked.question, self._window)
        self._ask(dialog, partial(self._go_on, dialog, asked.job))

    def _go_on(self, dialog: ArrayDialog | ShapeDialog | SizeDialog, job: LoadJob) -> None:
        self.answered.emit(replace(job, options=replace(job.options, **dialog.answer())))


def _dialog_for(question: Question, window: QWidget) -> ArrayDialog | ShapeDialog | SizeDialog:
    if isinstance(question, SizeQuestion):
        return SizeDialog(question, window)
    if isinstance(question, ArrayQuestion):
        return ArrayDialog(question, window)
    return ShapeDialog(question, window)

"""The film of a run, from the dialog to the file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from gui.messages import MessageBar
from gui.panels.film_dialog import FilmDialog
from gui.panels.film_request import FilmRequest
from gui.settings import AppSettings
from gui.timeline_flow import TimelineFlow
from gui.work.controller import Controller
from gui.work.film_job import FilmJob, FilmWritten
from gui.work.jobs import Opened
from gui.writing_flow import WritingFlow, stem_of


class FilmFlow(WritingFlow):
    """Asks what the film is to be, has the controller write it, and shows how far it is.

    Parameters
    ----------
    window : QWidget
        Parent of the dialog.
    controller : Controller
    timeline : TimelineFlow
        Has the run that is shown.
    messages : MessageBar
        Told where the film is.
    settings : AppSettings
        Remembers the folder.
    """

    def __init__(
        self,
        window: QWidget,
        controller: Controller,
        timeline: TimelineFlow,
        messages: MessageBar,
        settings: AppSettings,
    ) -> None:
        super().__init__(window, controller, messages, settings)
        self._timeline = timeline
        self._opened: Opened | None = None
        controller.film_written.connect(self._on_film_written)

    def start(self, opened: Opened) -> None:
        """Open the dialog for the run that is shown."""
        moment, history = self._timeline.moment, self._timeline.history
        if moment is None or history is None:
            return
        self._opened = opened
        run = moment.run
        path, title = str(self._suggestion(opened, run)), self._timeline.title(run)
        dialog = FilmDialog(path, run, history.n_iterations(run), title, self._window)
        dialog.film_requested.connect(self._on_film_requested)
        self._show(dialog)

    def _suggestion(self, opened: Opened, run: int) -> Path:
        return self._suggested_place() / f"{stem_of(opened)}-run-{run + 1}.webp"

    @Slot(object)
    def _on_film_requested(self, request: FilmRequest) -> None:
        history, opened = self._timeline.history, self._opened
        if history is None or opened is None:
            return
        job = FilmJob(
            opened=opened,
            history=history,
            path=request.path,
            kind=request.kind,
            fps=request.fps,
            size=request.size,
            of_run=request.run,
            iterations=request.iterations,
        )
        self._controller.film(job)

    @Slot(object)
    def _on_film_written(self, written: FilmWritten) -> None:
        self._tell_written(written.path)

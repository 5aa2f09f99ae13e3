"""The film of a run, from the dialog to the file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Slot
from PySide6.QtWidgets import QDialog, QWidget

from gui.messages import MessageBar
from gui.panels.film_dialog import FilmDialog
from gui.panels.film_request import FilmRequest
from gui.settings import AppSettings
from gui.timeline_flow import TimelineFlow
from gui.work.controller import Controller, State
from gui.work.film_job import FilmJob, FilmWritten
from gui.work.jobs import Opened
from gui.work.mailbox import Phase


class FilmFlow(QObject):
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
        super().__init__(window)
        self._window = window
        self._controller = controller
        self._timeline = timeline
        self._messages = messages
        self._settings = settings
        self._dialog: FilmDialog | None = None
        self._opened: Opened | None = None
        controller.phase_changed.connect(self._on_phase_changed)
        controller.film_written.connect(self._on_film_written)
        controller.failed.connect(self._on_failed)
        controller.cancelled.connect(self._on_cancelled)

    def start(self, opened: Opened) -> None:
        """Open the dialog for the run that is shown."""
        moment, history = self._timeline.moment, self._timeline.history
        if moment is None or history is None:
            return
        self._opened = opened
        run = moment.run
        path, title = str(self._suggestion(opened, run)), self._timeline.title(run)
        self._dialog = FilmDialog(path, run, history.n_iterations(run), title, self._window)
        self._dialog.film_requested.connect(self._on_film_requested)
        self._dialog.cancel_requested.connect(self._controller.stop)
        self._dialog.finished.connect(self._on_dialog_finished)
        self._dialog.open()

    def _suggestion(self, opened: Opened, run: int) -> Path:
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        parent = self._settings.export_folder or QStandardPaths.writableLocation(documents)
        stem = Path(opened.images.name).stem[:60]
        return Path(parent or Path.home()) / f"{stem}-run-{run + 1}.webp"

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
    def _on_phase_changed(self, phase: Phase) -> None:
        if self._dialog is not None and self._controller.state is State.EXPORTING:
            self._dialog.show_progress(phase.name, phase.done, phase.total)

    @Slot(object)
    def _on_film_written(self, written: FilmWritten) -> None:
        self._settings.export_folder = str(written.path.parent)
        self._messages.show_info(f"Exported to {written.path}")
        if self._dialog is not None:
            self._dialog.done(QDialog.DialogCode.Accepted)

    @Slot(str)
    def _on_failed(self, line: str) -> None:
        if self._dialog is not None and self._dialog.is_exporting:
            self._dialog.show_failure(line)  # it stays: another place may do

    @Slot()
    def _on_cancelled(self) -> None:
        if self._dialog is not None and self._dialog.is_exporting:
            self._dialog.done(QDialog.DialogCode.Rejected)

    @Slot()
    def _on_dialog_finished(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

"""File > Export, from the dialog to the folder."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Slot
from PySide6.QtWidgets import QDialog, QWidget

from engine.kmeans.reports import FitEnded
from gui.messages import MessageBar
from gui.panels.export_dialog import ExportDialog
from gui.settings import AppSettings
from gui.work.controller import Controller, State
from gui.work.jobs import ExportJob, Opened
from gui.work.mailbox import Phase

LONGEST_STEM = 60  # letters of a set's name in the folder's: file systems take 255 bytes


class ExportFlow(QObject):
    """Asks where to, has the controller export, and shows how far it is.

    Parameters
    ----------
    window : QWidget
        Parent of the dialog.
    controller : Controller
    messages : MessageBar
        Told where the files are, or what went wrong.
    settings : AppSettings
        Remembers the folder.
    """

    def __init__(
        self,
        window: QWidget,
        controller: Controller,
        messages: MessageBar,
        settings: AppSettings,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._controller = controller
        self._messages = messages
        self._settings = settings
        self._dialog: ExportDialog | None = None
        self._opened: Opened | None = None
        self._ended: FitEnded | None = None
        controller.phase_changed.connect(self._on_phase_changed)
        controller.exported.connect(self._on_exported)
        controller.failed.connect(self._on_failed)
        controller.cancelled.connect(self._on_cancelled)

    def start(self, opened: Opened, ended: FitEnded) -> None:
        """Open the dialog for a fit."""
        self._opened, self._ended = opened, ended
        suggestion = str(self._suggestion(opened, ended))
        self._dialog = ExportDialog(suggestion, self._window, what=_what(ended))
        self._dialog.export_requested.connect(self._on_export_requested)
        self._dialog.cancel_requested.connect(self._controller.stop)
        self._dialog.finished.connect(self._on_dialog_finished)
        self._dialog.open()

    def _suggestion(self, opened: Opened, ended: FitEnded) -> Path:
        """Return a folder that does not exist yet, named for set and K."""
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        parent = self._settings.export_folder or QStandardPaths.writableLocation(documents)
        name = Path(opened.images.name).stem[:LONGEST_STEM]
        stem = f"{name}-k{ended.parameters.n_clusters}"
        folder, number = Path(parent or Path.home()) / stem, 2
        while os.path.lexists(folder):  # `Path.exists` raises where it may not look
            folder, number = folder.with_name(f"{stem}-{number}"), number + 1
        return folder

    @Slot(str, bool)
    def _on_export_requested(self, folder: str, overwrite: bool) -> None:
        if self._opened is None or self._ended is None:
            return
        job = ExportJob(opened=self._opened, ended=self._ended, folder=folder, overwrite=overwrite)
        self._controller.export(job)

    @Slot(object)
    def _on_phase_changed(self, phase: Phase) -> None:
        if self._dialog is not None and self._controller.state is State.EXPORTING:
            self._dialog.show_progress(phase.name, phase.done, phase.total)

    @Slot(str)
    def _on_exported(self, folder: str) -> None:
        self._settings.export_folder = str(Path(folder).parent)
        self._messages.clear()  # of folders that would not do
        self._messages.show_info(f"Exported to {folder}")
        if self._dialog is not None:
            self._dialog.done(QDialog.DialogCode.Accepted)

    @Slot(str)
    def _on_failed(self, line: str) -> None:
        if self._dialog is not None and self._dialog.is_exporting:
            self._dialog.show_failure(line)  # it stays: another folder may do

    @Slot()
    def _on_cancelled(self) -> None:
        if self._dialog is not None and self._dialog.is_exporting:
            self._dialog.done(QDialog.DialogCode.Rejected)

    @Slot()
    def _on_dialog_finished(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None


def _what(ended: FitEnded) -> str:
    """Return which runs of a fit with branches are exported; empty for a fit without."""
    if not any(summary.origin for summary in ended.runs):
        return ""
    best = ended.runs[ended.best_run]
    if best.origin:
        which = f"branch {best.run + 1} is exported, {best.origin}"
    else:
        which = "the fit is exported without its branches, which are not better"
    return f"Of all runs, those that one set of parameters makes again: {which}."

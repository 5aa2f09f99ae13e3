"""File > Export, from the dialog to the folder."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from engine.kmeans.reports import FitEnded
from gui.messages import MessageBar
from gui.panels.export_dialog import ExportDialog
from gui.settings import AppSettings
from gui.work.controller import Controller
from gui.work.jobs import ExportJob, Opened
from gui.writing_flow import WritingFlow, stem_of


class ExportFlow(WritingFlow):
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
        super().__init__(window, controller, messages, settings)
        self._opened: Opened | None = None
        self._ended: FitEnded | None = None
        controller.exported.connect(self._on_exported)

    def start(self, opened: Opened, ended: FitEnded) -> None:
        """Open the dialog for a fit."""
        self._opened, self._ended = opened, ended
        suggestion = str(self._suggestion(opened, ended))
        dialog = ExportDialog(suggestion, self._window, what=_what(ended))
        dialog.export_requested.connect(self._on_export_requested)
        self._show(dialog)

    def _suggestion(self, opened: Opened, ended: FitEnded) -> Path:
        """Return a folder that does not exist yet, named for set and K."""
        stem = f"{stem_of(opened)}-k{ended.parameters.n_clusters}"
        folder, number = self._suggested_place() / stem, 2
        while os.path.lexists(folder):  # `Path.exists` raises where it may not look
            folder, number = folder.with_name(f"{stem}-{number}"), number + 1
        return folder

    @Slot(str, bool)
    def _on_export_requested(self, folder: str, overwrite: bool) -> None:
        if self._opened is None or self._ended is None:
            return
        job = ExportJob(opened=self._opened, ended=self._ended, folder=folder, overwrite=overwrite)
        self._controller.export(job)

    @Slot(str)
    def _on_exported(self, folder: str) -> None:
        self._messages.clear()  # of folders that would not do
        self._tell_written(Path(folder))


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

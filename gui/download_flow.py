"""Image sets of the catalogue that are not on this computer yet: nothing is fetched unasked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from engine import catalogue
from engine.catalogue import CatalogueEntry
from engine.fetching import store
from gui.panels.download_dialog import DownloadDialog
from gui.settings import AppSettings
from gui.sources import data_folder
from gui.work.jobs import LoadJob


class DownloadFlow(QObject):
    """Asks before a set is fetched, and where to keep it.

    Parameters
    ----------
    window : QWidget
        Parent of the dialog.
    settings : AppSettings
        Remembers the folder.
    parent : QObject, optional

    Signals
    -------
    confirmed(LoadJob)
        The job offered, which may now download.
    declined()
        Nothing shall be fetched.
    """

    confirmed = Signal(object)
    declined = Signal()

    def __init__(
        self, window: QWidget, settings: AppSettings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._settings = settings
        self._dialog: DownloadDialog | None = None
        self._job: LoadJob | None = None
        self._entry: CatalogueEntry | None = None

    def offer(self, job: LoadJob) -> bool:
        """Show the dialog if `job` needs a download; return whether it does."""
        entry = catalogue.find(job.source)
        folder = data_folder(self._settings)
        if entry is None or entry.is_built_in or store.find(entry, folder) is not None:
            return False
        self._job, self._entry = job, entry
        self._dialog = DownloadDialog(entry, str(folder), _present(entry, folder), self._window)
        self._dialog.folder_changed.connect(self._on_folder_changed)
        self._dialog.accepted.connect(self._on_accepted)
        self._dialog.rejected.connect(self._on_rejected)
        self._dialog.open()
        return True

    @Slot(str)
    def _on_folder_changed(self, folder: str) -> None:
        if self._dialog is not None and self._entry is not None:
            self._dialog.show_present(_present(self._entry, Path(folder)))

    @Slot()
    def _on_accepted(self) -> None:
        dialog, job = self._dialog, self._job
        self._forget()
        if dialog is not None and job is not None:
            folder = dialog.folder()
            self._settings.data_folder = folder
            self.confirmed.emit(replace(job, download=True, data_folder=folder))

    @Slot()
    def _on_rejected(self) -> None:
        self._forget()
        self.declined.emit()

    def _forget(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = self._job = self._entry = None


def _present(entry: CatalogueEntry, folder: Path) -> int:
    return entry.n_bytes - store.missing_bytes(entry, folder)

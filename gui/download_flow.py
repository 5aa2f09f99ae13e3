"""Image sets of the catalogue that are not on this computer yet: nothing is fetched unasked."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from engine import catalogue
from engine.catalogue import CatalogueEntry
from engine.fetching import store
from gui.asking_flow import AskingFlow
from gui.panels.download_dialog import DownloadDialog
from gui.settings import AppSettings
from gui.sources import data_folder
from gui.work.jobs import LoadJob


class DownloadFlow(AskingFlow):
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

    def __init__(
        self, window: QWidget, settings: AppSettings, parent: QObject | None = None
    ) -> None:
        super().__init__(window, parent)
        self._settings = settings
        self._entry: CatalogueEntry | None = None

    def offer(self, job: LoadJob) -> bool:
        """Show the dialog if `job` needs a download; return whether it does."""
        entry = catalogue.find(job.source)
        folder = data_folder(self._settings)
        if entry is None or entry.is_built_in or store.find(entry, folder) is not None:
            return False
        self._entry = entry
        dialog = DownloadDialog(entry, str(folder), _present(entry, folder), self._window)
        dialog.folder_changed.connect(self._on_folder_changed)
        self._ask(dialog, partial(self._go_on, dialog, job))
        return True

    @Slot(str)
    def _on_folder_changed(self, folder: str) -> None:
        if isinstance(self._dialog, DownloadDialog) and self._entry is not None:
            self._dialog.show_present(_present(self._entry, Path(folder)))

    def _go_on(self, dialog: DownloadDialog, job: LoadJob) -> None:
        folder = dialog.folder()
        self._settings.data_folder = folder
        self.confirmed.emit(replace(job, download=True, data_folder=folder))


def _present(entry: CatalogueEntry, folder: Path) -> int:
    return entry.n_bytes - store.missing_bytes(entry, folder)

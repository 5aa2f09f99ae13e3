"""Looking for a file or a folder to open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from gui.settings import AppSettings


class Browse(QObject):
    """Shows the system's own dialogs, beginning where something was chosen the last time.

    Parameters
    ----------
    window : QWidget
        Parent of the dialogs.
    settings : AppSettings
        Remembers the folder.
    parent : QObject, optional

    Signals
    -------
    chosen(str)
        A path was chosen.
    declined()
        None was.
    """

    chosen = Signal(str)
    declined = Signal()

    def __init__(
        self, window: QWidget, settings: AppSettings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._settings = settings

    @Slot()
    def file(self) -> None:
        """Ask for a file."""
        title, start = "Open a file of pictures", self._settings.open_folder
        path, _ = QFileDialog.getOpenFileName(self._window, title, start)
        self._tell(path)

    @Slot()
    def folder(self) -> None:
        """Ask for a folder."""
        title, start = "Open a folder of pictures", self._settings.open_folder
        self._tell(QFileDialog.getExistingDirectory(self._window, title, start))

    def _tell(self, path: str) -> None:
        if not path:
            self.declined.emit()
            return
        self._settings.open_folder = str(Path(path).parent)
        self.chosen.emit(path)

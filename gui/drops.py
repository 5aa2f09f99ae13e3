"""Files dropped onto the window: one of them opens, with a sign that says so beforehand."""

from __future__ import annotations

import os

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from engine.errors import CentroidLabError, printable
from gui.panels.drop_sign import DropSign


class Drops(QObject):
    """Watches a window for files that are dragged over it.

    Parameters
    ----------
    window : QWidget
        Takes the drops.

    Attributes
    ----------
    sign : DropSign
        Covers the window while files are over it.

    Signals
    -------
    dropped(str)
        The path of what was dropped.
    refused(str)
        One line: what was dropped cannot be opened.
    """

    dropped = Signal(str)
    refused = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.sign = DropSign(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Answer drags of files. Overrides QObject."""
        kind = event.type()
        if isinstance(event, QDropEvent) and kind in (
            QEvent.Type.DragEnter,
            QEvent.Type.Drop,
        ):
            paths = local_paths(event.mimeData())
            if not paths:
                return False
            event.acceptProposedAction()
            if isinstance(event, QDragEnterEvent):
                self._show_sign(paths)
            else:
                self.sign.hide()
                self._take(paths)
            return True
        if kind == QEvent.Type.DragLeave:
            self.sign.hide()
        return False

    def _show_sign(self, paths: list[str]) -> None:
        name = printable(os.path.basename(paths[0].rstrip(os.sep)) or paths[0])
        several = f"{len(paths)} files: drop one file, one folder or one archive"
        self.sign.setText(f"Open {name}" if len(paths) == 1 else several)
        self.sign.cover(self._window.rect())

    def _take(self, paths: list[str]) -> None:
        if len(paths) == 1:
            self.dropped.emit(paths[0])
            return
        problem = "only one image set can be open"
        error = CentroidLabError(f"{len(paths)} files", problem, "Drop the folder they are in")
        self.refused.emit(str(error))


def local_paths(data: QMimeData) -> list[str]:
    """Return the files and folders of this computer among what is dragged."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]

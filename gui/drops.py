"""Files dropped onto the window: one of them opens, with a frame that says so beforehand."""

from __future__ import annotations

import os

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QWidget

from engine.errors import CentroidLabError, printable


class Drops(QObject):
    """Watches a window for files that are dragged over it.

    Parameters
    ----------
    window : QWidget
        Takes the drops.

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
        self.sign = QLabel(window)
        self.sign.setObjectName("dropSign")
        self.sign.setTextFormat(Qt.TextFormat.PlainText)
        self.sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sign.setWordWrap(True)
        self.sign.setAutoFillBackground(True)
        self.sign.setFrameShape(QLabel.Shape.Box)
        self.sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.sign.hide()
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
        width, height = self._window.width() // 2, 120
        left, top = (self._window.width() - width) // 2, (self._window.height() - height) // 2
        self.sign.setGeometry(left, top, width, height)
        self.sign.raise_()
        self.sign.show()

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

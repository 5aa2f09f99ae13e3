"""The files of a download: where each comes from and by what it is known to be the right one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from engine.catalogue import RemoteFile
from gui.panels.dialog_parts import make_label, make_line
from gui.panels.download_texts import amount_text
from gui.panels.elided_line import ElidedLine

HIGHEST = 270  # further files are scrolled to


class DownloadFiles(QScrollArea):
    """For each file its name and size, its address and its SHA-256, to be read and copied.

    Parameters
    ----------
    files : sequence of RemoteFile
    parent : QWidget, optional
    """

    def __init__(self, files: Sequence[RemoteFile], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("downloadFiles")
        self.setAccessibleName("Files")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._holder = QWidget(self)
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 4, 0)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        for file in files:
            row = grid.rowCount()
            head = make_line(f"{file.name} · {amount_text(file.size)}", self._holder)
            grid.addWidget(head, row, 0, 1, 2)
            _add(grid, row + 1, "Address", file.address, file.name)
            line = _add(grid, row + 2, "SHA-256", file.sha256, file.name)
            line.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
            grid.setRowMinimumHeight(row + 3, 6)
        self.setWidget(self._holder)
        self.setMaximumHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        """Return room for all files, or for the first few. Overrides QScrollArea."""
        size = self._holder.sizeHint()
        return QSize(size.width(), min(size.height(), HIGHEST))

    def minimumSizeHint(self) -> QSize:
        """Return room for one file. Overrides QScrollArea."""
        return QSize(0, min(self.sizeHint().height(), 4 * self.fontMetrics().lineSpacing() + 8))


def _add(grid: QGridLayout, row: int, title: str, text: str, file_name: str) -> ElidedLine:
    holder = grid.parentWidget()
    line = ElidedLine(text, holder)
    line.setObjectName("fileAddress" if title == "Address" else "fileSum")
    line.setAccessibleName(f"{title} of {file_name}")
    grid.addWidget(make_label(title, line), row, 0)
    grid.addWidget(line, row, 1)
    return line

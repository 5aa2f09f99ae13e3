"""Small parts of the pages that compare: a line of plain text, a view under its title."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.models.cluster_text import as_tooltip
from gui.panels.load_progress import ElidedLabel


def text_label(name: str) -> QLabel:
    """Return an empty line of plain text with the object name `name`."""
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setContentsMargins(6, 4, 6, 4)
    return label


class TitledBox(QWidget):
    """A view under one line that says what it shows.

    Parameters
    ----------
    view : QWidget
        The box becomes its owner.
    tip : str
        What its numbers mean.
    parent : QWidget, optional
    """

    def __init__(self, view: QWidget, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tip = tip
        self._title = ElidedLabel()
        line = QHBoxLayout()
        line.setContentsMargins(6, 4, 6, 2)
        line.addWidget(self._title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(view, 1)
        view.setAccessibleDescription(tip)

    def show_title(self, title: str) -> None:
        """Say what the view shows."""
        self._title.setText(title)
        self._title.setToolTip(as_tooltip(f"{title}\n{self._tip}"))

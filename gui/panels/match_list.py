"""A list of which a click, or Enter, opens a row."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QWidget,
)

from gui import theme


class OpeningList(QListView):
    """Rows of one height, one of them current.

    Parameters
    ----------
    model : QAbstractItemModel
        What it shows.
    delegate : QStyledItemDelegate
        What draws a row; the list becomes its owner.
    parent : QWidget, optional

    Signals
    -------
    row_activated(int)
        A row was clicked, or Enter was pressed on it.
    """

    row_activated = Signal(int)

    def __init__(
        self,
        model: QAbstractItemModel,
        delegate: QStyledItemDelegate,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setModel(model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(self._on_clicked)
        theme.current().changed.connect(self.viewport().update)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.row_activated.emit(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the current row on Enter. Overrides QListView."""
        index = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.InsertParagraphSeparator) and index.isValid():
            self.row_activated.emit(index.row())
        else:
            super().keyPressEvent(event)

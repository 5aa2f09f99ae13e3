"""The table of flows: how it looks, and how a row is opened by mouse and keyboard."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gui import theme
from gui.models.movers_model import FlowColumn, FlowsModel

_SAMPLES = {  # the longest text expected in each column, so that widths stay as they are
    FlowColumn.BEFORE: "from 999",
    FlowColumn.AFTER: "from 999",
    FlowColumn.COUNT: "999,999",
    FlowColumn.SHARE: "100.0 %",
}
_MARGIN = "nn"  # room beside a text, in letters
_TIP = "A click selects these images in all views"


class MoversTable(QTableView):
    """A table (object name ``moversTable``) of one row at a time.

    Parameters
    ----------
    model : FlowsModel
        What it shows.
    parent : QWidget, optional

    Signals
    -------
    flow_activated(int)
        A row was clicked, or Enter was pressed on it.
    """

    flow_activated = Signal(int)

    def __init__(self, model: FlowsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("moversTable")
        self.setAccessibleName("Images that changed cluster")
        self.setAccessibleDescription(_TIP)
        self.setModel(model)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        metrics = self.fontMetrics()
        rows = self.verticalHeader()
        rows.hide()
        # Fixed heights: a million flows would be laid out without asking for the size of any.
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(metrics.height() + 6)
        self.horizontalHeader().setHighlightSections(False)
        for column, sample in _SAMPLES.items():
            self.setColumnWidth(column, metrics.horizontalAdvance(sample + _MARGIN))
        self.clicked.connect(self._on_clicked)
        theme.current().changed.connect(self.viewport().update)

    def wanted_width(self) -> int:
        """Return the width at which no column is cut."""
        columns = sum(map(self.columnWidth, FlowColumn))
        return columns + self.verticalScrollBar().sizeHint().width() + 2 * self.frameWidth()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the current row on Enter. Overrides QTableView."""
        index = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.InsertParagraphSeparator) and index.isValid():
            self.flow_activated.emit(index.row())
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.flow_activated.emit(index.row())

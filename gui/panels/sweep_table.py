"""The table of a queue: how it looks, and which member is the current one."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gui import theme
from gui.models.sweep_model import QueueColumn, SweepModel

_SAMPLES = {  # the longest text expected in each column, so that widths stay as they are
    QueueColumn.CLUSTERS: "9,999",
    QueueColumn.INIT: "k-means++, warm",
    QueueColumn.RUNS: "runs 9",
    QueueColumn.STATE: "running: run 99, iteration 999",
    QueueColumn.DISTORTION: "4.646126e+11",
    QueueColumn.SECONDS: "seconds 9",
}
_MARGIN = "nn"  # room beside a text, in letters
_ROWS = 5  # in sight: the queue stands above what it makes


class SweepTable(QTableView):
    """A table (object name ``sweepTable``) of one member at a time."""

    def __init__(self, model: SweepModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = model
        self.setObjectName("sweepTable")
        self.setAccessibleName("Queue of fits")
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
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(metrics.height() + 4)
        self.horizontalHeader().setHighlightSections(False)
        for column, sample in _SAMPLES.items():
            self.setColumnWidth(column, metrics.horizontalAdvance(sample + _MARGIN))
        theme.current().changed.connect(self.viewport().update)

    def sizeHint(self) -> QSize:
        """Return room for a few rows. Overrides QTableView."""
        head = self.horizontalHeader().sizeHint().height()
        rows = _ROWS * self.verticalHeader().defaultSectionSize()
        return QSize(super().sizeHint().width(), head + rows + 2 * self.frameWidth())

    def number(self) -> int | None:
        """Return the number of the current member; None if there is none."""
        index = self.currentIndex()
        return self._queue.entry(index.row()).member.number if index.isValid() else None

    def go_to(self, number: int) -> None:
        """Make a member the current one, and bring it into sight."""
        row = self._queue.row_of(number)
        if row is not None:
            self.setCurrentIndex(self._queue.index(row, 0))

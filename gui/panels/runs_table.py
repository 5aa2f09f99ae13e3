"""The table of runs: how it looks, how it is sorted, and how a run is opened."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gui import theme
from gui.models.runs_model import RunColumn, RunsModel

_SAMPLES = {  # the longest text expected in each column, so that widths stay as they are
    RunColumn.RUN: "999",
    RunColumn.DISTORTION: "4.646126e+11",
    RunColumn.ABOVE: "above the best",
    RunColumn.ITERATIONS: "iterations",
    RunColumn.ENDING: "limit reached",
    RunColumn.SECONDS: "9999.99",
}
_MARGIN = "nnn"  # room beside a text and for the sign of the order, in letters
_TIP = "A double click or Enter shows a run in all views"


class RunsTable(QTableView):
    """A table (object name ``runsTable``) of one row at a time; a click on a title sorts it.

    Parameters
    ----------
    model : RunsModel
        What it shows; sorting changes it in nothing.
    parent : QWidget, optional

    Signals
    -------
    run_activated(int)
        Run, from 0, that was double-clicked, or on which Enter was pressed.
    """

    run_activated = Signal(int)

    def __init__(self, model: RunsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runsTable")
        self.setAccessibleName("Runs of this fit")
        self.setAccessibleDescription(_TIP)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSortRole(Qt.ItemDataRole.UserRole)
        self._sorted.setSourceModel(model)
        self.setModel(self._sorted)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setStretchLastSection(True)
        for column, sample in _SAMPLES.items():
            self.setColumnWidth(column, self.fontMetrics().horizontalAdvance(sample + _MARGIN))
        self.setSortingEnabled(True)
        self.sortByColumn(RunColumn.RUN, Qt.SortOrder.AscendingOrder)
        self.doubleClicked.connect(self._on_double_clicked)
        theme.current().changed.connect(self.viewport().update)

    def select_run(self, run: int) -> None:
        """Make the row of `run`, from 0, the current one."""
        source = self._sorted.sourceModel().index(run, 0)
        self.selectRow(self._sorted.mapFromSource(source).row())

    def run_at(self, row: int) -> int:
        """Return the run, from 0, that stands in a row of the table."""
        return int(self._sorted.index(row, RunColumn.RUN).data(Qt.ItemDataRole.UserRole))

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.run_activated.emit(self.run_at(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the current row on Enter. Overrides QTableView."""
        index = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.InsertParagraphSeparator) and index.isValid():
            self.run_activated.emit(self.run_at(index.row()))
        else:
            super().keyPressEvent(event)

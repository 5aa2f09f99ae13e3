"""The agreement of every two runs as a heat map."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from gui import theme
from gui.models.match_matrix import MatrixModel
from gui.panels.contingency_cells import CellDelegate

MOST_PX = 72  # sides of a cell
PADDING = 12
WIDEST = "> 0.99"


class MatrixView(QTableView):
    """A table (object name ``matrixView``) that shades its cells by what they say.

    Cells share the room there is, within bounds; more runs than fit scroll.

    Parameters
    ----------
    model : MatrixModel
        What it shows.
    parent : QWidget, optional

    Signals
    -------
    pair_activated(int, int)
        Two runs, from 0, whose cell was clicked, or on which Enter was pressed.
    """

    pair_activated = Signal(int, int)

    def __init__(self, model: MatrixModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("matrixView")
        self.setAccessibleName("Agreement of every two runs")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(1)
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setItemDelegate(CellDelegate(self))
        self.setModel(model)
        self.clicked.connect(self._on_clicked)
        model.modelReset.connect(self._fit)
        theme.current().changed.connect(self.viewport().update)

    @Slot()
    def _fit(self) -> None:
        """Share the room out among the cells."""
        count = max(1, self.model().rowCount())
        metrics = self.fontMetrics()
        for header, room, least in (
            (
                self.horizontalHeader(),
                self.width() - self.verticalHeader().sizeHint().width(),
                metrics.horizontalAdvance(WIDEST) + PADDING,
            ),
            (
                self.verticalHeader(),
                self.height() - self.horizontalHeader().sizeHint().height(),
                metrics.height() + PADDING // 2,
            ),
        ):
            header.setDefaultSectionSize(max(least, min(MOST_PX, room // count)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new room out. Overrides QTableView."""
        super().resizeEvent(event)
        self._fit()

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.pair_activated.emit(index.row(), index.column())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the current cell on Enter. Overrides QTableView."""
        index = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.InsertParagraphSeparator) and index.isValid():
            self.pair_activated.emit(index.row(), index.column())
        else:
            super().keyPressEvent(event)

"""The contingency table as a heat map: how it fits its room, scrolls and opens a cell."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLabel, QTableView, QWidget

from gui import theme
from gui.models.contingency_model import ContingencyModel
from gui.models.number_text import count_text
from gui.panels.contingency_cells import CellDelegate
from gui.panels.contingency_headers import ClassMargin, ClusterMargin
from gui.panels.plot_style import small_font

Index = QModelIndex | QPersistentModelIndex

LEAST_COLUMN_PX, MOST_COLUMN_PX = 34, 84
MOST_ROW_PX = 34
PADDING = 12
CORNER_TEXT = "cluster →\nclass ↓"


class ContingencyView(QTableView):
    """A table (object name ``contingencyView``) that shades its cells.

    Cells take the room there is, within bounds; more classes or clusters than fit scroll, under
    margins that stay.

    Parameters
    ----------
    model : ContingencyModel
        What it shows.
    parent : QWidget, optional
        Owner of the view.

    Signals
    -------
    cell_activated(int, int)
        Class and cluster of a cell that was clicked, or on which Enter was pressed.
    """

    cell_activated = Signal(int, int)

    def __init__(self, model: ContingencyModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("contingencyView")
        self.setAccessibleName("Images of each class in each cluster")
        self._model = model
        self._digits = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self._classes, self._clusters = ClassMargin(self), ClusterMargin(self)
        self.setVerticalHeader(self._classes)
        self.setHorizontalHeader(self._clusters)
        self._corner = self._make_corner()
        self.setItemDelegate(CellDelegate(self))
        self.setModel(model)
        self.clicked.connect(self._on_clicked)
        model.modelReset.connect(self._on_model_reset)
        model.dataChanged.connect(self._on_data_changed)
        theme.current().changed.connect(self.viewport().update)

    def _make_corner(self) -> QLabel:
        """Return what covers the corner between the margins, and says what they are."""
        corner = QLabel(CORNER_TEXT, self)
        corner.setTextFormat(Qt.TextFormat.PlainText)
        corner.setFont(small_font())
        corner.setContentsMargins(PADDING // 2, 0, 0, 2)
        corner.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        corner.setAutoFillBackground(True)
        return corner

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.cell_activated.emit(*self._model.cell(index))

    @Slot()
    def _on_model_reset(self) -> None:
        self._classes.measure()
        self._fit()

    @Slot()
    def _on_data_changed(self, *_where: object) -> None:
        # Counts change ten times a second: only other digits ask for other room.
        if self._widest() != self._digits:
            self._fit()

    def _widest(self) -> int:
        return len(count_text(self._model.facts.by_cluster.max(initial=0)))

    def _fit(self) -> None:
        """Share the room out among rows and columns."""
        self._digits = self._widest()
        largest = count_text(self._model.facts.by_class.max(initial=0))
        self._classes.fit(largest, self._corner.sizeHint().width())
        least = QFontMetrics(self.font()).horizontalAdvance("0") * self._digits + PADDING
        least = max(LEAST_COLUMN_PX, least)
        room = self.width() - self._classes.width() - self.verticalScrollBar().sizeHint().width()
        share = room // max(1, self._model.columnCount())
        self._clusters.setDefaultSectionSize(max(least, min(share, MOST_COLUMN_PX)))
        self._clusters.fit()
        least = self.fontMetrics().height() + PADDING // 2
        room = self.height() - self._clusters.height()
        share = room // max(1, self._model.rowCount())
        self._classes.setDefaultSectionSize(max(least, min(share, MOST_ROW_PX)))
        self.updateGeometries()
        self._corner.setGeometry(0, 0, self._classes.width(), self._clusters.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new room out. Overrides QTableView."""
        super().resizeEvent(event)
        self._fit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Mark the class and the cluster of the current cell. Overrides QTableView."""
        super().currentChanged(current, previous)
        for margin in (self._classes, self._clusters):
            margin.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the current cell on Enter. Overrides QTableView."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.cell_activated.emit(*self._model.cell(index))
        else:
            super().keyPressEvent(event)

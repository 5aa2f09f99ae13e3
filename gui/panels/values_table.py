"""The table of fits: sorted by any column, copied as text, one or two rows chosen."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gui.models.values_facts import AGREEMENTS, FitColumn
from gui.models.values_model import MEASURING, TITLES, ValuesModel, ValuesOrder

_SAMPLES = {  # the longest text expected where it is longer than the title
    FitColumn.CLUSTERS: "9,999",
    FitColumn.INIT: "k-means++",
    FitColumn.SEED: "4294967295",
    FitColumn.DISTORTION: "4.646126e+11",
    FitColumn.SILHOUETTE: MEASURING,
    FitColumn.CALINSKI_HARABASZ: MEASURING,
    FitColumn.DAVIES_BOULDIN: MEASURING,
    FitColumn.ARI: MEASURING,
    FitColumn.NMI: MEASURING,
    FitColumn.SECONDS: "9999.99",
}
_MARGIN = "nnn"  # room beside a text and for the arrow of the order, in letters
_ROWS = 8  # in sight
_TIP = "Double-click or Enter opens a fit; Ctrl+click chooses a second one to compare"


class ValuesTable(QTableView):
    """A table (object name ``valuesTable``) of `model` in the order of `order`.

    Signals
    -------
    fit_activated(str)
        The key of a fit that was double-clicked, or on which Enter was pressed.
    fits_chosen(object)
        A list of the keys of one or two selected fits, the upper row first.
    """

    fit_activated = Signal(str)
    fits_chosen = Signal(object)

    def __init__(self, model: ValuesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fits = model
        self._told: list[str] = []
        self.setObjectName("valuesTable")
        self.setAccessibleName("Fits")
        self.setAccessibleDescription(_TIP)
        self.order = ValuesOrder(self)
        self.order.setSourceModel(model)
        self.setModel(self.order)
        self._set_up()
        self._make_actions()
        self.doubleClicked.connect(self._activate)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self._on_selection_changed()

    def _set_up(self) -> None:
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for set_mode in (self.setVerticalScrollMode, self.setHorizontalScrollMode):
            set_mode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        metrics = self.fontMetrics()
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(metrics.height() + 4)
        self.horizontalHeader().setHighlightSections(False)
        for column in FitColumn:
            texts = (TITLES[column][0], _SAMPLES.get(column, ""))
            self.setColumnWidth(
                column, max(metrics.horizontalAdvance(text + _MARGIN) for text in texts)
            )
        self.setSortingEnabled(True)
        self.sortByColumn(FitColumn.CLUSTERS, Qt.SortOrder.AscendingOrder)
        self.setMinimumHeight(self.sizeHint().height())

    def _make_actions(self) -> None:
        self.copy_action = QAction("&Copy", self)
        self.copy_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self.copy_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.copy_action.setToolTip("Copy the selected rows, tab-separated, with every digit")
        self.copy_action.triggered.connect(self._on_copy)
        self.copy_all_action = QAction("Copy &all", self)
        self.copy_all_action.setToolTip("Copy the whole table, tab-separated, with every digit")
        self.copy_all_action.triggered.connect(self._on_copy_all)
        self.addActions([self.copy_action, self.copy_all_action])
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def set_has_labels(self, has_labels: bool) -> None:
        """Show how fits agree with the labels, or leave it out."""
        for column in AGREEMENTS:
            self.setColumnHidden(column, not has_labels)

    def chosen(self) -> list[str]:
        """Return the keys of the selected fits, the upper row first."""
        return [self._fits.fits[row].key for row in self._selected()]

    def choose(self, keys: list[str]) -> None:
        """Select the rows of these fits."""
        wanted = QItemSelectionModel.SelectionFlag
        self.clearSelection()
        for row in range(self.order.rowCount()):
            index = self.order.index(row, 0)
            if self._fits.fits[self.order.mapToSource(index).row()].key in keys:
                self.selectionModel().select(index, wanted.Select | wanted.Rows)

    def sizeHint(self) -> QSize:
        """Return room for a few rows. Overrides QTableView."""
        head = self.horizontalHeader().sizeHint().height()
        bar = self.horizontalScrollBar().sizeHint().height()
        rows = _ROWS * self.verticalHeader().defaultSectionSize()
        return QSize(super().sizeHint().width(), head + rows + bar + 2 * self.frameWidth())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the current fit on Enter. Overrides QTableView."""
        index = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.InsertParagraphSeparator) and index.isValid():
            self._activate(index)
        else:
            super().keyPressEvent(event)

    def _selected(self) -> list[int]:
        """Return the rows of the model that are selected, in the order in which they are shown."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.order.mapToSource(self.order.index(row, 0)).row() for row in rows]

    @Slot(QModelIndex)
    def _activate(self, index: QModelIndex) -> None:
        self.fit_activated.emit(self._fits.fits[self.order.mapToSource(index).row()].key)

    @Slot()
    def _on_selection_changed(self) -> None:
        keys = self.chosen()
        self.copy_action.setEnabled(bool(keys))
        if keys != self._told and 1 <= len(keys) <= 2:
            self.fits_chosen.emit(keys)
        self._told = keys

    @Slot()
    def _on_copy(self) -> None:
        self._copy(self._selected())

    @Slot()
    def _on_copy_all(self) -> None:
        shown = range(self.order.rowCount())
        self._copy([self.order.mapToSource(self.order.index(row, 0)).row() for row in shown])

    def _copy(self, rows: list[int]) -> None:
        columns = [column for column in FitColumn if not self.isColumnHidden(column)]
        QGuiApplication.clipboard().setText(self._fits.as_text(rows, columns))

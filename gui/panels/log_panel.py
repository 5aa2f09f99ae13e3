"""The log: a table of all iterations that follows the newest unless somebody reads further up."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gui.models.log_model import LogColumn, LogModel

# The longest text expected in each column: the widths stay as they are while rows pour in.
_SAMPLES = {
    LogColumn.RUN: "9999",
    LogColumn.ITERATION: "iteration",
    LogColumn.DISTORTION: "4.646126e+11",
    LogColumn.SHIFT: "1.234e+05",
    LogColumn.MOVED: "9,999,999",
    LogColumn.EMPTY: "empty 9",
    LogColumn.SECONDS: "9999.999",
}
_MARGIN = "nn"  # room beside a text, in letters


class LogPanel(QWidget):
    """The table `view` (object name ``logView``) over `model`.

    Parameters
    ----------
    model : LogModel, optional
        A new, empty one without it.
    parent : QWidget, optional
        Owner of the panel.
    """

    def __init__(self, model: LogModel | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = LogModel(self) if model is None else model
        self._follows = True
        self.view = QTableView(self)
        self.view.setObjectName("logView")
        self.view.setAccessibleName("Log of all iterations")
        self.view.setModel(self.model)
        self._set_up_view()
        self._make_actions()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)

    @property
    def follows_end(self) -> bool:
        """True while new rows scroll into sight by themselves."""
        return self._follows

    def _set_up_view(self) -> None:
        view = self.view
        view.setAlternatingRowColors(True)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        metrics = view.fontMetrics()
        rows = view.verticalHeader()
        rows.hide()
        # Fixed heights: 10,000 rows are laid out without asking for the size of any.
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(metrics.height() + 4)
        columns = view.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setSectionsMovable(True)
        for column, sample in _SAMPLES.items():
            view.setColumnWidth(column, metrics.horizontalAdvance(sample + _MARGIN))
        bar = view.verticalScrollBar()
        bar.valueChanged.connect(self._on_scrolled)
        bar.rangeChanged.connect(self._on_range_changed)
        self.model.modelReset.connect(self._on_model_reset)

    def _make_actions(self) -> None:
        self.copy_action = QAction("&Copy", self)
        self.copy_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self.copy_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.copy_action.setToolTip("Copy the selected rows, tab-separated, with every digit")
        self.copy_action.triggered.connect(self._on_copy_triggered)
        self.copy_all_action = QAction("Copy &all", self)
        self.copy_all_action.setToolTip("Copy the whole log, tab-separated, with every digit")
        self.copy_all_action.triggered.connect(self._on_copy_all_triggered)
        self.newest_action = QAction("Scroll to the &newest", self)
        self.newest_action.setToolTip("Go to the newest row and follow the fit again")
        self.newest_action.triggered.connect(self.view.scrollToBottom)
        self.view.addActions([self.copy_action, self.copy_all_action, self.newest_action])
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self._on_selection_changed()

    @Slot()
    def _on_selection_changed(self) -> None:
        self.copy_action.setEnabled(self.view.selectionModel().hasSelection())

    @Slot()
    def _on_copy_triggered(self) -> None:
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        if rows:
            QGuiApplication.clipboard().setText(self.model.as_text(rows))

    @Slot()
    def _on_copy_all_triggered(self) -> None:
        QGuiApplication.clipboard().setText(self.model.as_text())

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        self._follows = value >= self.view.verticalScrollBar().maximum()

    @Slot()
    def _on_model_reset(self) -> None:
        self._follows = True

    @Slot(int, int)
    def _on_range_changed(self, _least: int, most: int) -> None:
        # The range grows with the rows and the value stays: a table read at its end goes on there.
        if self._follows:
            self.view.verticalScrollBar().setValue(most)

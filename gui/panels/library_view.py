"""The list of past fits: how it is chosen from, and what its keys do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QWidget

from engine.library.listing import Entry
from gui import theme
from gui.models.library_model import LibraryModel
from gui.panels.library_delegate import LibraryDelegate

Index = QModelIndex | QPersistentModelIndex
Flag = QItemSelectionModel.SelectionFlag


class LibraryView(QListView):
    """A list (object name ``libraryView``); several fits can be chosen.

    Parameters
    ----------
    model : LibraryModel
    parent : QWidget, optional

    Signals
    -------
    choice_changed()
        Other fits are chosen, or what is said of them changed.
    open_requested()
        Enter or a double click.
    delete_requested()
        Del.
    """

    choice_changed = Signal()
    open_requested = Signal()
    delete_requested = Signal()

    def __init__(self, model: LibraryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("libraryView")
        self.setAccessibleName("Past fits")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._model = model
        self._is_changing = False
        self.setModel(model)
        self.setItemDelegate(LibraryDelegate(model, self))
        model.thumbnails.arrived.connect(self._on_thumbnail_arrived)
        self.doubleClicked.connect(self.open_requested)
        theme.current().changed.connect(self.viewport().update)

    @Slot(str)
    def _on_thumbnail_arrived(self, fit_id: str) -> None:
        """Draw one row again; `dataChanged` would make Qt lay out all the thousands."""
        row = self._model.row_of(fit_id)
        if row is not None:
            self.viewport().update(self.visualRect(self._model.index(row)))

    def chosen(self) -> list[Entry]:
        """Return the chosen fits in the order of the list."""
        indexes = self.selectionModel().selectedRows()
        return [self._model.entry(row) for row in sorted(index.row() for index in indexes)]

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """List other fits; what was chosen stays so where it is still listed.

        Where nothing of it is, the fit that has come to its place is chosen.
        """
        before = [entry.id for entry in self.chosen()]
        place = self.currentIndex().row()
        current = self._model.entry(place).id if place >= 0 else ""
        self._is_changing = True
        self._model.show(entries)
        rows = [row for row in map(self._model.row_of, before) if row is not None]
        row = self._model.row_of(current)
        if not rows and entries:
            row = min(max(place, 0), len(entries) - 1)
            rows = [row]
        self._choose(rows, row if row is not None else (rows or [0])[0])
        self._is_changing = False
        self.choice_changed.emit()

    def choose(self, fit_id: str) -> None:
        """Choose one fit, where it is listed, and show it."""
        row = self._model.row_of(fit_id)
        if row is not None:
            self._choose([row], row)
            self.scrollTo(self._model.index(row))

    def _choose(self, rows: Iterable[int], current: int) -> None:
        chosen = QItemSelection()
        for first, last in _ranges(sorted(rows)):
            chosen.select(self._model.index(first), self._model.index(last))
        marks = self.selectionModel()
        if current < self._model.rowCount():
            marks.setCurrentIndex(self._model.index(current), Flag.NoUpdate)
        marks.select(chosen, Flag.ClearAndSelect)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell that others are chosen. Overrides QListView."""
        super().selectionChanged(selected, deselected)
        if not self._is_changing:
            self.choice_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter, delete on Del. Overrides QListView."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_requested.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_requested.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll by part of a row. Overrides QListView."""
        super().resizeEvent(event)
        self.verticalScrollBar().setSingleStep(max(8, self.sizeHintForRow(0) // 3))


def _ranges(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Return rising rows as ranges: a selection of thousands of single ones would be slow."""
    ranges: list[tuple[int, int]] = []
    for row in rows:
        if ranges and ranges[-1][1] == row - 1:
            ranges[-1] = ranges[-1][0], row
        else:
            ranges.append((row, row))
    return ranges

"""Past fits as a list: a row an entry, in the order they are given."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap

from engine.library.listing import Entry
from gui.models.library_text import spoken, title_text
from gui.models.library_thumbnails import LibraryThumbnails

Index = QModelIndex | QPersistentModelIndex


class LibraryOrder(Enum):
    """Orders of the list: the title, the column of the index, and whether it is turned round."""

    NEWEST = ("newest first", "created", True)
    OLDEST = ("oldest first", "created", False)
    CLUSTERS = ("by K", "n_clusters", False)
    DISTORTION = ("by distortion", "distortion", False)
    IMAGE_SET = ("by image set", "image_set", False)

    def __init__(self, title: str, column: str, is_descending: bool) -> None:
        self.title = title
        self.column = column
        self.is_descending = is_descending


class LibraryModel(QAbstractListModel):
    """The fits that are listed; their pictures come when a view first asks for them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.thumbnails = LibraryThumbnails(self)
        self._entries: tuple[Entry, ...] = ()
        self._rows: dict[str, int] = {}

    def show(self, entries: Sequence[Entry]) -> None:
        """List other fits; the same ones in the same order keep their places and marks."""
        entries = tuple(entries)
        rows = {entry.id: row for row, entry in enumerate(entries)}
        if entries and list(rows) == list(self._rows):
            self._entries = entries
            self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))
            return
        self.beginResetModel()
        self._entries, self._rows = entries, rows
        self.endResetModel()

    def entry(self, row: int) -> Entry:
        """Return the fit of a row."""
        return self._entries[row]

    def row_of(self, fit_id: str) -> int | None:
        """Return where a fit is listed; None where it is not."""
        return self._rows.get(fit_id)

    def thumbnail(self, row: int) -> QPixmap | None:
        """Return the strip of a row's centroids, null where there is none; None until it comes."""
        entry = self._entries[row]
        return QPixmap() if entry.damage else self.thumbnails.get(entry.id)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of fits. Overrides QAbstractListModel."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return title or sentence of a fit. Overrides QAbstractListModel."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:  # typing its first letters goes to a fit
            return title_text(self._entries[index.row()])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(self._entries[index.row()])
        return None

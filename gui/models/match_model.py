"""The clusters of two fits side by side: a row a pair, and one for each that found no match."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap

from engine.insight.matching import Matching
from gui.models.cluster_text import as_tooltip
from gui.models.compared_fit import ComparedFit
from gui.models.match_text import row_line, row_tip, title_of
from gui.models.thumbnails import PixmapStore, Thumbnails

Index = QModelIndex | QPersistentModelIndex


class MatchRole(IntEnum):
    """What a row tells besides its text."""

    ROW = Qt.ItemDataRole.UserRole + 1  # MatchRow
    CENTROID_A = Qt.ItemDataRole.UserRole + 2  # QPixmap, or None where there is no cluster
    CENTROID_B = Qt.ItemDataRole.UserRole + 3  # the same


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRow:
    """A cluster of fit A beside its match in B.

    Attributes
    ----------
    a, b : int or None
        Their numbers; None on one side for a cluster without a match.
    size_a, size_b : int
        Images of each; 0 where there is no cluster.
    both : int
        Images that both have.
    """

    a: int | None
    b: int | None
    size_a: int
    size_b: int
    both: int


class MatchModel(QAbstractListModel):
    """Pairs by the cluster of A, then the clusters of A without a match, then those of B."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[MatchRow] = []
        self._fits: tuple[ComparedFit, ComparedFit] | None = None
        self._thumbnails: Thumbnails | None = None
        self._pixmaps = PixmapStore()

    def show(
        self, fits: tuple[ComparedFit, ComparedFit], matching: Matching, thumbnails: Thumbnails
    ) -> None:
        """Show two fits of the images of `thumbnails`."""
        self.beginResetModel()
        self._rows, self._fits, self._thumbnails = _rows(matching), fits, thumbnails
        self._pixmaps.clear()
        self.endResetModel()

    def clear(self) -> None:
        """Show nothing."""
        self.beginResetModel()
        self._rows, self._fits, self._thumbnails = [], None, None
        self._pixmaps.clear()
        self.endResetModel()

    def row(self, row: int) -> MatchRow:
        """Return what stands in `row`."""
        return self._rows[row]

    def images_of(self, row: int) -> NDArray[np.intp]:
        """Return the images that the match leaves out, rising.

        Those of A's cluster that are not in B's match; of a cluster without a match all.
        """
        if self._fits is None:
            return np.zeros(0, dtype=np.intp)
        shown, (fit_a, fit_b) = self._rows[row], self._fits
        if shown.a is None:
            return np.flatnonzero(fit_b.labels == shown.b)
        is_left = fit_a.labels == shown.a
        return np.flatnonzero(is_left if shown.b is None else is_left & (fit_b.labels != shown.b))

    def title_of(self, row: int) -> str:
        """Return what these images are."""
        return title_of(self._rows[row].a, self._rows[row].b)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of rows. Overrides QAbstractListModel."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what `role` tells of a row. Overrides QAbstractListModel."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        numbers = (row.a, row.b, row.size_a, row.size_b, row.both)
        if role == MatchRole.ROW:
            return row
        if role == MatchRole.CENTROID_A:
            return self._centroid(0, row.a)
        if role == MatchRole.CENTROID_B:
            return self._centroid(1, row.b)
        if role == Qt.ItemDataRole.DisplayRole:
            return row_line(*numbers)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row_tip(*numbers)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tooltip(row_tip(*numbers))
        return None

    def _centroid(self, side: int, cluster: int | None) -> QPixmap | None:
        fits, thumbnails = self._fits, self._thumbnails
        if cluster is None or fits is None or thumbnails is None:
            return None
        centroid = fits[side].centroids[cluster]
        return self._pixmaps.get((side, cluster), lambda: thumbnails.centroid(centroid))


def _rows(matching: Matching) -> list[MatchRow]:
    sizes_a, sizes_b = (matching.table.sum(axis=axis).tolist() for axis in (1, 0))
    pairs = zip(matching.pairs.tolist(), matching.overlaps.tolist(), strict=True)
    rows = [
        MatchRow(a=a, b=b, size_a=sizes_a[a], size_b=sizes_b[b], both=both)
        for (a, b), both in pairs
    ]
    rows += [MatchRow(a=a, b=None, size_a=sizes_a[a], size_b=0, both=0) for a in matching.only_a]
    rows += [MatchRow(a=None, b=b, size_a=0, size_b=sizes_b[b], both=0) for b in matching.only_b]
    return rows

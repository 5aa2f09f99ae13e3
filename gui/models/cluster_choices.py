"""The clusters to choose one from: all of them first, then each with colour and size."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon, QPixmap

from gui import theme
from gui.models.members_text import all_title, cluster_title

SWATCH_PX = 12


class ClusterChoices(QAbstractListModel):
    """Row 0 is all clusters, row 1 cluster 0, and so on; texts are made when they are seen."""

    def __init__(self) -> None:
        super().__init__()
        self._sizes: NDArray[np.int64] = np.empty(0, dtype=np.int64)

    def show_sizes(self, sizes: NDArray[np.int64]) -> None:
        """Show these clusters: as many change their texts, another number resets."""
        if len(sizes) == len(self._sizes):
            self._sizes = sizes
            self.dataChanged.emit(self.index(0), self.index(len(sizes)))
        else:
            self.beginResetModel()
            self._sizes = sizes
            self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of clusters and one. Overrides QAbstractListModel."""
        return 0 if parent.isValid() else 1 + len(self._sizes)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return text and colour of a row. Overrides QAbstractListModel."""
        if not index.isValid():
            return None
        cluster = index.row() - 1
        if role == Qt.ItemDataRole.DisplayRole:
            if cluster < 0:
                return all_title(int(self._sizes.sum())) if len(self._sizes) else "all images"
            return cluster_title(cluster, int(self._sizes[cluster]))
        if role == Qt.ItemDataRole.DecorationRole and cluster >= 0:
            return theme.current().remember(("swatch", cluster), lambda: _swatch(cluster))
        return None


def _swatch(cluster: int) -> QIcon:
    pixmap = QPixmap(SWATCH_PX, SWATCH_PX)
    pixmap.fill(theme.cluster_colour(cluster))
    return QIcon(pixmap)

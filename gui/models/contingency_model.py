"""How many images of each class are in each cluster, as a table: a row a class, a column a cluster.

Columns may stand in another order; classes and clusters are never renumbered: `cell` tells them.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap

from engine.errors import printable
from engine.imageset import ImageSet
from gui.models.cluster_text import as_tooltip
from gui.models.contingency_facts import NOTHING, ColumnOrder, ContingencyFacts, Shade
from gui.models.number_text import count_text
from gui.models.thumbnails import Thumbnails

Index = QModelIndex | QPersistentModelIndex


class CellRole(IntEnum):
    """What a cell or a header tells besides its text."""

    SHADE = Qt.ItemDataRole.UserRole + 1  # float, 0 to 1, which is that of the darkest cell
    TOTAL = Qt.ItemDataRole.UserRole + 2  # str, images of the row or the column
    CENTROID = Qt.ItemDataRole.UserRole + 3  # QPixmap of a column, or None


class ContingencyModel(QAbstractTableModel):
    """The newest contingency table; empty until there is one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnails: Thumbnails | None = None
        self._names: tuple[str, ...] = ()
        self._facts = NOTHING
        self._clusters: NDArray[np.intp] = np.zeros(0, dtype=np.intp)
        self._shade, self._order, self._is_held = Shade.OF_CLASS, ColumnOrder.NUMBER, False
        self._shades: NDArray[np.float64] | None = None
        self._centroids: NDArray[np.float64] | None = None
        self._pixmaps: dict[int, QPixmap] = {}

    @property
    def facts(self) -> ContingencyFacts:
        """What the table tells, classes and clusters by their numbers."""
        return self._facts

    @property
    def clusters(self) -> NDArray[np.intp]:
        """The cluster in each column."""
        return self._clusters

    @property
    def limit_text(self) -> str:
        """What the darkest cell stands for: ``41.2 %`` or ``1,204``."""
        return self._facts.limit_text(self._shade)

    def set_images(self, images: ImageSet | None) -> None:
        """Turn to another image set (None: to no set) and forget the table of the one before."""
        self.clear()
        self._thumbnails = None if images is None else Thumbnails(images)
        self._names = () if images is None else tuple(map(printable, images.class_names))

    def show(self, table: NDArray[np.int64], cluster_classes: NDArray[np.int64]) -> None:
        """Show another table: one of the same shape repaints, another resets.

        Parameters
        ----------
        table : ndarray of shape (n_classes, n_clusters), int64
            Images of each class in each cluster.
        cluster_classes : ndarray of shape (n_clusters,), int64
            The class each cluster stands for, which decides the order; -1 for none.
        """
        facts = ContingencyFacts(table, cluster_classes, self._names)
        if table.shape != self._facts.table.shape:
            self._replace(facts)
            return
        self._facts, self._shades = facts, None
        if not self._is_held:
            self._arrange()
        self._repaint()

    def show_centroids(self, centroids: NDArray[np.float64]) -> None:
        """Show centroids, ndarray of shape (n_clusters, n_features), above the columns."""
        self._centroids = centroids
        self._pixmaps.clear()
        self._repaint_headers(Qt.Orientation.Horizontal)

    def set_shade(self, shade: Shade) -> None:
        """Choose what makes a cell dark."""
        self._shade, self._shades = shade, None
        self._repaint()

    def set_order(self, order: ColumnOrder) -> None:
        """Choose the order of the columns."""
        self._order = order
        self._arrange()

    def hold_order(self, is_held: bool) -> None:
        """Keep columns where they are while tables come, or arrange them anew with every one."""
        self._is_held = is_held
        if not is_held:
            self._arrange()

    def clear(self) -> None:
        """Forget table and centroids; the images stay."""
        self._centroids = None
        self._pixmaps.clear()
        self._replace(NOTHING)

    def cell(self, index: Index) -> tuple[int, int]:
        """Return class and cluster of a cell."""
        return index.row(), int(self._clusters[index.column()])

    def _replace(self, facts: ContingencyFacts) -> None:
        self.beginResetModel()
        self._facts, self._shades = facts, None
        self._clusters = facts.arranged(self._order)
        self.endResetModel()

    def _arrange(self) -> None:
        clusters = self._facts.arranged(self._order)
        if np.array_equal(clusters, self._clusters):
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        columns = np.argsort(clusters)  # of each cluster
        after = [self.index(i.row(), int(columns[self._clusters[i.column()]])) for i in before]
        self._clusters = clusters
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _repaint(self) -> None:
        n_classes, n_clusters = self._facts.table.shape
        if n_classes and n_clusters:
            self.dataChanged.emit(self.index(0, 0), self.index(n_classes - 1, n_clusters - 1))
        for orientation in Qt.Orientation:
            self._repaint_headers(orientation)

    def _repaint_headers(self, orientation: Qt.Orientation) -> None:
        count = self._facts.table.shape[0 if orientation == Qt.Orientation.Vertical else 1]
        if count:
            self.headerDataChanged.emit(orientation, 0, count - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of classes. Overrides QAbstractTableModel."""
        return 0 if parent.isValid() else self._facts.table.shape[0]

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of clusters. Overrides QAbstractTableModel."""
        return 0 if parent.isValid() else self._facts.table.shape[1]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what `role` tells of a cell. Overrides QAbstractTableModel."""
        if not index.isValid():
            return None
        number, cluster = self.cell(index)
        if role == CellRole.SHADE:
            if self._shades is None:
                self._shades = self._facts.shades(self._shade)
            return float(self._shades[number, cluster])
        if role == Qt.ItemDataRole.DisplayRole:
            return count_text(int(self._facts.table[number, cluster]))
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tooltip(self._facts.cell_tip(number, cluster))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._facts.cell_tip(number, cluster)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return what `role` tells of a class or a cluster. Overrides QAbstractTableModel."""
        if orientation == Qt.Orientation.Vertical:
            return self._of_class(section, role) if section < self.rowCount() else None
        if section >= self.columnCount():
            return None
        return self._of_cluster(int(self._clusters[section]), role)

    def _of_class(self, number: int, role: int) -> str | None:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._facts.class_name(number)
        if role == CellRole.TOTAL:
            return count_text(int(self._facts.by_class[number]))
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tooltip(self._facts.class_tip(number))
        return None

    def _of_cluster(self, cluster: int, role: int) -> str | QPixmap | None:
        if role == Qt.ItemDataRole.DisplayRole:
            return str(cluster)
        if role == CellRole.TOTAL:
            return count_text(int(self._facts.by_cluster[cluster]))
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tooltip(self._facts.cluster_tip(cluster))
        return self._centroid(cluster) if role == CellRole.CENTROID else None

    def _centroid(self, cluster: int) -> QPixmap | None:
        centroids = self._centroids
        is_known = centroids is not None and len(centroids) == self.columnCount()
        if centroids is None or not is_known or self._thumbnails is None:
            return None
        if cluster not in self._pixmaps:
            self._pixmaps[cluster] = self._thumbnails.centroid(centroids[cluster])
        return self._pixmaps[cluster]

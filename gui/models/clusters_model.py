"""The clusters of one report as a list: a row a cluster, in the clusters' own order.

Rows are never renumbered; `ClustersSortModel` shows them in another order.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from engine.imageset import ImageSet
from engine.insight.representatives import Representatives
from engine.kmeans.reports import Iteration
from gui.models.cluster_facts import ClusterFacts
from gui.models.thumbnails import Thumbnails

Index = QModelIndex | QPersistentModelIndex


class ClusterRole(IntEnum):
    """What a row tells."""

    CLUSTER = Qt.ItemDataRole.UserRole + 1  # int, from 0
    CENTROID = Qt.ItemDataRole.UserRole + 2  # QPixmap
    SIZE = Qt.ItemDataRole.UserRole + 3  # int, images
    SHARE = Qt.ItemDataRole.UserRole + 4  # float, of all images, 0 to 1
    DISTORTION = Qt.ItemDataRole.UserRole + 5  # float, squared pixel levels
    DISTORTION_SHARE = Qt.ItemDataRole.UserRole + 6  # float, of the whole, 0 to 1
    MEAN_SQ_DISTANCE = Qt.ItemDataRole.UserRole + 7  # float, squared pixel levels; 0 if empty
    REPRESENTATIVES = Qt.ItemDataRole.UserRole + 8  # list of Representative, nearest first
    SIZE_LINE = Qt.ItemDataRole.UserRole + 9  # str, as are all below
    DISTORTION_LINE = Qt.ItemDataRole.UserRole + 10
    CENTROID_TIP = Qt.ItemDataRole.UserRole + 11
    SIZE_TIP = Qt.ItemDataRole.UserRole + 12
    DISTORTION_TIP = Qt.ItemDataRole.UserRole + 13
    REPRESENTATIVE_TIPS = Qt.ItemDataRole.UserRole + 14  # list of str, a tip a representative


# What a new report changes: everything but the number.
CHANGING_ROLES = [
    *(int(role) for role in ClusterRole if role is not ClusterRole.CLUSTER),
    int(Qt.ItemDataRole.AccessibleTextRole),
]


class ClustersModel(QAbstractListModel):
    """The newest report, cluster by cluster; empty until there is one.

    Pixmaps are made when a view first asks for them, so rows out of sight cost nothing.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnails: Thumbnails | None = None
        self._facts: ClusterFacts | None = None

    @property
    def images(self) -> ImageSet | None:
        """The image set the report is about; None before the first."""
        return None if self._thumbnails is None else self._thumbnails.images

    def set_images(self, images: ImageSet | None) -> None:
        """Turn to another image set (None: to no set) and forget the report on the one before."""
        self.clear()
        self._thumbnails = None if images is None else Thumbnails(images)

    def show(self, report: Iteration, representatives: Representatives) -> None:
        """Show another report: as many clusters repaint, another number resets.

        Parameters
        ----------
        report : Iteration
            On the images given to `set_images`.
        representatives : Representatives
            Of the same report.

        Raises
        ------
        ValueError
            If report, representatives and images do not belong together.
        """
        if self._thumbnails is None:
            raise ValueError("a report, but no images to show it with.")
        facts = ClusterFacts(report, representatives, self._thumbnails)
        if facts.n_clusters == self.rowCount():
            self._facts = facts
            self.dataChanged.emit(self.index(0), self.index(facts.n_clusters - 1), CHANGING_ROLES)
        else:
            self._replace(facts)

    def clear(self) -> None:
        """Forget the report; the images stay."""
        self._replace(None)

    def _replace(self, facts: ClusterFacts | None) -> None:
        self.beginResetModel()
        self._facts = facts
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of clusters. Overrides QAbstractListModel."""
        return 0 if parent.isValid() or self._facts is None else self._facts.n_clusters

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what `role` tells of a cluster. Overrides QAbstractListModel."""
        if not index.isValid() or self._facts is None:
            return None
        tell = _TELL.get(role)
        return None if tell is None else tell(self._facts, index.row())


_TELL: dict[int, Callable[[ClusterFacts, int], Any]] = {
    Qt.ItemDataRole.DisplayRole: lambda _, cluster: str(cluster),  # type 7 to go to cluster 7
    Qt.ItemDataRole.AccessibleTextRole: ClusterFacts.spoken,
    ClusterRole.CLUSTER: lambda _, cluster: cluster,
    ClusterRole.CENTROID: ClusterFacts.centroid,
    ClusterRole.SIZE: ClusterFacts.size,
    ClusterRole.SHARE: ClusterFacts.share,
    ClusterRole.DISTORTION: ClusterFacts.distortion,
    ClusterRole.DISTORTION_SHARE: ClusterFacts.distortion_share,
    ClusterRole.MEAN_SQ_DISTANCE: ClusterFacts.mean_sq_distance,
    ClusterRole.REPRESENTATIVES: ClusterFacts.representatives,
    ClusterRole.SIZE_LINE: ClusterFacts.size_line,
    ClusterRole.DISTORTION_LINE: ClusterFacts.distortion_line,
    ClusterRole.CENTROID_TIP: ClusterFacts.centroid_tip,
    ClusterRole.SIZE_TIP: ClusterFacts.size_tip,
    ClusterRole.DISTORTION_TIP: ClusterFacts.distortion_tip,
    ClusterRole.REPRESENTATIVE_TIPS: ClusterFacts.representative_tips,
}


class ClusterOrder(Enum):
    """Orders to show clusters in: the title, the role compared, Qt's direction."""

    NUMBER = ("by number", ClusterRole.CLUSTER, Qt.SortOrder.AscendingOrder)
    SIZE = ("by size", ClusterRole.SIZE, Qt.SortOrder.DescendingOrder)
    DISTORTION = ("by distortion", ClusterRole.DISTORTION, Qt.SortOrder.DescendingOrder)

    def __init__(self, title: str, role: ClusterRole, direction: Qt.SortOrder) -> None:
        self.title = title
        self.role = role
        self.direction = direction


class ClustersSortModel(QSortFilterProxyModel):
    """The clusters in another order, kept up as they change; numbers stay, ties keep theirs."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.set_order(ClusterOrder.NUMBER)

    def set_order(self, order: ClusterOrder) -> None:
        """Show clusters in `order`."""
        self.setSortRole(order.role)
        self.sort(0, order.direction)

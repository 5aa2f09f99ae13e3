"""What one contingency table tells, cell by cell: shares, totals, orders, words."""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import NDArray

from gui.models.cluster_text import percent_text
from gui.models.contingency_text import cell_text, class_text, cluster_text
from gui.models.number_text import count_text


class Shade(Enum):
    """What makes a cell dark."""

    OF_CLASS = "share of the class"
    OF_CLUSTER = "share of the cluster"
    COUNT = "number of images"


class ColumnOrder(Enum):
    """Orders of the columns."""

    NUMBER = "by number"
    MATCHED = "matched to classes"


class ContingencyFacts:
    """One table; classes and clusters by their numbers.

    Parameters
    ----------
    table : ndarray of shape (n_classes, n_clusters), int64
        Images of each class in each cluster.
    cluster_classes : ndarray of shape (n_clusters,), int64
        The class each cluster stands for; -1 for none.
    class_names : tuple of str
        Printable; classes beyond them are called by their numbers.
    """

    def __init__(
        self,
        table: NDArray[np.int64],
        cluster_classes: NDArray[np.int64],
        class_names: tuple[str, ...],
    ) -> None:
        self.table = table
        self.by_class, self.by_cluster = table.sum(axis=1), table.sum(axis=0)
        self._cluster_classes = cluster_classes
        self._names = class_names

    def class_name(self, number: int) -> str:
        """Return a class in words."""
        return self._names[number] if number < len(self._names) else str(number)

    def worth(self, shade: Shade) -> NDArray[np.float64]:
        """Return what darkens each cell, ndarray of shape (n_classes, n_clusters)."""
        if shade is Shade.COUNT:
            return self.table.astype(np.float64)
        is_class = shade is Shade.OF_CLASS
        whole = self.by_class[:, np.newaxis] if is_class else self.by_cluster[np.newaxis]
        return self.table / np.maximum(whole, 1)

    def shades(self, shade: Shade) -> NDArray[np.float64]:
        """Return the same as shares of the greatest: 1 for the darkest cell."""
        worth = self.worth(shade)
        return worth / (worth.max(initial=0.0) or 1.0)

    def limit_text(self, shade: Shade) -> str:
        """Return what the darkest cell stands for: ``41.2 %`` or ``1,204``."""
        limit = float(self.worth(shade).max(initial=0.0))
        return count_text(limit) if shade is Shade.COUNT else percent_text(limit)

    def arranged(self, order: ColumnOrder) -> NDArray[np.intp]:
        """Return the clusters in `order`."""
        numbers = np.arange(self.table.shape[1])
        if order is ColumnOrder.NUMBER or not self.table.size:
            return numbers
        # Several clusters of one class: those with more of it first. Those of no class: last.
        has_class = self._cluster_classes >= 0
        at = np.where(has_class, self._cluster_classes, len(self.table))
        shared = np.where(has_class, self.table[self._cluster_classes, numbers], 0)
        return np.lexsort((numbers, -shared, at))

    def cell_tip(self, number: int, cluster: int) -> str:
        """Return what a cell says."""
        return cell_text(
            self.class_name(number),
            cluster,
            int(self.table[number, cluster]),
            int(self.by_class[number]),
            int(self.by_cluster[cluster]),
        )

    def class_tip(self, number: int) -> str:
        """Return how large a class is and where most of it lies."""
        most = int(self.table[number].argmax())
        count = int(self.table[number, most])
        return class_text(self.class_name(number), int(self.by_class[number]), most, count)

    def cluster_tip(self, cluster: int) -> str:
        """Return how large a cluster is and which class is commonest in it."""
        most = int(self.table[:, cluster].argmax())
        count = int(self.table[most, cluster])
        return cluster_text(cluster, int(self.by_cluster[cluster]), self.class_name(most), count)


NOTHING = ContingencyFacts(np.zeros((0, 0), dtype=np.int64), np.zeros(0, dtype=np.int64), ())
"""No class and no cluster."""

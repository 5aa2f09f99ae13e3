"""The images that changed cluster in one iteration, by where they came from and went to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon, QPixmap

from engine.history import Movers
from gui import theme
from gui.models.cluster_text import images_text, percent_text
from gui.models.number_text import count_text

Index = QModelIndex | QPersistentModelIndex

SWATCH_PX = 64  # drawn smaller, so that it is sharp on every screen
_ALIGNMENT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FlowColumn(IntEnum):
    """The columns."""

    BEFORE = 0
    AFTER = 1
    COUNT = 2
    SHARE = 3


_TITLES = {
    FlowColumn.BEFORE: ("from", "The cluster these images left"),
    FlowColumn.AFTER: ("to", "The cluster they went to"),
    FlowColumn.COUNT: ("images", "How many went this way"),
    FlowColumn.SHARE: ("share", "Of all images that changed cluster in this iteration"),
}


@dataclass(frozen=True, slots=True)
class Flow:
    """Images that went from one cluster to another.

    Attributes
    ----------
    before, after : int
        The cluster they left, and the one they went to.
    count : int
        How many.
    """

    before: int
    after: int
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class Flows:
    """All flows of an iteration, the largest first, ties by cluster.

    Attributes
    ----------
    before, after : ndarrays of shape (n_flows,), int64
        The cluster left, and the one gone to.
    counts : ndarray of shape (n_flows,), int64
        Images that went this way.
    """

    before: NDArray[np.int64]
    after: NDArray[np.int64]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, movers: Movers | None) -> Flows:
        """Return who went where; arrays, for at K = 1,000 there may be 30,000 flows."""
        if movers is None or not len(movers):
            nothing = np.empty(0, dtype=np.int64)
            return cls(nothing, nothing, nothing)
        n_clusters = int(max(movers.before.max(), movers.after.max())) + 1
        ways, counts = np.unique(
            movers.before.astype(np.int64) * n_clusters + movers.after, return_counts=True
        )
        order = np.argsort(-counts, kind="stable")
        before, after = np.divmod(ways[order], n_clusters)
        return cls(before, after, counts[order].astype(np.int64))

    def __len__(self) -> int:
        return len(self.counts)

    def __getitem__(self, row: int) -> Flow:
        return Flow(int(self.before[row]), int(self.after[row]), int(self.counts[row]))

    def row_of(self, before: int, after: int) -> int | None:
        """Return which flow goes this way; None if nothing does."""
        rows = np.flatnonzero((self.before == before) & (self.after == after))
        return int(rows[0]) if len(rows) else None


class FlowsModel(QAbstractTableModel):
    """The flows of one iteration, a row each, the largest first.

    ``DisplayRole`` gives what people read, ``UserRole`` the number itself, ``DecorationRole`` the
    colour of a cluster.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._movers: Movers | None = None
        self._flows = Flows.of(None)

    def show(self, movers: Movers | None) -> None:
        """Show another iteration, or none."""
        self.beginResetModel()
        self._movers = movers
        self._flows = Flows.of(movers)
        self.endResetModel()

    def flow(self, row: int) -> Flow:
        """Return the flow of a row."""
        return self._flows[row]

    def row_of(self, before: int, after: int) -> int | None:
        """Return the row of a flow; None if nothing went that way."""
        return self._flows.row_of(before, after)

    def images_of(self, row: int | None) -> NDArray[np.int32]:
        """Return the images of a row in rising order; of all rows for None."""
        if self._movers is None:
            return np.empty(0, dtype=np.int32)
        if row is None:
            return self._movers.indices
        flow = self._flows[row]
        goes = (self._movers.before == flow.before) & (self._movers.after == flow.after)
        return self._movers.indices[goes]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of flows. Overrides QAbstractTableModel."""
        return 0 if parent.isValid() else len(self._flows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of columns. Overrides QAbstractTableModel."""
        return 0 if parent.isValid() else len(FlowColumn)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what the view asks for. Overrides QAbstractTableModel."""
        if not index.isValid() or self._movers is None:
            return None
        flow, column = self._flows[index.row()], FlowColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(flow, column)
            case Qt.ItemDataRole.UserRole:
                return self._value(flow, column)
            case Qt.ItemDataRole.ToolTipRole:
                return flow_tip(flow)
            case Qt.ItemDataRole.TextAlignmentRole if column >= FlowColumn.COUNT:
                return _ALIGNMENT
            case Qt.ItemDataRole.DecorationRole if column < FlowColumn.COUNT:
                return _swatch(int(self._value(flow, column)))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return title and explanation of a column. Overrides QAbstractTableModel."""
        if orientation != Qt.Orientation.Horizontal or section not in _TITLES:
            return None
        title, tip = _TITLES[FlowColumn(section)]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return title
            case Qt.ItemDataRole.ToolTipRole:
                return tip
            case Qt.ItemDataRole.TextAlignmentRole if section >= FlowColumn.COUNT:
                return _ALIGNMENT
        return None

    def _value(self, flow: Flow, column: FlowColumn) -> float:
        match column:
            case FlowColumn.BEFORE:
                return flow.before
            case FlowColumn.AFTER:
                return flow.after
            case FlowColumn.COUNT:
                return flow.count
            case FlowColumn.SHARE:
                return flow.count / len(self.images_of(None))

    def _text(self, flow: Flow, column: FlowColumn) -> str:
        value = self._value(flow, column)
        if column is FlowColumn.SHARE:
            return percent_text(value)
        return count_text(value) if column is FlowColumn.COUNT else str(value)


def _swatch(cluster: int) -> QIcon:
    """Return the colour of a cluster, which a selected row must not tint."""

    def make() -> QIcon:
        square = QPixmap(SWATCH_PX, SWATCH_PX)
        square.fill(theme.cluster_colour(cluster))
        icon = QIcon(square)
        icon.addPixmap(square, QIcon.Mode.Selected)
        return icon

    return theme.current().remember(("swatch", cluster), make)


def flow_tip(flow: Flow) -> str:
    """Return ``412 images went from cluster 3 to cluster 7``."""
    return f"{images_text(flow.count)} went from cluster {flow.before} to cluster {flow.after}"

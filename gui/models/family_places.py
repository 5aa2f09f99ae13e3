"""Where the clusters of a family tree and the ribbons between them lie, in pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainterPath

from engine.insight.family_tree import FamilyTree
from engine.insight.tree_layout import TreeLayout

MARGIN = 12.0
TOP = 26.0  # above the first cluster, for the numbers K
STEPS = 65  # points of a ribbon's line by which the mouse finds it
REACH = 2.0  # pixels beside a thin ribbon that still mean it

_T = np.linspace(0.0, 1.0, STEPS)
_ALONG = 1.5 * _T - 1.5 * _T**2 + _T**3  # of a Bézier line that leaves and arrives level
_ACROSS = 3 * _T**2 - 2 * _T**3


@dataclass(frozen=True, slots=True)
class Node:
    """A cluster of a level; both count from 0."""

    level: int
    cluster: int


@dataclass(frozen=True, slots=True)
class Ribbon:
    """Images that flow from a cluster of `level` to one of the next."""

    level: int
    source: int
    target: int


class FamilyPlaces:
    """The places of one tree at one size.

    Parameters
    ----------
    tree : FamilyTree
    layout : TreeLayout
        Of that tree.
    size : QSizeF
        Of the whole drawing.
    node_width : float
        Of every cluster.
    """

    def __init__(
        self, tree: FamilyTree, layout: TreeLayout, size: QSizeF, node_width: float
    ) -> None:
        self.tree, self.layout, self.size, self.node_width = tree, layout, size, node_width
        self._height = max(1.0, size.height() - TOP - MARGIN)
        room = max(1.0, size.width() - 2 * MARGIN - node_width)
        # Whole pixels: levels are drawn one by one, each in a picture of its own.
        self.lefts: NDArray[np.float64] = np.round(
            np.linspace(MARGIN, MARGIN + room, len(tree.levels))
        )

    def span(self, level: int) -> tuple[int, int]:
        """Return where a level, with its ribbons to the next one, begins and ends."""
        is_last = level + 1 == len(self.lefts)
        end = round(self.size.width()) if is_last else int(self.lefts[level + 1])
        return (int(self.lefts[level]) if level else 0), end

    def node_rect(self, node: Node) -> QRectF:
        """Return where a cluster lies; of no height if it is empty."""
        nodes = self.layout.nodes[node.level]
        return QRectF(
            self.lefts[node.level],
            self._y(float(nodes.offsets[node.cluster])),
            self.node_width,
            self._height * float(nodes.heights[node.cluster]),
        )

    def ribbons(self, level: int) -> list[Ribbon]:
        """Return the ribbons from a level to the next, in the order of the layout."""
        found = self.layout.ribbons[level]
        pairs = zip(found.sources.tolist(), found.targets.tolist(), strict=True)
        return [Ribbon(level, source, target) for source, target in pairs]

    def ribbon_path(self, level: int, number: int) -> QPainterPath:
        """Return the outline of the ribbon that comes as `number` in its level."""
        found = self.layout.ribbons[level]
        thick = self._height * float(found.thicknesses[number])
        start = self.lefts[level] + self.node_width
        end = self.lefts[level + 1]
        middle = (start + end) / 2
        above = self._y(float(found.source_offsets[number]))
        below = self._y(float(found.target_offsets[number]))
        path = QPainterPath(QPointF(start, above))
        path.cubicTo(QPointF(middle, above), QPointF(middle, below), QPointF(end, below))
        path.lineTo(end, below + thick)
        path.cubicTo(
            QPointF(middle, below + thick),
            QPointF(middle, above + thick),
            QPointF(start, above + thick),
        )
        path.closeSubpath()
        return path

    def path_of(self, ribbon: Ribbon) -> QPainterPath:
        """Return the outline of a ribbon."""
        return self.ribbon_path(ribbon.level, self.ribbons(ribbon.level).index(ribbon))

    def at(self, point: QPointF) -> Node | Ribbon | None:
        """Return what lies at `point`; of ribbons over one another the thinnest."""
        level = int(np.searchsorted(self.lefts, point.x(), side="right")) - 1
        if level < 0:
            return None
        if point.x() <= self.lefts[level] + self.node_width:
            return self._node_at(level, point.y())
        if level + 1 >= len(self.lefts):
            return None
        return self._ribbon_at(level, point)

    def _node_at(self, level: int, y: float) -> Node | None:
        nodes = self.layout.nodes[level]
        at = (y - TOP) / self._height
        hit = np.flatnonzero((nodes.offsets <= at) & (at < nodes.offsets + nodes.heights))
        return Node(level, int(hit[0])) if len(hit) else None

    def _ribbon_at(self, level: int, point: QPointF) -> Ribbon | None:
        found = self.layout.ribbons[level]
        start = self.lefts[level] + self.node_width
        share = (point.x() - start) / max(1e-9, self.lefts[level + 1] - start)
        across = float(np.interp(share, _ALONG, _ACROSS))
        tops = found.source_offsets + (found.target_offsets - found.source_offsets) * across
        at, reach = (point.y() - TOP) / self._height, REACH / self._height
        hit = np.flatnonzero((tops - reach <= at) & (at <= tops + found.thicknesses + reach))
        if not len(hit):
            return None
        number = int(hit[np.argmin(found.thicknesses[hit])])
        return Ribbon(level, int(found.sources[number]), int(found.targets[number]))

    def _y(self, share: float) -> float:
        return TOP + self._height * share


def neighbour(tree: FamilyTree, node: Node, right: int, down: int) -> Node:
    """Return the cluster beside `node`: across the drawing, or where most of its images are.

    Parameters
    ----------
    tree : FamilyTree
    node : Node
    right : int
        1 for the next level, -1 for the one before, 0 to stay in the level.
    down : int
        1 for the cluster below, -1 for the one above; only with `right` 0.

    Returns
    -------
    Node
        The same where there is none.
    """
    level = node.level + right
    if not 0 <= level < len(tree.levels):
        return node
    if right > 0:
        return Node(level, int(tree.flows[node.level][node.cluster].argmax()))
    if right < 0:
        return Node(level, int(tree.flows[level][:, node.cluster].argmax()))
    order = tree.levels[level].order
    place = int(np.flatnonzero(order == node.cluster)[0]) + down
    return Node(level, int(order[min(max(place, 0), len(order) - 1)]))

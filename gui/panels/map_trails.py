"""The ways of the centroids over a map, iteration by iteration."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui import theme
from gui.panels.map_layer import Layer

MOST_TRAILS = 200  # more are a thicket; a frame with as many takes some 10 ms
WAY_PX, HALO_PX = 1.6, 3.6
STILL_TO_COME = 0.4  # opacity of what lies after the shown iteration
START_PX = 2.5  # radius of the dot where a trail begins

NO_TRAILS: NDArray[np.float64] = np.empty((0, 0, 2))


class TrailsLayer(Layer):
    """A line for each of the first clusters: strong up to the shown iteration, pale after it.

    Parameters
    ----------
    box : pyqtgraph.ViewBox
    """

    def __init__(self, box: Any) -> None:
        super().__init__(box, 1)
        self._positions = NO_TRAILS
        self._iteration = 0

    @property
    def positions(self) -> NDArray[np.float64]:
        """Where the centroids were, shape (n_iterations, n_clusters, 2)."""
        return self._positions

    def show_trails(self, positions: NDArray[np.float64], iteration: int) -> None:
        """Show other trails.

        Parameters
        ----------
        positions : ndarray of shape (n_iterations, n_clusters, 2), float64
            On the map; NaN where a centroid has no place. Such iterations are passed over.
        iteration : int
            The one that is shown, counted from the first of these.
        """
        self._positions, self._iteration = positions.copy(), iteration
        self.update()

    def show_iteration(self, iteration: int, places: NDArray[np.float64] | None) -> None:
        """Move on to another iteration of the same run.

        Parameters
        ----------
        iteration : int
            Counted from the first of the trails; it may lie before that, or after the last.
        places : ndarray of shape (n_clusters, 2), float64, or None
            Where the centroids are then, from now on part of the trails; None where that is not
            known.
        """
        self._iteration = iteration
        if places is not None:
            self._keep(iteration, places)
        self.update()

    def _keep(self, iteration: int, places: NDArray[np.float64]) -> None:
        known = self._positions
        if known.shape[1:] != places.shape:
            known = np.empty((0, *places.shape))
        if iteration >= len(known):
            missing = np.full((iteration + 1 - len(known), *places.shape), np.nan)
            known = np.concatenate((known, missing))
        known[iteration] = places
        self._positions = known

    def paint(
        self,
        painter: QPainter,
        _option: QStyleOptionGraphicsItem,
        _widget: QWidget | None = None,
    ) -> None:
        """Draw. Overrides QGraphicsObject."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ways = self.to_px(self._positions[:, :MOST_TRAILS])
        for cluster in range(ways.shape[1]):
            self._paint_trail(painter, cluster, ways[:, cluster])

    def _paint_trail(self, painter: QPainter, cluster: int, places: NDArray[np.float64]) -> None:
        is_known: NDArray[np.bool_] = np.isfinite(places.sum(axis=1))
        turn = int(
            np.count_nonzero(is_known[: max(0, self._iteration + 1)])
        )  # iterations passed so far
        has_start = bool(is_known[:1].any())
        places = places[is_known]
        colours = theme.current().colours
        colour = theme.cluster_colour(cluster)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if turn < len(places):
            painter.setOpacity(STILL_TO_COME)
            _paint_way(painter, places[max(0, turn - 1) :], QPen(colour, 1))
            painter.setOpacity(1.0)
        for pen in (QPen(colours.plot_background, HALO_PX), QPen(colour, WAY_PX)):
            _paint_way(painter, places[:turn], pen)
        if has_start:
            painter.setPen(QPen(colours.plot_background, 1))
            painter.setBrush(colour)
            painter.drawEllipse(QPointF(*places[0]), START_PX, START_PX)


def _paint_way(painter: QPainter, places: NDArray[np.float64], pen: QPen) -> None:
    if len(places) > 1:
        painter.setPen(pen)
        painter.drawPath(pg.arrayToQPath(places[:, 0], places[:, 1]))

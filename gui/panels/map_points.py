"""The points of a map, a dot an image, and a ring round the one that is looked at."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui import theme
from gui.models.map_colours import packed
from gui.panels.map_layer import Layer
from gui.panels.map_raster import Raster
from gui.qimages import to_qimage

FEW, SOME = 2_000, 10_000  # up to so many points have room for larger dots
RING_PX = 6  # radius
NO_POINTS: NDArray[np.float32] = np.empty((0, 2), dtype=np.float32)


class PointsLayer(Layer):
    """All points in one picture, selected ones larger and on top.

    Parameters
    ----------
    box : pyqtgraph.ViewBox
    """

    def __init__(self, box: Any) -> None:
        super().__init__(box, 0)
        self.points = NO_POINTS
        self._colours: NDArray[np.uint32] = np.empty(0, dtype=np.uint32)
        self._is_selected: NDArray[np.bool_] = np.empty(0, dtype=bool)
        self._current: int | None = None
        self._picture: QImage | None = None
        self._places: NDArray[np.float64] | None = None
        self._drawn_for: object = None

    def show_points(self, points: NDArray[np.float32]) -> None:
        """Show other points, shape (m, 2); `show_colours` has to follow."""
        self.points = points
        self._colours = np.zeros(len(points), dtype=np.uint32)
        self._is_selected = np.zeros(len(points), dtype=bool)
        self._current = self._places = None
        self._redraw()

    def show_colours(self, colours: NDArray[np.uint32], is_selected: NDArray[np.bool_]) -> None:
        """Draw the points in packed `colours`, shape (m,), and some larger than others."""
        self._colours, self._is_selected = colours, is_selected
        self._redraw()

    def show_current(self, position: int | None) -> None:
        """Draw a ring round a point; None for none."""
        self._current = position
        self.update()

    @property
    def diameter(self) -> int:
        """Pixels across a dot, device-independent."""
        return 5 if len(self.points) <= FEW else 4 if len(self.points) <= SOME else 3

    def paint(
        self,
        painter: QPainter,
        _option: QStyleOptionGraphicsItem,
        _widget: QWidget | None = None,
    ) -> None:
        """Draw. Overrides QGraphicsObject."""
        ratio = painter.device().devicePixelRatioF()
        area = self.box.rect()
        view = (str(self.box.viewRange()), area.width(), area.height(), ratio)
        if self._places is None or self._drawn_for != view:
            # Kept: another iteration brings other colours to the same places.
            self._places, self._picture = self.to_px(self.points) * ratio, None
            self._drawn_for = view
        if self._picture is None:
            self._picture = self._drawn(self._places, ratio)
        painter.drawImage(QPointF(0, 0), self._picture)
        if self._current is not None:
            x, y = self.to_px(self.points[self._current])
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            colours = theme.current().colours
            for colour, width in ((colours.plot_background, 5), (colours.text, 2)):
                painter.setPen(QPen(colour, width))
                painter.drawEllipse(QPointF(x, y), RING_PX, RING_PX)

    def _drawn(self, places: NDArray[np.float64], ratio: float) -> QImage:
        area = self.box.rect()
        width, height = (max(1, math.ceil(side * ratio)) for side in (area.width(), area.height()))
        raster = Raster(width, height, packed(theme.current().colours.plot_background))
        chosen = self._is_selected
        if chosen.any():
            raster.paint(places[~chosen], self._colours[~chosen], round(self.diameter * ratio))
            larger = round((self.diameter + 1) * ratio)
            raster.paint(places[chosen], self._colours[chosen], larger)
        else:
            raster.paint(places, self._colours, round(self.diameter * ratio))
        picture = to_qimage(raster.picture())
        picture.setDevicePixelRatio(ratio)
        return picture

    def _redraw(self) -> None:
        self._picture = None
        self.update()

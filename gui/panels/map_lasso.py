"""The tools of a map, and the outline that is drawn with two of them."""

from __future__ import annotations

from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from engine.insight.map_picks import inside, inside_rectangle
from gui import theme
from gui.panels.map_layer import Layer

STEP_PX = 3  # least distance of two corners of a lasso: a hand is no finer
TINT = 40  # of 255: over what is inside
LINE_PX, HALO_PX = 1.5, 4.0  # an outline that is seen on points of any colour


class Tool(Enum):
    """What dragging with the left button does."""

    PAN = "Pan", "Esc", "Dragging moves the map"
    RECTANGLE = "Rectangle", "R", "Dragging selects the images in a rectangle"
    LASSO = "Lasso", "L", "Dragging round images selects them"

    def __init__(self, title: str, key: str, tip: str) -> None:
        self.title = title
        self.key = key
        self.tip = tip


def combined(
    before: NDArray[np.intp], chosen: NDArray[np.intp], modifiers: Qt.KeyboardModifier
) -> NDArray[np.intp]:
    """Return the images selected after `chosen` were: Shift adds them, Alt removes them."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return np.union1d(before, chosen)
    if modifiers & Qt.KeyboardModifier.AltModifier:
        return np.setdiff1d(before, chosen)
    return chosen


class LassoLayer(Layer):
    """The outline while it is drawn; its corners stay where they are on the map.

    Parameters
    ----------
    box : pyqtgraph.ViewBox
    """

    def __init__(self, box: Any) -> None:
        super().__init__(box, 3)
        self._tool = Tool.LASSO
        self._corners: list[NDArray[np.float64]] = []

    @property
    def is_drawn(self) -> bool:
        """True while there is an outline."""
        return bool(self._corners)

    def begin(self, tool: Tool, place: QPointF) -> None:
        """Begin an outline at a pixel of the view."""
        self._tool = tool
        self._corners = [self.to_map(place.toTuple())]
        self.update()

    def extend(self, place: QPointF) -> None:
        """Lead the outline on to a pixel of the view."""
        corner = self.to_map(place.toTuple())
        if self._tool is Tool.RECTANGLE:
            self._corners[1:] = [corner]
        elif np.abs(self.to_px(self._corners[-1]) - place.toTuple()).max() >= STEP_PX:
            self._corners.append(corner)
        self.update()

    def end(self, points: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Take the outline away and return which of `points`, shape (m, 2), lay inside."""
        corners = self._corners
        self.give_up()
        if self._tool is Tool.RECTANGLE:
            return inside_rectangle(points, corners[0], corners[-1])
        return inside(points, np.array(corners))

    def give_up(self) -> None:
        """Take the outline away."""
        self._corners = []
        self.update()

    def paint(
        self,
        painter: QPainter,
        _option: QStyleOptionGraphicsItem,
        _widget: QWidget | None = None,
    ) -> None:
        """Draw. Overrides QGraphicsObject."""
        if not self._corners:
            return
        colours = theme.current().colours
        tint = QColor(colours.text)
        tint.setAlpha(TINT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        corners = self.to_px(np.array(self._corners))
        if self._tool is Tool.RECTANGLE:
            (left, top), (right, bottom) = corners[0], corners[-1]
            corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
        outline = QPolygonF([QPointF(x, y) for x, y in corners.tolist()])
        painter.setBrush(tint)
        painter.setPen(QPen(colours.plot_background, HALO_PX))
        painter.drawPolygon(outline, Qt.FillRule.OddEvenFill)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colours.text, LINE_PX))
        painter.drawPolygon(outline)

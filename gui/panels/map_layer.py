"""What lies on a map, painted in pixels of the view at whatever the view shows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QRectF, Slot
from PySide6.QtWidgets import QGraphicsObject

Places = NDArray[np.float64]


class Layer(QGraphicsObject):
    """An item over the whole of a `pyqtgraph.ViewBox`, painted anew when the view changes.

    Parameters
    ----------
    box : pyqtgraph.ViewBox
        Its owner.
    height : float
        Layers of larger height lie over those of smaller.
    """

    def __init__(self, box: Any, height: float) -> None:
        super().__init__(box)
        self.box = box
        self.setZValue(height)
        box.sigRangeChanged.connect(self._on_view_changed)
        box.sigResized.connect(self._on_view_resized)

    def boundingRect(self) -> QRectF:
        """Return the whole view. Overrides QGraphicsObject."""
        return QRectF(self.box.rect())

    def to_px(self, points: ArrayLike) -> Places:
        """Return where points of the map, shape (..., 2), lie in the view, in its pixels."""
        (left, right), (bottom, top) = self.box.viewRange()
        area = self.box.rect()
        steps = [area.width() / (right - left), -area.height() / (top - bottom)]
        return np.asarray((np.asarray(points, dtype=np.float64) - [left, top]) * steps)

    def to_map(self, places: ArrayLike) -> Places:
        """Return where pixels of the view, shape (..., 2), lie on the map."""
        (left, right), (bottom, top) = self.box.viewRange()
        area = self.box.rect()
        steps = [(right - left) / area.width(), -(top - bottom) / area.height()]
        return np.asarray(np.asarray(places, dtype=np.float64) * steps + [left, top])

    @Slot()
    def _on_view_changed(self, *_news: object) -> None:
        self.update()

    @Slot()
    def _on_view_resized(self, *_news: object) -> None:
        self.prepareGeometryChange()

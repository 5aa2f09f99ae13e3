"""The centroids on a map: picture, number, and a border in the cluster's colour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui import theme
from gui.colours import text_on
from gui.panels.map_layer import Layer
from gui.panels.plot_style import small_font
from gui.qimages import fitted

FEW, MOST_PICTURES = 20, 60  # with more centroids pictures are smaller; then numbers alone
LARGE_PX, SMALL_PX = 40, 26
BORDER_PX = 2
EMPTY_OPACITY = 0.4

NO_PLACES: NDArray[np.float64] = np.empty((0, 2))


class CentroidsLayer(Layer):
    """Pictures and numbers over the points.

    Parameters
    ----------
    box : pyqtgraph.ViewBox
    """

    def __init__(self, box: Any) -> None:
        super().__init__(box, 2)
        self.places = NO_PLACES
        self._sizes: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._picture_of: Callable[[int], QPixmap] | None = None
        self._pictures: dict[tuple[int, float], QPixmap] = {}

    def show_centroids(
        self,
        places: NDArray[np.float64],
        sizes: NDArray[np.int64],
        picture_of: Callable[[int], QPixmap],
    ) -> None:
        """Show other centroids.

        Parameters
        ----------
        places : ndarray of shape (n_clusters, 2), float64
            On the map; NaN for one that has no place there.
        sizes : ndarray of shape (n_clusters,), int64
            Images of each; empty ones are pale.
        picture_of : callable
            Gives the picture of a cluster's centroid, when it is first drawn.
        """
        self.places, self._sizes, self._picture_of = places, sizes, picture_of
        self._pictures.clear()
        self.update()

    def clear(self) -> None:
        """Show none."""
        self.places = NO_PLACES
        self._pictures.clear()
        self.update()

    def cluster_at(self, place: QPointF) -> int | None:
        """Return whose picture lies at a pixel of the view, the uppermost; None for none."""
        if not self.isVisible():
            return None
        clusters = reversed(range(len(self.places)))
        return next((c for c in clusters if self._frame(c).contains(place)), None)

    def paint(
        self,
        painter: QPainter,
        _option: QStyleOptionGraphicsItem,
        _widget: QWidget | None = None,
    ) -> None:
        """Draw. Overrides QGraphicsObject."""
        painter.setFont(small_font())
        area = self.boundingRect()
        for cluster in range(len(self.places)):
            frame = self._frame(cluster)
            if frame.intersects(area):
                painter.setOpacity(1.0 if self._sizes[cluster] else EMPTY_OPACITY)
                self._paint(painter, cluster, frame)

    def _frame(self, cluster: int) -> QRectF:
        """Return where a centroid is drawn; nothing for one without a place."""
        x, y = self.to_px(self.places[cluster])
        if not np.isfinite([x, y]).all():
            return QRectF()
        n_clusters = len(self.places)
        side = LARGE_PX if n_clusters <= FEW else SMALL_PX
        frame = QRectF(0, 0, side, side)
        if n_clusters > MOST_PICTURES:
            frame = self._badge(cluster, frame)
        frame.moveTo(round(x - frame.width() / 2), round(y - frame.height() / 2))
        return frame

    def _badge(self, cluster: int, frame: QRectF) -> QRectF:
        metrics = QFontMetricsF(small_font())
        width = metrics.horizontalAdvance(str(cluster)) + 5
        return QRectF(frame.left(), frame.top(), width, metrics.height())

    def _paint(self, painter: QPainter, cluster: int, frame: QRectF) -> None:
        colour = theme.cluster_colour(cluster)
        badge = self._badge(cluster, frame)
        if len(self.places) <= MOST_PICTURES:
            picture = self._picture(cluster, frame.width() - 2 * BORDER_PX, painter)
            size = picture.deviceIndependentSize()
            inner = QRectF(QPointF(0, 0), size)
            inner.moveCenter(frame.center())
            ground = theme.current().colours.plot_background
            painter.fillRect(frame.adjusted(-1, -1, 1, 1), ground)  # apart from points of its own
            painter.fillRect(frame, colour)
            painter.drawPixmap(inner.topLeft(), picture)
        else:
            painter.setPen(QPen(theme.current().colours.plot_background, 1))
            painter.setBrush(colour)
            painter.drawRect(badge)
        painter.fillRect(badge, colour)
        painter.setPen(text_on(colour))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(cluster))

    def _picture(self, cluster: int, side: float, painter: QPainter) -> QPixmap:
        ratio = painter.device().devicePixelRatioF()
        key = cluster, ratio
        if key not in self._pictures and self._picture_of is not None:
            self._pictures[key] = fitted(self._picture_of(cluster), int(side), ratio)
        return self._pictures[key]

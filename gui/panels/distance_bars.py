"""How far an image is from every centroid: a bar each, the nearest on top."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from engine.insight.reasons import Reason
from gui import theme
from gui.colours import blend
from gui.models.cluster_text import as_tooltip
from gui.models.reason_text import distance_text, distance_tip
from gui.models.thumbnails import PixmapStore, Thumbnails
from gui.panels.cluster_chip import chip_width, paint_centred, paint_chip
from gui.qimages import fitted

THUMB = 24
ROW = THUMB + 4
GAP = 5
BAR_HEIGHT = 12
PALE = 0.45  # share of the cluster's colour in bars of clusters that do not matter
OWN, NEXT = "own", "next"
LEAST_ROWS = 4
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    reason: Reason
    centroids: NDArray[np.float64]
    thumbnails: Thumbnails

    def thumb(self, cluster: int, ratio: float) -> QPixmap:
        return fitted(self.thumbnails.centroid(self.centroids[cluster]), THUMB, ratio)

    def mark(self, cluster: int) -> str:
        return {self.reason.cluster: OWN, self.reason.runner_up: NEXT}.get(cluster, "")

    def distance(self, cluster: int) -> float:
        return math.sqrt(self.reason.sq_distances[cluster])

    def words(self, cluster: int) -> str:
        return distance_text(float(self.reason.sq_distances[cluster]))


class DistanceBars(QAbstractScrollArea):
    """A row a cluster: centroid, number, bar and distance; only rows in sight are drawn.

    Bars begin at 0 and share one scale, so that their lengths compare. Object name
    ``distanceBars``.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("distanceBars")
        self.setAccessibleName("Distances to the centroids")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(ROW)
        self._shown: _Shown | None = None
        self._order: NDArray[np.intp] = np.empty(0, dtype=np.intp)
        self._scaled = PixmapStore()
        theme.current().changed.connect(self.viewport().update)

    @property
    def order(self) -> NDArray[np.intp]:
        """The clusters from top to bottom."""
        return self._order

    def show_reason(
        self, reason: Reason, centroids: NDArray[np.float64], thumbnails: Thumbnails
    ) -> None:
        """Show the distances of one image.

        Parameters
        ----------
        reason : Reason
        centroids : ndarray of shape (n_clusters, n_features), float64
            Those it was measured to, in pixel levels.
        thumbnails : Thumbnails
            Of the image set, for its scale.
        """
        if self._shown is None or centroids is not self._shown.centroids:
            self._scaled.clear()
        shown = self._shown = _Shown(reason, centroids, thumbnails)
        # The own cluster comes first among equals: it was decided more finely than this.
        is_other = np.arange(len(centroids)) != reason.cluster
        self._order = np.lexsort((is_other, reason.sq_distances))
        self.setAccessibleDescription(
            ", ".join(
                f"cluster {cluster} {shown.mark(cluster)} {shown.words(cluster)}"
                for cluster in self._order[:LEAST_ROWS].tolist()
            )
        )
        self._update_range()
        self.viewport().update()

    def clear(self) -> None:
        """Show nothing."""
        self._shown = None
        self._order = np.empty(0, dtype=np.intp)
        self._scaled.clear()
        self.setAccessibleDescription("")
        self._update_range()
        self.viewport().update()

    def _update_range(self) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(max(1, height - ROW))
        bar.setRange(0, max(0, len(self._order) * ROW - height))

    def sizeHint(self) -> QSize:
        """Return room for some rows. Overrides QAbstractScrollArea."""
        return QSize(260, (LEAST_ROWS + 2) * ROW)

    def minimumSizeHint(self) -> QSize:
        """Return room for a few rows. Overrides QAbstractScrollArea."""
        return QSize(180, LEAST_ROWS * ROW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the scroll bar right. Overrides QAbstractScrollArea."""
        super().resizeEvent(event)
        self._update_range()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to either end on Home and End; arrows scroll. Overrides QAbstractScrollArea."""
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_Home:
            bar.setValue(bar.minimum())
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the rows in sight. Overrides QAbstractScrollArea."""
        if self._shown is None:
            return
        painter = QPainter(self.viewport())
        offset = self.verticalScrollBar().value()
        last = min(len(self._order), (offset + self.viewport().height()) // ROW + 1)
        for rank in range(offset // ROW, last):
            row = QRect(0, rank * ROW - offset, self.viewport().width(), ROW)
            self._paint_row(painter, row, int(self._order[rank]), self._shown)

    def _paint_row(self, painter: QPainter, row: QRect, cluster: int, shown: _Shown) -> None:
        colours, metrics = theme.current().colours, painter.fontMetrics()
        mark = shown.mark(cluster)
        if mark:
            painter.fillRect(row.adjusted(0, 1, 0, -1), colours.raised)
        slot = QRect(row.left() + 2, row.top() + 2, THUMB, THUMB)
        paint_centred(painter, slot, self._thumb(shown, cluster))
        height = metrics.height() + 2
        top = row.center().y() - height // 2
        widest = chip_width(metrics, len(self._order) - 1)
        chip = QRect(slot.right() + 1 + GAP, top, widest, height)
        paint_chip(painter, chip, cluster)
        painter.setPen(colours.text)
        words = metrics.horizontalAdvance(f"{NEXT} ") + 2
        numbers = max(
            metrics.horizontalAdvance(shown.words(at)) for at in self._order[[0, -1]].tolist()
        )
        number = QRect(row.right() - numbers - 6, row.top(), numbers + 4, ROW)
        painter.drawText(number, _RIGHT, shown.words(cluster))
        word = QRect(number.left() - words, row.top(), words, ROW)
        painter.drawText(word, _LEFT, mark)
        left = chip.right() + 1 + GAP
        longest = shown.distance(int(self._order[-1]))
        share = shown.distance(cluster) / longest if longest > 0 else 0.0
        room = max(1, word.left() - GAP - left)
        colour = theme.cluster_colour(cluster)
        bar = QRect(left, row.center().y() - BAR_HEIGHT // 2, round(room * share), BAR_HEIGHT)
        painter.fillRect(bar, colour if mark else blend(colours.surface, colour, PALE))

    def _thumb(self, shown: _Shown, cluster: int) -> QPixmap:
        ratio = self.devicePixelRatioF()
        return self._scaled.get((cluster, ratio), partial(shown.thumb, cluster, ratio))

    def tip_at(self, point: QPoint) -> str:
        """Return what the row at `point` of the viewport says; empty for none."""
        rank = (point.y() + self.verticalScrollBar().value()) // ROW
        if self._shown is None or not 0 <= rank < len(self._order):
            return ""
        cluster = int(self._order[rank])
        return distance_tip(cluster, float(self._shown.reason.sq_distances[cluster]), rank)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show a tooltip over a row. Overrides QAbstractScrollArea."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            tip = self.tip_at(event.pos())
            QToolTip.showText(event.globalPos(), as_tooltip(tip) if tip else "", self)
            return True
        return super().viewportEvent(event)

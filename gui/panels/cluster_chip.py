"""What painted widgets share: a cluster's number on its colour, and a picture in its slot."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from gui import theme
from gui.colours import text_on

CORNER = 4
PADDING = 5  # on both sides of the number


def chip_width(metrics: QFontMetrics, cluster: int) -> int:
    """Return how wide a chip must be for the number of `cluster`; two digits at least."""
    return max(2, len(str(cluster))) * metrics.horizontalAdvance("0") + 2 * PADDING


def paint_chip(painter: QPainter, place: QRect, cluster: int, ground: QColor | None = None) -> None:
    """Draw the number of `cluster` on its colour, or on another ground."""
    colour = theme.cluster_colour(cluster) if ground is None else ground
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(place, CORNER, CORNER)
    painter.setPen(text_on(colour))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(cluster))
    painter.restore()


def paint_centred(painter: QPainter, slot: QRect, picture: QPixmap) -> QRect:
    """Draw an already scaled `picture` in the middle of `slot`; return where it lies."""
    size = picture.deviceIndependentSize()
    corner = QPoint(
        slot.left() + round((slot.width() - size.width()) / 2),
        slot.top() + round((slot.height() - size.height()) / 2),
    )
    painter.drawPixmap(corner, picture)
    return QRect(corner, size.toSize())


class ClusterChip(QWidget):
    """The number of a cluster on its colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cluster = 0
        theme.current().changed.connect(self.update)

    def show_cluster(self, cluster: int) -> None:
        """Show another number."""
        self._cluster = cluster
        self.setAccessibleName(f"Cluster {cluster}")
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the number. Overrides QWidget."""
        metrics = self.fontMetrics()
        return QSize(chip_width(metrics, self._cluster), metrics.height() + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw. Overrides QWidget."""
        paint_chip(QPainter(self), self.rect(), self._cluster)

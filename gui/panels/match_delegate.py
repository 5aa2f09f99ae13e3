"""Draws two matched clusters side by side, with a bar of what they share between them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from gui import theme
from gui.colours import blend
from gui.models.match_model import MatchRole, MatchRow
from gui.models.number_text import count_text
from gui.models.thumbnails import PixmapStore
from gui.panels.cluster_chip import chip_width, paint_centred, paint_chip
from gui.panels.match_ground import paint_ground
from gui.panels.plot_style import small_font
from gui.qimages import fitted

Index = QModelIndex | QPersistentModelIndex

THUMB = 36
GAP = 6
ROW = THUMB + GAP
BAR = 10
PALE = 0.45  # share of the cluster's colour in what only one of the two has
WIDEST_CLUSTER = 999
WIDEST_SIZE = "50,000"
_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class MatchDelegate(QStyledItemDelegate):
    """Number, centroid and size of A; what only A, both and only B have; the same of B.

    The bar's length is all images of the two clusters, in the colours of the clusters at its
    ends and a neutral one where they overlap.
    """

    def __init__(self) -> None:
        super().__init__()
        self._scaled = PixmapStore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the same for all rows. Overrides QStyledItemDelegate."""
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row. Overrides QStyledItemDelegate."""
        row: MatchRow = index.data(MatchRole.ROW)
        painter.save()
        painter.setFont(option.font)
        paint_ground(painter, option)
        place: QRect = option.rect.adjusted(GAP, 0, -GAP, 0)
        pictures = index.data(MatchRole.CENTROID_A), index.data(MatchRole.CENTROID_B)
        left = self._paint_side(painter, place, row.a, row.size_a, pictures[0])
        right = self._paint_side(painter, place, row.b, row.size_b, pictures[1], is_right=True)
        between = place.adjusted(left, 0, -right, 0)
        self._paint_middle(painter, between, row, index.data())
        painter.restore()

    def _paint_side(
        self,
        painter: QPainter,
        place: QRect,
        cluster: int | None,
        size: int,
        picture: QPixmap | None,
        *,
        is_right: bool = False,
    ) -> int:
        """Draw a cluster at one end of `place`; return how much of it that takes."""
        metrics = painter.fontMetrics()
        chip = chip_width(metrics, WIDEST_CLUSTER)
        number = metrics.horizontalAdvance(WIDEST_SIZE)
        whole = chip + GAP + THUMB + GAP + number + 2 * GAP
        if cluster is None or picture is None:
            return whole

        def slot(start: int, width: int, height: int) -> QRect:
            x = place.right() + 1 - start - width if is_right else place.left() + start
            return QRect(x, place.center().y() - height // 2 + 1, width, height)

        paint_chip(painter, slot(0, chip, metrics.height() + 2), cluster)
        paint_centred(painter, slot(chip + GAP, THUMB, THUMB), self._thumb(painter, picture))
        painter.setPen(theme.current().colours.text)
        words = slot(chip + THUMB + 2 * GAP, number, ROW)
        painter.drawText(words, _LEFT if is_right else _RIGHT, count_text(size))
        return whole

    def _thumb(self, painter: QPainter, picture: QPixmap) -> QPixmap:
        ratio = painter.device().devicePixelRatioF()
        key = (picture.cacheKey(), ratio)
        return self._scaled.get(key, lambda: fitted(picture, THUMB, ratio))

    def _paint_middle(self, painter: QPainter, place: QRect, row: MatchRow, words: str) -> None:
        colours = theme.current().colours
        painter.setFont(small_font())
        metrics = QFontMetrics(painter.font())
        painter.setPen(colours.muted_text)
        if row.a is None or row.b is None:
            painter.drawText(place, _CENTRE, words)
            return
        top = place.center().y() - (BAR + metrics.height()) // 2
        line = QRect(place.left(), top + BAR, place.width(), metrics.height() + 2)
        elided = metrics.elidedText(words, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, _CENTRE, elided)
        union = row.size_a + row.size_b - row.both
        if union <= 0 or place.width() <= 0:
            return
        start = place.left() + round(place.width() * (row.size_a - row.both) / union)
        end = place.left() + round(place.width() * row.size_a / union)
        pale_a, pale_b = (
            blend(colours.surface, theme.cluster_colour(cluster), PALE)
            for cluster in (row.a, row.b)
        )
        painter.fillRect(QRect(place.left(), top, place.width(), BAR), pale_b)
        painter.fillRect(QRect(place.left(), top, start - place.left(), BAR), pale_a)
        painter.fillRect(QRect(start, top, end - start, BAR), colours.muted_text)

"""Draws a cluster as a card: colour, number, centroid, numbers, representatives.

Everything drawn comes from the model ready-made; nothing is computed from pixels here.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from gui import theme
from gui.colours import Colours
from gui.models.cluster_facts import Representative
from gui.models.cluster_text import DISTORTION_WORD, EMPTY_TEXT, EMPTY_TIP, as_tooltip
from gui.models.clusters_model import ClusterRole
from gui.models.thumbnails import PixmapStore
from gui.panels.cluster_card import CardLayout, card_height, card_layout
from gui.panels.cluster_chip import paint_centred, paint_chip
from gui.qimages import fitted

Index = QModelIndex | QPersistentModelIndex

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
DEFAULT_SIDE = 72
ROUNDING = 2  # an advance is rounded; a text given just that may be elided
EMPTY_OPACITY = 0.35
SELECTED_TINT = 36  # of 255: the accent over the card's ground


class ClusterDelegate(QStyledItemDelegate):
    """Paints cards and answers what lies under the mouse.

    Parameters
    ----------
    parent : QObject
        The view it paints for.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._side = DEFAULT_SIDE
        self._scaled = PixmapStore()

    @property
    def centroid_side(self) -> int:
        """Side of the square for a centroid, in device-independent pixels."""
        return self._side

    def set_centroid_side(self, side: int) -> None:
        """Draw all cards for centroids of another size."""
        self._side = side
        self._scaled.clear()
        self.sizeHintChanged.emit(QModelIndex())

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the same for all cards. Overrides QStyledItemDelegate."""
        return QSize(2 * self._side, card_height(self._side))

    def layout_of(self, option: QStyleOptionViewItem) -> CardLayout:
        """Return where everything lies, relative to the corner of ``option.rect``."""
        height = QFontMetrics(option.font).height()
        return card_layout(option.rect.width(), self._side, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one card. Overrides QStyledItemDelegate."""
        colours = theme.current().colours
        layout = self.layout_of(option)
        painter.save()
        painter.translate(option.rect.topLeft())
        cluster = index.data(ClusterRole.CLUSTER)
        size = index.data(ClusterRole.SIZE)
        self._paint_card(painter, option, layout, theme.cluster_colour(cluster), colours)
        self._paint_line(painter, option, index, colours)
        painter.setOpacity(1.0 if size else EMPTY_OPACITY)
        self._paint_picture(painter, layout.centroid, index.data(ClusterRole.CENTROID))
        painter.setOpacity(1.0)
        if size:
            nearest: list[Representative] = index.data(ClusterRole.REPRESENTATIVES)
            for thumb, representative in zip(layout.thumbs, nearest, strict=False):
                self._paint_picture(painter, thumb, representative.pixmap)
        else:
            painter.setPen(colours.warning)
            _paint_text(painter, layout.area, EMPTY_TEXT, LEFT)
        painter.restore()

    def _paint_card(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        layout: CardLayout,
        stripe: QColor,
        colours: Colours,
    ) -> None:
        painter.fillRect(layout.frame, colours.surface)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if is_selected:
            tint = QColor(colours.accent)
            tint.setAlpha(SELECTED_TINT)
            painter.fillRect(layout.frame, tint)
        painter.setPen(QPen(colours.accent if is_selected else colours.border, 1 + has_focus))
        painter.drawRect(layout.frame.adjusted(0, 0, -1, -1))
        painter.fillRect(layout.stripe, stripe)

    def _paint_line(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, colours: Colours
    ) -> None:
        number, size, distortion = self._line_parts(option, index)
        painter.setFont(_bold(option.font))
        paint_chip(painter, number, index.data(ClusterRole.CLUSTER))
        painter.setFont(option.font)
        painter.setPen(colours.text)
        _paint_text(painter, size, index.data(ClusterRole.SIZE_LINE), LEFT)
        painter.setPen(colours.muted_text)
        words: str = index.data(ClusterRole.DISTORTION_LINE)
        if painter.fontMetrics().horizontalAdvance(words) > distortion.width():
            words = words.removeprefix(DISTORTION_WORD)  # rather than half a number
        _paint_text(painter, distortion, words, RIGHT)

    def _line_parts(self, option: QStyleOptionViewItem, index: Index) -> tuple[QRect, QRect, QRect]:
        metrics = QFontMetrics(option.font)
        digits = max(2, len(str(index.data(ClusterRole.CLUSTER))))
        return self.layout_of(option).line_parts(
            digits * metrics.horizontalAdvance("0"),
            metrics.horizontalAdvance(index.data(ClusterRole.SIZE_LINE)) + ROUNDING,
        )

    def _paint_picture(self, painter: QPainter, slot: QRect, picture: QPixmap) -> None:
        ratio = painter.device().devicePixelRatioF()
        scaled = self._scaled.get(
            (picture.cacheKey(), slot.width(), ratio),
            lambda: fitted(picture, slot.width(), ratio),
        )
        paint_centred(painter, slot, scaled)

    def tip_at(self, position: QPoint, option: QStyleOptionViewItem, index: Index) -> str:
        """Return what lies at `position` of the view, in plain words; empty for nothing."""
        layout = self.layout_of(option)
        point = position - option.rect.topLeft()
        if layout.centroid.contains(point):
            return index.data(ClusterRole.CENTROID_TIP)
        if layout.line.contains(point):
            *_, distortion = self._line_parts(option, index)
            is_right = point.x() >= distortion.left()
            return index.data(ClusterRole.DISTORTION_TIP if is_right else ClusterRole.SIZE_TIP)
        if index.data(ClusterRole.SIZE) == 0:
            return EMPTY_TIP if layout.area.contains(point) else ""
        rank = layout.thumb_at(point)
        tips: list[str] = index.data(ClusterRole.REPRESENTATIVE_TIPS)
        return tips[rank] if rank is not None and rank < len(tips) else ""

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Show a tooltip. Overrides QStyledItemDelegate."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        tip = self.tip_at(event.pos(), option, index)
        QToolTip.showText(event.globalPos(), as_tooltip(tip) if tip else "", view)
        return True


def _paint_text(painter: QPainter, place: QRect, text: str, side: Qt.AlignmentFlag) -> None:
    end = Qt.TextElideMode.ElideRight
    shown = painter.fontMetrics().elidedText(text, end, place.width())
    painter.drawText(place, side, shown)


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold

"""Draws an image of the members view: picture, colour of its cluster, caption, marks."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from gui import theme
from gui.colours import text_on
from gui.models.cluster_text import as_tooltip
from gui.models.members_model import MembersModel
from gui.models.members_selection import MembersSelection
from gui.models.thumbnails import PixmapStore
from gui.qimages import fitted

Index = QModelIndex | QPersistentModelIndex

DEFAULT_SIDE = 64
CAPTION_SIDE = 80  # below, no caption is wide enough to be read
PAD = 4  # around picture and strip, for the marks
STRIP = 3  # height of the line in the cluster's colour
SELECTED_TINT = 70  # of 255: the accent behind a picture
MARK = 2  # thickness of the frame of a selected image
BADGE = 4  # room beside the number in its badge


class MembersDelegate(QStyledItemDelegate):
    """Paints images; all cells are of one size.

    Parameters
    ----------
    model : MembersModel
        Asked directly: a role a picture would be a call through Qt a picture.
    marks : MembersSelection
        Says which images are selected.
    parent : QObject
        The view it paints for.
    """

    def __init__(self, model: MembersModel, marks: MembersSelection, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._marks = marks
        self._side = DEFAULT_SIDE
        self._scaled = PixmapStore()
        self.shows_clusters = False

    @property
    def side(self) -> int:
        """Side of the square for a picture, in device-independent pixels."""
        return self._side

    def set_side(self, side: int) -> None:
        """Draw pictures in another size."""
        self._side = side
        self._scaled.clear()

    def forget(self) -> None:
        """Forget the pictures: there are others now."""
        self._scaled.clear()

    def cell_size(self, metrics: QFontMetrics) -> QSize:
        """Return the size of a cell, gap included."""
        caption = metrics.height() if self._side >= CAPTION_SIDE else 0
        return QSize(self._side + 2 * PAD, self._side + STRIP + 1 + caption + 2 * PAD)

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the same for all. Overrides QStyledItemDelegate."""
        return self.cell_size(QFontMetrics(option.font))

    def picture_place(self, cell: QRect) -> QRect:
        """Return the square for the picture in a cell."""
        return QRect(cell.left() + PAD, cell.top() + PAD, self._side, self._side)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one image. Overrides QStyledItemDelegate."""
        image = int(self._model.rows[index.row()])
        cell, place = option.rect, self.picture_place(option.rect)
        colours = theme.current().colours
        if self._marks.is_marked(image):
            tint = QColor(colours.accent)
            tint.setAlpha(SELECTED_TINT)
            painter.fillRect(cell, tint)
            self._frame(painter, cell, colours.accent, MARK)
        if self._marks.is_current(image):
            self._frame(painter, cell, colours.text, 1)
        ratio = painter.device().devicePixelRatioF()
        make = partial(self._fitted, image, ratio)
        scaled = self._scaled.get((image, ratio), make)
        size = scaled.deviceIndependentSize()
        left = place.left() + round((self._side - size.width()) / 2)
        top = place.top() + round((self._side - size.height()) / 2)
        painter.drawPixmap(left, top, scaled)
        cluster = self._model.cluster_of(image) if self.shows_clusters else -1
        if cluster >= 0:
            strip = QRect(place.left(), place.bottom() + 2, self._side, STRIP)
            painter.fillRect(strip, theme.cluster_colour(cluster))
        if self._side >= CAPTION_SIDE:
            line = place.adjusted(0, self._side + STRIP + 1, 0, 0)
            line.setBottom(cell.bottom() - PAD)
            self._paint_caption(painter, line, image, cluster)

    def _fitted(self, image: int, ratio: float) -> QPixmap:
        return fitted(self._model.pixmap(image), self._side, ratio)

    def _paint_caption(self, painter: QPainter, line: QRect, image: int, cluster: int) -> None:
        metrics = painter.fontMetrics()
        if cluster >= 0:
            ground, number = theme.cluster_colour(cluster), str(cluster)
            badge = QRect(line)
            badge.setWidth(metrics.horizontalAdvance(number) + 2 * BADGE)
            painter.fillRect(badge, ground)
            painter.setPen(text_on(ground))
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, number)
            line.setLeft(badge.right() + BADGE)
        colours = theme.current().colours
        is_marked = self._marks.is_marked(image)
        painter.setPen(colours.text if is_marked else colours.muted_text)
        end = Qt.TextElideMode.ElideRight
        words = metrics.elidedText(self._model.caption(image), end, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

    def _frame(self, painter: QPainter, cell: QRect, colour: QColor, width: int) -> None:
        pen = QPen(colour, width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        half = width // 2
        painter.drawRect(cell.adjusted(half, half, half - width, half - width))

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
        tip = self._model.tip(int(self._model.rows[index.row()]))
        QToolTip.showText(event.globalPos(), as_tooltip(tip), view)
        return True

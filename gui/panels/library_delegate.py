"""Draws a past fit: title and date, its centroids, its numbers, its tags and marks."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from engine.errors import printable
from engine.library.listing import Entry
from gui import theme
from gui.colours import Colours, blend
from gui.models import library_text as text
from gui.models.cluster_text import as_tooltip
from gui.models.library_model import LibraryModel
from gui.models.thumbnails import PixmapStore

Index = QModelIndex | QPersistentModelIndex

STRIP_PX = 32  # height of the centroids
PAD_X, PAD_Y, GAP = 10, 7, 4
CHIP_PAD, CHIP_GAP, CORNER = 5, 4, 3
LEAST_WORDS = 100  # width that chips leave to the line they stand in
SELECTED_TINT = 46  # of 255: the accent over the ground
CHIP_TINT = 0.22
KEPT_BYTES = 8 << 20
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LibraryDelegate(QStyledItemDelegate):
    """Paints fits; all rows are of one height.

    Parameters
    ----------
    model : LibraryModel
        Asked directly: a role a word would be a call through Qt a word.
    parent : QObject
        The view it paints for.
    """

    def __init__(self, model: LibraryModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._scaled = PixmapStore(KEPT_BYTES)

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the same for all. Overrides QStyledItemDelegate."""
        line = QFontMetrics(option.font).height()
        return QSize(200, 3 * line + STRIP_PX + 3 * GAP + 2 * PAD_Y)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one fit. Overrides QStyledItemDelegate."""
        entry, colours = self._model.entry(index.row()), theme.current().colours
        painter.save()
        painter.setClipRect(option.rect)
        self._paint_ground(painter, option, colours)
        height = painter.fontMetrics().height()
        line = option.rect.adjusted(PAD_X, PAD_Y, -PAD_X, 0)
        line.setHeight(height)
        words = colours.disabled_text if entry.damage else colours.text
        self._paint_head(painter, line, entry, words, colours)
        strip = QRect(line.left(), line.bottom() + 1 + GAP, line.width(), STRIP_PX)
        if entry.damage:
            wrapped = LEFT | Qt.TextFlag.TextWordWrap
            painter.setPen(colours.warning)
            painter.drawText(strip, int(wrapped), printable(entry.damage))
        else:
            self._paint_strip(painter, strip, index.row(), colours)
        line.moveTop(strip.bottom() + 1 + GAP)
        painter.setPen(words)
        _draw(painter, line, text.numbers_line(entry))
        line.moveTop(line.bottom() + 1 + GAP)
        room = self._paint_chips(painter, line, entry, colours)
        painter.setPen(colours.muted_text)
        _draw(painter, room, text.parameters_line(entry))
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, colours: Colours
    ) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            tint = QColor(colours.accent)
            tint.setAlpha(SELECTED_TINT)
            painter.fillRect(option.rect, tint)
            painter.fillRect(QRect(option.rect.topLeft(), QSize(3, option.rect.height())), tint)
        painter.setPen(colours.border)
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(colours.accent)
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))

    def _paint_head(
        self, painter: QPainter, line: QRect, entry: Entry, words: QColor, colours: Colours
    ) -> None:
        date = text.date_text(entry.created)
        painter.setPen(colours.muted_text)
        painter.drawText(line, RIGHT, date)
        room = line.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(date) - 2 * GAP, 0)
        plain = painter.font()
        bold = QFont(plain)
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(words)
        _draw(painter, room, text.title_text(entry))
        painter.setFont(plain)

    def _paint_strip(self, painter: QPainter, place: QRect, row: int, colours: Colours) -> None:
        picture = self._model.thumbnail(row)
        if picture is None:
            painter.fillRect(place, colours.raised)
        elif not picture.isNull():
            ratio = painter.device().devicePixelRatioF()
            key = picture.cacheKey(), ratio
            scaled = self._scaled.get(key, partial(_scaled, picture, ratio))
            painter.drawPixmap(place.topLeft(), scaled)  # the clip cuts a long one

    def _paint_chips(self, painter: QPainter, line: QRect, entry: Entry, colours: Colours) -> QRect:
        """Draw marks and tags at the right of a line, as many as fit; return what is left."""
        metrics, right = painter.fontMetrics(), line.right() + 1
        marks = [(mark, colours.warning) for mark in text.marks(entry)]
        tags = [(printable(tag), colours.accent) for tag in entry.tags]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for word, colour in marks + tags:
            width = metrics.horizontalAdvance(word) + 2 * CHIP_PAD
            if right - width < line.left() + LEAST_WORDS:
                break
            chip = QRect(right - width, line.top(), width, line.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(blend(colours.surface, colour, CHIP_TINT))
            painter.drawRoundedRect(chip, CORNER, CORNER)
            painter.setPen(colours.text)
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, word)
            right = chip.left() - CHIP_GAP
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        return QRect(line.left(), line.top(), right - line.left() - GAP, line.height())

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
        tip = text.tip(self._model.entry(index.row()))
        QToolTip.showText(event.globalPos(), as_tooltip(tip), view)
        return True


def _scaled(picture: QPixmap, ratio: float) -> QPixmap:
    """Return a strip at the height of its place; small pixels stay squares."""
    height = round(STRIP_PX * ratio)
    factor = height // picture.height()
    is_whole = factor * picture.height() == height
    smooth = Qt.TransformationMode.SmoothTransformation
    mode = Qt.TransformationMode.FastTransformation if is_whole else smooth
    scaled = picture.scaledToHeight(height, mode)
    scaled.setDevicePixelRatio(ratio)
    return scaled


def _draw(painter: QPainter, place: QRect, words: str) -> None:
    end = Qt.TextElideMode.ElideRight
    painter.drawText(place, LEFT, painter.fontMetrics().elidedText(words, end, place.width()))

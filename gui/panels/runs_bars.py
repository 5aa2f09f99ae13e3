"""Draws a number of runs with a bar for its images."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from gui import theme
from gui.models.runs_company import CompanyRole
from gui.panels.match_ground import paint_ground

Index = QModelIndex | QPersistentModelIndex

GAP = 6
WIDEST_NUMBERS = "50,000 · 100.0 %"
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CompanyDelegate(QStyledItemDelegate):
    """``2 of 3 runs ▇▇▇ 4,120 · 8.2 %``; bars begin at 0 and share one scale."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the same for all rows. Overrides QStyledItemDelegate."""
        return QSize(0, QFontMetrics(option.font).height() + GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row. Overrides QStyledItemDelegate."""
        colours, metrics = theme.current().colours, QFontMetrics(option.font)
        painter.save()
        painter.setFont(option.font)
        paint_ground(painter, option)
        place: QRect = option.rect.adjusted(GAP, 0, -GAP, 0)
        # The first row has the most digits: all bars begin where its words end.
        words = metrics.horizontalAdvance(index.model().index(0, 0).data()) + GAP
        numbers: str = index.data(CompanyRole.NUMBERS)
        on_the_right = max(map(metrics.horizontalAdvance, (WIDEST_NUMBERS, numbers))) + GAP
        painter.setPen(colours.text)
        painter.drawText(place, _LEFT, index.data())
        painter.setPen(colours.muted_text)
        painter.drawText(place, _RIGHT, numbers)
        track = place.adjusted(words, GAP // 2, -on_the_right, -GAP // 2)
        if track.width() > 0:
            painter.fillRect(track, colours.raised)
            share: float = index.data(CompanyRole.SHARE)
            track.setWidth(max(round(track.width() * share), int(share > 0)))
            painter.fillRect(track, colours.accent)
        painter.restore()

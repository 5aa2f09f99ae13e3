"""What lies under a row that is painted: whether it is selected, and where the keyboard is."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from gui import theme

SELECTED_TINT = 36  # of 255: the accent over the ground


def paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Draw the ground of one row; a frame round it while it has the focus."""
    colours = theme.current().colours
    if option.state & QStyle.StateFlag.State_Selected:
        tint = QColor(colours.accent)
        tint.setAlpha(SELECTED_TINT)
        painter.fillRect(option.rect, tint)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(colours.accent, 1))
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
    elif option.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(option.rect, colours.raised)

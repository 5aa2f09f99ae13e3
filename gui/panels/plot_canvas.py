"""The part of a plot that pyqtgraph draws, with the mouse and the focus of our plots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QGraphicsView

from gui.panels.plot_axes import ValueAxis, WholeAxis

if TYPE_CHECKING:
    from gui.panels.plot_base import BasePlot


class Canvas(pg.PlotWidget):
    """A `PlotWidget` in a panel that scrolls; `owner` is told of the mouse and draws the grid."""

    def __init__(self, owner: BasePlot, *, are_counts: bool) -> None:
        axes = {"left": ValueAxis(are_counts=are_counts), "bottom": WholeAxis()}
        super().__init__(owner, axisItems=axes, enableMenu=False)
        self._owner = owner
        # pyqtgraph keeps a picture of the background, in which the grid would stand still.
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Draw the ground, and the grid on it."""
        super().drawBackground(painter, rect)
        self._owner.draw_grid(painter)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Draw a frame while the keyboard's focus is here: its menu key works."""
        super().drawForeground(painter, rect)
        if self.hasFocus():
            painter.resetTransform()
            painter.setPen(pg.mkPen(self._owner.colours.accent))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the frame."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the frame away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl; without it the wheel scrolls the panel."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the reading under the mouse."""
        super().mouseMoveEvent(event)
        self._owner.hover(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Show the newest reading again."""
        super().leaveEvent(event)
        self._owner.unhover()

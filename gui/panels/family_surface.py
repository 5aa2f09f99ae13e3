"""A surface larger than its window: dragged with the mouse, told of clicks that are no drags."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QWidget


class DraggedSurface(QAbstractScrollArea):
    """Scroll bars, and the left button that pulls what is seen along.

    Signals
    -------
    clicked(QPoint)
        Where the surface was clicked, in pixels of the viewport.
    hovered(object)
        Where the mouse is, in the same; None once it is gone.
    """

    clicked = Signal(QPoint)
    hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self._pressed: QPoint | None = None
        self._is_dragged = False
        self._scrolled_before = QPoint()

    def scrolled(self) -> QPoint:
        """Return the corner of what is seen."""
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def set_whole(self, whole: QSize) -> None:
        """Say how large the surface is."""
        room = self.viewport().size()
        for bar, all_of_it, seen in (
            (self.horizontalScrollBar(), whole.width(), room.width()),
            (self.verticalScrollBar(), whole.height(), room.height()),
        ):
            bar.setPageStep(seen)
            bar.setSingleStep(max(1, seen // 10))
            bar.setRange(0, max(0, all_of_it - seen))
        self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Draw what is seen now. Overrides QAbstractScrollArea."""
        del dx, dy
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag. Overrides QAbstractScrollArea."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._is_dragged = event.position().toPoint(), False
            self._scrolled_before = self.scrolled()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or tell where the mouse is. Overrides QAbstractScrollArea."""
        point = event.position().toPoint()
        if self._pressed is None:
            self.hovered.emit(point)
            return
        way = point - self._pressed
        if self._is_dragged or way.manhattanLength() >= QApplication.startDragDistance():
            self._is_dragged = True
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self.horizontalScrollBar().setValue(self._scrolled_before.x() - way.x())
            self.verticalScrollBar().setValue(self._scrolled_before.y() - way.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell of a click, unless it was a drag. Overrides QAbstractScrollArea."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        self._pressed = None
        self.viewport().unsetCursor()
        if not self._is_dragged:
            self.clicked.emit(event.position().toPoint())

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell that the mouse is gone. Overrides QAbstractScrollArea."""
        if event.type() == QEvent.Type.Leave:
            self.hovered.emit(None)
        return super().viewportEvent(event)

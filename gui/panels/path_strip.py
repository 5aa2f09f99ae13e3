"""The clusters an image was in, iteration by iteration: a strip of numbered cells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from gui import theme
from gui.models.cluster_text import as_tooltip
from gui.panels.cluster_chip import chip_width, paint_chip
from gui.panels.plot_style import small_font

GAP = 2
MARK_PX = 2  # frame of the shown iteration
EVERY = 5  # iterations whose number stands under the strip


class PathStrip(QAbstractScrollArea):
    """A cell an iteration, from 0; scrolls sideways. Object name ``pathStrip``.

    Signals
    -------
    iteration_wanted(int)
        A cell was clicked, or an arrow key, Home or End pressed.
    """

    iteration_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pathStrip")
        self.setAccessibleName("Its clusters along the iterations")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there: one that comes and goes would move the strip under the mouse.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._clusters: NDArray[np.int32] = np.empty(0, dtype=np.int32)
        self._iteration = 0
        theme.current().changed.connect(self.viewport().update)

    @property
    def iteration(self) -> int:
        """The iteration marked."""
        return self._iteration

    def show_path(self, clusters: NDArray[np.int32]) -> None:
        """Show the cluster at every iteration, ndarray of shape (n_iterations,)."""
        self._clusters = clusters
        moves = int(np.count_nonzero(np.diff(clusters)))
        self.setAccessibleDescription(f"{len(clusters)} iterations, moved {moves} times")
        self._update_range()
        self._show_mark()
        self.viewport().update()

    def show_iteration(self, iteration: int) -> None:
        """Mark an iteration and bring it into sight; one that is not there marks none."""
        if iteration != self._iteration:
            self._iteration = iteration
            self._show_mark()
            self.viewport().update()

    def cell(self, iteration: int) -> QRect:
        """Return the place of a cell in the viewport."""
        left = iteration * self._pitch() - self.horizontalScrollBar().value() + MARK_PX
        return QRect(left, MARK_PX, self._pitch() - GAP, self.fontMetrics().height() + 4)

    def iteration_at(self, point: QPoint) -> int | None:
        """Return the iteration whose cell, or number below it, lies at `point`."""
        at = (point.x() - MARK_PX + self.horizontalScrollBar().value()) // self._pitch()
        return at if 0 <= at < len(self._clusters) else None

    def tip_at(self, point: QPoint) -> str:
        """Return what the cell at `point` of the viewport says; empty for none."""
        iteration = self.iteration_at(point)
        if iteration is None:
            return ""
        cluster = int(self._clusters[iteration])
        before = int(self._clusters[iteration - 1]) if iteration else cluster
        came = f", came from {before}" if before != cluster else ""
        return f"iteration {iteration}: cluster {cluster}{came}\nClick to go to this iteration"

    def _pitch(self) -> int:
        widest = int(self._clusters.max(initial=0))
        return chip_width(self.fontMetrics(), widest) + GAP

    def _update_range(self) -> None:
        bar, width = self.horizontalScrollBar(), self.viewport().width()
        bar.setSingleStep(self._pitch())
        bar.setPageStep(width)
        bar.setRange(0, max(0, len(self._clusters) * self._pitch() + 2 * MARK_PX - width))

    def _show_mark(self) -> None:
        if not 0 <= self._iteration < len(self._clusters):
            return
        bar, pitch, width = self.horizontalScrollBar(), self._pitch(), self.viewport().width()
        left = self._iteration * pitch
        right = left + pitch + 2 * MARK_PX
        if left < bar.value() or right > bar.value() + width:
            bar.setValue(left if left < bar.value() else right - width)

    def sizeHint(self) -> QSize:
        """Return room for cells, numbers and scroll bar. Overrides QAbstractScrollArea."""
        line = self.fontMetrics().height()
        bar = self.horizontalScrollBar().sizeHint().height()
        return QSize(260, 2 * line + 4 + 2 * MARK_PX + GAP + bar)

    def minimumSizeHint(self) -> QSize:
        """Return the same height. Overrides QAbstractScrollArea."""
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the scroll bar right. Overrides QAbstractScrollArea."""
        super().resizeEvent(event)
        self._update_range()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the cells in sight. Overrides QAbstractScrollArea."""
        colours, pitch = theme.current().colours, self._pitch()
        painter = QPainter(self.viewport())
        first = self.horizontalScrollBar().value() // pitch
        last = min(len(self._clusters), first + self.viewport().width() // pitch + 2)
        for iteration in range(first, last):
            place = self.cell(iteration)
            paint_chip(painter, place, int(self._clusters[iteration]))
            if iteration == self._iteration:
                painter.setPen(QPen(colours.text, MARK_PX))
                painter.drawRect(place.adjusted(0, 0, -1, -1))
        painter.setFont(small_font())
        painter.setPen(colours.muted_text)
        for iteration in range(first - first % EVERY, last, EVERY):
            place = self.cell(iteration)
            below = QRect(place.left(), place.bottom() + GAP, 2 * pitch, place.height())
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, str(iteration))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Wait for the button to come up. Overrides QAbstractScrollArea."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the iteration that was clicked. Overrides QAbstractScrollArea."""
        event.accept()
        iteration = self.iteration_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and iteration is not None:
            self.iteration_wanted.emit(iteration)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with arrows, Home and End. Overrides QAbstractScrollArea."""
        last, here = len(self._clusters) - 1, self._iteration
        goals: dict[int, int] = {
            Qt.Key.Key_Left: max(here - 1, 0),
            Qt.Key.Key_Right: min(here + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        wanted = goals.get(event.key())
        if wanted is None or last < 0:
            super().keyPressEvent(event)
            return
        if wanted != self._iteration:
            self.iteration_wanted.emit(wanted)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways with an upright wheel too. Overrides QAbstractScrollArea."""
        turned = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (turned.x() or turned.y()) // 2)
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Show a tooltip over a cell. Overrides QAbstractScrollArea."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            tip = self.tip_at(event.pos())
            QToolTip.showText(event.globalPos(), as_tooltip(tip) if tip else "", self)
            return True
        return super().viewportEvent(event)

"""The first few of the images that moved, in one painted widget."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine.imageset import ImageSet
from gui import theme
from gui.models.cluster_text import as_tooltip, images_text
from gui.models.image_set_text import image_lines
from gui.models.number_text import count_text
from gui.models.selection import Selection
from gui.models.thumbnails import PixmapStore, Thumbnails
from gui.panels.preview_grid import GAP, Grid, grid_for
from gui.qimages import fitted

LEAST_ROOM = QSize(96, 96)


class MoversStrip(QWidget):
    """As many thumbnails as there is room for, up to sixty, and a line that says of how many.

    A click or an arrow key looks at an image; what is selected stays so.

    Parameters
    ----------
    selection : Selection
        Whose current image it shows and changes.
    parent : QWidget, optional
    """

    def __init__(self, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("moversStrip")
        self._selection = selection
        self._thumbnails: Thumbnails | None = None
        self._scaled = PixmapStore()
        self._images: NDArray[np.int32] = np.empty(0, dtype=np.int32)
        self.setAccessibleName("Images that moved")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(LEAST_ROOM)
        selection.changed.connect(self.update)
        selection.current_changed.connect(self.update)
        theme.current().changed.connect(self.update)

    def set_images(self, images: ImageSet | None) -> None:
        """Turn to another image set, or to none."""
        self._thumbnails = None if images is None else Thumbnails(images)
        self._scaled.clear()
        self.show_indices(np.empty(0, dtype=np.int32))

    def show_indices(self, indices: NDArray[np.int32]) -> None:
        """Show the first of these images.

        Parameters
        ----------
        indices : ndarray of shape (m,), int32
            In the order shown.
        """
        self._images = indices
        self.setAccessibleDescription(self.caption())
        self.update()

    def grid(self) -> Grid:
        """Return where pictures lie at the present size."""
        height = self.height() - self.fontMetrics().height() - 2 * GAP
        return grid_for(self.width(), height, len(self._images))

    def caption(self) -> str:
        """Return ``the first 60 of 412 images``; nothing without images."""
        count, shown = len(self._images), self.grid().shown
        if not count:
            return ""
        return images_text(count) if shown == count else f"the first {shown} of {count_text(count)}"

    def image_at(self, point: QPoint) -> int | None:
        """Return the image whose thumbnail is at `point`."""
        grid = self.grid()
        at = next((k for k in range(grid.shown) if grid.cell(k).contains(point)), None)
        return None if at is None else int(self._images[at])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw thumbnails and caption. Overrides QWidget."""
        if self._thumbnails is None or not len(self._images):
            return
        painter = QPainter(self)
        colours, grid, ratio = theme.current().colours, self.grid(), self.devicePixelRatioF()
        for k in range(grid.shown):
            image, cell = int(self._images[k]), grid.cell(k)
            make = partial(fitted, self._thumbnails.image(image), grid.side, ratio)
            scaled = self._scaled.get((image, grid.side, ratio), make)
            place = QRect(QPoint(0, 0), scaled.deviceIndependentSize().toSize())
            place.moveCenter(cell.center())
            painter.drawPixmap(place.topLeft(), scaled)
            is_current = image == self._selection.current
            if is_current or image in self._selection:
                painter.setPen(QPen(colours.accent, 3 if is_current else 1))
                painter.drawRect(cell.adjusted(0, 0, -1, -1))
        painter.setPen(colours.muted_text)
        top = -(-grid.shown // grid.columns) * (grid.side + GAP) + GAP
        line = QRect(0, top, self.width(), self.fontMetrics().height())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, self.caption())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look at the image under the mouse. Overrides QWidget."""
        image = self.image_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and image is not None:
            self._selection.look_at(image)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look at a neighbour. Overrides QWidget."""
        grid = self.grid()
        keys = _keys(grid.columns)
        if event.key() not in keys or not grid.shown:
            super().keyPressEvent(event)
            return
        at = np.flatnonzero(self._images[: grid.shown] == self._selection.current)
        to = int(at[0]) + keys[event.key()] if len(at) else 0
        self._selection.look_at(int(self._images[min(max(0, to), grid.shown - 1)]))

    def event(self, event: QEvent) -> bool:
        """Show a tooltip over a thumbnail. Overrides QWidget."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            image = self.image_at(event.pos())
            tip = ""
            if image is not None and self._thumbnails is not None:
                tip = as_tooltip("\n".join(image_lines(self._thumbnails.images, image)))
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)


def _keys(columns: int) -> dict[int, int]:
    """Return how far each key goes in a grid of so many columns."""
    key = Qt.Key
    return {key.Key_Left: -1, key.Key_Right: 1, key.Key_Up: -columns, key.Key_Down: columns}

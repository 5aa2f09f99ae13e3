"""Up to eight example pictures in a dialog, each alone or beside what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import theme
from gui.models.thumbnails import PixmapStore
from gui.qimages import fitted

COLUMNS, ROWS = 4, 2
SMALLEST_SIDE = 40
ARROW = "→"
ARROW_WIDTH = 20
GAP = 12


class ExamplePictures(QWidget):
    """Examples in two rows of four; in each, an arrow stands between a picture and the next.

    Parameters
    ----------
    n_parts : int
        Pictures of an example: 1, or 2 for before and after.
    side : int
        Side of the square in which a picture is shown, if there is room.
    parent : QWidget, optional
    """

    def __init__(self, n_parts: int, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._n_parts = n_parts
        self._side = side
        self._examples: tuple[tuple[QPixmap, ...], ...] = ()
        self._scaled = PixmapStore()
        self.setObjectName("examplePictures")
        self.setAccessibleName("Examples")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.current().changed.connect(self.update)

    @property
    def examples(self) -> tuple[tuple[QPixmap, ...], ...]:
        """What is shown."""
        return self._examples

    def show_examples(self, examples: Sequence[Sequence[QPixmap]], description: str) -> None:
        """Show other pictures.

        Parameters
        ----------
        examples : sequence of sequence of QPixmap
            At most eight are shown.
        description : str
            What is to be seen, for a screen reader.
        """
        self._examples = tuple(tuple(example) for example in examples[: COLUMNS * ROWS])
        self._scaled.clear()
        self.setAccessibleDescription(description)
        self.update()

    def slot(self, k: int, part: int) -> QRect:
        """Return the square of a part of example `k` at the present size."""
        width, height = self.width() // COLUMNS, self.height() // ROWS
        arrows = (self._n_parts - 1) * ARROW_WIDTH
        side = min((width - GAP - arrows) // self._n_parts, height - GAP)
        used = self._n_parts * side + arrows
        left = k % COLUMNS * width + (width - used) // 2
        top = k // COLUMNS * height + (height - side) // 2
        return QRect(left + part * (side + ARROW_WIDTH), top, side, side)

    def sizeHint(self) -> QSize:
        """Return room for pictures of the side asked for. Overrides QWidget."""
        return self._size(self._side)

    def minimumSizeHint(self) -> QSize:
        """Return room for small ones. Overrides QWidget."""
        return self._size(SMALLEST_SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw all pictures, each with a thin frame. Overrides QWidget."""
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        colours = theme.current().colours
        for k, example in enumerate(self._examples):
            for part, picture in enumerate(example):
                slot = self.slot(k, part)
                make = partial(fitted, picture, slot.width(), ratio)
                scaled = self._scaled.get((k, part, slot.width(), ratio), make)
                place = QRect(QPoint(0, 0), scaled.deviceIndependentSize().toSize())
                place.moveCenter(slot.center())
                painter.drawPixmap(place.topLeft(), scaled)
                painter.setPen(colours.border)  # white borders end somewhere
                painter.drawRect(place.adjusted(-1, -1, 0, 0))
                if part:
                    arrow = QRect(slot.left() - ARROW_WIDTH, slot.top(), ARROW_WIDTH, slot.height())
                    painter.setPen(colours.muted_text)
                    painter.drawText(arrow, Qt.AlignmentFlag.AlignCenter, ARROW)

    def _size(self, side: int) -> QSize:
        width = self._n_parts * side + (self._n_parts - 1) * ARROW_WIDTH + GAP
        return QSize(COLUMNS * width, ROWS * (side + GAP))

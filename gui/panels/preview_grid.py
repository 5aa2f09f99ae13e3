"""Pictures from all over an image set, in one painted widget."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine.imageset import ImageSet
from gui import theme
from gui.models.cluster_text import as_tooltip, images_text
from gui.models.image_set_text import image_lines
from gui.models.number_text import count_text
from gui.models.thumbnails import PixmapStore, Thumbnails
from gui.qimages import fitted

MOST_SHOWN = 60
LARGEST_SIDE, SMALLEST_SIDE = 64, 22
GAP = 2


@dataclass(frozen=True, slots=True)
class Grid:
    """Squares in rows: side of one, how many in a row, how many in all."""

    side: int
    columns: int
    shown: int

    def cell(self, k: int) -> QRect:
        """Return the place of picture `k`."""
        pitch = self.side + GAP
        return QRect(k % self.columns * pitch, k // self.columns * pitch, self.side, self.side)

    def index(self, k: int, count: int) -> int:
        """Return which of `count` images picture `k` is: they are evenly spaced from the first."""
        return k * count // self.shown


def grid_for(width: int, height: int, count: int) -> Grid:
    """Return the largest squares that show up to 60 of `count` pictures; fewer if none fit."""
    wanted = min(count, MOST_SHOWN)
    columns, rows = 1, 1
    side = LARGEST_SIDE
    for side in range(LARGEST_SIDE, SMALLEST_SIDE - 1, -2):
        columns = max(1, (width + GAP) // (side + GAP))
        rows = max(1, (height + GAP) // (side + GAP))
        if columns * rows >= wanted and side <= min(width, height):
            break
    return Grid(side, columns, min(wanted, columns * rows))


class PreviewGrid(QWidget):
    """Up to sixty pictures, evenly spaced over the set, and a line that says how many these are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails: Thumbnails | None = None
        self._scaled = PixmapStore()
        self._is_whole = True
        self.setAccessibleName("Preview")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.current().changed.connect(self.update)

    @property
    def images(self) -> ImageSet | None:
        """The image set whose pictures are shown."""
        return None if self._thumbnails is None else self._thumbnails.images

    def show_images(self, images: ImageSet) -> None:
        """Show pictures of `images`."""
        if images is not self.images:
            self._show(images, is_whole=True)
            self.setAccessibleDescription(f"Some of {images_text(len(images))}, evenly spaced")

    def show_first(self, images: ImageSet) -> None:
        """Show the first pictures of a set that is still being read."""
        self._show(images, is_whole=False)
        self.setAccessibleDescription(f"The first {images_text(len(images))}, being opened")

    def clear(self) -> None:
        """Show nothing."""
        self._thumbnails = None
        self._scaled.clear()
        self.setAccessibleDescription("")
        self.update()

    def _show(self, images: ImageSet, *, is_whole: bool) -> None:
        self._thumbnails = Thumbnails(images)
        self._scaled.clear()
        self._is_whole = is_whole
        self.update()

    def grid(self) -> Grid:
        """Return where pictures lie at the present size."""
        height = self.height() - self.fontMetrics().height() - 2 * GAP
        return grid_for(self.width(), height, 0 if self.images is None else len(self.images))

    def caption(self) -> str:
        """Return ``60 of 50,000, evenly spaced``; nothing without images."""
        if self.images is None:
            return ""
        shown, count = self.grid().shown, len(self.images)
        if not self._is_whole:
            return f"the first {shown}; the others are on their way"
        return (
            f"all {count}" if shown == count else f"{shown} of {count_text(count)}, evenly spaced"
        )

    def sizeHint(self) -> QSize:
        """Return room for sixty small pictures in a narrow dock. Overrides QWidget."""
        return QSize(10 * (SMALLEST_SIDE + GAP), 6 * (SMALLEST_SIDE + GAP) + 24)

    def minimumSizeHint(self) -> QSize:
        """Return room for two rows. Overrides QWidget."""
        return QSize(4 * (SMALLEST_SIDE + GAP), 2 * (SMALLEST_SIDE + GAP) + 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw pictures and caption. Overrides QWidget."""
        if self._thumbnails is None:
            return
        painter = QPainter(self)
        grid = self.grid()
        ratio = self.devicePixelRatioF()
        for k in range(grid.shown):
            index = grid.index(k, len(self._thumbnails.images))
            make = partial(fitted, self._thumbnails.image(index), grid.side, ratio)
            scaled = self._scaled.get((index, grid.side, ratio), make)
            place = QRect(QPoint(0, 0), scaled.deviceIndependentSize().toSize())
            place.moveCenter(grid.cell(k).center())
            painter.drawPixmap(place.topLeft(), scaled)
        painter.setPen(theme.current().colours.muted_text)
        rows = -(-grid.shown // grid.columns)
        top = rows * (grid.side + GAP) + GAP
        line = QRect(0, top, self.width(), self.fontMetrics().height())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, self.caption())

    def tip_at(self, point: QPoint) -> str:
        """Return name, index and class of the picture at `point`, in plain words."""
        grid = self.grid()
        at = next((k for k in range(grid.shown) if grid.cell(k).contains(point)), None)
        if self.images is None or at is None:
            return ""
        return "\n".join(image_lines(self.images, grid.index(at, len(self.images))))

    def event(self, event: QEvent) -> bool:
        """Show a tooltip over a picture. Overrides QWidget."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            tip = self.tip_at(event.pos())
            QToolTip.showText(event.globalPos(), as_tooltip(tip) if tip else "", self)
            return True
        return super().event(event)

"""Where everything of a cluster's card lies; measures only, nothing is drawn here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPoint, QRect

MARGIN = 3  # round the card
PADDING = 6  # inside it
GAP = 5  # between pictures
STRIPE = 6  # the cluster's colour, at the left edge
LEAST_SHOWN = 8  # representatives there is always room for
MOST_SHOWN = 10
SMALLEST_THUMB = 12
MOST_ROWS = 3


@dataclass(frozen=True, slots=True)
class CardLayout:
    """Rectangles relative to the card's own corner; shared between cards: read, never change.

    Attributes
    ----------
    frame : QRect
        The card.
    stripe : QRect
        The cluster's colour.
    centroid : QRect
        Square for the centroid.
    line : QRect
        Number and words.
    thumbs : tuple of QRect
        Squares for representatives, nearest first.
    area : QRect
        Room of all of those: where words stand if there are none.
    """

    frame: QRect
    stripe: QRect
    centroid: QRect
    line: QRect
    thumbs: tuple[QRect, ...]
    area: QRect

    def thumb_at(self, point: QPoint) -> int | None:
        """Return which representative lies at `point`."""
        return next((k for k, thumb in enumerate(self.thumbs) if thumb.contains(point)), None)

    def line_parts(self, number_width: int, size_width: int) -> tuple[QRect, QRect, QRect]:
        """Return the places of the number, the size and the distortion.

        Parameters
        ----------
        number_width, size_width : int
            Widths of their texts. The distortion gets the rest, and gives way first.
        """
        line = self.line
        number = QRect(line.left(), line.top(), number_width + 2 * PADDING, line.height())
        left = number.right() + 1 + PADDING
        room = max(0, line.right() + 1 - left)
        size = QRect(left, line.top(), min(size_width, room), line.height())
        left = size.right() + 1 + 2 * PADDING
        room = max(0, line.right() + 1 - left)
        return number, size, QRect(left, line.top(), room, line.height())


def card_height(centroid_side: int) -> int:
    """Return the height of a card whose centroid has this side."""
    return centroid_side + 2 * (MARGIN + PADDING)


@lru_cache(maxsize=64)
def card_layout(width: int, centroid_side: int, line_height: int) -> CardLayout:
    """Return the layout of a card.

    Parameters
    ----------
    width : int
        Width of the row, margins included.
    centroid_side : int
        Side of the square for the centroid.
    line_height : int
        Height of a line of text.

    Notes
    -----
    Thumbnails are as large as they can be with room for eight of them, in up to three rows.
    """
    frame = QRect(
        MARGIN, MARGIN, max(1, width - 2 * MARGIN), card_height(centroid_side) - 2 * MARGIN
    )
    stripe = QRect(frame.left(), frame.top(), STRIPE, frame.height())
    top = frame.top() + PADDING
    centroid = QRect(stripe.right() + 1 + PADDING, top, centroid_side, centroid_side)
    left = centroid.right() + 1 + 2 * PADDING
    room = max(1, frame.right() + 1 - PADDING - left)
    line = QRect(left, top, room, line_height)
    area_top = line.bottom() + 1 + GAP
    area = QRect(left, area_top, room, max(1, top + centroid_side - area_top))
    return CardLayout(frame, stripe, centroid, line, _thumbs(area), area)


def _thumbs(area: QRect) -> tuple[QRect, ...]:
    side = max(_side(area, rows) for rows in range(1, MOST_ROWS + 1))
    side = max(side, SMALLEST_THUMB)
    columns = max(1, (area.width() + GAP) // (side + GAP))
    rows = max(1, (area.height() + GAP) // (side + GAP))
    pitch = side + GAP
    return tuple(
        QRect(area.left() + k % columns * pitch, area.top() + k // columns * pitch, side, side)
        for k in range(min(MOST_SHOWN, rows * columns))
    )


def _side(area: QRect, rows: int) -> int:
    columns = -(-LEAST_SHOWN // rows)
    wide = (area.width() - (columns - 1) * GAP) // columns
    high = (area.height() - (rows - 1) * GAP) // rows
    return min(wide, high)

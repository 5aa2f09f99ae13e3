"""Where things stand in the frames of a film."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.export.paper import CAPTION_SIZE, INDEX_SIZE, Tile, text_width

MARGIN = 24
_TOP = MARGIN + CAPTION_SIZE + INDEX_SIZE + 20
_GAP, _NARROW_GAP = 10, 4
_LABEL_HEIGHT = INDEX_SIZE + 6
_LEAST_TILE = 8  # pixels across: of more clusters than fit so, the first are shown
_LEAST_LABELLED = 16  # smaller tiles give up their labels to be larger
_LABELS = ("{cluster} · {size:,}", "{size:,}", "")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the centroids stand in every frame of so many clusters.

    Attributes
    ----------
    tile : Tile
        Of every centroid.
    label : str
        What stands below it, for ``format(cluster=, size=)``; empty where there is no room.
    n_shown : int
        Clusters there is room for, the first of all.
    columns : int
        Tiles in a row.
    left, top : int
        Corner of the first tile, in pixels.
    pitch : (int, int)
        From one tile to the next, across and down.
    """

    tile: Tile
    label: str
    n_shown: int
    columns: int
    left: int
    top: int
    pitch: tuple[int, int]

    @classmethod
    def of(
        cls, shape: tuple[int, int, int], n_images: int, n_clusters: int, size: tuple[int, int]
    ) -> Layout:
        """Return the layout with the largest tiles; labels give way where these get too small.

        Parameters
        ----------
        shape : (int, int, int)
            Height, width and channels of a centroid.
        n_images, n_clusters : int
            The greatest numbers a label may show.
        size : (int, int)
            Width and height of the frame, in pixels.
        """
        room = (size[0] - 2 * MARGIN, size[1] - _TOP - MARGIN)
        least = _LEAST_TILE + _NARROW_GAP
        most = math.prod((side + _NARROW_GAP) // least for side in room)
        n_shown = min(n_clusters, most)
        for label in _LABELS:
            text = label.format(cluster=n_clusters - 1, size=n_images)
            layout = cls._with_label(shape, n_shown, room, label, text_width(text, INDEX_SIZE))
            if layout and max(layout.tile.width, layout.tile.height) >= _LEAST_LABELLED:
                break
        assert layout is not None  # the last has no label, and `n_shown` was chosen to fit it
        return layout

    @classmethod
    def _with_label(
        cls,
        shape: tuple[int, int, int],
        n_shown: int,
        room: tuple[int, int],
        label: str,
        label_width: int,
    ) -> Layout | None:
        gap = _GAP if label else _NARROW_GAP
        label_height = _LABEL_HEIGHT if label else 0
        best: tuple[float, int] | None = None
        layout = None
        for columns in range(1, n_shown + 1):
            rows = math.ceil(n_shown / columns)
            width = (room[0] + gap) // columns - gap
            height = (room[1] + gap) // rows - gap - label_height
            if width < max(1, label_width) or height < 1:
                continue
            tile = Tile.within(shape, width, height)
            key = (tile.enlarged / tile.reduced, n_shown - rows * columns)
            if best is not None and key <= best:
                continue
            best = key
            pitch = (max(tile.width, label_width) + gap, tile.height + label_height + gap)
            used = (columns * pitch[0] - gap, rows * pitch[1] - gap)
            left = MARGIN + (room[0] - used[0]) // 2 + (pitch[0] - gap - tile.width) // 2
            top = _TOP + (room[1] - used[1]) // 2
            layout = cls(tile, label, n_shown, columns, left, top, pitch)
        return layout

    def corner(self, cluster: int) -> tuple[int, int]:
        """Return the upper left corner of a tile, in pixels."""
        row, column = divmod(cluster, self.columns)
        return self.left + column * self.pitch[0], self.top + row * self.pitch[1]

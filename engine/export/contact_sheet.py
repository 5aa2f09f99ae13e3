"""One picture with many images in it, each over its index, its name and its class."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from engine.errors import printable
from engine.export.paper import (
    FAINT,
    INDEX_SIZE,
    INK,
    Sheet,
    Tile,
    draw_text,
    picture_of,
    text_width,
)
from engine.imageset import ImageSet
from engine.insight.display import DisplayScale

MAX_IMAGES = 1000  # on a sheet: beyond that nobody looks, and the picture grows without bounds
_SIDE = 64
_LEAST_WIDTH = 84  # of a cell, for the words under the picture
_LINE = INDEX_SIZE + 4


def contact_sheet(
    images: ImageSet,
    indices: NDArray[np.intp],
    scale: DisplayScale,
    check: Callable[[], None] = lambda: None,
) -> bytes:
    """Return the images at `indices`, in that order, as a PNG file.

    Parameters
    ----------
    images : ImageSet
        The set they are of.
    indices : ndarray of shape (m,), intp
        At least one. Of more than `MAX_IMAGES` the first are drawn, and the sheet says so.
    scale : DisplayScale
        That of the set.
    check : callable, optional
        Called at every image and every few rows of the file; what it raises ends the work.
    """
    shown = indices[:MAX_IMAGES]
    facts = f"{len(indices):,} of {len(images):,} images"
    if len(shown) < len(indices):
        facts += f" · the first {len(shown):,} are here"
    n_lines = 2 if images.labels is None else 3
    tile = Tile.nearest(images.image_shape, _SIDE)
    width = max(tile.width, _LEAST_WIDTH)
    sheet = Sheet(images.name, facts, len(shown), width, tile.height + 4 + n_lines * _LINE)
    for cell, index in enumerate(shown.tolist()):
        check()
        left, top = sheet.corner(cell)
        middle = left + width // 2
        tile.paste(
            sheet.picture,
            picture_of(images.pixels[index], scale),
            middle - tile.width // 2,
            top,
        )
        lines = (f"{index:,}", images.image_name(index), images.class_name(index))
        colours = (INK, FAINT, FAINT)
        for number, (text, colour) in enumerate(zip(lines, colours, strict=True)):
            y = top + tile.height + 4 + number * _LINE
            draw_text(sheet.picture, middle, y, _fitting(text, width), INDEX_SIZE, colour, "ma")
    buffer = _Watched(check)
    sheet.picture.save(buffer, "PNG")
    return buffer.getvalue()


def _fitting(text: str, width: int) -> str:
    """Return as much of `text` as `width` pixels hold, on one line."""
    whole = printable(text[:width])  # a letter takes more than a pixel
    if len(text) <= width and text_width(whole, INDEX_SIZE) <= width:
        return whole
    kept = len(whole)
    while kept and text_width(f"{whole[:kept]}…", INDEX_SIZE) > width:
        kept -= 1
    return f"{whole[:kept]}…"


class _Watched(io.BytesIO):
    """A file in memory that asks at every write whether to go on."""

    def __init__(self, check: Callable[[], None]) -> None:
        super().__init__()
        self._check = check

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        self._check()
        return super().write(data)

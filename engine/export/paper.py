"""Paper to draw on: enlarged pictures, lines of text, and sheets with a grid of equal cells."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from engine.errors import printable
from engine.insight.display import DisplayScale

PAPER = (252, 252, 250)
INK = (38, 40, 44)
FAINT = (112, 116, 122)
EDGE = (206, 208, 211)
MARGIN = 28
GAP = 14
SHAPE = 1.5  # width to height a sheet aims at
TITLE_SIZE, CAPTION_SIZE, INDEX_SIZE = 20, 14, 11
_TITLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Tile:
    """A picture enlarged, or reduced, by a whole number, so that its pixels stay even squares.

    Attributes
    ----------
    width, height : int
        Pixels on the paper, without the hairline around them.
    enlarged, reduced : int
        By how much; one of them is 1.
    """

    width: int
    height: int
    enlarged: int
    reduced: int

    @classmethod
    def nearest(cls, shape: tuple[int, int, int], side: int) -> Tile:
        """Return the tile for pictures of `shape` that comes nearest to `side` pixels."""
        longest = max(shape[:2])
        return cls._of(
            shape, max(1, round(side / longest)), max(1, math.ceil(longest / (2 * side)))
        )

    @classmethod
    def within(cls, shape: tuple[int, int, int], width: int, height: int) -> Tile:
        """Return the largest tile for pictures of `shape` in `width` × `height`, each from 1."""
        enlarged = min(height // shape[0], width // shape[1])
        reduced = max(math.ceil(shape[0] / height), math.ceil(shape[1] / width))
        return cls._of(shape, max(1, enlarged), reduced)

    @classmethod
    def _of(cls, shape: tuple[int, int, int], enlarged: int, reduced: int) -> Tile:
        height, width = (math.ceil(side / reduced) * enlarged for side in shape[:2])
        return cls(width, height, enlarged, reduced)

    def paste(self, paper: Image.Image, picture: Image.Image, x: int, y: int) -> None:
        """Draw `picture` with its upper left corner at `x`, `y`, and a hairline around it."""
        if self.reduced > 1:
            picture = picture.reduce(self.reduced)
        paper.paste(picture.resize((self.width, self.height), Image.Resampling.NEAREST), (x, y))
        outline = (x - 1, y - 1, x + self.width, y + self.height)
        ImageDraw.Draw(paper).rectangle(outline, outline=EDGE)


class Sheet:
    """Paper with a title and a grid of equal cells, filled row by row.

    Parameters
    ----------
    title : str
        Of any length and content.
    facts : str
        A line below it.
    n_cells : int
        At least 1.
    cell_width, cell_height : int
        In pixels.
    """

    def __init__(
        self, title: str, facts: str, n_cells: int, cell_width: int, cell_height: int
    ) -> None:
        title = printable(title)
        if len(title) > _TITLE_LENGTH:
            title = f"{title[: _TITLE_LENGTH - 1]}…"
        self._pitch = (cell_width + 2 * GAP, cell_height + GAP)
        across = round(math.sqrt(n_cells * SHAPE * self._pitch[1] / self._pitch[0]))
        n_rows = math.ceil(n_cells / max(1, across))
        self._columns = math.ceil(n_cells / n_rows)
        self._top = MARGIN + TITLE_SIZE + CAPTION_SIZE + 34
        heading = max(text_width(title, TITLE_SIZE), text_width(facts, CAPTION_SIZE))
        width = max(self._columns * self._pitch[0] - 2 * GAP, heading) + 2 * MARGIN
        height = self._top + n_rows * self._pitch[1] - GAP + MARGIN
        self.picture = Image.new("RGB", (width, height), PAPER)
        draw_text(self.picture, MARGIN, MARGIN, title, TITLE_SIZE, INK)
        draw_text(self.picture, MARGIN, MARGIN + TITLE_SIZE + 8, facts, CAPTION_SIZE, FAINT)

    def corner(self, cell: int) -> tuple[int, int]:
        """Return the upper left corner of a cell, in pixels."""
        row, column = divmod(cell, self._columns)
        return MARGIN + column * self._pitch[0], self._top + row * self._pitch[1]


def picture_of(pixels: NDArray[Any], scale: DisplayScale) -> Image.Image:
    """Return pixels, or a centroid, of shape (height, width, channels) as an 8-bit picture."""
    levels = scale.to_uint8(pixels)
    return Image.fromarray(levels[:, :, 0] if levels.shape[2] == 1 else levels)


def draw_text(
    paper: Image.Image,
    x: int,
    y: int,
    text: str,
    size: int,
    colour: tuple[int, int, int],
    anchor: str = "la",
) -> None:
    """Draw one line of text; `anchor` as Pillow has it, by default the upper left corner."""
    ImageDraw.Draw(paper).text((x, y), text, colour, ImageFont.load_default(size), anchor)


def text_width(text: str, size: int) -> int:
    """Return the width of a line of text in pixels, rounded up."""
    return math.ceil(ImageFont.load_default(size).getlength(text))

"""The two captioned sheets: all centroids, and all clusters with their representatives."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from engine.errors import printable
from engine.export.pictures import Pictures

PAPER = (252, 252, 250)
INK = (38, 40, 44)
FAINT = (112, 116, 122)
EDGE = (206, 208, 211)
MARGIN = 28
GAP = 14
MAX_CLUSTERS = 400  # on a sheet: beyond that nobody looks, and the picture grows without bounds
SHAPE = 1.5  # width to height a sheet aims at
TITLE_SIZE, CAPTION_SIZE, INDEX_SIZE = 20, 14, 11


def centroid_sheet(pictures: Pictures) -> Image.Image:
    """Return all centroids enlarged, each over its number, size and share."""
    n_shown = min(pictures.n_clusters, MAX_CLUSTERS)
    captions = [_caption(pictures, cluster) for cluster in range(n_shown)]
    tile = _Tile.fitting(pictures.images.image_shape, 128)
    width = max([tile.width, *(math.ceil(_length(text, CAPTION_SIZE)) for text in captions)])
    sheet = _Sheet(pictures, "centroids", n_shown, width, tile.height + CAPTION_SIZE + 10)
    for cluster, caption in enumerate(captions):
        x, y = sheet.corner(cluster)
        tile.paste(sheet, pictures.centroid(cluster), x + (width - tile.width) // 2, y)
        sheet.text(x + width // 2, y + tile.height + 6, caption, CAPTION_SIZE, INK, "ma")
    return sheet.picture


def representative_sheet(pictures: Pictures) -> Image.Image:
    """Return a row a cluster: the centroid, then its nearest members over their indices."""
    n_shown = min(pictures.n_clusters, MAX_CLUSTERS)
    tile = _Tile.fitting(pictures.images.image_shape, 64)
    index_width = math.ceil(_length(f"{len(pictures.images) - 1:,}", INDEX_SIZE))
    pitch = max(tile.width, index_width) + 6
    head = CAPTION_SIZE + 8
    captions = [_caption(pictures, cluster) for cluster in range(n_shown)]
    strip = tile.width + 2 * GAP + pictures.n_ranks * pitch - 6
    width = max([strip, *(math.ceil(_length(text, CAPTION_SIZE)) for text in captions)])
    height = head + tile.height + INDEX_SIZE + 6
    sheet = _Sheet(pictures, "representatives, nearest first", n_shown, width, height)
    for cluster, caption in enumerate(captions):
        x, y = sheet.corner(cluster)
        sheet.text(x, y, caption, CAPTION_SIZE, INK, "la")
        tile.paste(sheet, pictures.centroid(cluster), x, y + head)
        x += tile.width + 2 * GAP
        for index in pictures.members(cluster):
            tile.paste(sheet, pictures.member(index), x + (pitch - 6 - tile.width) // 2, y + head)
            middle = x + (pitch - 6) // 2
            sheet.text(middle, y + head + tile.height + 4, f"{index:,}", INDEX_SIZE, FAINT, "ma")
            x += pitch
    return sheet.picture


def _caption(pictures: Pictures, cluster: int) -> str:
    size = int(pictures.ended.sizes[cluster])
    share = 100 * size / len(pictures.images)
    return f"{cluster} · {size:,} image{'' if size == 1 else 's'} · {share:.1f} %"


@dataclass(frozen=True, slots=True)
class _Tile:
    """A picture enlarged, or reduced, by a whole number, so that its pixels stay even squares."""

    width: int
    height: int
    enlarged: int
    reduced: int

    @classmethod
    def fitting(cls, shape: tuple[int, int, int], side: int) -> _Tile:
        """Return the tile for pictures of `shape` that comes nearest to `side` pixels."""
        height, width, _ = shape
        longest = max(height, width)
        enlarged = max(1, round(side / longest))
        reduced = max(1, math.ceil(longest / (2 * side)))
        return cls(
            math.ceil(width / reduced) * enlarged,
            math.ceil(height / reduced) * enlarged,
            enlarged,
            reduced,
        )

    def paste(self, sheet: _Sheet, picture: Image.Image, x: int, y: int) -> None:
        """Draw `picture` with a hairline around it."""
        if self.reduced > 1:
            picture = picture.reduce(self.reduced)
        picture = picture.resize((self.width, self.height), Image.Resampling.NEAREST)
        sheet.picture.paste(picture, (x, y))
        sheet.draw.rectangle((x - 1, y - 1, x + self.width, y + self.height), outline=EDGE)


class _Sheet:
    """Paper with a title and a grid of equal cells, filled row by row."""

    def __init__(
        self, pictures: Pictures, what: str, n_cells: int, cell_width: int, cell_height: int
    ) -> None:
        title = printable(pictures.images.name)
        if len(title) > 60:
            title = f"{title[:59]}…"
        ended = pictures.ended
        facts = (
            f"{what} · K = {pictures.n_clusters} · {len(pictures.images):,} images · "
            f"distortion {ended.distortion:.6g}"
        )
        if n_cells < pictures.n_clusters:
            facts += f" · the first {n_cells} clusters"
        self._pitch = (cell_width + 2 * GAP, cell_height + GAP)
        across = round(math.sqrt(n_cells * SHAPE * self._pitch[1] / self._pitch[0]))
        n_rows = math.ceil(n_cells / max(1, across))
        self._columns = math.ceil(n_cells / n_rows)
        self._top = MARGIN + TITLE_SIZE + CAPTION_SIZE + 34
        heading = max(_length(title, TITLE_SIZE), _length(facts, CAPTION_SIZE))
        width = max(self._columns * self._pitch[0] - 2 * GAP, math.ceil(heading)) + 2 * MARGIN
        height = self._top + n_rows * self._pitch[1] - GAP + MARGIN
        self.picture = Image.new("RGB", (width, height), PAPER)
        self.draw = ImageDraw.Draw(self.picture)
        self.text(MARGIN, MARGIN, title, TITLE_SIZE, INK, "la")
        self.text(MARGIN, MARGIN + TITLE_SIZE + 8, facts, CAPTION_SIZE, FAINT, "la")

    def corner(self, cell: int) -> tuple[int, int]:
        """Return the upper left corner of a cell, in pixels."""
        row, column = divmod(cell, self._columns)
        return MARGIN + column * self._pitch[0], self._top + row * self._pitch[1]

    def text(
        self, x: int, y: int, text: str, size: int, colour: tuple[int, int, int], anchor: str
    ) -> None:
        """Draw one line of text."""
        self.draw.text((x, y), text, colour, ImageFont.load_default(size), anchor)


def _length(text: str, size: int) -> float:
    return ImageFont.load_default(size).getlength(text)

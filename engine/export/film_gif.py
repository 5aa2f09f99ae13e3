"""A film as GIF: one palette for all frames, every pixel the nearest colour in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing

import numpy as np
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image

from engine.export.film_reel import Reel
from engine.imageset import from_array
from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters

N_COLOURS = 256
_KEPT = 16  # colours that cover most of the film, kept as they are: paper, ink, hairlines
_LOOKED_AT = 1 << 16  # pixels the palette is chosen from, out of up to `_FRAMES` frames
_FRAMES = 64
_ITERATIONS = 8  # of k-means, after which colours hardly change
_AT_ONCE = 1 << 12  # colours compared with the whole palette in one go: 4 MB


def gif(reel: Reel, durations: Sequence[int], on_frame: Callable[[int], None]) -> bytes:
    """Return the film as the bytes of a GIF file that plays for ever.

    GIF has 256 colours. They are chosen once, from frames all along the film, and nothing is
    dithered: what colour a pixel gets depends on its own alone, so that what stands still does
    not flicker. A film of no more than 256 colours keeps them all.

    Parameters
    ----------
    reel : Reel
        The frames, at least one.
    durations : sequence of int
        How long each is shown, in milliseconds, a multiple of 10.
    on_frame : callable
        Called with the number of each frame before it is encoded; what it raises ends the work.
    """
    colours = palette(reel, on_frame)
    lookup = _Lookup(colours)
    parts: list[bytes] = []
    before: NDArray[np.uint8] | None = None
    for number, frame in enumerate(reel):
        on_frame(number)
        indices = lookup.nearest(frame)
        if before is None:
            header, _ = GifImagePlugin.getheader(_picture(indices, colours), info={"loop": 0})
            parts += header
        left, top, right, bottom = _changed(before, indices)
        part = _picture(indices[top:bottom, left:right], colours)
        parts += GifImagePlugin.getdata(part, (left, top), duration=durations[number])
        before = indices
    return b"".join([*parts, b";"])


def palette(reel: Reel, on_frame: Callable[[int], None]) -> NDArray[np.uint8]:
    """Return the colours for a film, shape (at most 256, 3).

    The most frequent as they are, the others by k-means of what is left, seeded by median cut.
    """
    step = -(-len(reel) // _FRAMES)
    width, height = reel.size
    n_pixels = width * height * -(-len(reel) // step)
    stride = max(1, round((n_pixels / _LOOKED_AT) ** 0.5))
    samples = []
    for number, frame in enumerate(reel):
        if number % step == 0:
            on_frame(0)
            samples.append(_packed(frame[::stride, ::stride]).ravel())
    found, counts = np.unique(np.concatenate(samples), return_counts=True)
    if len(found) <= N_COLOURS:
        return _unpacked(found)
    frequent = np.argsort(-counts, kind="stable")
    kept, rest = frequent[:_KEPT], frequent[_KEPT:]
    colours = _unpacked(np.repeat(found[rest], counts[rest]))
    cut = Image.fromarray(colours[np.newaxis]).quantize(
        N_COLOURS - _KEPT, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    seeds = np.array(cut.getpalette(), np.float64).reshape(-1, 3)
    parameters = KMeansParameters(n_clusters=len(seeds), init=seeds, max_iter=_ITERATIONS)
    with closing(fit(from_array(colours, "colours of a film"), parameters)) as reports:
        for report in reports:
            on_frame(0)
            centroids = report.centroids
    return np.concatenate([_unpacked(found[kept]), np.rint(centroids).astype(np.uint8)])


class _Lookup:
    """The nearest colour of a palette for every colour met so far.

    Pillow's own search is by blocks of 4 × 4 × 4 colours, and misses exact matches.
    """

    def __init__(self, colours: NDArray[np.uint8]) -> None:
        self._colours = colours.astype(np.float32)
        self._squares = np.square(self._colours).sum(axis=1)
        self._nearest = np.full(1 << 24, -1, np.int16)

    def nearest(self, frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the index of the nearest colour of every pixel, the first among equals."""
        packed = _packed(frame)
        indices = self._nearest[packed]
        if (indices < 0).any():
            new = np.unique(packed[indices < 0])
            for start in range(0, len(new), _AT_ONCE):
                block = new[start : start + _AT_ONCE]
                products = _unpacked(block).astype(np.float32) @ self._colours.T
                # Less its own square, which is the same for the whole palette. float32 is exact
                # here: all are whole numbers below 2 to the 24.
                self._nearest[block] = (self._squares - 2 * products).argmin(axis=1)
            indices = self._nearest[packed]
        return indices.astype(np.uint8)


def _packed(colours: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Return colours (..., 3) as one number each."""
    wide = colours.astype(np.int32)
    return wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2]


def _unpacked(numbers: NDArray[np.int32]) -> NDArray[np.uint8]:
    """Return what `_packed` was given."""
    return np.stack([numbers >> 16, numbers >> 8 & 255, numbers & 255], axis=-1).astype(np.uint8)


def _picture(indices: NDArray[np.uint8], colours: NDArray[np.uint8]) -> Image.Image:
    picture = Image.fromarray(np.ascontiguousarray(indices))
    picture.putpalette(colours.tobytes())
    return picture


def _changed(
    before: NDArray[np.uint8] | None, indices: NDArray[np.uint8]
) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of what changed; one pixel where nothing did."""
    height, width = indices.shape
    if before is None:
        return 0, 0, width, height
    changed = before != indices
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    if not len(rows):
        return 0, 0, 1, 1
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1

"""What an image set asks of its pixels, be they an array in memory or files on a disk.

Whoever looks at all of them goes by blocks of rows: they may be larger than memory.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

BLOCK_BYTES = 1 << 22  # looked at in one go: about 2 ms


class Pixels(Protocol):
    """Rows of numbers: all that may be asked of ``ImageSet.pixels``; every ndarray has it.

    Rows are taken by a number, a slice or an array of indices, and come as an ndarray. The whole
    of them, ``pixels[:]``, may not fit into memory.
    """

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of rows, then the shape of each."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of every number, in the byte order of this machine."""

    @property
    def ndim(self) -> int:
        """Length of `shape`."""

    @property
    def nbytes(self) -> int:
        """Bytes of all rows, in memory or not."""

    def __len__(self) -> int: ...

    def __getitem__(self, which: int | slice | NDArray[np.integer[Any]], /) -> NDArray[Any]: ...

    def reshape(self, n_rows: int, row_length: int, /) -> Pixels:
        """Return the same rows, each flat, if `n_rows` is their number and `row_length` -1."""


def row_blocks(pixels: Pixels, block_bytes: int = BLOCK_BYTES) -> Iterator[slice]:
    """Yield consecutive slices that cover all rows, each of `block_bytes` or of one row."""
    row_bytes = math.prod(pixels.shape[1:]) * pixels.dtype.itemsize
    n_rows = max(1, block_bytes // max(1, row_bytes))
    for start in range(0, len(pixels), n_rows):
        yield slice(start, min(start + n_rows, len(pixels)))


def finite_range(pixels: Pixels) -> tuple[float, float]:
    """Return the least and the greatest finite value; infinity and minus infinity if none is."""
    low, high = math.inf, -math.inf
    for block in row_blocks(pixels):
        part = pixels[block]
        least, greatest = float(part.min()), float(part.max())
        if not (math.isfinite(least) and math.isfinite(greatest)):
            finite = np.isfinite(part)
            least = float(part.min(where=finite, initial=np.inf))
            greatest = float(part.max(where=finite, initial=-np.inf))
        low, high = min(low, least), max(high, greatest)
    return low, high


def black_and_white(low: float, high: float) -> tuple[float, float]:
    """Return the pixel values of black and white for fractional pixels between `low` and `high`.

    Within 0..1 they are fractions of white, and so they are where none is finite, from infinity to
    minus infinity. Else black is the least and white the greatest; of one value all is black.
    """
    if low >= 0.0 and high <= 1.0:
        return 0.0, 1.0
    return low, (high if low < high else low + max(1.0, abs(low)))

"""The images as the engine reads them: flat rows, centred block by block.

Pixels stay in memory as they came. A block of rows is converted when it is needed, and centred
*before* any float32 product: ``|x|**2 - 2 x.c + |c|**2`` in float32 loses every digit where the
values are large and their differences small.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from engine.imageset import ImageSet
from engine.pixels import Pixels

BLOCK_VALUES = 2**19  # values in a block: 2 MB as float32, which the second-level cache holds
MIN_BLOCK_ROWS, MAX_BLOCK_ROWS = 16, 8192


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Samples:
    """Rows of numbers with what every step needs to know about them.

    Attributes
    ----------
    name : str
        Of the image set, for messages.
    rows : Pixels of shape (n, n_features), any real dtype
        As stored; never written.
    origin : ndarray of shape (n_features,), float64
        Near the mean; subtracted from every row before anything is computed. Whole numbers
        where `whole`.
    whole : bool
        True if the centred values are whole numbers below 65,536, and their squared norms below
        2**53: then every sum is exact.
    largest : float
        Largest absolute centred value.
    sq_norms : ndarray of shape (n,), float64
        Squared norm of each centred row; exact where `whole`.
    mean_variance : float
        Mean over features of the variance, in squared pixel levels.
    kept : dict
        What others have made of these rows once and for all.
    """

    name: str
    rows: Pixels
    origin: NDArray[np.float64]
    whole: bool
    largest: float
    sq_norms: NDArray[np.float64]
    mean_variance: float
    kept: dict[Any, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def n_features(self) -> int:
        """Numbers in a row."""
        return int(self.rows.shape[1])

    @property
    def block_rows(self) -> int:
        """Rows converted at a time."""
        return rows_in_block(self.n_features)

    @property
    def scale(self) -> float:
        """Power of two that brings centred values into float32's range; 1 where `whole`."""
        if self.whole or self.largest == 0:
            return 1.0
        return float(2.0 ** -np.frexp(self.largest)[1])

    def centred(self, which: slice | NDArray[np.intp]) -> NDArray[np.float64]:
        """Return rows `which` minus the origin, float64, shape (m, n_features)."""
        centred: NDArray[np.float64] = np.subtract(self.rows[which], self.origin, dtype=np.float64)
        return centred

    @property
    def base(self) -> NDArray[np.float64]:
        """What `converted` rows hold above the centred and scaled ones, shape (n_features,)."""
        return self.origin if self.is_bytes else np.zeros(self.n_features)

    @property
    def is_bytes(self) -> bool:
        """True if every product of two values is a whole number below 2**16."""
        return self.rows.dtype.itemsize == 1

    def converted(self, which: slice | NDArray[np.intp]) -> NDArray[np.float32]:
        """Return rows `which` as float32 the quickest way, shape (m, n_features).

        8-bit values just as they are, which saves a pass over them; else as `scaled32`.
        """
        return self._picked(which).astype(np.float32) if self.is_bytes else self.scaled32(which)

    def _picked(self, which: slice | NDArray[np.intp]) -> NDArray[Any]:
        if isinstance(which, slice) or not isinstance(self.rows, np.ndarray):
            return self.rows[which]
        # Unlike indexing, this lets other threads run meanwhile.
        return self.rows.take(which, axis=0)

    def scaled32(self, which: slice | NDArray[np.intp]) -> NDArray[np.float32]:
        """Return rows `which`, centred and times `scale`, as float32, shape (m, n_features).

        Exact where `whole`; else off by at most half a unit in the last place of float32.
        """
        if self.whole and self.rows.dtype.itemsize <= 2:
            block = self._picked(which).astype(np.float32)
            block -= self.origin.astype(np.float32)
            return block
        return (self.centred(which) * self.scale).astype(np.float32)


def flat_rows(images: ImageSet | NDArray[Any]) -> tuple[str, Pixels]:
    """Return the name of `images` and its rows, shape (n, n_features), without copying pixels.

    Raises
    ------
    DataError
        If an array holds no numbers, no rows or no columns.
    """
    if isinstance(images, ImageSet):
        return images.name, images.pixels.reshape(len(images), -1)
    array = np.asarray(images)
    if array.dtype.kind not in "buif" or array.dtype.itemsize > 8:
        raise DataError("images", f"an array of {array.dtype} holds no numbers", "Give numbers")
    if array.ndim < 2 or 0 in array.shape:
        raise DataError("images", f"an array of shape {array.shape} is empty", "Give (n, ...)")
    if array.dtype == np.bool_:
        array = array.view(np.uint8)
    return "images", array.reshape(len(array), -1)


def blocks_of(start: int, stop: int, block_rows: int) -> Iterator[slice]:
    """Yield consecutive slices of at most `block_rows` that cover ``start:stop``."""
    for first in range(start, stop, block_rows):
        yield slice(first, min(first + block_rows, stop))


def rows_in_block(n_features: int) -> int:
    """Return how many rows of `n_features` are converted at a time."""
    return int(np.clip(BLOCK_VALUES // n_features, MIN_BLOCK_ROWS, MAX_BLOCK_ROWS))


def run_of(images: NDArray[np.intp]) -> slice | NDArray[np.intp]:
    """Return `images` as a slice where they lie side by side."""
    if images[-1] - images[0] == len(images) - 1:
        return slice(int(images[0]), int(images[-1]) + 1)
    return images

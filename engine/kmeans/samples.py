"""The images as the engine reads them: flat rows, centred block by block.

Pixels stay in memory as they came. A block of rows is converted when it is needed, and centred
*before* any float32 product: ``|x|**2 - 2 x.c + |c|**2`` in float32 loses every digit where the
values are large and their differences small.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled, DataError
from engine.imageset import ImageSet, Progress, ShouldStop
from engine.kmeans.parameters import MAX_MAGNITUDE
from engine.kmeans.workers import Workers
from engine.pixels import Pixels

MAX_WHOLE_SPAN = 2**16  # whole numbers of a smaller span take the exact way,
MAX_WHOLE = 2**32  # unless so large that an int64 cannot sum 2**31 of them
MAX_EXACT = 2**53  # float64 holds all whole numbers up to here
MIN_SPREAD = 1e-140  # squares of smaller differences come close to float64's least number
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
    """

    name: str
    rows: Pixels
    origin: NDArray[np.float64]
    whole: bool
    largest: float
    sq_norms: NDArray[np.float64]
    mean_variance: float

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def n_features(self) -> int:
        """Numbers in a row."""
        return int(self.rows.shape[1])

    @property
    def block_rows(self) -> int:
        """Rows converted at a time."""
        return _block_rows(self.n_features)

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

    def scaled32(self, which: slice | NDArray[np.intp]) -> NDArray[np.float32]:
        """Return rows `which`, centred and times `scale`, as float32, shape (m, n_features).

        Exact where `whole`; else off by at most half a unit in the last place of float32.
        """
        if self.whole and self.rows.dtype.itemsize <= 2:
            block = self.rows[which].astype(np.float32)
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


def prepare(
    images: ImageSet | NDArray[Any],
    workers: Workers,
    *,
    should_stop: ShouldStop,
    progress: Progress,
) -> Samples:
    """Return the rows of `images` with their origin, norms and variance: two passes.

    Raises
    ------
    DataError
        If a value is NaN, infinite or beyond 1e150, with the count and the first position; if
        whole numbers are beyond 2**53, or fractions closer together than 1e-140.
    Cancelled
        If `should_stop` answered true.
    """
    name, rows = flat_rows(images)
    n, n_features = rows.shape
    blocks = list(blocks_of(0, n, _block_rows(n_features)))

    def first_look(block: slice) -> tuple[NDArray[np.float64], float, float, bool]:
        if should_stop():
            raise Cancelled
        part = rows[block]
        if part.dtype.kind == "f":
            _refuse_unusable(name, part, rows, block.start)
            whole = bool((np.rint(part) == part).all())
        else:
            whole = True
            if int(part.min()) < -MAX_EXACT or int(part.max()) > MAX_EXACT:
                raise DataError(
                    name, "whole numbers beyond 2**53", "Subtract what they have in common"
                )
        return (
            part.sum(axis=0, dtype=np.float64),
            float(part.min()),
            float(part.max()),
            whole,
        )

    progress("looking at the pixels", 0, 2)
    looks = workers.map(first_look, blocks)
    least = min(look[1] for look in looks)
    most = max(look[2] for look in looks)
    span = most - least
    whole = (
        all(look[3] for look in looks)
        and span < MAX_WHOLE_SPAN
        and span**2 * n_features < MAX_EXACT
        and max(-least, most) < MAX_WHOLE
    )
    mean = np.add.reduce([look[0] for look in looks]) / n
    origin = np.rint(mean) if whole else np.clip(mean, least, most)

    progress("looking at the pixels", 1, 2)

    def norms(block: slice) -> tuple[NDArray[np.float64], float]:
        if should_stop():
            raise Cancelled
        part = np.subtract(rows[block], origin, dtype=np.float64)
        return np.einsum("ij,ij->i", part, part), float(np.abs(part).max())

    parts = workers.map(norms, blocks)
    sq_norms = np.concatenate([part[0] for part in parts])
    largest = max(part[1] for part in parts)
    if 0 < largest < MIN_SPREAD:
        raise DataError(
            name, f"no two values differ by more than {span:.3g}", "Multiply them by 1e100"
        )
    off_centre = mean - origin
    variance = (sq_norms.sum() / n - off_centre @ off_centre) / n_features
    return Samples(
        name=name,
        rows=rows,
        origin=origin,
        whole=whole,
        largest=largest,
        sq_norms=sq_norms,
        mean_variance=max(0.0, float(variance)),
    )


def blocks_of(start: int, stop: int, block_rows: int) -> Iterator[slice]:
    """Yield consecutive slices of at most `block_rows` that cover ``start:stop``."""
    for first in range(start, stop, block_rows):
        yield slice(first, min(first + block_rows, stop))


def _block_rows(n_features: int) -> int:
    return int(np.clip(BLOCK_VALUES // n_features, MIN_BLOCK_ROWS, MAX_BLOCK_ROWS))


def _refuse_unusable(name: str, part: NDArray[Any], rows: Pixels, start: int) -> None:
    """Raise `DataError` if `part`, which begins at row `start`, holds an unusable value."""
    if np.abs(part).max() <= MAX_MAGNITUDE:  # false for NaN too
        return
    row, feature = np.argwhere(~(np.abs(part) <= MAX_MAGNITUDE))[0]
    count = sum(
        int(np.count_nonzero(~(np.abs(rows[block]) <= MAX_MAGNITUDE)))
        for block in blocks_of(0, len(rows), _block_rows(rows.shape[1]))
    )
    raise DataError(
        name,
        f"{count:,} values are NaN, infinite or beyond 1e150, one in image {start + row:,} "
        f"at value {feature:,}",
        "Remove or replace them",
    )

"""A first look at the images: whether they are usable, where their middle is, their lengths."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled, DataError
from engine.imageset import ImageSet, Progress, ShouldStop
from engine.kmeans.parameters import MAX_MAGNITUDE
from engine.kmeans.products import exact_products, exact_sq_norms
from engine.kmeans.samples import Samples, blocks_of, flat_rows, rows_in_block
from engine.kmeans.workers import Workers
from engine.pixels import Pixels

MAX_WHOLE_SPAN = 2**16  # whole numbers of a smaller span take the exact way,
MAX_WHOLE = 2**32  # unless so large that an int64 cannot sum 2**31 of them
MAX_EXACT = 2**53  # float64 holds all whole numbers up to here
MIN_SPREAD = 1e-140  # squares of smaller differences come close to float64's least number
ORIGIN_ROWS = 4096  # the mean of so many rows is near enough to that of all


def prepare(
    images: ImageSet | NDArray[Any],
    workers: Workers,
    *,
    should_stop: ShouldStop,
    progress: Progress,
) -> Samples:
    """Return the rows of `images` with their origin, norms and variance: one pass or two.

    Raises
    ------
    DataError
        If a value is NaN, infinite or beyond 1e150, with the count and the first position; if
        whole numbers are beyond 2**53, or fractions closer together than 1e-140.
    Cancelled
        If `should_stop` answered true.
    """
    name, rows = flat_rows(images)
    prepare_rows = _prepare_bytes if rows.dtype.itemsize == 1 else _prepare_any
    return prepare_rows(name, rows, workers, should_stop, progress)


def _prepare_bytes(
    name: str,
    rows: Pixels,
    workers: Workers,
    should_stop: ShouldStop,
    progress: Progress,
) -> Samples:
    """Prepare 8-bit rows: these are known to be whole and small, so that one pass will do."""
    n, n_features = rows.shape
    chosen = np.unique(np.linspace(0, n - 1, min(n, ORIGIN_ROWS)).astype(np.intp))
    origin = np.rint(rows[chosen].mean(axis=0))

    def look(block: slice) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        if should_stop():
            raise Cancelled
        part = rows[block].astype(np.float32)
        squares, products = exact_sq_norms(part), exact_products(part, origin[:, np.newaxis])
        ones = np.ones(len(part), dtype=np.float32)
        return squares - 2 * products[:, 0], ones @ part

    progress("looking at the pixels", 0, 1)
    looks = workers.map(look, list(blocks_of(0, n, rows_in_block(n_features))))
    sums = np.add.reduce([look[1] for look in looks], dtype=np.float64)
    sq_norms = np.concatenate([look[0] for look in looks]) + origin @ origin
    limits = np.iinfo(rows.dtype)
    return Samples(
        name=name,
        rows=rows,
        origin=origin,
        whole=True,
        largest=float(max(limits.max - origin.min(), origin.max() - limits.min)),
        sq_norms=sq_norms,
        mean_variance=_mean_variance(sq_norms, sums / n - origin),
    )


def _prepare_any(
    name: str,
    rows: Pixels,
    workers: Workers,
    should_stop: ShouldStop,
    progress: Progress,
) -> Samples:
    """Prepare rows of any numbers: a pass for their range, another for their lengths."""
    n, n_features = rows.shape
    blocks = list(blocks_of(0, n, rows_in_block(n_features)))

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
    return Samples(
        name=name,
        rows=rows,
        origin=origin,
        whole=whole,
        largest=largest,
        sq_norms=sq_norms,
        mean_variance=_mean_variance(sq_norms, mean - origin),
    )


def _mean_variance(sq_norms: NDArray[np.float64], off_centre: NDArray[np.float64]) -> float:
    """Return the mean variance of rows of such lengths, whose mean is so far off the origin."""
    n_features = len(off_centre)
    return max(0.0, float((sq_norms.sum() / len(sq_norms) - off_centre @ off_centre) / n_features))


def _refuse_unusable(name: str, part: NDArray[Any], rows: Pixels, start: int) -> None:
    """Raise `DataError` if `part`, which begins at row `start`, holds an unusable value."""
    if np.abs(part).max() <= MAX_MAGNITUDE:  # false for NaN too
        return
    row, feature = np.argwhere(~(np.abs(part) <= MAX_MAGNITUDE))[0]
    count = sum(
        int(np.count_nonzero(~(np.abs(rows[block]) <= MAX_MAGNITUDE)))
        for block in blocks_of(0, len(rows), rows_in_block(rows.shape[1]))
    )
    raise DataError(
        name,
        f"{count:,} values are NaN, infinite or beyond 1e150, one in image {start + row:,} "
        f"at value {feature:,}",
        "Remove or replace them",
    )

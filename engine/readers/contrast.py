"""Contrast normalisation: every picture gets the same mean and nearly the same contrast."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from engine.imageset import ImageSet
from engine.pixels import Pixels, black_and_white
from engine.readers.blockwise import for_blocks, room_for_work
from engine.readers.room import check_room
from engine.readers.task import Task

EPSILON = 10.0
"""Squared levels of 8 bits that keep the noise of a flat picture from being blown up."""

_WITHOUT = "Open it without contrast normalisation"


@dataclass(frozen=True, slots=True)
class _Statistics:
    """Of each picture, over all its values: (n,) each, float64."""

    mean: NDArray[np.float64]
    variance: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def normalized(images: ImageSet, task: Task) -> ImageSet:
    """Return `images` as float32, every picture with the same mean and nearly the same contrast.

    With mean ``mean_i`` and variance ``var_i`` of all values of picture i, a value x becomes
    ``m + s * (x - mean_i) / sqrt(var_i + eps)``. The fraction is the contrast normalisation of
    Coates, Ng and Lee (2011), section 3.1.1, with the ``eps`` of Coates and Ng (2012), 10 squared
    levels of 8 bits, scaled to what is black and white here. ``m``, the mean of all means, and
    ``s``, the root mean of all ``var_i + eps``, are the same for all pictures: the clusters are
    those of the fraction, and the centroids can still be looked at.

    The result has the same bits however many threads there are and however large blocks are. Sums
    of whole numbers are exact, those of fractions are added up picture by picture in float64.

    Raises
    ------
    DataError
        If memory has no room for the result, or values are not finite or too large.
    Cancelled
        If the task should stop.
    """
    source = images.pixels
    n, n_features = len(images), images.n_features
    row_bytes = 8 * n_features  # in float64
    check_room(n * row_bytes // 2 + room_for_work(row_bytes), images.name)
    statistics = _statistics(source, task)
    n_odd = int(np.count_nonzero(~(np.isfinite(statistics.low) & np.isfinite(statistics.high))))
    if n_odd:
        problem = f"{n_odd:,} of {n:,} images hold values that are not finite"
        raise DataError(images.name, problem, _WITHOUT)
    black, white = shown = _shown(images, statistics)
    eps = max(EPSILON * ((white - black) / 255) ** 2, np.finfo(np.float64).tiny)
    m = math.fsum(statistics.mean) / n
    s = math.sqrt(math.fsum(statistics.variance + eps) / n)
    if not abs(m) + s * math.sqrt(n_features) < float(np.finfo(np.float32).max):
        raise DataError(images.name, f"its values, up to {white:.1e}, are too large", _WITHOUT)
    gains = s / np.sqrt(statistics.variance + eps)
    pixels = np.empty(source.shape, dtype=np.float32)

    def normalize(block: slice) -> None:
        values = source[block].reshape(-1, n_features).astype(np.float64)
        values -= statistics.mean[block, np.newaxis]
        values *= gains[block, np.newaxis]
        values += m
        pixels[block] = values.reshape(pixels[block].shape)

    for_blocks(n, row_bytes, normalize, task, "normalising contrast")
    note = f"contrast normalised per image, to mean {m:.4g} and standard deviation {s:.4g} at most"
    return replace(images, pixels=pixels, shown=shown, notes=(*images.notes, note))


def _statistics(pixels: Pixels, task: Task) -> _Statistics:
    n, n_features = len(pixels), math.prod(pixels.shape[1:])
    result = _Statistics(*np.empty((4, n)))
    moments = _moments_of_whole if pixels.dtype.kind == "u" else _moments

    def measure(block: slice) -> None:
        rows = pixels[block].reshape(-1, n_features)
        result.mean[block], result.variance[block] = moments(rows)
        result.low[block], result.high[block] = rows.min(axis=1), rows.max(axis=1)

    for_blocks(n, 8 * n_features, measure, task, "measuring contrast")
    return result


def _moments_of_whole(rows: NDArray[np.integer]) -> tuple[NDArray[np.float64], ...]:
    """Return mean and variance of each row, from sums that are exact."""
    n = rows.shape[1]
    wide = rows.astype(np.int64)
    sums = wide.sum(axis=1)
    centre, rest = np.divmod(sums, n)  # near the mean the squares stay small
    wide -= centre[:, np.newaxis]
    squares = np.einsum("ij,ij->i", wide, wide)
    return sums / n, squares / n - (rest / n) ** 2


def _moments(rows: NDArray[np.floating]) -> tuple[NDArray[np.float64], ...]:
    """Return mean and variance of each row, added up in one order; NaN where it is not finite."""
    wide = rows.astype(np.float64)  # first: sums of what is converted on the way depend on blocks
    with np.errstate(invalid="ignore"):
        means = wide.sum(axis=1) / wide.shape[1]
        wide -= means[:, np.newaxis]
        wide *= wide
        return means, wide.sum(axis=1) / wide.shape[1]


def _shown(images: ImageSet, statistics: _Statistics) -> tuple[float, float]:
    """Return the pixel values of black and white, as they are before the contrast changes."""
    if images.shown is not None:
        return images.shown
    if images.pixels.dtype.kind == "u":
        return 0.0, float(np.iinfo(images.pixels.dtype).max)
    return black_and_white(float(statistics.low.min()), float(statistics.high.max()))

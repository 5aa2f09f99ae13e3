"""A cluster cut in two across the direction in which its images differ most."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.kmeans.samples import blocks_of, rows_in_block
from engine.kmeans.workers import single_threaded_blas
from engine.pixels import Pixels

SAMPLED = 512  # members that the direction is found from
ROUNDS = 12  # of power iteration; near the end is near enough for a cut


def halves(rows: Pixels, members: NDArray[np.intp]) -> NDArray[np.float64] | None:
    """Return the means of two halves of some images, the larger half first.

    Parameters
    ----------
    rows : Pixels of shape (n, n_features)
    members : ndarray of shape (m,)
        Images in rising order.

    Returns
    -------
    ndarray of shape (2, n_features), float64, or None
        None if there are no two different images. The half of the first image comes first
        among equally large ones.

    Notes
    -----
    Images are divided by their first principal component, at its mean: Su and Dy, In search of
    deterministic methods for initializing k-means and Gaussian mixture clustering, Intelligent
    Data Analysis 11, 2007. Nothing is random, both halves have images, and the two means leave
    less distortion than one. Direction and middle come from a sample, so this is one pass over
    the images; the iterations that follow do the rest.
    """
    other = _first_different(rows, members)
    if other is None:
        return None
    first = rows[int(members[0])].astype(np.float64)
    places = np.linspace(0, len(members) - 1, min(len(members), SAMPLED)).astype(np.intp)
    sums, counts = np.zeros((2, len(first))), np.zeros(2, dtype=np.int64)
    with single_threaded_blas():
        sample = _away(rows, np.union1d(members[places], other), first)
        direction = _principal(sample)
        # The first image is among them: no value is larger than what they differ by, so that
        # rounding cannot bring all to one side of their mean.
        middle = (sample @ direction).mean()
        for block in blocks_of(0, len(members), rows_in_block(len(first))):
            away = _away(rows, members[block], first)
            with_first = (away @ direction > middle) == (middle < 0)
            for half, belongs in enumerate((with_first, ~with_first)):
                sums[half] += away[belongs].sum(axis=0)
                counts[half] += np.count_nonzero(belongs)
    means: NDArray[np.float64] = first + sums / counts[:, np.newaxis]
    return means[::-1] if counts[1] > counts[0] else means


def _first_different(rows: Pixels, members: NDArray[np.intp]) -> int | None:
    """Return the first of `members` that is not equal to the one before all; None if all are."""
    for block in blocks_of(0, len(members), rows_in_block(rows.shape[1])):
        differs = (rows[members[block]] != rows[int(members[0])]).any(axis=1)
        if differs.any():
            return int(members[block][differs.argmax()])
    return None


def _away(
    rows: Pixels, images: NDArray[np.intp], first: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return some images minus another, which loses nothing where they are close."""
    away: NDArray[np.float64] = np.subtract(rows[images], first, dtype=np.float64)
    return away


def _principal(sample: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return about the direction in which rows, not all equal, differ most; of no set length."""
    scale = np.abs(sample).max()
    centred = sample / scale
    centred -= centred.mean(axis=0)
    farthest = int(np.einsum("ij,ij->i", centred, centred).argmax())
    direction: NDArray[np.float64] = centred[farthest].copy()
    for _ in range(ROUNDS):
        direction = (centred @ direction) @ centred
        direction /= np.linalg.norm(direction)
    direction /= scale
    return direction

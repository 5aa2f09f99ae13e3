"""What is said of a result: by the same code in float64, whichever engine it comes from."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

BLOCK_ROWS = 2048
EQUAL = 1e-9  # of a squared distance: nearer than that is no nearer


def distortion(rows: NDArray[np.uint8], labels: NDArray[np.integer]) -> float:
    """Return the sum of squared distances of `rows` to the means of their labels.

    Parameters
    ----------
    rows : ndarray of shape (n, n_features)
    labels : ndarray of shape (n,)
        Any whole numbers; rows of one number are one cluster.
    """
    total = []
    for members, mean in _clusters(rows, labels):
        total += [float(np.square(rows[part] - mean).sum()) for part in _blocks(members)]
    return math.fsum(total)


def would_move(rows: NDArray[np.uint8], labels: NDArray[np.integer]) -> int:
    """Return how many rows are nearer to the mean of another label than to their own's.

    0 says that the result is where Lloyd's algorithm ends.
    """
    every = np.array([mean for _, mean in _clusters(rows, labels)])
    own = np.unique(labels, return_inverse=True)[1]
    origin = every.mean(axis=0)
    every -= origin
    sq_norms = np.square(every).sum(axis=1)
    moving = 0
    for block in _blocks(np.arange(len(rows))):
        centred = rows[block] - origin
        sq_lengths = np.square(centred).sum(axis=1, keepdims=True)
        sq_distances = sq_lengths + sq_norms - 2 * centred @ every.T
        there = sq_distances[np.arange(len(block)), own[block]]
        moving += int(np.sum(sq_distances.min(axis=1) < there - EQUAL * sq_lengths[:, 0]))
    return moving


def _clusters(
    rows: NDArray[np.uint8], labels: NDArray[np.integer]
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float64]]]:
    """Yield each label's rows, in the order of labels, and their mean."""
    order = np.argsort(labels, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(labels[order])) + 1):
        sums = [rows[part].sum(axis=0, dtype=np.float64) for part in _blocks(members)]
        yield members, np.add.reduce(sums) / len(members)


def _blocks(indices: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    for first in range(0, len(indices), BLOCK_ROWS):
        yield indices[first : first + BLOCK_ROWS]

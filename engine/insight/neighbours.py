"""The nearest neighbours of points among themselves, by brute force."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from engine.errors import Cancelled
from engine.imageset import Progress, ShouldStop
from engine.insight.importing import one_at_a_time
from engine.kmeans.samples import blocks_of

QUERIES = 512  # points asked about at a time: 0.1 s against 50,000


def nearest_neighbours(
    points: NDArray[np.float64],
    k: int,
    *,
    n_threads: int,
    should_stop: ShouldStop,
    progress: Progress,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the `k` nearest others of every point, nearest first, and their distances.

    All are compared, in float64; near equal distances rounding decides.

    Parameters
    ----------
    points : ndarray of shape (m, d), float64
    k : int
        At least 1 and less than `m`.
    n_threads : int
        How many scikit-learn may use.

    Returns
    -------
    neighbours : ndarray of shape (m, k), int64
    distances : ndarray of shape (m, k), float64

    Raises
    ------
    Cancelled
        If `should_stop` answered true.
    """
    with one_at_a_time:
        from sklearn.neighbors import NearestNeighbors

    m = len(points)
    neighbours = np.empty((m, k), dtype=np.int64)
    distances = np.empty((m, k))
    search = NearestNeighbors(n_neighbors=k + 1, algorithm="brute").fit(points)
    with one_at_a_time:  # it looks through the libraries, which nobody may be loading then
        limits = threadpool_limits(n_threads, user_api="openmp")
    with limits:
        for block in blocks_of(0, m, QUERIES):
            if should_stop():
                raise Cancelled
            progress("looking for neighbours", block.start, m)
            far, found = search.kneighbors(points[block])
            others = found != np.arange(block.start, block.stop)[:, np.newaxis]
            others[others.all(axis=1), -1] = False  # equal points took the place of itself
            neighbours[block] = found[others].reshape(-1, k)
            distances[block] = far[others].reshape(-1, k)
    return neighbours, distances

"""A plain dense step of k-means, to measure what the engine's shortcuts are worth.

Every image is scored against every centroid in every pass: float32 products of blocks of centred
pixels, two threads with BLAS held to one each, and sums of the clusters that follow the images
that moved. It tells no distortion on the way, which is in its favour.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

BLOCK_ROWS = 512


class PlainPart:
    """Some of the rows, with their labels and the sums of their clusters.

    Parameters
    ----------
    rows : ndarray of shape (m, n_features), uint8
    origin : ndarray of shape (n_features,), float32
        Whole pixel levels near the mean: what is subtracted before any product.
    n_clusters : int
    """

    def __init__(
        self, rows: NDArray[np.uint8], origin: NDArray[np.float32], n_clusters: int
    ) -> None:
        self._rows, self._origin = rows, origin
        self.labels = np.full(len(rows), -1)
        self.sums = np.zeros((n_clusters, rows.shape[1]))
        self._block = np.empty((BLOCK_ROWS, rows.shape[1]), dtype=np.float32)

    def assign(self, columns: NDArray[np.float32], sq_norms: NDArray[np.float32]) -> int:
        """Give every row the label of its best column; return how many changed.

        Parameters
        ----------
        columns : ndarray of shape (n_features, n_clusters), float32
            Minus twice the centred centroids.
        sq_norms : ndarray of shape (n_clusters,), float32
            The squared norms of these centroids.
        """
        moved = 0
        for first in range(0, len(self._rows), BLOCK_ROWS):
            rows = self._rows[first : first + BLOCK_ROWS]
            block = self._block[: len(rows)]
            block[:] = rows
            block -= self._origin
            labels = (block @ columns + sq_norms).argmin(axis=1)
            before = self.labels[first : first + BLOCK_ROWS]
            changed = np.flatnonzero(labels != before)
            self._follow(block[changed], before[changed], labels[changed])
            before[:] = labels
            moved += len(changed)
        return moved

    def _follow(
        self, rows: NDArray[np.float32], before: NDArray[np.intp], after: NDArray[np.intp]
    ) -> None:
        """Bring the sums up to date; exact, as 512 rows of 8 bits stay below 2**24."""
        for sign, clusters in ((1, after), (-1, before)):
            for cluster in np.unique(clusters[clusters >= 0]):
                self.sums[cluster] += sign * rows[clusters == cluster].sum(axis=0)


def plain_lloyd(
    rows: NDArray[np.uint8], seeds: NDArray[np.float64], max_iter: int, n_threads: int
) -> tuple[NDArray[np.intp], int]:
    """Cluster `rows` until no label changes or after `max_iter` updates of the centroids.

    Parameters
    ----------
    rows : ndarray of shape (n, n_features), uint8
    seeds : ndarray of shape (n_clusters, n_features)
        In pixel levels. A centroid that loses its last image stays where it is.
    max_iter : int
    n_threads : int

    Returns
    -------
    labels : ndarray of shape (n,)
    passes : int
        Assignments made, that to the seeds included.
    """
    origin = np.rint(rows.mean(axis=0)).astype(np.float32)
    parts = [PlainPart(part, origin, len(seeds)) for part in np.array_split(rows, n_threads)]
    centroids = seeds - origin
    passes = 0
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(n_threads) as threads:
        while True:
            columns = np.ascontiguousarray(-2 * centroids.T, dtype=np.float32)
            sq_norms = np.square(centroids).sum(axis=1).astype(np.float32)
            steps = [threads.submit(part.assign, columns, sq_norms) for part in parts]
            moved = sum(step.result() for step in steps)
            passes += 1
            labels = np.concatenate([part.labels for part in parts])
            if not moved or passes > max_iter:
                return labels, passes
            counts = np.bincount(labels, minlength=len(seeds))[:, np.newaxis]
            sums = np.add.reduce([part.sums for part in parts])
            centroids = np.where(counts, sums / np.maximum(counts, 1), centroids)

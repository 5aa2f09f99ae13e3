"""By how much measured scores differ from projected ones, for every row and centroid."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FEW = 32  # up to so many clusters, a centroid's values lie side by side; from there on, a row's


def scores_like(n_rows: int, n_clusters: int) -> NDArray[np.float32]:
    """Return room for a score of each row and centroid, shape (n_rows, n_clusters).

    Laid out so that looking for the least score of every row is quick: a row of few scores is
    too short for it, and takes longer than its share of a long column.
    """
    if n_clusters > FEW:
        return np.empty((n_rows, n_clusters), dtype=np.float32)
    return np.empty((n_clusters, n_rows), dtype=np.float32).T


class Residuals:
    """A number for each row and centroid, written row by row; only what is written takes memory.

    Parameters
    ----------
    n_rows, n_clusters : int
    """

    def __init__(self, n_rows: int, n_clusters: int) -> None:
        self._values = scores_like(n_rows, n_clusters)

    def add_to(self, scores: NDArray[np.float32], rows: NDArray[np.intp]) -> None:
        """Add the numbers of `rows` to `scores`, shape (len(rows), n_clusters)."""
        if self._values.flags.c_contiguous:
            scores += self._values.take(rows, axis=0)
        else:
            scores.T[...] += self._values.T.take(rows, axis=1)

    def put(self, rows: NDArray[np.intp], values: NDArray[np.float32]) -> None:
        """Set the numbers of `rows`, shape (len(rows), n_clusters)."""
        if self._values.flags.c_contiguous:
            self._values[rows] = values
        else:
            for own, column in zip(self._values.T, values.T, strict=True):
                own[rows] = column

    def put_pairs(
        self, rows: NDArray[np.intp], clusters: NDArray[np.intp], values: NDArray[np.float32]
    ) -> None:
        """Set one number for each of some rows and centroids."""
        self._values[rows, clusters] = values

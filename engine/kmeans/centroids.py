"""K points among the samples: where they are, exactly where that is known, and how they move."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.kmeans.samples import Samples

KEY_FEATURES = 8  # looked at first when centroids are searched for equals


class Centroids:
    """K centroids that move from iteration to iteration.

    Parameters
    ----------
    samples : Samples
    values : ndarray of shape (n_clusters, n_features), float64
        Where they start, in pixel levels.

    Attributes
    ----------
    values : ndarray of shape (n_clusters, n_features), float64, read-only
        In pixel levels: what is shown and written to files. A new array after each move.
    offsets : ndarray of shape (n_clusters, n_features), float64
        Minus the origin of the samples, as all computing is.
    sums, counts : ndarrays of shapes (n_clusters, n_features) and (n_clusters,), int64
        Where ``counts[j]`` is not 0, the exact offset of centroid ``j`` is
        ``sums[j] / counts[j]``. Changed in place.
    """

    def __init__(self, samples: Samples, values: NDArray[Any]) -> None:
        self.values = np.array(values, dtype=np.float64)
        self.values.flags.writeable = False
        self.offsets = self.values - samples.origin
        self._samples = samples
        self.counts = np.zeros(len(self.values), dtype=np.int64)
        self.sums = np.zeros(self.values.shape if samples.whole else (0, 0), dtype=np.int64)
        if samples.whole:
            near = np.abs(self.offsets).max(axis=1) < 2**31
            near &= (np.rint(self.offsets) == self.offsets).all(axis=1)
            self.sums[near] = self.offsets[near]
            self.counts[near] = 1

    def __len__(self) -> int:
        return len(self.values)

    def move(
        self,
        clusters: NDArray[np.intp],
        values: NDArray[np.float64],
        offsets: NDArray[np.float64],
        exact: tuple[NDArray[np.int64], NDArray[np.int64]] | None,
    ) -> NDArray[np.float64]:
        """Put `clusters` where `values` say; return their moves, shape (len(clusters), n_features).

        Parameters
        ----------
        clusters : ndarray of shape (m,)
            In rising order.
        values, offsets : ndarrays of shape (m, n_features), float64
            Theirs from now on: of `values` nothing may be written any more.
        exact : tuple of two ndarrays, or None
            Their `sums` and `counts`, where known.
        """
        if not self._samples.whole:  # what is shown decides, however it was rounded
            offsets = values - self._samples.origin
        moves: NDArray[np.float64]
        if len(clusters) == len(self):  # large arrays that need not be copied
            moves = np.subtract(offsets, self.offsets, out=self.offsets)
            moved, self.offsets = values, offsets
        else:
            moves = offsets - self.offsets.take(clusters, axis=0)
            moved = self.values.copy()
            moved[clusters] = values
            self.offsets[clusters] = offsets
        moved.flags.writeable = False
        self.values = moved
        if exact is None:
            self.counts[clusters] = 0
        else:
            self.sums[clusters], self.counts[clusters] = exact
        return moves

    def duplicates(self) -> NDArray[np.intp]:
        """Return the numbers of centroids equal to one of a lower number.

        No image can belong to one of them, as the lowest number wins ties.
        """
        step = max(1, self.values.shape[1] // KEY_FEATURES)
        keys = self.values[:, ::step] + 0.0  # -0.0 becomes 0.0
        by_key: dict[bytes, list[int]] = {}
        repeated = []
        for cluster, key in enumerate(keys):
            same = by_key.setdefault(key.tobytes(), [])
            if any(np.array_equal(self.values[cluster], self.values[other]) for other in same):
                repeated.append(cluster)
            else:
                same.append(cluster)
        return np.array(repeated, dtype=np.intp)


def differences(
    samples: Samples,
    centroids: Centroids,
    rows: slice | NDArray[np.intp],
    clusters: NDArray[np.integer[Any]],
) -> NDArray[np.float64]:
    """Return ``x - c`` for rows and their centroids, shape (m, n_features), float64.

    Rounded once, relative to the difference itself: for fractions not by way of the origin,
    which an outlier can draw far away from both.
    """
    away: NDArray[np.float64]
    if samples.whole:
        away = samples.centred(rows) - centroids.offsets[clusters]
    else:
        away = samples.rows[rows].astype(np.float64) - centroids.values[clusters]
    return away


def given(samples: Samples, values: NDArray[Any]) -> Centroids:
    """Return centroids at `values`, shape (n_clusters, n_features), in pixel levels."""
    return Centroids(samples, values)

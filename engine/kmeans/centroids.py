"""K points among the samples, with their exact values where these are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.kmeans.reports import Reseeding
from engine.kmeans.samples import Samples


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Centroids:
    """K centroids.

    Attributes
    ----------
    values : ndarray of shape (n_clusters, n_features), float64, read-only
        In pixel levels: what is shown and written to files.
    offsets : ndarray of shape (n_clusters, n_features), float64
        Minus the origin of the samples, as all computing is.
    sums, counts : ndarrays, int64, or None
        Shapes (n_clusters, n_features) and (n_clusters,). The exact offset of centroid ``j`` is
        ``sums[j] / counts[j]``; None where centroids are no means of whole numbers.
    """

    values: NDArray[np.float64]
    offsets: NDArray[np.float64]
    sums: NDArray[np.int64] | None = None
    counts: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        self.values.flags.writeable = False

    def __len__(self) -> int:
        return len(self.values)

    def duplicates(self) -> NDArray[np.intp]:
        """Return the numbers of centroids equal to one of a lower number.

        No image can belong to one of them, as the lowest number wins ties.
        """
        seen: set[bytes] = set()
        repeated = []
        for cluster, row in enumerate(self.values + 0.0):  # -0.0 becomes 0.0
            key = row.tobytes()
            if key in seen:
                repeated.append(cluster)
            seen.add(key)
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
    values = np.array(values, dtype=np.float64)
    offsets = values - samples.origin
    if samples.whole and (np.rint(offsets) == offsets).all() and np.abs(offsets).max() < 2**31:
        counts = np.ones(len(values), dtype=np.int64)
        return Centroids(
            values=values, offsets=offsets, sums=offsets.astype(np.int64), counts=counts
        )
    return Centroids(values=values, offsets=offsets)


def means(
    samples: Samples,
    sums: NDArray[Any],
    counts: NDArray[np.int64],
    previous: Centroids,
    reseeded: tuple[Reseeding, ...] = (),
) -> Centroids:
    """Return the means of the clusters; a centroid without members stays where it was.

    Parameters
    ----------
    sums : ndarray of shape (n_clusters, n_features), int64 where ``samples.whole``, else float64
        Of the members' centred rows where whole, else of their differences from `previous`.
    counts : ndarray of shape (n_clusters,), int64
        Members of each cluster.
    reseeded : tuple of Reseeding
        Clusters whose one member is an image: that is where they are, to the last bit.

    Notes
    -----
    For fractions ``mean = c + sum(x - c) / n``: near convergence the correction is small, and so
    is its rounding; the mean of equal values becomes just that value.
    """
    empty = counts == 0
    divisors = np.where(empty, 1, counts)
    if not samples.whole:
        values = previous.values + sums / divisors[:, np.newaxis]
        for event in reseeded:
            values[event.cluster] = samples.rows[event.image]
        return Centroids(values=values, offsets=values - samples.origin)
    origin = samples.origin.astype(np.int64)
    values = (sums + origin * divisors[:, np.newaxis]) / divisors[:, np.newaxis]
    offsets = sums / divisors[:, np.newaxis]
    values[empty] = previous.values[empty]
    offsets[empty] = previous.offsets[empty]
    if not empty.any():
        return Centroids(values=values, offsets=offsets, sums=sums.copy(), counts=divisors)
    if previous.sums is None or previous.counts is None:
        return Centroids(values=values, offsets=offsets)
    exact_sums = np.where(empty[:, np.newaxis], previous.sums, sums)
    exact_counts = np.where(empty, previous.counts, counts)
    return Centroids(values=values, offsets=offsets, sums=exact_sums, counts=exact_counts)

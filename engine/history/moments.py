"""What the time line answers with: frozen values, arrays read-only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.kmeans.reports import LogRow, Reseeding


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moment:
    """One iteration of one run, as it was told.

    Attributes
    ----------
    run, iteration : int
        Both from 0.
    row : LogRow
        Its numbers.
    sizes : ndarray of shape (n_clusters,), int64
        Images of each cluster.
    sq_distances_by_cluster : ndarray of shape (n_clusters,), float64
        Distortion of each cluster, in squared pixel levels.
    reseeded : tuple of Reseeding
        Clusters that got a new centroid on the way to this iteration.
    labels : ndarray of shape (n,), int32
        Cluster of each image, exact.
    centroids : ndarray of shape (n_clusters, n_features), float64
        In pixel levels, of iteration `centroids_iteration`.
    centroids_iteration : int
        `iteration`, or an earlier one where the centroids of this one were dropped to save
        memory: whoever shows them must say so.
    """

    run: int
    iteration: int
    row: LogRow
    sizes: NDArray[np.int64]
    sq_distances_by_cluster: NDArray[np.float64]
    reseeded: tuple[Reseeding, ...]
    labels: NDArray[np.int32]
    centroids: NDArray[np.float64]
    centroids_iteration: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Movers:
    """The images that changed cluster in one iteration; none at iteration 0.

    Attributes
    ----------
    run, iteration : int
        Both from 0.
    indices : ndarray of shape (m,), int32
        The images, in rising order.
    before, after : ndarrays of shape (m,), int32
        The cluster each left, and the one it went to.
    """

    run: int
    iteration: int
    indices: NDArray[np.int32]
    before: NDArray[np.int32]
    after: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.indices)

"""Exact squared distances of all images to their own and to the next centroid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import ImageSet, ShouldStop
from engine.kmeans.reports import Iteration

_BLOCK = 1 << 20  # numbers of a block: 8 MB in float64, of which four are held


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Distances:
    """How near every image is to two centroids, in squared pixel levels.

    Attributes
    ----------
    own : ndarray of shape (n,), float64
        To the centroid of its own cluster.
    second_clusters : ndarray of shape (n,), int32, or None
        The nearest other cluster, the lowest among equals; None where there is one cluster.
    second : ndarray of shape (n,), float64, or None
        Squared distance to that.
    """

    own: NDArray[np.float64]
    second_clusters: NDArray[np.int32] | None
    second: NDArray[np.float64] | None


def measure(
    images: ImageSet,
    report: Iteration,
    *,
    progress: Callable[[int], None] = lambda _done: None,
    should_stop: ShouldStop = lambda: False,
) -> Distances:
    """Measure all images of `report` by differences in float64, a block of rows at a time.

    Parameters
    ----------
    images : ImageSet
        The images the report is about.
    report : Iteration
        Its labels and centroids are used.
    progress : callable
        Told the number of images done after each block.
    should_stop : callable
        Asked before each block.

    Raises
    ------
    Cancelled
        If `should_stop` answered true.

    Notes
    -----
    The second cluster is shortlisted by ``||c||^2 - 2 x.c``, both measured from the mean
    centroid; ``||x||^2`` is the same for all clusters. Whatever lies within the rounding error of
    the least is measured by differences too.
    """
    rows = images.pixels.reshape(len(images), -1)
    n, n_features = rows.shape
    n_clusters = len(report.centroids)
    own = np.empty(n)
    second = np.empty(n) if n_clusters > 1 else None
    second_clusters = np.empty(n, dtype=np.int32) if n_clusters > 1 else None
    shortlist = _Shortlist(report.centroids)
    step = max(1, _BLOCK // max(n_features, n_clusters))
    for start in range(0, n, step):
        if should_stop():
            raise Cancelled
        block = slice(start, min(n, start + step))
        values = rows[block].astype(np.float64)
        labels = report.labels[block]
        own[block] = _sq_distances(values, report.centroids[labels])
        if second is not None and second_clusters is not None:
            second_clusters[block], second[block] = shortlist.nearest_other(values, labels)
        progress(block.stop)
    return Distances(own=own, second_clusters=second_clusters, second=second)


class _Shortlist:
    """Finds the nearest centroid but one."""

    def __init__(self, centroids: NDArray[np.float64]) -> None:
        self._centroids = centroids
        self._middle = centroids.mean(axis=0)
        self._centred = centroids - self._middle
        self._sq_norms = np.einsum("ij,ij->i", self._centred, self._centred)
        self._longest = float(np.sqrt(self._sq_norms.max()))

    def nearest_other(
        self, values: NDArray[np.float64], labels: NDArray[np.int32]
    ) -> tuple[NDArray[Any], NDArray[np.float64]]:
        """Return the nearest cluster that is not the own, and its squared distance.

        `values` (rows, n_features) is left alone.
        """
        here = np.arange(len(values))
        centred = values - self._middle
        scores = self._sq_norms - 2 * (centred @ self._centred.T)
        scores[here, labels] = np.inf
        clusters = scores.argmin(axis=1)
        sq_distances = _sq_distances(values, self._centroids[clusters])
        lengths = np.sqrt(np.einsum("ij,ij->i", centred, centred))
        # Rounding of a dot product of d numbers is at most d * eps * |x| * |c|.
        slack = (values.shape[1] + 8) * np.finfo(np.float64).eps * (lengths + self._longest) ** 2
        close = scores <= (scores[here, clusters] + 4 * slack)[:, np.newaxis]
        close[here, clusters] = False
        for cluster in np.flatnonzero(close.any(axis=0)):
            rows = np.flatnonzero(close[:, cluster])
            rivals = _sq_distances(values[rows], self._centroids[cluster])
            nearer = rivals < sq_distances[rows]
            nearer |= (rivals == sq_distances[rows]) & (cluster < clusters[rows])
            clusters[rows[nearer]] = cluster
            sq_distances[rows[nearer]] = rivals[nearer]
        return clusters, sq_distances


def _sq_distances(
    values: NDArray[np.float64], centroids: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the squared distance of each row of `values` to its row of `centroids`."""
    differences = values - centroids
    np.square(differences, out=differences)
    sums: NDArray[np.float64] = differences.sum(axis=1)
    return sums

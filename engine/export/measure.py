"""Exact squared distances of all images to their own and to the next centroid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import ImageSet, ShouldStop
from engine.insight.distances import Others
from engine.kmeans.reports import Iteration
from engine.kmeans.samples import blocks_of

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
    """
    rows = images.pixels.reshape(len(images), -1)
    n, n_features = rows.shape
    n_clusters = len(report.centroids)
    own = np.empty(n)
    second = np.empty(n) if n_clusters > 1 else None
    second_clusters = np.empty(n, dtype=np.int32) if n_clusters > 1 else None
    others = Others(report.centroids)
    step = max(1, _BLOCK // max(n_features, n_clusters))
    for start in range(0, n, step):
        if should_stop():
            raise Cancelled
        block = slice(start, min(n, start + step))
        values = rows[block].astype(np.float64)
        labels = report.labels[block]
        own[block] = _sq_distances(values, report.centroids[labels])
        if second is not None and second_clusters is not None:
            nearest = _nearest_other(report.centroids, others, values, labels)
            second_clusters[block], second[block] = nearest
        progress(block.stop)
    return Distances(own=own, second_clusters=second_clusters, second=second)


def _nearest_other(
    centroids: NDArray[np.float64],
    others: Others,
    values: NDArray[np.float64],
    labels: NDArray[np.int32],
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the nearest cluster that is not the own, and its squared distance."""
    which, clusters = others.candidates(values, labels)
    measured = np.empty(len(which))
    for pairs in blocks_of(0, len(which), len(values)):
        measured[pairs] = _sq_distances(values[which[pairs]], centroids[clusters[pairs]])
    order = np.lexsort((clusters, measured, which))
    best = order[np.searchsorted(which, np.arange(len(values)))]
    return clusters[best], measured[best]


def _sq_distances(
    values: NDArray[np.float64], centroids: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the squared distance of each row of `values` to its row of `centroids`."""
    differences = values - centroids
    np.square(differences, out=differences)
    sums: NDArray[np.float64] = differences.sum(axis=1)
    return sums

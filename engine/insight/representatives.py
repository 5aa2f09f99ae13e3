"""The members nearest to each centroid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import ImageSet, ShouldStop
from engine.kmeans.reports import Iteration
from engine.pixels import Pixels

N_REPRESENTATIVES = 10
AHEAD = 2  # times as many as wanted are measured before the rest is ruled out
BLOCK_VALUES = 2**18  # values measured at a time: 2 MB, however many members tie


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Representatives:
    """Nearest members of every cluster, nearest first, the lower index first among equals.

    Attributes
    ----------
    indices : ndarray of shape (n_clusters, m), int64
        Image indices; -1 where a cluster has fewer members.
    sq_distances : ndarray of shape (n_clusters, m), float64
        Their squared distances to the centroid, in squared pixel levels; NaN where there is none.
    """

    indices: NDArray[np.int64]
    sq_distances: NDArray[np.float64]


def nobody(n_clusters: int, m: int = N_REPRESENTATIVES) -> Representatives:
    """Return no representative for any of `n_clusters` clusters."""
    return _frozen(np.full((n_clusters, m), -1, dtype=np.int64), np.full((n_clusters, m), np.nan))


def representatives(
    images: ImageSet,
    report: Iteration,
    m: int = N_REPRESENTATIVES,
    *,
    should_stop: ShouldStop = lambda: False,
) -> Representatives:
    """Return the `m` members nearest to each centroid of `report`, measured exactly.

    Those whose lower bound is least are measured in float64 by differences; then whoever may
    still be nearer than the m-th of them, and nobody else.

    Parameters
    ----------
    images : ImageSet
        The images the report is about.
    report : Iteration
        Any iteration of a fit of `images`.
    m : int
        How many to return for each cluster.
    should_stop : callable, optional
        Asked at each cluster.

    Raises
    ------
    Cancelled
        If `should_stop` answered true.
    """
    rows = images.pixels.reshape(len(images), -1)
    n_clusters = len(report.centroids)
    indices = np.full((n_clusters, m), -1, dtype=np.int64)
    sq_distances = np.full((n_clusters, m), np.nan)
    lower = None if report.nearness is None else report.nearness.bounds()[0]
    order = np.argsort(report.labels, kind="stable")
    ends = np.cumsum(report.sizes)
    for cluster, (end, size) in enumerate(zip(ends, report.sizes, strict=True)):
        if should_stop():
            raise Cancelled
        members = order[end - size : end]
        centroid = report.centroids[cluster]
        if lower is None or size <= AHEAD * m:
            exact = _sq_distances(rows, members, centroid)
        else:
            ahead = AHEAD * m
            members = members[np.argsort(lower[members], kind="stable")]
            exact = _sq_distances(rows, members[:ahead], centroid)
            reach = np.partition(exact, m - 1)[m - 1] * (1 + 1e-9)
            members = members[: max(ahead, np.searchsorted(lower[members], reach, side="right"))]
            rest = _sq_distances(rows, members[ahead:], centroid)
            exact = np.concatenate([exact, rest])
        nearest = np.lexsort((members, exact))[:m]
        indices[cluster, : len(nearest)] = members[nearest]
        sq_distances[cluster, : len(nearest)] = exact[nearest]
    return _frozen(indices, sq_distances)


def _frozen(indices: NDArray[np.int64], sq_distances: NDArray[np.float64]) -> Representatives:
    for array in (indices, sq_distances):
        array.flags.writeable = False
    return Representatives(indices=indices, sq_distances=sq_distances)


def _sq_distances(
    rows: Pixels, members: NDArray[np.intp], centroid: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the squared distance of each of `members` to `centroid`, shape (len(members),)."""
    result = np.empty(len(members))
    step = max(1, BLOCK_VALUES // len(centroid))
    for first in range(0, len(members), step):
        away = rows[members[first : first + step]] - centroid
        result[first : first + step] = np.einsum("ij,ij->i", away, away)
    return result

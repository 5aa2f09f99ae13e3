"""How far images are from their own centroid and from the next, measured from their pixels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import ImageSet, ShouldStop
from engine.kmeans.samples import blocks_of
from engine.kmeans.workers import single_threaded_blas

BLOCK_VALUES = 2**16  # values looked at at a time: 512 kB, which the second-level cache holds


def sq_distances(
    images: ImageSet,
    centroids: NDArray[np.float64],
    labels: NDArray[np.int32],
    *,
    members: NDArray[np.intp] | None = None,
    should_stop: ShouldStop = lambda: False,
) -> NDArray[np.float64]:
    """Return how far images are from the centroid of their cluster.

    Parameters
    ----------
    images : ImageSet
    centroids : ndarray of shape (n_clusters, n_features), float64
        In pixel levels.
    labels : ndarray of shape (n,), int32
        Cluster of every image.
    members : ndarray of shape (m,), optional
        Indices of the images asked for, in any order; all by default.
    should_stop : callable
        Asked before each block of images.

    Returns
    -------
    ndarray of shape (m,), float64
        Squared distances in squared pixel levels, in the order of `members`. Summed from
        differences: the same bits as ``report.nearness.measured``.

    Raises
    ------
    Cancelled
        If `should_stop` answered true.
    """
    chosen = np.arange(len(images)) if members is None else members
    result = np.empty(len(chosen))
    for part, rows in member_blocks(images, chosen, should_stop):
        result[part] = paired(rows, centroids[labels[chosen[part]]])
    return result


def margins(
    images: ImageSet,
    centroids: NDArray[np.float64],
    labels: NDArray[np.int32],
    *,
    members: NDArray[np.intp] | None = None,
    should_stop: ShouldStop = lambda: False,
) -> NDArray[np.float64]:
    """Return how much farther than their own centroid the nearest other one is from images.

    Parameters
    ----------
    images, centroids, labels, members, should_stop
        As for `sq_distances`.

    Returns
    -------
    ndarray of shape (m,), float64
        Squared distance to the nearest other centroid minus that to the own, in squared pixel
        levels and in the order of `members`; 0 where rounding, or labels that are not the
        nearest, would make it negative; NaN where there is one cluster. The same bits as
        ``report.nearness.measured_margins``, for many clusters much sooner.

    Raises
    ------
    Cancelled
        If `should_stop` answered true.
    """
    chosen = np.arange(len(images)) if members is None else members
    if len(centroids) == 1:
        return np.full(len(chosen), np.nan)
    others = Others(centroids)
    result = np.empty(len(chosen))
    with single_threaded_blas():
        for part, rows in member_blocks(images, chosen, should_stop):
            own = labels[chosen[part]]
            result[part] = others.nearest(rows, own) - paired(rows, centroids[own])
    return np.maximum(result, 0, out=result)


def paired(rows: NDArray[Any], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the squared distance of each row to its point, or to each point of one row.

    Parameters
    ----------
    rows : ndarray of shape (m, n_features) or (1, n_features), any real dtype
    points : ndarray of shape (m, n_features), float64

    Returns
    -------
    ndarray of shape (m,), float64
        Summed from differences: off by some units in the last place.
    """
    away = rows - points
    result: NDArray[np.float64] = np.einsum("ij,ij->i", away, away)
    return result


def member_blocks(
    images: ImageSet, members: NDArray[np.intp], should_stop: ShouldStop
) -> Iterator[tuple[slice, NDArray[Any]]]:
    """Yield where each block of images is in `members`, and its flat rows as stored.

    Raises
    ------
    Cancelled
        If `should_stop`, asked before each block, answered true.
    """
    rows = images.pixels.reshape(len(images), -1)
    for part in blocks_of(0, len(members), max(1, BLOCK_VALUES // images.n_features)):
        if should_stop():
            raise Cancelled
        yield part, rows[members[part]]


class Others:
    """Finds the nearest centroid but the own: few are measured, none is missed.

    Parameters
    ----------
    centroids : ndarray of shape (n_clusters, n_features), float64
        In pixel levels.
    """

    def __init__(self, centroids: NDArray[np.float64]) -> None:
        self._centroids = centroids
        self._middle = centroids.mean(axis=0)
        self._columns = (centroids - self._middle).T
        self._sq_norms = np.einsum("ji,ji->i", self._columns, self._columns)
        self._longest = float(np.sqrt(self._sq_norms.max()))

    def nearest(self, rows: NDArray[Any], own: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return the least squared distance of each row to a centroid that is not its own."""
        which, clusters = self.candidates(rows, own)
        measured = np.empty(len(which))
        for pairs in blocks_of(0, len(which), len(rows)):
            measured[pairs] = paired(rows[which[pairs]], self._centroids[clusters[pairs]])
        starts = np.searchsorted(which, np.arange(len(rows)))
        least: NDArray[np.float64] = np.minimum.reduceat(measured, starts)
        return least

    def candidates(
        self, rows: NDArray[Any], own: NDArray[np.int32]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return pairs of a row and a cluster, not its own, that may be the nearest to it.

        Each row has at least one; they are in the order of the rows, then of the clusters.

        Notes
        -----
        ``|c|**2 - 2 x.c`` orders the centroids of a row, with x and c from the middle of all
        centroids. Like a sum of squared differences it is off by at most about
        ``d u (|x| + |c|)**2`` for d features (Higham, Accuracy and Stability of Numerical
        Algorithms, 2002, section 3.1): all within several times that of the least are measured.
        """
        n_features, every = rows.shape[1], np.arange(len(rows))
        centred = rows - self._middle
        scores = self._sq_norms - 2 * (centred @ self._columns)
        scores[every, own] = np.inf
        lengths = np.sqrt(np.einsum("ij,ij->i", centred, centred))
        unit = np.finfo(np.float64).eps
        slack = 4 * (n_features + 8) * unit * (lengths + self._longest) ** 2
        which, clusters = np.nonzero(scores <= (scores.min(axis=1) + slack)[:, np.newaxis])
        return which, clusters

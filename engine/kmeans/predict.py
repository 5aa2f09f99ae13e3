"""Centroids that are given and stay: the nearest of them to each image, and all distances.

Nothing here changes a centroid; `engine.kmeans.fit` finds them.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.errors import Cancelled, ParameterError
from engine.imageset import ImageSet, ShouldStop
from engine.kmeans.centroids import Centroids, given
from engine.kmeans.certify import PAIRS, best_two, score_table, scores, settle
from engine.kmeans.parameters import MAX_MAGNITUDE
from engine.kmeans.preparing import prepare
from engine.kmeans.products import DEPTH, UNIT64
from engine.kmeans.samples import Samples, blocks_of, flat_rows
from engine.kmeans.workers import Workers

STRIP_SCORES = 2**18  # scores looked through at a time: 1 MB as float32
MAX_STRIP_ROWS = 8192
SQ_ACCURACY = 1e-12  # of a squared distance, relative; products less sure are not taken


def nearest(
    images: ImageSet | NDArray[np.generic],
    centroids: ArrayLike,
    *,
    n_threads: int | None = None,
    should_stop: ShouldStop | None = None,
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return the nearest centroid of every image, the lowest number among ties.

    Parameters
    ----------
    images : ImageSet or ndarray of shape (n, ...)
        Never written, and copied only block by block.
    centroids : array_like of shape (n_clusters, n_features)
        In pixel levels.
    n_threads : int, optional
        By default one a core. The labels are the same for any number.
    should_stop : callable, optional
        Asked at every block of rows, from several threads.

    Returns
    -------
    labels : ndarray of shape (n,), int32
    sq_distances : ndarray of shape (n,), float64
        To that centroid, in squared pixel levels, measured by differences.

    Raises
    ------
    ParameterError
        If the centroids are not finite numbers, or have not as many values as the images.
    DataError
        If `images` holds what is no number, NaN or infinity.
    Cancelled
        If `should_stop` answered true.

    Notes
    -----
    A centroid of whole-number images is a fraction, known here only as it was rounded to
    float64. Two whose squared distances differ by no more than that rounding are therefore a
    tie, so that images keep the label that exact fractions gave them in the fit.
    """
    stop = should_stop or (lambda: False)
    with Workers(n_threads) as workers:
        samples, points = _prepared(images, centroids, workers, stop)
        strip_rows = max(samples.block_rows, min(STRIP_SCORES // len(points), MAX_STRIP_ROWS))
        table = score_table(samples, points)
        labels = np.empty(len(samples), dtype=np.int32)
        sq_distances = np.empty(len(samples))

        def assign(strip: slice) -> None:
            strip_scores = scores(samples, strip, table, stop)
            best, first, second = best_two(strip_scores)
            norms = np.sqrt(samples.sq_norms[strip]) * samples.scale
            error = 2.01 * (table.slope * norms + table.intercept)
            unsure = np.flatnonzero(~(second - first > error))
            if len(unsure):
                limit = first[unsure] + error[unsure]
                candidates = strip_scores[unsure] <= limit[:, np.newaxis]
                decide = _settle_rounded if samples.whole and not points.counts.all() else settle
                best[unsure] = decide(samples, points, unsure + strip.start, candidates, stop)
            labels[strip] = best
            for block in blocks_of(strip.start, strip.stop, samples.block_rows):
                if stop():
                    raise Cancelled
                sq_distances[block] = _measured(samples, points, block, labels[block])

        workers.map(assign, list(blocks_of(0, len(samples), strip_rows)))
    return labels, sq_distances


def distances(
    images: ImageSet | NDArray[np.generic],
    centroids: ArrayLike,
    *,
    n_threads: int | None = None,
) -> NDArray[np.float64]:
    """Return the Euclidean distance of every image to every centroid.

    Parameters
    ----------
    images : ImageSet or ndarray of shape (n, ...)
    centroids : array_like of shape (n_clusters, n_features)
        In pixel levels.
    n_threads : int, optional
        By default one a core.

    Returns
    -------
    ndarray of shape (n, n_clusters), float64
        In pixel levels. Each is right to 1e-12 of itself, and 0 where an image is its centroid.

    Raises
    ------
    ParameterError, DataError
        As `nearest`.

    Notes
    -----
    ``|x|**2 - 2 x.c + |c|**2`` loses digits where x and c are close. With products of at most
    `DEPTH` terms, added up one after the other, it is off by at most about
    ``2 t u (|x|**2 + |c|**2)`` for t terms and additions (Higham, Accuracy and Stability of
    Numerical Algorithms, 2002, section 3.1). Pairs for which that is more than `SQ_ACCURACY` of
    the result are measured by differences.
    """
    with Workers(n_threads) as workers:
        samples, points = _prepared(images, centroids, workers, lambda: False)
        n_features = samples.n_features
        terms = min(DEPTH, n_features) + math.ceil(n_features / DEPTH) + 32
        close = 2 * terms * UNIT64 / SQ_ACCURACY
        columns = -2 * points.offsets.T
        centroid_sq_norms = np.square(points.offsets).sum(axis=1)
        result = np.empty((len(samples), len(points)))

        def measure(block: slice) -> None:
            rows, part = samples.centred(block), result[block]
            norms = np.square(rows).sum(axis=1)[:, np.newaxis] + centroid_sq_norms
            part[:] = norms
            for first in range(0, n_features, DEPTH):
                part += rows[:, first : first + DEPTH] @ columns[first : first + DEPTH]
            which, clusters = np.nonzero(~(part > close * norms))
            for pair in blocks_of(0, len(which), PAIRS):
                part[which[pair], clusters[pair]] = _measured(
                    samples, points, block.start + which[pair], clusters[pair]
                )
            np.sqrt(part, out=part)

        workers.map(measure, list(blocks_of(0, len(samples), samples.block_rows)))
    return result


def _prepared(
    images: ImageSet | NDArray[np.generic],
    centroids: ArrayLike,
    workers: Workers,
    should_stop: ShouldStop,
) -> tuple[Samples, Centroids]:
    n_features = flat_rows(images)[1].shape[1]
    values = np.asarray(centroids, dtype=np.float64)
    if values.ndim != 2 or not len(values) or values.shape[1] != n_features:
        shape = " × ".join(map(str, values.shape)) or "none"
        raise ParameterError(
            "centroids",
            f"an array of shape {shape} for images of {n_features:,} values",
            f"Give (clusters, {n_features})",
        )
    if not (np.abs(values) <= MAX_MAGNITUDE).all():  # false for NaN too
        raise ParameterError(
            "centroids", "hold NaN, infinity or values beyond 1e150", "Give pixel values"
        )
    samples = prepare(
        images, workers, should_stop=should_stop, progress=lambda _phase, _done, _total: None
    )
    return samples, given(samples, values)


def _measured(
    samples: Samples,
    centroids: Centroids,
    rows: slice | NDArray[np.intp],
    clusters: NDArray[np.int32] | NDArray[np.intp],
) -> NDArray[np.float64]:
    """Return squared distances of rows to their centroids, by differences of the values given.

    NumPy adds up a row in pairs, so that the sum is off by a few dozen units at most.
    """
    away = samples.rows[rows].astype(np.float64)
    away -= centroids.values[clusters]
    sums: NDArray[np.float64] = np.square(away, out=away).sum(axis=1)
    return sums


def _settle_rounded(
    samples: Samples,
    centroids: Centroids,
    rows: NDArray[np.intp],
    candidates: NDArray[np.bool_],
    should_stop: ShouldStop,
) -> NDArray[np.intp]:
    """Return the lowest candidate that no other is nearer than by rounding.

    Takes what `settle` takes. A centroid c rounded to float64 is off by at most ``u |c|``, and
    its squared distance d by ``2 u |c| sqrt(d)``; a sum of n squares by about ``n u d``.
    """
    which, clusters = np.nonzero(candidates)
    sq_distances = np.empty(len(which))
    for pair in blocks_of(0, len(which), PAIRS):
        if should_stop():
            raise Cancelled
        sq_distances[pair] = _measured(samples, centroids, rows[which[pair]], clusters[pair])
    least = np.minimum.reduceat(sq_distances, np.flatnonzero(np.diff(which, prepend=-1)))
    longest = math.sqrt(np.square(centroids.values).sum(axis=1).max())
    error = UNIT64 * (2 * (samples.n_features + 4) * least + 4 * longest * np.sqrt(least))
    tied = np.flatnonzero(sq_distances <= (least + error)[which])
    _, lowest = np.unique(which[tied], return_index=True)
    result: NDArray[np.intp] = clusters[tied[lowest]]
    return result

"""Nearest centroids by float32 products, certified: what float32 cannot decide goes further.

Scores are ``s_j(x) = |c_j|**2 - 2 x.c_j``, whose least is the nearest centroid. For each row the
error of its scores is bounded; a row whose best two are closer than that is measured again in
float64 by differences, and what is still a tie is decided by exact fractions.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import ShouldStop
from engine.kmeans.centroids import Centroids, differences
from engine.kmeans.exact import nearest_exactly
from engine.kmeans.products import UNIT32, UNIT64, product_error, products
from engine.kmeans.samples import Samples, blocks_of
from engine.kmeans.sharing import share_out
from engine.kmeans.workers import Workers

PAIRS = 1024  # (row, centroid) pairs measured in float64 at a time
PACKED = 32  # centroids packed at a time
FAR = 2.0**50  # offsets, scaled, whose squares float32 can still hold


class ScoreTable:
    """Centroids packed for float32 scores, with the constants of their error bound.

    Rows are taken as ``samples.converted`` has them, and the difference from centred rows,
    ``samples.base``, goes into the constants.

    Parameters
    ----------
    samples : Samples
    centroids : Centroids

    Attributes
    ----------
    rows : ndarray of shape (n_clusters, n_features), float32
        Offsets, scaled like ``samples.scaled32``, times -2.
    sq_norms : ndarray of shape (n_clusters,), float64
        Squared norms of the scaled offsets.
    constants : ndarray of shape (n_clusters,), float32
        `sq_norms` plus twice the product with ``samples.base``; infinite for a centroid equal to
        one of a lower number.
    degenerate : bool
        True if some are infinite or a centroid is too far away for float32.
    slope, intercept : float
        A score of row ``x`` is off by at most ``slope * |x| + intercept``; infinite where a
        centroid is too far away for float32, so that every row is measured.
    """

    def __init__(self, samples: Samples, centroids: Centroids) -> None:
        self._scale = samples.scale
        self._base = samples.base
        self._base_length = float(np.linalg.norm(self._base))
        self._relative_error = 2 * product_error(samples.n_features)
        self.rows = np.empty((len(centroids), samples.n_features), dtype=np.float32)
        self._columns: NDArray[np.float32] | None = None
        self.sq_norms = np.empty(len(centroids))
        self._shifts = np.empty(len(centroids))
        self._reach = np.empty(len(centroids))
        self.refresh(centroids, np.arange(len(centroids)))

    def refresh(
        self,
        centroids: Centroids,
        clusters: NDArray[np.intp],
        workers: Workers | None = None,
    ) -> None:
        """Take over `clusters`, which have moved.

        Notes
        -----
        The error of a product is `product_error`; two more units cover the additions of the
        score, relative to its constant.
        """

        def pack(part: slice) -> None:
            some = clusters[part]
            offsets = centroids.offsets[some] * self._scale
            self._reach[some] = np.maximum(offsets.max(axis=1), -offsets.min(axis=1))
            np.clip(offsets, -FAR, FAR, out=offsets)
            self.sq_norms[some] = np.einsum("ij,ij->i", offsets, offsets)
            self._shifts[some] = 2 * (offsets @ self._base)
            offsets *= -2
            self.rows[some] = offsets

        parts = blocks_of(0, len(clusters), PACKED)
        share_out(pack, parts, workers if len(clusters) > PACKED else None)
        self._columns = None
        duplicates = centroids.duplicates()
        is_far = self._reach.max() > FAR
        self.degenerate = bool(is_far or len(duplicates))
        if is_far:
            self.constants = np.zeros(len(centroids), dtype=np.float32)
            self.slope, self.intercept = 0.0, math.inf
        else:
            self.constants = (self.sq_norms + self._shifts).astype(np.float32)
            longest = math.sqrt(self.sq_norms.max())
            self.slope = self._relative_error * longest
            reach = longest * (longest + 2 * self._base_length)
            self.intercept = 1.01 * 4 * UNIT32 * reach + self.slope * self._base_length + 1e-30
        self.constants[duplicates] = np.inf

    @property
    def columns(self) -> NDArray[np.float32]:
        """`rows` the other way round, shape (n_features, n_clusters), made when asked for."""
        if self._columns is None:
            self._columns = np.ascontiguousarray(self.rows.T)
        return self._columns


def score_table(samples: Samples, centroids: Centroids) -> ScoreTable:
    """Return `centroids` ready for `scores`."""
    return ScoreTable(samples, centroids)


def scores(
    samples: Samples,
    rows: slice | NDArray[np.intp],
    table: ScoreTable,
    should_stop: ShouldStop,
) -> NDArray[np.float32]:
    """Return the scores of `rows`, shape (len(rows), n_clusters), float32.

    Raises
    ------
    Cancelled
        If `should_stop`, asked at every block of rows, answered true.
    """
    first = rows.start if isinstance(rows, slice) else 0
    n = rows.stop - first if isinstance(rows, slice) else len(rows)
    result = np.empty((n, len(table.constants)), dtype=np.float32)
    for block in blocks_of(first, first + n, samples.block_rows):
        if should_stop():
            raise Cancelled
        part = result[block.start - first : block.stop - first]
        which = block if isinstance(rows, slice) else rows[block]
        products(samples.converted(which), table.columns, part)
        part += table.constants
    return result


def best_two(
    block_scores: NDArray[np.float32],
) -> tuple[NDArray[np.intp], NDArray[np.float32], NDArray[np.float32]]:
    """Return for each row the best centroid, its score and the second-best score.

    The second is infinite where there is one centroid. Writes into `block_scores` and restores
    it.
    """
    every = np.arange(len(block_scores))
    best = block_scores.argmin(axis=1)
    first = block_scores[every, best]
    if block_scores.shape[1] == 1:
        return best, first, np.full_like(first, np.inf)
    block_scores[every, best] = np.inf
    second = block_scores[every, block_scores.argmin(axis=1)]  # twice as fast as the minimum
    block_scores[every, best] = first
    return best, first, second


def settle(
    samples: Samples,
    centroids: Centroids,
    rows: NDArray[np.intp],
    candidates: NDArray[np.bool_],
    should_stop: ShouldStop,
) -> NDArray[np.intp]:
    """Return the nearest centroid of each of `rows` among its candidates, exactly.

    Parameters
    ----------
    rows : ndarray of shape (m,)
        Image indices.
    candidates : ndarray of shape (m, n_clusters), bool
        Centroids that may be the nearest; at least one a row.
    should_stop : callable
        Asked every `PAIRS` pairs and at every tie: of some images all are unsure.

    Raises
    ------
    Cancelled
        If `should_stop` answered true.

    Notes
    -----
    A float64 sum of n squared differences is off by at most about ``(n + 2) u`` of itself. Rows
    with a second candidate within that are compared as fractions where the centroids are exact,
    else by correctly rounded sums.
    """
    which, clusters = np.nonzero(candidates)
    sq_distances = np.full(candidates.shape, np.inf)
    for first in range(0, len(which), PAIRS):
        if should_stop():
            raise Cancelled
        pair = slice(first, first + PAIRS)
        away = differences(samples, centroids, rows[which[pair]], clusters[pair])
        sq_distances[which[pair], clusters[pair]] = np.einsum("ij,ij->i", away, away)
    labels: NDArray[np.intp] = sq_distances.argmin(axis=1)
    least = sq_distances.min(axis=1)
    # Twice for the two sums compared, and once more for centroids rounded to float64.
    norms = np.sqrt(samples.sq_norms[rows]) * np.sqrt(least)
    error = 4 * (samples.n_features + 4) * UNIT64 * least + 8 * UNIT64 * norms
    tied = sq_distances <= (least + error)[:, np.newaxis]
    for row in np.flatnonzero(tied.sum(axis=1) > 1):
        if should_stop():
            raise Cancelled
        labels[row] = _settle_tie(samples, centroids, int(rows[row]), np.flatnonzero(tied[row]))
    return labels


def _settle_tie(
    samples: Samples, centroids: Centroids, row: int, candidates: NDArray[np.intp]
) -> int:
    if centroids.counts[candidates].all():
        values = samples.centred(np.array([row]))[0].astype(np.int64)
        return nearest_exactly(values, candidates, centroids.sums, centroids.counts)
    away = differences(samples, centroids, np.full(len(candidates), row), candidates)
    return int(candidates[np.argmin([math.fsum(each) for each in np.square(away)])])

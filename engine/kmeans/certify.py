"""Nearest centroids by float32 products, certified: what float32 cannot decide goes further.

Scores are ``s_j(x) = |c_j|**2 - 2 x.c_j``, whose least is the nearest centroid. For each row the
error of its scores is bounded; a row whose best two are closer than that is measured again in
float64 by differences, and what is still a tie is decided by exact fractions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import ShouldStop
from engine.kmeans.centroids import Centroids, differences
from engine.kmeans.exact import nearest_exactly
from engine.kmeans.samples import Samples, blocks_of

UNIT32 = 2.0**-24  # unit roundoff of float32
UNIT64 = 2.0**-53
DEPTH = 384  # features in one float32 product: shorter sums round less, and cost nothing
STACKED_COLUMNS = 64  # up to so many columns one stack of products is the faster
PAIRS = 1024  # (row, centroid) pairs measured in float64 at a time
FAR = 2.0**50  # offsets, scaled, whose squares float32 can still hold


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ScoreTable:
    """Centroids packed for float32 scores, with the constants of their error bound.

    Attributes
    ----------
    columns : ndarray of shape (n_features, n_clusters), float32
        Offsets, scaled like ``samples.scaled32``, times -2.
    sq_norms : ndarray of shape (n_clusters,), float32
        Squared norms; infinite for a centroid equal to one of a lower number.
    slope, intercept : float
        A score of row ``x`` is off by at most ``slope * |x| + intercept``; infinite where a
        centroid is too far away for float32, so that every row is measured.
    """

    columns: NDArray[np.float32]
    sq_norms: NDArray[np.float32]
    slope: float
    intercept: float


def score_table(samples: Samples, centroids: Centroids) -> ScoreTable:
    """Return `centroids` ready for `scores`.

    Notes
    -----
    However a sum of n products is ordered, ``|fl(x.c) - x.c| <= g |x||c|`` with
    ``g = n u / (1 - n u)`` (Higham, Accuracy and Stability of Numerical Algorithms, 2002,
    section 3.1); in blocks of b features, n is b plus the number of blocks. Two more u cover the
    rounding of x and c to float32, and 2 u the two additions of the score.
    """
    offsets = centroids.offsets * samples.scale
    if np.abs(offsets).max() > FAR:
        return ScoreTable(
            columns=np.zeros(offsets.T.shape, dtype=np.float32),
            sq_norms=np.zeros(len(offsets), dtype=np.float32),
            slope=0.0,
            intercept=math.inf,
        )
    sq_norms = np.einsum("ij,ij->i", offsets, offsets)
    longest = math.sqrt(sq_norms.max())
    terms = min(DEPTH, samples.n_features) + math.ceil(samples.n_features / DEPTH) + 2
    gamma = terms * UNIT32 / (1 - terms * UNIT32)
    sq_norms32 = sq_norms.astype(np.float32)
    sq_norms32[centroids.duplicates()] = np.inf
    return ScoreTable(
        columns=np.ascontiguousarray((-2 * offsets).T, dtype=np.float32),
        sq_norms=sq_norms32,
        slope=1.01 * 2 * (gamma + 2 * UNIT32) * longest,
        intercept=1.01 * 4 * UNIT32 * longest**2 + 1e-30,
    )


def scores(
    samples: Samples, strip: slice, table: ScoreTable, should_stop: ShouldStop
) -> NDArray[np.float32]:
    """Return the scores of rows `strip`, shape (rows, n_clusters), float32.

    Raises
    ------
    Cancelled
        If `should_stop`, asked at every block of rows, answered true.
    """
    result = np.empty((strip.stop - strip.start, len(table.sq_norms)), dtype=np.float32)
    for block in blocks_of(strip.start, strip.stop, samples.block_rows):
        if should_stop():
            raise Cancelled
        part = result[block.start - strip.start : block.stop - strip.start]
        _products(samples.scaled32(block), table.columns, part)
        part += table.sq_norms
    return result


def _products(
    rows: NDArray[np.float32], columns: NDArray[np.float32], out: NDArray[np.float32]
) -> None:
    """Write ``rows @ columns`` to `out`, summed over `DEPTH` features at a time.

    Few columns go as one stack of small products: BLAS has a kernel for these that packs
    nothing, and one call of NumPy holds the interpreter once.
    """
    n_features, n_columns = columns.shape
    whole = n_features - n_features % DEPTH
    if n_columns > STACKED_COLUMNS or not whole:
        np.matmul(rows[:, :DEPTH], columns[:DEPTH], out=out)
        rest = range(DEPTH, n_features, DEPTH)
    else:
        stack = rows[:, :whole].reshape(len(rows), -1, DEPTH).transpose(1, 0, 2)
        products = np.matmul(stack, columns[:whole].reshape(-1, DEPTH, n_columns))
        np.add.reduce(products, axis=0, out=out)
        rest = range(whole, n_features, DEPTH)
    for first in rest:
        out += rows[:, first : first + DEPTH] @ columns[first : first + DEPTH]


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
    second = block_scores.min(axis=1)
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
    if centroids.sums is not None and centroids.counts is not None:
        values = samples.centred(np.array([row]))[0].astype(np.int64)
        return nearest_exactly(values, candidates, centroids.sums, centroids.counts)
    away = differences(samples, centroids, np.full(len(candidates), row), candidates)
    return int(candidates[np.argmin([math.fsum(each) for each in np.square(away)])])

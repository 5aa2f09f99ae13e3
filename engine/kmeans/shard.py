"""A part of the images with its state, and one exact assignment step over it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import ShouldStop
from engine.kmeans.centroids import Centroids, differences
from engine.kmeans.certify import UNIT32, ScoreTable, best_two, score_table, scores, settle
from engine.kmeans.samples import Samples, blocks_of

EXACT_SUM32 = 2**24
STRIP_SCORES = 2**18  # scores looked through at a time: 1 MB as float32
MAX_STRIP_ROWS = 8192


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ShardStep:
    """What a shard answers after a step.

    Attributes
    ----------
    sums : ndarray of shape (n_clusters, n_features)
        int64 sums of each cluster's centred rows where the samples are whole, else float64 sums
        of their differences from the centroid.
    sq_distances : ndarray of shape (n_clusters,), float64, or None
        Sums of squared distances to the own centroid, measured by differences; None where the
        samples are whole, as they follow from exact sums.
    moved : int
        Rows whose label changed.
    approx_error : float
        Most that an approximate squared distance of the shard is off.
    settled : int
        Rows that float32 could not decide.
    """

    sums: NDArray[Any]
    sq_distances: NDArray[np.float64] | None
    moved: int
    approx_error: float
    settled: int


class Shard:
    """Rows ``start:stop`` of the samples, with their labels.

    Parameters
    ----------
    samples : Samples
    start, stop : int
        First row, and the one after the last.
    n_clusters : int

    Attributes
    ----------
    labels : ndarray of shape (stop - start,), int32
        -1 before the first step.
    approx_sq_distances : ndarray of shape (stop - start,), float64
        Squared distance of each row to its centroid, good to `ShardStep.approx_error`.
    """

    def __init__(self, samples: Samples, start: int, stop: int, n_clusters: int) -> None:
        self._samples = samples
        self._start, self._stop = start, stop
        self.labels = np.full(stop - start, -1, dtype=np.int32)
        self.approx_sq_distances = np.zeros(stop - start)
        dtype = np.int64 if samples.whole else np.float64
        strip_rows = min(STRIP_SCORES // n_clusters, MAX_STRIP_ROWS)
        self._strip_rows = max(samples.block_rows, strip_rows)
        self._sums = np.zeros((n_clusters, samples.n_features), dtype=dtype)

    def assign(self, centroids: Centroids, should_stop: ShouldStop) -> ShardStep:
        """Give every row the label of its nearest centroid, the lowest number among equals.

        Raises
        ------
        Cancelled
            If `should_stop`, asked at every block, answered true. The shard is then between two
            states and fit for nothing more.
        """
        samples = self._samples
        table = score_table(samples, centroids)
        sq_distances = None if samples.whole else np.zeros(len(centroids))
        if not samples.whole:
            self._sums[:] = 0  # rounded sums are made anew each time, or they would drift
        moved = settled = 0
        worst = 0.0
        for strip in blocks_of(self._start, self._stop, self._strip_rows):
            strip_scores = scores(samples, strip, table, should_stop)
            labels, error, n_settled = self._nearest(
                strip, strip_scores, centroids, table, should_stop
            )
            local = slice(strip.start - self._start, strip.stop - self._start)
            before = self.labels[local].copy()
            changed = np.flatnonzero(labels != before)
            self.labels[local] = labels
            moved += len(changed)
            settled += n_settled
            worst = max(worst, error)
            if sq_distances is None:
                self._follow(strip.start + changed, before[changed], labels[changed])
            else:
                sq_distances += self._measure(strip, centroids, labels, should_stop)
        return ShardStep(
            sums=self._sums,
            sq_distances=sq_distances,
            moved=moved,
            approx_error=worst,
            settled=settled,
        )

    def _nearest(
        self,
        strip: slice,
        strip_scores: NDArray[np.float32],
        centroids: Centroids,
        table: ScoreTable,
        should_stop: ShouldStop,
    ) -> tuple[NDArray[np.int32], float, int]:
        """Return labels of a strip, the error of its approximate distances, rows settled."""
        samples = self._samples
        best, first, second = best_two(strip_scores)
        sq_norms = samples.sq_norms[strip] * samples.scale**2
        error = table.slope * np.sqrt(sq_norms) + table.intercept
        unsure = np.flatnonzero(~(second - first > 2.01 * error))
        if len(unsure):
            limit = first[unsure] + 2.01 * error[unsure]
            candidates = strip_scores[unsure] <= limit[:, np.newaxis]
            best[unsure] = settle(samples, centroids, unsure + strip.start, candidates, should_stop)
        local = slice(strip.start - self._start, strip.stop - self._start)
        unscale = samples.scale**-2
        approx = (sq_norms + first) * unscale
        self.approx_sq_distances[local] = np.maximum(approx, 0)
        # A settled row may have another's score here: that is within 2.01 errors of its own.
        off = 3.1 * float(error.max()) * unscale + 2 * UNIT32 * float(np.abs(approx).max())
        return best.astype(np.int32), off, len(unsure)

    def _follow(
        self,
        changed: NDArray[np.intp],
        before: NDArray[np.int32],
        after: NDArray[np.int32],
    ) -> None:
        """Bring exact sums up to date with the images that changed cluster."""
        samples = self._samples
        for part in blocks_of(0, len(changed), samples.block_rows):
            rows = samples.scaled32(changed[part])
            # float32 sums whole numbers exactly up to 2**24.
            is_exact = samples.largest * len(rows) < EXACT_SUM32
            dtype = np.float32 if is_exact else np.float64
            _add_by_cluster(self._sums, rows, after[part], dtype)
            if before[0] >= 0:  # all rows are new together or not at all
                np.negative(rows, out=rows)
                _add_by_cluster(self._sums, rows, before[part], dtype)

    def _measure(
        self,
        strip: slice,
        centroids: Centroids,
        labels: NDArray[np.int32],
        should_stop: ShouldStop,
    ) -> NDArray[np.float64]:
        """Add up differences from the centroids; return their squares' sum for each cluster."""
        samples = self._samples
        total = np.zeros(len(centroids))
        for block in blocks_of(strip.start, strip.stop, samples.block_rows):
            if should_stop():
                raise Cancelled
            own = labels[block.start - strip.start : block.stop - strip.start]
            away = differences(samples, centroids, block, own)
            _add_by_cluster(self._sums, away, own, np.float64)
            squares = np.einsum("ij,ij->i", away, away)
            total += np.bincount(own, weights=squares, minlength=len(centroids))
        return total


def _add_by_cluster(
    sums: NDArray[Any],
    rows: NDArray[Any],
    clusters: NDArray[np.int32],
    dtype: type[np.floating[Any]],
) -> None:
    """Add each of `rows` to the sum of its cluster: sorted, then summed in `dtype`."""
    order = np.argsort(clusters, kind="stable")
    ordered, rows = clusters[order], rows[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    for start, stop in zip(starts, [*starts[1:], len(rows)], strict=True):
        total = rows[start:stop].sum(axis=0, dtype=dtype)
        sums[ordered[start]] += total.astype(sums.dtype, copy=False)

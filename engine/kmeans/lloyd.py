"""One run: seeds, then assignment and update in turn, a report after each assignment.

Algorithm: Lloyd, Least squares quantization in PCM, IEEE Trans. Inf. Theory 28, 1982.
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.imageset import ShouldStop
from engine.kmeans.centroids import Centroids, means
from engine.kmeans.exact import within_scatter
from engine.kmeans.reports import Iteration, Reseeding
from engine.kmeans.reseeding import reseed_empty
from engine.kmeans.samples import Samples
from engine.kmeans.shard import Shard
from engine.kmeans.workers import Workers

ROUGH = 2.0**10  # shifts so many times the largest centred value round the means visibly
HALF = 2.0**26  # halves of the digits of a float64

# Sums of fractions depend on how rows are divided: always the same way, whatever the threads.
FRACTION_SHARDS = 8


class LloydRun:
    """One run of Lloyd's algorithm over all shards.

    Parameters
    ----------
    samples : Samples
    seeds : Centroids
        Where it starts.
    workers : Workers
        A shard each for whole numbers, where sums are exact.
    run : int
        Its number, from 0.
    max_iter : int
        Most iterations.
    shift_tolerance : float
        It ends when the shift is at most this, in pixel levels, and no cluster is empty.
    should_stop : callable
        Asked at every block of rows.

    Attributes
    ----------
    reason : str
        Why it ended, once it has.
    converged : bool
    """

    def __init__(
        self,
        samples: Samples,
        seeds: Centroids,
        workers: Workers,
        *,
        run: int,
        max_iter: int,
        shift_tolerance: float,
        should_stop: ShouldStop,
    ) -> None:
        self._samples = samples
        self._centroids = seeds
        self._workers = workers
        self._run = run
        self._max_iter = max_iter
        self._shift_tolerance = shift_tolerance
        self._should_stop = should_stop
        n_shards = workers.n_threads if samples.whole else FRACTION_SHARDS
        edges = np.linspace(0, len(samples), n_shards + 1).astype(int)
        self._shards = [
            Shard(samples, int(start), int(stop), len(seeds))
            for start, stop in itertools.pairwise(edges)
            if stop > start
        ]
        self._sums: NDArray[Any] = np.empty(0)
        self.reason = ""
        self.converged = False

    def iterations(self) -> Iterator[Iteration]:
        """Yield a report after every assignment, iteration 0 (the seeds) first.

        Raises
        ------
        Cancelled
            If `should_stop` answered true; the reports before it stand.
        """
        started = time.perf_counter()
        report = self._assign(0, math.nan, (), started)
        yield report
        for iteration in range(1, self._max_iter + 1):
            started = time.perf_counter()
            sums, counts = self._sums.copy(), report.sizes.copy()
            reseeded = reseed_empty(self._samples, self._centroids, report, sums, counts)
            if report.moved == 0 and not reseeded and not self._is_rough(report):
                break
            previous = self._centroids
            self._centroids = means(self._samples, sums, counts, previous, reseeded)
            shift = float(np.linalg.norm(self._centroids.offsets - previous.offsets))
            report = self._assign(iteration, shift, reseeded, started)
            yield report
            if report.moved and shift <= self._shift_tolerance and not report.empty:
                self._end(
                    report,
                    f"center shift {shift:.6g} within tolerance {self._shift_tolerance:.6g}",
                )
                return
        if report.moved or self._is_rough(report):
            self.reason = (
                f"Stopped at iteration {report.iteration}: maximum number of iterations reached."
            )
        else:
            self._end(report, "strict convergence")

    def _is_rough(self, report: Iteration) -> bool:
        """Return whether centroids came from so far that rounding spoiled them on the way."""
        return not self._samples.whole and report.shift > ROUGH * self._samples.largest

    def _end(self, report: Iteration, how: str) -> None:
        self.converged = True
        self.reason = f"Converged at iteration {report.iteration}: {how}."

    def _assign(
        self, iteration: int, shift: float, reseeded: tuple[Reseeding, ...], started: float
    ) -> Iteration:
        centroids, n_clusters = self._centroids, len(self._centroids)
        steps = self._workers.map(
            lambda shard: shard.assign(centroids, self._should_stop), self._shards
        )
        self._sums = np.add.reduce([step.sums for step in steps])
        labels = np.concatenate([shard.labels for shard in self._shards])
        approx = np.concatenate([shard.approx_sq_distances for shard in self._shards])
        sizes = np.bincount(labels, minlength=n_clusters).astype(np.int64)
        parts = [step.sq_distances for step in steps if step.sq_distances is not None]
        by_cluster = np.add.reduce(parts) if parts else self._exact_distortions(labels, sizes)
        for array in (labels, approx, sizes, by_cluster):
            array.flags.writeable = False
        return Iteration(
            run=self._run,
            iteration=iteration,
            distortion=math.fsum(by_cluster),
            shift=shift,
            moved=sum(step.moved for step in steps),
            empty=int(np.count_nonzero(sizes == 0)),
            seconds=time.perf_counter() - started,
            reseeded=reseeded,
            sizes=sizes,
            sq_distances_by_cluster=by_cluster,
            centroids=centroids.values,
            labels=labels,
            approx_sq_distances=approx,
            approx_error=max(step.approx_error for step in steps),
        )

    def _exact_distortions(
        self, labels: NDArray[np.int32], sizes: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Return the distortion of each cluster from exact sums, shape (n_clusters,).

        Notes
        -----
        ``sum |x - c|**2 = sum |x - mean|**2 + size * |mean - c|**2`` over a cluster's images;
        the first term without rounding but one, so that twelve digits are right even where all
        images lie on their centroid.
        """
        high = np.floor(self._samples.sq_norms / HALF)
        low = self._samples.sq_norms - high * HALF
        high_sums, low_sums = (  # of whole numbers below 2**27, hence exact
            np.bincount(labels, weights=part, minlength=len(sizes)) for part in (high, low)
        )
        result = np.zeros(len(sizes))
        for cluster in np.flatnonzero(sizes):
            size, sums = int(sizes[cluster]), self._sums[cluster]
            sq_norm_sum = int(high_sums[cluster]) * int(HALF) + int(low_sums[cluster])
            # From the nearest whole numbers, or the digits behind the point would be too few.
            centroid = self._centroids.values[cluster]
            whole = np.rint(centroid)
            away = (sums - (whole - self._samples.origin) * size) / size - (centroid - whole)
            scatter = within_scatter(sq_norm_sum, sums, size)
            result[cluster] = scatter + size * float(away @ away)
        return result

"""One run: seeds, then assignment and update in turn, a report after each assignment.

Algorithm: Lloyd, Least squares quantization in PCM, IEEE Trans. Inf. Theory 28, 1982.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from engine.imageset import ShouldStop
from engine.kmeans.bounds import Bounds, Motion
from engine.kmeans.certify import ScoreTable
from engine.kmeans.costs import costs_of
from engine.kmeans.nearness import Nearness
from engine.kmeans.projection import Projection
from engine.kmeans.reports import Iteration, Reseeding, Work
from engine.kmeans.reseeding import reseed_empty
from engine.kmeans.row_norms import kept_norms
from engine.kmeans.samples import Samples
from engine.kmeans.seeding import Seeds
from engine.kmeans.shard import Shard, ShardStep
from engine.kmeans.sums import ClusterSums
from engine.kmeans.workers import Workers


class LloydRun:
    """One run of Lloyd's algorithm.

    Parameters
    ----------
    samples : Samples
    seeds : Seeds
        Where it starts; their centroids are moved by the run.
    workers : Workers
        Share out rows, columns and clusters.
    projection : Projection or None
        None if no bounds are wanted.
    keep_residuals : bool
        Whether measured scores are kept for later bounds.
    weights : ndarray of shape (n,), float64, or None
        Of the images; None if all are 1.
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
        seeds: Seeds,
        workers: Workers,
        *,
        projection: Projection | None,
        keep_residuals: bool,
        weights: NDArray[np.float64] | None,
        run: int,
        max_iter: int,
        shift_tolerance: float,
        should_stop: ShouldStop,
    ) -> None:
        self._samples = samples
        self._centroids = seeds.centroids
        self._workers = workers
        self._projection = projection
        self._run = run
        self._max_iter = max_iter
        self._shift_tolerance = shift_tolerance
        self._should_stop = should_stop
        n_clusters = len(seeds.centroids)
        norms = None
        if not samples.whole or weights is not None:
            norms = kept_norms(samples, workers, should_stop)
        self._sums = ClusterSums(samples, n_clusters, weights, norms)
        self._table = ScoreTable(samples, seeds.centroids)
        self._motion: Motion | None = None
        self._by_cluster = np.zeros(n_clusters)
        # Clusters whose members, or whose centroid, changed since their centroid was computed.
        self._stale = np.zeros(n_clusters, dtype=bool)
        self._moved = np.ones(n_clusters, dtype=bool)
        rank = 0 if projection is None else projection.basis.rank
        costs = costs_of(samples.n_features, n_clusters, rank, keep_residuals=keep_residuals)
        every = slice(0, len(samples))
        self._shard = Shard(samples, projection, every, n_clusters, costs, seeds.labels)
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
        report = self._assign(0, math.nan, None, (), started)
        yield report
        for iteration in range(1, self._max_iter + 1):
            started = time.perf_counter()
            sums, reseeded = reseed_empty(self._sums, report)
            if report.moved == 0 and not reseeded:
                break
            bounds, shift = self._move(sums, self._lent(report, reseeded))
            report = self._assign(iteration, shift, bounds, reseeded, started)
            yield report
            if report.moved and shift <= self._shift_tolerance and not report.empty:
                self._end(
                    report,
                    f"center shift {shift:.6g} within tolerance {self._shift_tolerance:.6g}",
                )
                return
        if report.moved:
            self.reason = (
                f"Stopped at iteration {report.iteration}: maximum number of iterations reached."
            )
        else:
            self._end(report, "strict convergence")

    def _end(self, report: Iteration, how: str) -> None:
        self.converged = True
        self.reason = f"Converged at iteration {report.iteration}: {how}."

    def _move(self, sums: ClusterSums, lent: NDArray[np.intp]) -> tuple[Bounds | None, float]:
        """Move centroids to the means of their clusters; return their bounds and the shift."""
        self._stale[lent] = True
        clusters = np.flatnonzero(self._stale & (sums.weights > 0))
        values, offsets = sums.means(clusters, workers=self._workers)
        moves = self._centroids.move(clusters, values, offsets, sums.exact(clusters))
        shift = math.sqrt(math.fsum(np.einsum("ij,ij->i", moves, moves)))
        self._table.refresh(self._centroids, clusters, self._workers)
        self._stale[:] = False
        self._stale[lent] = True  # no means of their members
        self._moved[:] = False
        self._moved[clusters] = True
        return self._bounds(clusters, moves), shift

    @staticmethod
    def _lent(report: Iteration, reseeded: tuple[Reseeding, ...]) -> NDArray[np.intp]:
        """Return the clusters whose sums differ by an image given away or got."""
        donors = [int(report.labels[event.image]) for event in reseeded]
        return np.unique([event.cluster for event in reseeded] + donors).astype(np.intp)

    def _bounds(self, clusters: NDArray[np.intp], moves: NDArray[np.float64]) -> Bounds | None:
        if self._projection is None or self._table.degenerate:
            self._motion = None
            return None
        if self._motion is None:
            self._motion = Motion(self._samples, self._projection, len(self._centroids))
            clusters = np.arange(len(self._centroids))
            moves = np.zeros(self._centroids.offsets.shape)
        return self._motion.advance(self._centroids, self._table, clusters, moves, self._workers)

    def _assign(
        self,
        iteration: int,
        shift: float,
        bounds: Bounds | None,
        reseeded: tuple[Reseeding, ...],
        started: float,
    ) -> Iteration:
        centroids, should_stop = self._centroids, self._should_stop
        step = self._shard.assign(centroids, self._table, bounds, self._workers, should_stop)
        labels = self._shard.labels.copy()
        work = self._update_sums(step, labels)
        sizes = self._sums.sizes.copy()
        by_cluster = self._by_cluster.copy()
        for array in (labels, sizes, by_cluster):
            array.flags.writeable = False
        return Iteration(
            run=self._run,
            iteration=iteration,
            distortion=math.fsum(by_cluster),
            shift=shift,
            moved=work.moved,
            empty=int(np.count_nonzero(self._sums.weights == 0)),
            seconds=time.perf_counter() - started,
            reseeded=reseeded,
            sizes=sizes,
            sq_distances_by_cluster=by_cluster,
            centroids=centroids.values,
            labels=labels,
            nearness=Nearness(self._samples, centroids.values, labels, self._projection, bounds),
            work=work,
        )

    def _update_sums(self, step: ShardStep, labels: NDArray[np.int32]) -> Work:
        """Move the images that changed cluster in the sums; bring the distortions up to date."""
        touched = self._sums.move(
            step.images, step.before, step.after, self._workers, self._should_stop
        )
        self._stale[touched] = True
        clusters = np.flatnonzero(self._stale | self._moved)
        self._by_cluster[clusters] = self._sums.distortions(
            clusters, self._centroids.values[clusters], labels, workers=self._workers
        )
        return Work(
            moved=len(step.images),
            filtered=step.filtered,
            converted=step.converted,
            settled=step.settled,
        )

"""A part of the images with its state, and one exact assignment step over it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import ShouldStop
from engine.kmeans.bounds import Bounds
from engine.kmeans.centroids import Centroids
from engine.kmeans.certify import ScoreTable, best_two, scores, settle
from engine.kmeans.costs import Costs
from engine.kmeans.projection import Projection
from engine.kmeans.residuals import Residuals, scores_like
from engine.kmeans.samples import Samples, blocks_of, run_of
from engine.kmeans.workers import Workers

PROBE_ROWS = 768  # rows filtered before the rest is filtered or not
NEVER = -1
TINY = 1e-290


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ShardStep:
    """What a shard answers after a step.

    Attributes
    ----------
    images : ndarray of shape (moved,), int64
        Those whose label changed, in rising order.
    before, after : ndarrays of shape (moved,), int32
        Their labels; -1 where there was none.
    filtered, converted, settled : int
        Rows whose scores were bounded, that were read, and that float32 could not decide.
    """

    images: NDArray[np.intp]
    before: NDArray[np.int32]
    after: NDArray[np.int32]
    filtered: int
    converted: int
    settled: int


@dataclass(slots=True, eq=False)
class _Step:
    """What a step works with, and what it took."""

    centroids: Centroids
    table: ScoreTable
    bounds: Bounds | None
    workers: Workers
    should_stop: ShouldStop
    filtered: int = 0
    converted: int = 0
    settled: int = 0


class Shard:
    """Some rows of the samples, with their labels.

    Parameters
    ----------
    samples : Samples
    projection : Projection or None
        None if no bounds are wanted: every row is then scored every time.
    part : slice
        Which rows.
    n_clusters : int
    costs : Costs
    labels : ndarray of shape (n,), int32, optional
        Nearest centroids of all rows as the first step would find them, where these are known.

    Attributes
    ----------
    labels : ndarray of shape (rows,), int32
        -1 before the first step.
    """

    def __init__(
        self,
        samples: Samples,
        projection: Projection | None,
        part: slice,
        n_clusters: int,
        costs: Costs,
        labels: NDArray[np.int32] | None = None,
    ) -> None:
        self._samples = samples
        self._projection = projection
        self._start = int(part.start)
        self._costs = costs
        n = int(part.stop) - self._start
        self.labels = np.full(n, NEVER, dtype=np.int32)
        self._known = None if labels is None else labels[part]
        self._sq_norms = samples.sq_norms[part] * samples.scale**2
        self._norms = np.sqrt(self._sq_norms)
        self._longest = float(self._norms.max())
        # A row keeps its label unseen while what its cluster has spent is less than its margin.
        self._margins = np.full(n, -np.inf)
        self._anchored_at = np.full(n, NEVER, dtype=np.int32)
        self._residuals = Residuals(n, n_clusters) if costs.keep_residuals else None
        self._residual_error = 0.0

    def assign(
        self,
        centroids: Centroids,
        table: ScoreTable,
        bounds: Bounds | None,
        workers: Workers,
        should_stop: ShouldStop,
    ) -> ShardStep:
        """Give every row the label of its nearest centroid, the lowest number among equals.

        Parameters
        ----------
        bounds : Bounds or None
            None if nothing is known of the scores: all are computed, and nothing is kept.

        Raises
        ------
        Cancelled
            If `should_stop`, asked at every block, answered true. The shard is then between two
            states and fit for nothing more.
        """
        before = self.labels.copy()
        step = _Step(centroids, table, bounds, workers, should_stop)
        if self._known is not None:
            self.labels[:] = self._known
            self._known = None
        elif bounds is None:
            self._margins.fill(-np.inf)
            self._anchored_at.fill(NEVER)
            self._measure_all(step)
        else:
            self._update(step, bounds)
        changed = np.flatnonzero(before != self.labels)
        return ShardStep(
            images=changed + self._start,
            before=before[changed],
            after=self.labels[changed],
            filtered=step.filtered,
            converted=step.converted,
            settled=step.settled,
        )

    def _update(self, step: _Step, bounds: Bounds) -> None:
        active = np.flatnonzero(self._margins <= bounds.spent.take(self.labels))
        costs, n = self._costs, len(self.labels)
        step.filtered = len(active)
        unsure: list[NDArray[np.intp]] = []
        if not costs.is_cheap_at_worst(len(active), n):
            every = max(1, len(active) // PROBE_ROWS)
            probe = active[::every]
            unsure.append(self._filter(probe, bounds))
            if not costs.filter_pays(len(active), len(unsure[0]) / len(probe), n):
                step.filtered = len(probe)
                self._measure_all(step)
                return
            rest = np.ones(len(active), dtype=bool)
            rest[::every] = False
            active = active[rest]

        def look(part: slice) -> NDArray[np.intp]:
            found = []
            for few in blocks_of(part.start, part.stop, costs.filter_rows):
                if step.should_stop():
                    raise Cancelled
                found.append(self._filter(active[few], bounds))
            return np.concatenate(found) if found else active[:0]

        unsure += step.workers.map(look, step.workers.parts(len(active), costs.worth_a_filter))
        self._measure(np.sort(np.concatenate(unsure)), step)

    def _filter(self, rows: NDArray[np.intp], bounds: Bounds) -> NDArray[np.intp]:
        """Return those of `rows` whose label the bounds cannot certify; lengthen the others'."""
        anchored = self._anchored_at.take(rows) >= bounds.usable
        groups = [(rows[anchored], True), (rows[~anchored], False)]
        return np.concatenate(
            [part[~self._certify(part, bounds, way)] for part, way in groups if len(part)]
        )

    def _certify(self, rows: NDArray[np.intp], bounds: Bounds, anchored: bool) -> NDArray[np.bool_]:
        """Return for which rows the own score is surely the least; give these a margin."""
        projection = self._projection
        assert projection is not None
        projected = projection.rows.take(rows + self._start, axis=0)
        own = self.labels.take(rows)
        every = np.arange(len(rows))
        error = bounds.slope * self._longest + bounds.intercept
        lower = scores_like(len(rows), bounds.free.shape[1])
        if anchored:
            assert self._residuals is not None
            np.matmul(projected, bounds.anchored, out=lower)
            self._residuals.add_to(lower, rows)
            gone: NDArray[Any] = bounds.path[own] - bounds.paths[self._anchored_at.take(rows), own]
            error += self._residual_error
        else:
            np.matmul(projected, bounds.free, out=lower)
            gone = bounds.outside[own]
        gone *= 4
        gone *= projected[:, -2]
        gone += lower[every, own]
        lower[every, own] = np.inf
        second = lower.min(axis=1).astype(np.float64)
        gap = second - gone
        gap -= 2.1 * error
        self._set_margins(rows, own, gap, second + error, bounds)
        certain: NDArray[np.bool_] = gap > 0
        return certain

    def _set_margins(
        self,
        rows: NDArray[np.intp],
        own: NDArray[np.int32],
        gap: NDArray[np.float64],
        second: NDArray[np.float64],
        bounds: Bounds,
    ) -> None:
        """Note how long labels will stand, from lower bounds of the gap between two scores.

        Notes
        -----
        With ``d**2 = |x|**2 + s``, ``d_2 - d_1 = (s_2 - s_1) / (d_2 + d_1)``, which is at least
        ``(s_2 - s_1) / (2 d_2)``; a lower bound of ``s_2`` in both places only lowers it.
        """
        farther = self._sq_norms.take(rows)
        farther += second
        np.maximum(farther, TINY, out=farther)
        np.sqrt(farther, out=farther)
        margins = gap * (0.5 - 1e-9)
        margins /= farther
        margins += bounds.spent[own]
        self._margins[rows] = margins

    def _measure_all(self, step: _Step) -> None:
        self._measure(np.arange(len(self.labels)), step)

    def _measure(self, rows: NDArray[np.intp], step: _Step) -> None:
        """Score `rows`, in rising order, from their pixels and give them their labels."""
        parts = step.workers.parts(len(rows), self._costs.worth_a_thread)
        settled = step.workers.map(lambda part: self._measure_part(rows[part], step), parts)
        step.converted += len(rows)
        step.settled += sum(settled)

    def _measure_part(self, rows: NDArray[np.intp], step: _Step) -> int:
        """Return how many rows float32 could not decide."""
        samples, table, n_settled = self._samples, step.table, 0
        for part in blocks_of(0, len(rows), self._costs.strip_rows):
            some = rows[part]
            images = run_of(some + self._start)
            found = scores(samples, images, table, step.should_stop)
            best, first, second = best_two(found)
            norms = self._norms[some]
            error = table.slope * norms + table.intercept
            gap = second.astype(np.float64) - first
            unsure = np.flatnonzero(~(gap > 2.01 * error))
            if len(unsure):
                limit = first[unsure] + 2.01 * error[unsure]
                candidates = found[unsure] <= limit[:, np.newaxis]
                best[unsure] = settle(
                    samples,
                    step.centroids,
                    some[unsure] + self._start,
                    candidates,
                    step.should_stop,
                )
            n_settled += len(unsure)
            labels = best.astype(np.int32)
            self.labels[some] = labels
            if step.bounds is not None:
                self._set_margins(some, labels, gap - 2.1 * error, second - error, step.bounds)
                if self._residuals is not None:
                    self._anchor(some, found, step.bounds, table)
        return n_settled

    def _anchor(
        self,
        rows: NDArray[np.intp],
        found: NDArray[np.float32],
        bounds: Bounds,
        table: ScoreTable,
    ) -> None:
        """Keep by how much measured scores differ from projected ones.

        Notes
        -----
        What is kept is ``-2 x_out.c_out + 2 |x_out| * path``, so that adding it to a later table
        gives a lower bound at once.
        """
        assert self._projection is not None
        assert self._residuals is not None
        projected = self._projection.rows.take(rows + self._start, axis=0)
        self._residuals.put(rows, found - projected @ bounds.anchored)
        self._anchored_at[rows] = bounds.moment
        slope, intercept = (
            table.slope + 1.1 * bounds.slope,
            table.intercept + 1.1 * bounds.intercept,
        )
        self._residual_error = max(self._residual_error, slope * self._longest + intercept)

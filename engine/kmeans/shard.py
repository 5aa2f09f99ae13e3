"""A part of the images with its state, and one exact assignment step over it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import ShouldStop
from engine.kmeans.bounds import Bounds
from engine.kmeans.centroids import Centroids
from engine.kmeans.certify import ScoreTable
from engine.kmeans.costs import Costs
from engine.kmeans.filtering import Doubts, doubts_of, joined
from engine.kmeans.projection import Projection
from engine.kmeans.rowstate import RowState
from engine.kmeans.samples import Samples, blocks_of
from engine.kmeans.scoring import Scorer
from engine.kmeans.workers import Workers

PROBE_ROWS = 768  # rows filtered before the rest is filtered or not


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
        self._costs = costs
        self._known = None if labels is None else labels[part]
        self._state = RowState(
            samples, projection, part, n_clusters, keep_residuals=costs.keep_residuals
        )

    @property
    def labels(self) -> NDArray[np.int32]:
        """Cluster of each row, shape (rows,); -1 before the first step."""
        return self._state.labels

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
        state = self._state
        before = state.labels.copy()
        scorer = Scorer(
            samples=self._samples,
            state=state,
            centroids=centroids,
            table=table,
            bounds=bounds,
            strip_rows=self._costs.strip_rows,
            should_stop=should_stop,
        )
        filtered = converted = settled = 0
        if self._known is not None:
            state.labels[:] = self._known
            self._known = None
        elif bounds is None:
            state.forget()
            converted, settled = self._score_all(scorer, workers)
        else:
            active = state.active(bounds)
            doubts, filtered = self._filter(active, bounds, workers, should_stop)
            if doubts is None:
                converted, settled = self._score_all(scorer, workers)
            else:
                converted, settled = self._score(doubts, scorer, workers)
        changed = np.flatnonzero(before != state.labels)
        return ShardStep(
            images=changed + state.start,
            before=before[changed],
            after=state.labels[changed],
            filtered=filtered,
            converted=converted,
            settled=settled,
        )

    def _filter(
        self,
        active: NDArray[np.intp],
        bounds: Bounds,
        workers: Workers,
        should_stop: ShouldStop,
    ) -> tuple[Doubts | None, int]:
        """Return what is in doubt about `active`, and how many rows were bounded.

        None instead of doubts if all rows had better be scored.
        """
        costs, n = self._costs, len(self._state)
        found: list[Doubts] = []
        n_active = len(active)
        if not costs.is_cheap_at_worst(n_active, n):
            every = max(1, n_active // PROBE_ROWS)
            probe = active[::every]
            found.append(doubts_of(self._state, probe, bounds))
            share = len(found[0]) / len(probe)
            pairs = len(found[0].clusters) / max(1, len(found[0]))
            if not costs.filter_pays(n_active, share, pairs, n):
                return None, len(probe)
            rest = np.ones(n_active, dtype=bool)
            rest[::every] = False
            active = active[rest]

        def look(part: slice) -> Doubts:
            few = []
            for rows in blocks_of(part.start, part.stop, costs.filter_rows):
                if should_stop():
                    raise Cancelled
                few.append(doubts_of(self._state, active[rows], bounds))
            return joined(few)

        if len(active):
            found += workers.map(look, workers.parts(len(active), costs.worth_a_filter))
        return (joined(found) if found else doubts_of(self._state, active, bounds)), n_active

    def _score_all(self, scorer: Scorer, workers: Workers) -> tuple[int, int]:
        n = len(self._state)
        parts = workers.parts(n, self._costs.worth_a_thread)
        settled = workers.map(
            lambda part: scorer.against_all(np.arange(part.start, part.stop)), parts
        )
        return n, sum(settled)

    def _score(self, doubts: Doubts, scorer: Scorer, workers: Workers) -> tuple[int, int]:
        """Return how many rows were read, and how many float32 could not decide."""
        n, costs = len(doubts), self._costs
        parts = workers.parts(n, costs.worth_a_thread)
        if costs.pairs_pay(len(doubts.clusters) / max(1, n)):
            settled = workers.map(lambda part: scorer.in_question(doubts.part(part)), parts)
        else:
            rows = np.sort(doubts.rows)
            settled = workers.map(lambda part: scorer.against_all(rows[part]), parts)
        return n, sum(settled)

"""Labels of rows from their pixels: against all centroids, or only those in question."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import ShouldStop
from engine.kmeans.bounds import Bounds
from engine.kmeans.centroids import Centroids
from engine.kmeans.certify import ScoreTable, best_two, scores, settle
from engine.kmeans.filtering import Doubts
from engine.kmeans.products import paired_products
from engine.kmeans.rowstate import RowState
from engine.kmeans.samples import Samples, blocks_of, run_of


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Scorer:
    """Scores rows of one shard against the centroids of one iteration.

    Attributes
    ----------
    samples : Samples
    state : RowState
        Gets the labels, and what was measured where there are `bounds`.
    centroids : Centroids
    table : ScoreTable
    bounds : Bounds or None
    strip_rows : int
        Rows whose scores are looked through at a time.
    should_stop : callable
        Asked at every block of rows.
    """

    samples: Samples
    state: RowState
    centroids: Centroids
    table: ScoreTable
    bounds: Bounds | None
    strip_rows: int
    should_stop: ShouldStop

    def against_all(self, rows: NDArray[np.intp]) -> int:
        """Label `rows`, in rising order; return how many float32 could not decide."""
        n_settled = 0
        for part in blocks_of(0, len(rows), self.strip_rows):
            some = rows[part]
            images = run_of(some + self.state.start)
            found = scores(self.samples, images, self.table, self.should_stop)
            best, first, second = best_two(found)
            error = self._error(some)
            gap = second.astype(np.float64) - first
            unsure = np.flatnonzero(~(gap > 2.01 * error))
            if len(unsure):
                limit = first[unsure] + 2.01 * error[unsure]
                best[unsure] = self._settled(some[unsure], found[unsure] <= limit[:, np.newaxis])
            n_settled += len(unsure)
            self._label(some, best, gap, second.astype(np.float64), error)
            if self.bounds is not None:
                self.state.anchor(some, found, self.bounds, self.table)
        return n_settled

    def in_question(self, doubts: Doubts) -> int:
        """Label the rows in doubt; return how many float32 could not decide."""
        n_settled = 0
        for part in blocks_of(0, len(doubts), self.samples.block_rows):
            if self.should_stop():
                raise Cancelled
            n_settled += self._decide(doubts.part(part))
        return n_settled

    def _decide(self, doubts: Doubts) -> int:
        rows, table = doubts.rows, self.table
        own = self.state.labels.take(rows).astype(np.intp)
        converted = self.samples.converted(rows + self.state.start)
        places, clusters, found = self._scored(converted, own, doubts)
        order = np.lexsort((clusters, found, places))
        starts = np.cumsum(doubts.counts + 1) - doubts.counts - 1
        best, first = clusters[order[starts]], found[order[starts]]
        several = np.flatnonzero(doubts.counts)
        second = np.full(len(rows), np.inf)
        second[several] = found[order[starts[several] + 1]]
        error = self._error(rows)
        unsure = np.flatnonzero(~(second - first > 2.01 * error))
        if len(unsure):
            close = found <= (first + 2.01 * error)[places]
            candidates = np.zeros((len(rows), len(table.constants)), dtype=bool)
            candidates[places[close], clusters[close]] = True
            best[unsure] = self._settled(rows[unsure], candidates[unsure])
        lower = np.minimum(second - error, doubts.rest)
        self._label(rows, best, lower + error - first, lower + error, error)
        if self.bounds is not None:
            self.state.anchor_pairs(rows, (places, clusters, found), self.bounds, table)
        return len(unsure)

    def _scored(
        self, converted: NDArray[np.float32], own: NDArray[np.intp], doubts: Doubts
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
        """Return places in `converted`, clusters, and scores: of the own ones first."""
        table = self.table
        every = np.arange(len(own))
        places = np.concatenate([every, np.repeat(every, doubts.counts)])
        clusters = np.concatenate([own, doubts.clusters])
        found = np.empty(len(places), dtype=np.float32)
        for part in blocks_of(0, len(places), max(1, len(own))):
            some = converted if not part.start else converted.take(places[part], axis=0)
            found[part] = paired_products(some, table.rows.take(clusters[part], axis=0))
        found += table.constants.take(clusters)
        return places, clusters, found

    def _error(self, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        error: NDArray[np.float64] = self.table.slope * self.state.norms.take(rows)
        error += self.table.intercept
        return error

    def _settled(self, rows: NDArray[np.intp], candidates: NDArray[np.bool_]) -> NDArray[np.intp]:
        images = rows + self.state.start
        return settle(self.samples, self.centroids, images, candidates, self.should_stop)

    def _label(
        self,
        rows: NDArray[np.intp],
        best: NDArray[np.intp],
        gap: NDArray[np.float64],
        second: NDArray[np.float64],
        error: NDArray[np.float64],
    ) -> None:
        """Set labels; and leads from gaps and second scores that may be off by `error`."""
        labels = best.astype(np.int32)
        self.state.labels[rows] = labels
        if self.bounds is not None:
            self.state.set_leads(rows, labels, gap - 2.1 * error, second - error, self.bounds)

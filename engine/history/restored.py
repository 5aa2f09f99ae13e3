"""A time line made of the arrays that `engine.history.stored` made of one.

They may come from a file that somebody changed: what does not fit together is refused, so that a
time line that is made answers every question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.history.history import BUDGET, History
from engine.history.keeping import kept
from engine.history.label_trail import Changes
from engine.history.rows import rows_of
from engine.history.runs import Record
from engine.history.stored import NO_PARENT
from engine.history.stories import RunStory, Stories
from engine.history.taking import Arrays, Reel
from engine.kmeans.reports import Reseeding


def history_of(arrays: Mapping[str, NDArray[Any]], *, budget: int = BUDGET) -> History:
    """Return the time line that `history_arrays` took apart, in `budget` bytes of memory.

    Raises
    ------
    ValueError
        If an array is missing, or they do not fit together.
    """
    reading = _Reading(Arrays(arrays))
    stories = Stories(
        n_images=reading.n_images,
        thinning=reading.thinning,
        last=reading.last(),
        runs=tuple(reading.run(number) for number in range(len(reading.n_iterations))),
    )
    return History.of_stories(stories, budget=budget)


class _Reading:
    """Arrays on their way to runs, which are taken from the first to the last."""

    def __init__(self, stored: Arrays) -> None:
        self.n_images = stored.whole("n_images", least=1)
        self.thinning = stored.whole("thinning", least=1)
        if self.thinning & (self.thinning - 1):
            raise ValueError("thinning is no power of two")
        self.n_iterations = stored.wholes("n_iterations", (-1,), least=1).tolist()
        n_runs, n_rows = len(self.n_iterations), sum(self.n_iterations)
        self._last = stored.wholes("last", (2 if n_runs else 0,)).tolist()
        self._shapes = stored.wholes("shapes", (n_runs, 2), least=1).tolist()
        self._branches = stored.wholes("branches", (n_runs, 2), least=-1).tolist()
        self._figures = Reel(stored.take("row_figures", "f", (n_rows, 3)))
        self._counts = Reel(stored.wholes("row_counts", (n_rows, 2)))
        n_clusters = [n * k for n, (k, _) in zip(self.n_iterations, self._shapes, strict=True)]
        self._sizes = Reel(stored.wholes("sizes", (sum(n_clusters),)))
        self._sq_distances = Reel(stored.take("sq_distances", "f", (sum(n_clusters),)))
        self._first = Reel(stored.take("first_labels", "u", (n_runs * self.n_images,)))
        n_moved = stored.wholes("n_moved", (n_rows,))
        n_changes = sum(n_moved.tolist())
        self._n_moved = Reel(n_moved)
        most = self.n_images - 1
        self._moved = Reel(stored.wholes("moved_images", (n_changes,), most=most))
        self._moved_to = Reel(stored.take("moved_to", "u", (n_changes,)))
        n_numbers = sum(
            len(self._kept_iterations(n)) * k * d
            for n, (k, d) in zip(self.n_iterations, self._shapes, strict=True)
        )
        self._centroids = Reel(stored.take("centroids", "f", (n_numbers,)))
        self._events = self._by_iteration(stored.wholes("reseeded", (-1, 4)))

    def last(self) -> tuple[int, int] | None:
        """Return run and iteration that were added last."""
        if not self._last:
            return None
        run, iteration = self._last
        if run >= len(self.n_iterations) or iteration != self.n_iterations[run] - 1:
            raise ValueError("last is not the last of a run")
        return run, iteration

    def run(self, number: int) -> RunStory:
        """Return the next run, which is `number`."""
        n_clusters, n_features = self._shapes[number]
        n = self.n_iterations[number]
        first = self._clusters(self._first.next(self.n_images), n_clusters)
        changes = tuple(
            self._changes(iteration, n_moved, n_clusters)
            for iteration, n_moved in enumerate(self._n_moved.next(n).tolist())
        )
        records = tuple(
            Record(
                row=row,
                sizes=kept(self._sizes.next(n_clusters), np.int64),
                sq_distances_by_cluster=kept(self._sq_distances.next(n_clusters), np.float64),
                reseeded=tuple(self._events[number, row.iteration]),
            )
            for row in rows_of(number, self._figures.next(n), self._counts.next(n))
        )
        centroids = {
            iteration: kept(
                self._centroids.next(n_clusters * n_features).reshape(n_clusters, n_features),
                np.float64,
            )
            for iteration in self._kept_iterations(n)
        }
        return RunStory(
            shape=(n_clusters, n_features),
            branch=self._branch(number),
            records=records,
            first=first,
            changes=changes,
            centroids=centroids,
        )

    def _changes(self, iteration: int, n_moved: int, n_clusters: int) -> Changes:
        after = self._clusters(self._moved_to.next(n_moved), n_clusters)
        if n_moved and not iteration:
            raise ValueError("images moved at iteration 0")
        # The time line finds out itself where they came from.
        return Changes(indices=self._moved.next(n_moved), before=after, after=after)

    def _branch(self, number: int) -> tuple[int, int] | None:
        parent, iteration = self._branches[number]
        if (parent, iteration) == NO_PARENT:
            return None
        if not (0 <= parent < number and 0 <= iteration < self.n_iterations[parent]):
            raise ValueError(f"run {number} leaves from an iteration that is not there")
        return parent, iteration

    def _kept_iterations(self, n_iterations: int) -> list[int]:
        """Return the iterations of a run whose centroids are here."""
        kept_ones = list(range(0, n_iterations, self.thinning))
        is_last_in = kept_ones[-1] == n_iterations - 1
        return kept_ones if is_last_in else [*kept_ones, n_iterations - 1]

    def _by_iteration(self, events: NDArray[Any]) -> dict[tuple[int, int], list[Reseeding]]:
        found: dict[tuple[int, int], list[Reseeding]] = defaultdict(list)
        for run, iteration, cluster, image in events.tolist():
            if (
                run >= len(self.n_iterations)
                or iteration >= self.n_iterations[run]
                or cluster >= self._shapes[run][0]
                or image >= self.n_images
            ):
                raise ValueError("a reseeding of what is not there")
            found[run, iteration].append(Reseeding(cluster=cluster, image=image))
        return found

    @staticmethod
    def _clusters(labels: NDArray[Any], n_clusters: int) -> NDArray[Any]:
        if labels.size and int(labels.max()) >= n_clusters:
            raise ValueError("labels of clusters that are not there")
        return labels

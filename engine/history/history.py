"""All that a fit told, within a budget of memory."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from engine.history.keeping import array_bytes, frozen, kept
from engine.history.kept_centroids import KeptCentroids
from engine.history.label_trail import followed
from engine.history.moments import Moment, Movers
from engine.history.recent_labels import RecentLabels
from engine.history.runs import Runs
from engine.history.stories import Stories, run_of, story_of
from engine.kmeans.reports import Iteration, LogRow

BUDGET = 256 << 20


class History:
    """Every iteration of every run, to be looked at again while the fit goes on.

    One thread adds reports, others read at the same time; nobody sees half an iteration. Numbers,
    sizes and labels are exact at every iteration. Centroids that do not fit into the budget are
    dropped, every second, then three of four, ... but never the first and the last of a run;
    `Moment.centroids_iteration` says which are shown instead.

    Parameters
    ----------
    n_images : int
    budget : int
        Bytes it may take. It takes more only where numbers, labels, and the first and last
        centroids of each run are more by themselves.

    Notes
    -----
    Arrays of reports are shared where they are read-only and own their numbers, as the engine's
    do, and copied otherwise.

    Whoever asks for a run, iteration or image that is not there gets an IndexError.
    """

    def __init__(self, n_images: int, *, budget: int = BUDGET) -> None:
        self._budget = budget
        self._lock = threading.Lock()
        self._runs = Runs(n_images)
        self._centroids = KeptCentroids()
        self._recent = RecentLabels(n_images, budget)
        self._last: tuple[int, int] | None = None
        self._newest = np.empty(0, dtype=np.int32)  # labels of the last

    def add(self, report: Iteration) -> None:
        """Take in the next iteration of a run, or iteration 0 of the next run.

        A run may go on after another has begun.

        Raises
        ------
        ValueError
            If it is not the next, or its arrays are not of this run's shapes; nothing is kept.
        """
        with self._lock:
            run = self._runs.run_for(report)
            labels, before = kept(report.labels, np.int32), report.iteration - 1
            centroids = kept(report.centroids, np.float64)
            if before < 0:
                run.add(report, labels, labels)
                self._runs.begin(run)
            else:
                way = run.trail.way_to(before, self._known(report.run))
                run.add(report, labels, way.labels())
            self._centroids.add(report.run, report.iteration, centroids)
            self._last, self._newest = (report.run, report.iteration), labels
            self._thin()

    @classmethod
    def of_stories(cls, stories: Stories, *, budget: int = BUDGET) -> History:
        """Return a time line that tells what `stories` told another.

        Raises
        ------
        IndexError, ValueError
            If they do not fit together.
        """
        history = cls(stories.n_images, budget=budget)
        history._last, history._centroids.every = stories.last, stories.thinning
        for number, story in enumerate(stories.runs):
            run, labels = run_of(story)
            history._runs.begin(run)
            history._centroids.put(story.centroids)
            if stories.last is not None and stories.last[0] == number:
                history._newest = labels
        history._thin()
        return history

    def stories(self) -> Stories:
        """Return all that is here at this moment; arrays are shared and read-only."""
        with self._lock:
            return Stories(
                n_images=self._runs.n_images,
                thinning=self._centroids.every,
                last=self._last,
                runs=tuple(
                    story_of(self._runs[run], self._centroids.of_run(run))
                    for run in range(len(self._runs))
                ),
            )

    def add_branch(self, parent_run: int, parent_iteration: int) -> int:
        """Announce that the next run leaves another at one of its iterations; return its number.

        The run is there once it reports iteration 0. Until then another announcement takes the
        place of this one.
        """
        with self._lock:
            self._runs.record(parent_run, parent_iteration)
            self._runs.branch = parent_run, parent_iteration
            return len(self._runs)

    @property
    def n_runs(self) -> int:
        """Runs that have reported."""
        with self._lock:
            return len(self._runs)

    @property
    def last(self) -> tuple[int, int] | None:
        """Run and iteration that were added last; None while there is nothing."""
        with self._lock:
            return self._last

    @property
    def nbytes(self) -> int:
        """Bytes of all that is kept, shared arrays and labels recently asked for included."""
        with self._lock:
            return self._nbytes()

    @property
    def thinning(self) -> int:
        """Of each run the centroids of every so many-th iteration are kept; a power of two."""
        with self._lock:
            return self._centroids.every

    @property
    def is_thinned(self) -> bool:
        """Whether centroids of some iterations were dropped."""
        return self.thinning > 1

    def n_iterations(self, run: int) -> int:
        """Return how many iterations `run` has reported, iteration 0 among them."""
        with self._lock:
            return len(self._runs[run].records)

    def branch_of(self, run: int) -> tuple[int, int] | None:
        """Return the run and iteration that `run` left from; None if it is not a branch."""
        with self._lock:
            return self._runs[run].branch

    def rows(self, run: int) -> tuple[LogRow, ...]:
        """Return the numbers of every iteration of `run`, iteration 0 first."""
        with self._lock:
            return tuple(record.row for record in self._runs[run].records)

    def centroids_at(self, run: int, iteration: int) -> tuple[NDArray[np.float64], int]:
        """Return the centroids of the nearest kept iteration up to this one, and which it is."""
        with self._lock:
            self._runs.record(run, iteration)
            return self._centroids.at(run, iteration)

    def moment(self, run: int, iteration: int) -> Moment:
        """Return an iteration as it was told."""
        with self._lock:
            record = self._runs.record(run, iteration)
            centroids, centroids_iteration = self._centroids.at(run, iteration)
            way = self._runs[run].trail.way_to(iteration, self._known(run))
        labels = way.labels()  # takes its time, and the engine need not wait for it
        with self._lock:
            if labels is not self._newest:
                labels = self._recent.put(run, iteration, labels)
        return Moment(
            run=run,
            iteration=iteration,
            row=record.row,
            sizes=record.sizes,
            sq_distances_by_cluster=record.sq_distances_by_cluster,
            reseeded=record.reseeded,
            labels=labels,
            centroids=centroids,
            centroids_iteration=centroids_iteration,
        )

    def movers(self, run: int, iteration: int) -> Movers:
        """Return the images that changed cluster in an iteration."""
        with self._lock:
            self._runs.record(run, iteration)
            changes = self._runs[run].trail.changes(iteration)
        return Movers(
            run=run,
            iteration=iteration,
            indices=changes.indices,
            before=frozen(changes.before.astype(np.int32)),
            after=frozen(changes.after.astype(np.int32)),
        )

    def path_of(self, image: int, run: int) -> NDArray[np.int32]:
        """Return the cluster of one image at every iteration of `run`, shape (n_iterations,)."""
        if not 0 <= image < self._runs.n_images:
            raise IndexError(f"no image {image}: there are {self._runs.n_images}")
        with self._lock:
            first, story = self._runs[run].trail.story()
        return followed(image, first, story)

    def _thin(self) -> None:
        """Drop centroids until all fits into the budget, or none is left to drop."""
        spare = self._recent.most_bytes - self._recent.nbytes  # readers may come to take it
        while self._nbytes() + spare > self._budget and self._centroids.can_thin():
            self._centroids.thin()

    def _known(self, run: int) -> dict[int, NDArray[np.int32]]:
        """Return labels of `run` that are at hand, by iteration; with the lock held."""
        known = self._recent.of_run(run)
        if self._last is not None and self._last[0] == run:
            known[self._last[1]] = self._newest
        return known

    def _nbytes(self) -> int:
        """Return `nbytes`, with the lock held."""
        labels = array_bytes(self._newest) + self._recent.nbytes
        return self._runs.nbytes + self._centroids.nbytes + labels

"""What a fit tells while it works: frozen values, arrays read-only.

Runs, iterations and clusters count from 0 here. People see runs counted from 1, on the screen,
in the log and in every exported file.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.kmeans.nearness import Nearness
from engine.kmeans.parameters import KMeansParameters


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """The numbers of one iteration: what the log, the plots and ``log.csv`` hold.

    Attributes
    ----------
    run, iteration : int
        Both from 0; iteration 0 is the seeds.
    distortion : float
        Sum over images of the squared distance to the own centroid, in squared pixel levels.
    shift : float
        Frobenius norm of the centroids' movement since the iteration before, in pixel levels;
        NaN at iteration 0.
    moved : int
        Images whose cluster changed since the iteration before; all of them at iteration 0.
    empty : int
        Clusters without an image; each is reseeded on the way to the next iteration.
    seconds : float
        Time this iteration took; at iteration 0 without the seeding.
    """

    run: int
    iteration: int
    distortion: float
    shift: float
    moved: int
    empty: int
    seconds: float

    def __str__(self) -> str:
        shift = "" if math.isnan(self.shift) else f", shift {self.shift:.4g}"
        empty = f", empty {self.empty}" if self.empty else ""
        return (
            f"run {self.run + 1} iteration {self.iteration}: distortion {self.distortion:.6e}"
            f"{shift}, moved {self.moved}{empty}, {self.seconds:.2f} s"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reseeding:
    """An empty cluster that was given a new centroid on the way to an iteration.

    Attributes
    ----------
    cluster : int
        The cluster that had no image.
    image : int
        The image that became its centroid: the farthest from its own.
    """

    cluster: int
    image: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What an assignment took, in numbers that do not depend on the machine.

    Attributes
    ----------
    moved : int
        Images whose cluster changed.
    filtered : int
        Images whose distances were bounded.
    converted : int
        Images whose pixels were read.
    settled : int
        Of these, images that needed more digits than float32 has.
    """

    moved: int
    filtered: int
    converted: int
    settled: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Iteration:
    """One iteration of one run; `labels` are the nearest of `centroids`.

    Attributes
    ----------
    run, iteration, distortion, shift, moved, empty, seconds
        As in `LogRow`.
    reseeded : tuple of Reseeding
        Clusters that got a new centroid on the way to this iteration.
    sizes : ndarray of shape (n_clusters,), int64
        Images of each cluster.
    sq_distances_by_cluster : ndarray of shape (n_clusters,), float64
        Distortion of each cluster, in squared pixel levels; sums to `distortion`.
    centroids : ndarray of shape (n_clusters, n_features), float64
        In pixel levels.
    labels : ndarray of shape (n,), int32
        Cluster of each image.
    nearness : Nearness or None
        Squared distance of each image to its centroid, bounded at once or measured on demand.
    work : Work or None
        What the assignment took.
    """

    run: int
    iteration: int
    distortion: float
    shift: float
    moved: int
    empty: int
    seconds: float
    reseeded: tuple[Reseeding, ...]
    sizes: NDArray[np.int64]
    sq_distances_by_cluster: NDArray[np.float64]
    centroids: NDArray[np.float64]
    labels: NDArray[np.int32]
    nearness: Nearness | None = None
    work: Work | None = None

    @property
    def row(self) -> LogRow:
        """The numbers alone."""
        return LogRow(
            run=self.run,
            iteration=self.iteration,
            distortion=self.distortion,
            shift=self.shift,
            moved=self.moved,
            empty=self.empty,
            seconds=self.seconds,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """One run, from its seeds to its end.

    Attributes
    ----------
    run : int
        From 0.
    seed_images : tuple of int, or None
        Index of the image each cluster started from; None where seeds were not images
        (``partition``, ``gaussian``, given).
    rows : tuple of LogRow
        A row an iteration, iteration 0 first.
    reseeded : tuple of (int, Reseeding)
        Iteration and event of every empty cluster that got a new centroid.
    reason : str
        Why the run ended, as a sentence.
    converged : bool
        True if no image moved, or the shift came within the tolerance.
    seeding_seconds : float
        Time taken to choose the seeds.
    stopped : bool
        True if somebody stopped it before its end.
    origin : str
        Of a branch, whose seeds a person gave: what was done to get them, for people; else empty.
    """

    run: int
    seed_images: tuple[int, ...] | None
    rows: tuple[LogRow, ...]
    reseeded: tuple[tuple[int, Reseeding], ...]
    reason: str
    converged: bool
    seeding_seconds: float
    stopped: bool = False
    origin: str = ""

    @property
    def distortion(self) -> float:
        """Distortion of the last iteration."""
        return self.rows[-1].distortion

    @property
    def n_iter(self) -> int:
        """Number of the last iteration."""
        return self.rows[-1].iteration


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FitEnded:
    """The last report of a fit: its best run, and the story of all of them.

    It answers to the names of `Iteration` too (``run``, ``distortion``, ``labels``, ...), with
    the last iteration of the best run, so that a loop over reports needs no special case.

    Attributes
    ----------
    parameters : KMeansParameters
        As given.
    best : Iteration
        The last iteration of the best run.
    runs : tuple of RunSummary
        Every run begun, in order.
    shift_tolerance : float
        The effective tolerance: a run ends when the shift is at most this, in pixel levels.
    stopped : bool
        True if somebody stopped the fit before its end; what was reached is here.
    notes : tuple of str
        What people should know of this result, a line each.
    seconds : float
        Time of the whole fit: preparation, seeding, iterations.
    """

    parameters: KMeansParameters
    best: Iteration
    runs: tuple[RunSummary, ...]
    shift_tolerance: float
    stopped: bool
    notes: tuple[str, ...]
    seconds: float

    # scikit-learn's names
    @property
    def labels_(self) -> NDArray[np.int32]:
        """Cluster of each image, ndarray of shape (n,)."""
        return self.best.labels

    @property
    def cluster_centers_(self) -> NDArray[np.float64]:
        """Centroids, ndarray of shape (n_clusters, n_features), in pixel levels."""
        return self.best.centroids

    @property
    def inertia_(self) -> float:
        """Distortion of the best run."""
        return self.best.distortion

    @property
    def n_iter_(self) -> int:
        """Number of the best run's last iteration."""
        return self.best.iteration

    @property
    def best_run(self) -> int:
        """Index of the best run, from 0."""
        return self.best.run

    @property
    def reason(self) -> str:
        """Why the best run ended, as a sentence."""
        return self.runs[self.best.run].reason

    # the names of an `Iteration`
    @property
    def run(self) -> int:
        """Index of the best run, from 0."""
        return self.best.run

    @property
    def iteration(self) -> int:
        """Number of the best run's last iteration."""
        return self.best.iteration

    @property
    def distortion(self) -> float:
        """Distortion of the best run."""
        return self.best.distortion

    @property
    def shift(self) -> float:
        """Shift of the best run's last iteration, in pixel levels."""
        return self.best.shift

    @property
    def moved(self) -> int:
        """Images that moved in the best run's last iteration."""
        return self.best.moved

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Images of each cluster, ndarray of shape (n_clusters,)."""
        return self.best.sizes

    @property
    def sq_distances_by_cluster(self) -> NDArray[np.float64]:
        """Distortion of each cluster, ndarray of shape (n_clusters,)."""
        return self.best.sq_distances_by_cluster

    @property
    def centroids(self) -> NDArray[np.float64]:
        """Centroids, as `cluster_centers_`."""
        return self.best.centroids

    @property
    def labels(self) -> NDArray[np.int32]:
        """Cluster of each image, as `labels_`."""
        return self.best.labels

"""Where a run starts: K seeds, chosen in one of several ways."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import Progress, ShouldStop
from engine.kmeans.centroids import Centroids, given
from engine.kmeans.closeness import Closeness
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.projection import Projection
from engine.kmeans.samples import Samples, blocks_of
from engine.kmeans.workers import Workers


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Seeds:
    """Where a run starts.

    Attributes
    ----------
    centroids : Centroids
        The seeds.
    images : tuple of int, or None
        The image each seed is; None where seeds are no images.
    labels : ndarray of shape (n,), int32, or None
        The nearest seed of each image, the lowest among equals, where choosing told it.
    """

    centroids: Centroids
    images: tuple[int, ...] | None
    labels: NDArray[np.int32] | None = None


class Seeder:
    """Chooses the seeds of one run.

    Parameters
    ----------
    samples : Samples
    parameters : KMeansParameters
    workers : Workers
    projection : Projection or None
        Spares seeding to read images that are far from a candidate.
    weights : ndarray of shape (n,), float64, or None
        Of the images; None if all are 1.
    rng : numpy.random.Generator
        The run's own.
    should_stop : callable
        Asked at every block of rows.
    progress : callable
        Told ``("seeding", seeds chosen, K)``.
    """

    def __init__(
        self,
        samples: Samples,
        parameters: KMeansParameters,
        workers: Workers,
        rng: np.random.Generator,
        *,
        projection: Projection | None = None,
        weights: NDArray[np.float64] | None = None,
        should_stop: ShouldStop,
        progress: Progress,
    ) -> None:
        self._samples = samples
        self._parameters = parameters
        self._n_clusters = parameters.n_clusters
        self._closeness = Closeness(samples, projection, workers, should_stop)
        self._weights = weights
        self._rng = rng
        self._should_stop = should_stop
        self._progress = progress

    def seeds(self) -> Seeds:
        """Return the seeds.

        Raises
        ------
        Cancelled
            If `should_stop` answered true.
        """
        init = self._parameters.init
        if not isinstance(init, str):
            return Seeds(centroids=given(self._samples, init), images=None)
        if init == "gaussian":
            return Seeds(centroids=given(self._samples, self._gaussian()), images=None)
        if init == "partition":
            return Seeds(centroids=given(self._samples, self._partition()), images=None)
        labels = None
        if init == "random":
            chosen = self._rng.choice(
                len(self._samples), self._n_clusters, replace=False, p=self._chances()
            )
        elif init == "farthest":
            chosen, labels = self._spread(n_trials=0)
        else:
            chosen, labels = self._spread(n_trials=2 + int(math.log(self._n_clusters)))
        values = self._samples.rows[chosen].astype(np.float64)
        return Seeds(
            centroids=given(self._samples, values),
            images=tuple(int(i) for i in chosen),
            labels=labels,
        )

    def _chances(self) -> NDArray[np.float64] | None:
        """Return how likely each image is to be drawn; None if all are equally likely."""
        if self._weights is None or np.count_nonzero(self._weights) < self._n_clusters:
            return None
        chances: NDArray[np.float64] = self._weights / self._weights.sum()
        return chances

    def _gaussian(self) -> NDArray[np.float64]:
        """Noise of the images' mean and overall standard deviation, K rows."""
        samples = self._samples
        noise = self._rng.standard_normal((self._n_clusters, samples.n_features))
        return samples.origin + math.sqrt(samples.mean_variance) * noise

    def _partition(self) -> NDArray[np.float64]:
        """Means of a random partition into parts of equal size, give or take one image."""
        samples, n_clusters = self._samples, self._n_clusters
        parts = self._rng.permutation(len(samples)) % n_clusters
        sums = np.zeros((n_clusters, samples.n_features))
        for block in blocks_of(0, len(samples), samples.block_rows):
            if self._should_stop():
                raise Cancelled
            member = parts[block] == np.arange(n_clusters)[:, np.newaxis]
            sums += member.astype(np.float64) @ samples.centred(block)
        counts = np.bincount(parts, minlength=n_clusters)
        return samples.origin + sums / counts[:, np.newaxis]

    def _spread(self, n_trials: int) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Choose images far from those chosen before; tell the nearest of them for every image.

        The first is drawn evenly. Each further one is the farthest image where `n_trials` is 0;
        else `n_trials` images are drawn with a probability proportional to the squared distance
        to the nearest seed, and the one that leaves the least sum of such distances is kept.

        Notes
        -----
        k-means++: Arthur and Vassilvitskii, SODA 2007; greedy with ``2 + log K`` trials as in
        their section 5. Farthest first: Gonzalez, Theor. Comput. Sci. 38, 1985. For whole
        numbers all distances are whole numbers and exact, so that the choice depends on the
        random state alone. With weights, distances count as often as their images weigh.
        """
        n = len(self._samples)
        chosen = np.empty(self._n_clusters, dtype=np.intp)
        chosen[0] = self._first()
        labels = np.zeros(n, dtype=np.int32)
        self._progress("seeding", 1, self._n_clusters)
        nearest = self._closeness.to_all(int(chosen[0]))
        for k in range(1, self._n_clusters):
            share = nearest if self._weights is None else nearest * self._weights
            if not share.any():  # every image is a seed already: the rest can only repeat
                left = np.setdiff1d(np.arange(n), chosen[:k])
                chosen[k:] = self._rng.choice(left, self._n_clusters - k, replace=False)
                break
            trials = self._drawn(share, n_trials) if n_trials else np.array([share.argmax()])
            images, away = self._closeness.nearer(trials, nearest)
            saved = np.maximum(nearest[images, np.newaxis] - away, 0)
            if self._weights is not None:
                saved *= self._weights[images, np.newaxis]
            best = _best(saved)
            chosen[k] = trials[best]
            closer = away[:, best] < nearest[images]
            nearest[images[closer]] = away[closer, best]
            labels[images[closer]] = k
            self._progress("seeding", k + 1, self._n_clusters)
        return chosen, labels

    def _first(self) -> int:
        chances = self._chances()
        n = len(self._samples)
        return int(self._rng.integers(n) if chances is None else self._rng.choice(n, p=chances))

    def _drawn(self, share: NDArray[np.float64], n_trials: int) -> NDArray[np.intp]:
        reached = np.cumsum(share)
        drawn = self._rng.random(n_trials) * reached[-1]
        trials = np.searchsorted(reached, drawn, side="right")
        return np.unique(np.minimum(trials, np.flatnonzero(share)[-1]))


def _best(saved: NDArray[np.float64]) -> int:
    """Return the column of the greatest sum, the first among equals.

    Summed over what is not 0: which rows are 0 or missing must not change how a sum is rounded.
    """
    return int(np.argmax([column[column > 0].sum() for column in saved.T]))

"""Where a run starts: K seeds, chosen in one of several ways."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import Progress, ShouldStop
from engine.kmeans.centroids import Centroids, given
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.samples import Samples, blocks_of
from engine.kmeans.workers import Workers

EXACT_DEPTH = 256  # 256 * 255**2 < 2**24: float32 sums so many products of 8-bit values exactly
EXACT_LARGEST = 255


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Seeds:
    """Where a run starts.

    Attributes
    ----------
    centroids : Centroids
        The seeds.
    images : tuple of int, or None
        The image each seed is; None where seeds are no images.
    """

    centroids: Centroids
    images: tuple[int, ...] | None


class Seeder:
    """Chooses the seeds of one run.

    Parameters
    ----------
    samples : Samples
    parameters : KMeansParameters
    workers : Workers
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
        should_stop: ShouldStop,
        progress: Progress,
    ) -> None:
        self._samples = samples
        self._parameters = parameters
        self._n_clusters = parameters.n_clusters
        self._workers = workers
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
        if init == "random":
            chosen = self._rng.choice(len(self._samples), self._n_clusters, replace=False)
        elif init == "farthest":
            chosen = self._spread(n_trials=0)
        else:
            chosen = self._spread(n_trials=2 + int(math.log(self._n_clusters)))
        values = self._samples.rows[chosen].astype(np.float64)
        return Seeds(centroids=given(self._samples, values), images=tuple(int(i) for i in chosen))

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

    def _spread(self, n_trials: int) -> NDArray[np.intp]:
        """Choose images far from those chosen before.

        The first is drawn evenly. Each further one is the farthest image where `n_trials` is 0;
        else `n_trials` images are drawn with a probability proportional to the squared distance
        to the nearest seed, and the one that leaves the least sum of such distances is kept.

        Notes
        -----
        k-means++: Arthur and Vassilvitskii, SODA 2007; greedy with ``2 + log K`` trials as in
        their section 5. Farthest first: Gonzalez, Theor. Comput. Sci. 38, 1985. For 8-bit images
        all distances are whole numbers and exact, so that the choice depends on the seed alone.
        """
        n = len(self._samples)
        chosen = np.empty(self._n_clusters, dtype=np.intp)
        chosen[0] = self._rng.integers(n)
        self._progress("seeding", 1, self._n_clusters)
        nearest = self._sq_distances(chosen[:1])[:, 0]
        for k in range(1, self._n_clusters):
            if not nearest.any():  # every image is a seed already: the rest can only repeat
                left = np.setdiff1d(np.arange(n), chosen[:k])
                chosen[k:] = self._rng.choice(left, self._n_clusters - k, replace=False)
                break
            if n_trials:
                reached = np.cumsum(nearest)
                drawn = self._rng.random(n_trials) * reached[-1]
                trials = np.searchsorted(reached, drawn, side="right")
                trials = np.unique(np.minimum(trials, np.flatnonzero(nearest)[-1]))
            else:
                trials = np.array([nearest.argmax()])
            after = np.minimum(self._sq_distances(trials), nearest[:, np.newaxis])
            best = after.sum(axis=0).argmin()
            chosen[k], nearest = trials[best], after[:, best].copy()
            self._progress("seeding", k + 1, self._n_clusters)
        return chosen

    def _sq_distances(self, images: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the squared distance of every image to each of `images`, shape (n, m)."""
        samples = self._samples
        targets = samples.centred(images)
        blocks = list(blocks_of(0, len(samples), samples.block_rows))
        result = np.empty((len(samples), len(images)))

        def measure(block: slice) -> None:
            if self._should_stop():
                raise Cancelled
            if samples.whole and samples.largest <= EXACT_LARGEST:
                products = _exact_products(samples.scaled32(block), targets)
            elif samples.whole:
                products = samples.centred(block) @ targets.T  # whole numbers below 2**53
            else:
                rows = samples.centred(block)
                for column, target in enumerate(targets):
                    difference = rows - target
                    result[block, column] = np.einsum("ij,ij->i", difference, difference)
                return
            result[block] = samples.sq_norms[block, np.newaxis] - 2 * products
            result[block] += samples.sq_norms[images]

        self._workers.map(measure, blocks)
        return result


def _exact_products(rows: NDArray[np.float32], targets: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return inner products of 8-bit rows, exact: float32 in pieces, float64 between them."""
    columns: NDArray[Any] = np.ascontiguousarray(targets.T, dtype=np.float32)
    products = np.zeros((len(rows), len(targets)))
    for first in range(0, rows.shape[1], EXACT_DEPTH):
        last = first + EXACT_DEPTH
        products += rows[:, first:last] @ columns[first:last]
    return products

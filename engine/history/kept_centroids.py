"""The centroids of every iteration, or of every second, fourth, ... where they are too many.

Centroids are by far the largest part of what a fit tells: 100 of CIFAR-10 take 2.5 MB an
iteration. When they have to give way, it is evenly along each run, and its first and its last
always stay.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.history.keeping import array_bytes

CentroidArray = NDArray[np.float64]


class KeptCentroids:
    """Centroids by run and iteration.

    Attributes
    ----------
    every : int
        Of each run those of iterations 0, `every`, 2 × `every`, ... and of the last are here.
    nbytes : int
        What they take.
    """

    def __init__(self) -> None:
        self.every = 1
        self.nbytes = 0
        self._runs: list[dict[int, CentroidArray]] = []  # by iteration, in rising order

    def add(self, run: int, iteration: int, centroids: CentroidArray) -> None:
        """Keep the next iteration of `run`; the one before goes if it stayed only as the last."""
        if run == len(self._runs):
            self._runs.append({})
        if iteration and (iteration - 1) % self.every:
            self._drop(run, iteration - 1)
        self._runs[run][iteration] = centroids
        self.nbytes += array_bytes(centroids)

    def of_run(self, run: int) -> dict[int, CentroidArray]:
        """Return those of `run` that are here, by iteration, in rising order."""
        return dict(self._runs[run])

    def put(self, run_centroids: dict[int, CentroidArray]) -> None:
        """Keep those of one more run, as `of_run` returned them with the same `every`."""
        self._runs.append(dict(run_centroids))
        self.nbytes += array_bytes(*run_centroids.values())

    def at(self, run: int, iteration: int) -> tuple[CentroidArray, int]:
        """Return the centroids of the nearest kept iteration up to `iteration`, and which it is."""
        run_centroids = self._runs[run]
        if iteration not in run_centroids:
            iteration -= iteration % self.every
        return run_centroids[iteration], iteration

    def can_thin(self) -> bool:
        """Return whether there is more than the first and the last of each run."""
        return any(self._last(run) > self.every for run in range(len(self._runs)))

    def thin(self) -> None:
        """Drop every second of those that are here, but no first and no last of a run."""
        self.every *= 2
        for run, run_centroids in enumerate(self._runs):
            last = self._last(run)
            for iteration in list(run_centroids):
                if iteration % self.every and iteration != last:
                    self._drop(run, iteration)

    def _last(self, run: int) -> int:
        return next(reversed(self._runs[run]))

    def _drop(self, run: int, iteration: int) -> None:
        self.nbytes -= array_bytes(self._runs[run].pop(iteration))

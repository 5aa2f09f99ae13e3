"""The labels of one run at every iteration: some in full, between them what changed.

From one iteration to the next most images stay where they are. So only those that move are
written down, with the cluster they left and the one they went to: changes can be followed in
both directions. Full labels stand at key iterations, as many as keep every way short.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.history.keeping import array_bytes, frozen

STEP_EFFORT = 500  # going one iteration further takes as long as so many changes, if none moved
LEAST_KEY_EFFORT = 1 << 16  # changes followed in a fifth of a millisecond


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """The images that changed cluster in an iteration.

    Attributes
    ----------
    indices : ndarray of shape (m,), int32
        In rising order.
    before, after : ndarrays of shape (m,), the smallest unsigned type that holds the clusters
    """

    indices: NDArray[np.int32]
    before: NDArray[Any]
    after: NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """How to come to the labels of an iteration; all of it read-only.

    Attributes
    ----------
    start : ndarray of shape (n,), int32 or unsigned
        Labels of some iteration.
    onward : tuple of Changes
        To be made, in this order.
    back : tuple of Changes
        To be undone, in this order.
    """

    start: NDArray[Any]
    onward: tuple[Changes, ...] = ()
    back: tuple[Changes, ...] = ()

    def labels(self) -> NDArray[np.int32]:
        """Return the labels at its end, shape (n,), int32, read-only; `start` if it is them."""
        if self.start.dtype == np.int32 and not self.onward and not self.back:
            return self.start
        labels = self.start.astype(np.int32)
        for changes in self.onward:
            labels[changes.indices] = changes.after
        for changes in self.back:
            labels[changes.indices] = changes.before
        return frozen(labels)


class LabelTrail:
    """Labels of the iterations of one run, from iteration 0 on.

    Parameters
    ----------
    n_clusters : int

    Attributes
    ----------
    nbytes : int
        What it takes.
    """

    def __init__(self, n_clusters: int) -> None:
        self.nbytes = 0
        self._type = np.min_scalar_type(max(0, n_clusters - 1))
        self._changes: list[Changes] = []
        self._efforts: list[int] = []  # of coming from iteration 0
        self._key_iterations: list[int] = []
        self._keys: list[NDArray[Any]] = []

    def __len__(self) -> int:
        return len(self._changes)

    def add(self, labels: NDArray[np.int32], before: NDArray[np.int32]) -> None:
        """Take in the next iteration.

        Parameters
        ----------
        labels, before : ndarrays of shape (n,), int32
            Its labels, and those of the iteration before; at iteration 0 `labels` twice.
        """
        indices = np.flatnonzero(labels != before)
        changes = Changes(
            indices=frozen(indices.astype(np.int32)),
            before=frozen(before[indices].astype(self._type)),
            after=frozen(labels[indices].astype(self._type)),
        )
        effort = self._efforts[-1] + STEP_EFFORT + len(indices) if self._efforts else 0
        if not self._keys or effort - self._efforts[self._key_iterations[-1]] >= self._far(labels):
            key = frozen(labels.astype(self._type))
            self._key_iterations.append(len(self))
            self._keys.append(key)
            self.nbytes += array_bytes(key)
        self._changes.append(changes)
        self._efforts.append(effort)
        self.nbytes += sys.getsizeof(changes)
        self.nbytes += array_bytes(changes.indices, changes.before, changes.after)

    def changes(self, iteration: int) -> Changes:
        """Return what changed at `iteration`: nothing at iteration 0."""
        return self._changes[iteration]

    def way_to(self, iteration: int, known: Mapping[int, NDArray[np.int32]]) -> Way:
        """Return the shortest way to the labels of `iteration`.

        Parameters
        ----------
        iteration : int
        known : mapping of int to ndarray of shape (n,), int32
            Iterations whose labels are at hand, besides the keys.
        """
        key = bisect_right(self._key_iterations, iteration) - 1
        starts = {self._key_iterations[key]: self._keys[key], **known}
        efforts = self._efforts
        start = min(starts, key=lambda each: abs(efforts[iteration] - efforts[each]))
        return Way(
            start=starts[start],
            onward=tuple(self._changes[start + 1 : iteration + 1]),
            back=tuple(reversed(self._changes[iteration + 1 : start + 1])),
        )

    def story(self) -> tuple[NDArray[Any], tuple[Changes, ...]]:
        """Return the labels of iteration 0, and the changes of every iteration."""
        return self._keys[0], tuple(self._changes)

    @staticmethod
    def _far(labels: NDArray[np.int32]) -> int:
        """Return the effort from which on a key is worth its memory: a few of its changes'."""
        return max(len(labels), LEAST_KEY_EFFORT)


def followed(image: int, first: NDArray[Any], story: tuple[Changes, ...]) -> NDArray[np.int32]:
    """Return the cluster of one image at every iteration, shape (len(story),), int32.

    Parameters
    ----------
    image : int
    first, story
        As `LabelTrail.story` returns them.
    """
    path = np.empty(len(story), dtype=np.int32)
    cluster = first[image]
    wanted = np.int32(image)  # of the indices' own type: else each of them would be converted
    for iteration, changes in enumerate(story):
        place = changes.indices.searchsorted(wanted)
        if place < len(changes.indices) and changes.indices[place] == wanted:
            cluster = changes.after[place]
        path[iteration] = cluster
    return frozen(path)

"""Batches of images, arriving in any order, put together in theirs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.readers.batches import SIDE, Batch


class Assembly:
    """The batches of one image set.

    Parameters
    ----------
    wanted : sequence of str
        The batches expected, in the order of their images in the set.

    Notes
    -----
    The first batch to arrive tells how many images each has, and room is made for all at once;
    planes are turned into pixels on the way there. So no image is held twice, unless batches
    differ in size or one in the middle is missing.
    """

    def __init__(self, wanted: Sequence[str]) -> None:
        self._wanted = tuple(wanted)
        self._whole: NDArray[np.uint8] = np.empty((0, SIDE, SIDE, 3), dtype=np.uint8)
        self._step = 0
        self._pixels: dict[str, NDArray[np.uint8]] = {}
        self._labels: dict[str, list[int]] = {}
        self._names: dict[str, list[str]] = {}
        self._problems: dict[str, str] = {}

    def add(self, name: str, batch: Batch) -> None:
        """Take in the batch called `name`, one of those wanted."""
        n = len(batch.planes)
        if not self._pixels:
            self._step = n
            self._whole = np.empty((n * len(self._wanted), SIDE, SIDE, 3), dtype=np.uint8)
        if n == self._step:
            start = self._wanted.index(name) * n
            pixels = self._whole[start : start + n]
        else:
            pixels = np.empty((n, SIDE, SIDE, 3), dtype=np.uint8)
        for channel in range(3):
            pixels[..., channel] = batch.planes[:, channel]
        self._pixels[name] = pixels
        self._labels[name] = batch.labels
        self._names[name] = batch.names
        self._problems[name] = batch.problem

    @property
    def found(self) -> tuple[str, ...]:
        """The batches taken in so far, in the order of the set."""
        return tuple(name for name in self._wanted if name in self._pixels)

    def pixels(self) -> NDArray[np.uint8]:
        """Return all images, ndarray of shape (n, 32, 32, 3), uint8."""
        found = self.found
        parts = [self._pixels[name] for name in found]
        if found == self._wanted[: len(found)] and all(len(p) == self._step for p in parts):
            return self._whole[: len(found) * self._step]
        return np.concatenate(parts)

    def labels(self, n_classes: int) -> tuple[NDArray[np.int32] | None, list[str]]:
        """Return all labels, or None and why: a line for each batch whose own do not fit.

        Parameters
        ----------
        n_classes : int
            Labels must be below this.
        """
        problems = []
        for name in self.found:
            problem = self._problems[name]
            greatest = max(self._labels[name], default=0)
            if greatest >= n_classes:
                problem = f"label {greatest} is not one of 0 to {n_classes - 1}"
            if problem:
                problems.append(f"{name}: {problem}; all labels left out")
        if problems:
            return None, problems
        parts = [np.array(self._labels[name], dtype=np.int32) for name in self.found]
        return np.concatenate(parts), []

    def names(self) -> tuple[str, ...]:
        """Return all names; none if any batch has none."""
        parts = [self._names[name] for name in self.found]
        return tuple(name for part in parts for name in part) if all(parts) else ()

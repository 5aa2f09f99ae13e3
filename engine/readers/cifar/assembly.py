"""Parts of an image set, arriving in any order, put together in theirs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.readers.room import check_room


class Assembly:
    """The parts of one image set: its batches, or its training and its test images.

    Parameters
    ----------
    name : str
        Of the set, for messages.
    wanted : sequence of str
        The parts expected, in the order of their images in the set.
    image_shape : (int, int, int)
        Height, width and channels of every image.
    shares : sequence of int, optional
        How many images each part has, relative to each other; equally many by default.

    Notes
    -----
    The first part to arrive tells how many images each has, and room is made for all at once. So
    no image is held twice, unless parts differ from what was expected of them, or one in the
    middle is missing.
    """

    def __init__(
        self,
        name: str,
        wanted: Sequence[str],
        image_shape: tuple[int, int, int],
        shares: Sequence[int] | None = None,
    ) -> None:
        self.wanted = tuple(wanted)
        self._name = name
        self._image_shape = image_shape
        self._shares = dict(zip(wanted, shares or [1] * len(wanted), strict=True))
        self._whole: NDArray[np.uint8] = self._empty(0)
        self._unit = 0  # images of a share of 1
        self._pixels: dict[str, NDArray[np.uint8]] = {}
        self._labels: dict[str, Sequence[int]] = {}
        self._names: dict[str, Sequence[str]] = {}
        self._problems: dict[str, str] = {}

    def room_for(self, part: str, n: int) -> NDArray[np.uint8]:
        """Return where the `n` images of a part are to be put, (n, height, width, channels).

        Raises
        ------
        DataError
            If memory has no room for them.
        """
        share = self._shares[part]
        if not self._pixels and n % share == 0:
            self._unit = n // share
            self._whole = self._empty(self._unit * sum(self._shares.values()))
        if n == share * self._unit:
            start = self._start(part)
            pixels = self._whole[start : start + n]
        else:
            pixels = self._empty(n)
        self._pixels[part] = pixels
        return pixels

    def put(self, part: str, pixels: NDArray[np.uint8]) -> None:
        """Take in the images of a part as they are."""
        self._pixels[part] = pixels

    def describe(
        self, part: str, labels: Sequence[int], names: Sequence[str] = (), problem: str = ""
    ) -> None:
        """Take in what belongs to the images of a part; `problem` says why it has no labels."""
        self._labels[part] = labels
        self._names[part] = names
        self._problems[part] = problem

    def count(self, part: str) -> int:
        """Return how many images a part has that was taken in."""
        return len(self._pixels[part])

    @property
    def found(self) -> tuple[str, ...]:
        """The parts taken in so far, in the order of the set."""
        return tuple(part for part in self.wanted if part in self._pixels)

    def pixels(self) -> NDArray[np.uint8]:
        """Return all images, ndarray of shape (n, height, width, channels), uint8.

        Raises
        ------
        DataError
            If they have to be copied, and memory has no room for that.
        """
        found = self.found
        parts = [self._pixels[part] for part in found]
        if len(parts) == 1:
            return parts[0]
        n = sum(map(len, parts))
        in_place = all(pixels.base is self._whole for pixels in parts)
        if in_place and found == self.wanted[: len(found)]:
            return self._whole[:n]
        check_room(n * math.prod(self._image_shape), self._name)
        return np.concatenate(parts)

    def labels(self, n_classes: int) -> tuple[NDArray[np.int32] | None, list[str]]:
        """Return all labels, or None and why: a line for each part whose own do not fit.

        Parameters
        ----------
        n_classes : int
            Labels must be below this.
        """
        problems = []
        for part in self.found:
            problem = self._problems[part]
            greatest = max(self._labels[part], default=0)
            if greatest >= n_classes:
                problem = f"label {greatest} is not one of 0 to {n_classes - 1}"
            if problem:
                problems.append(f"{part}: {problem}; all labels left out")
        if problems:
            return None, problems
        parts = [np.array(self._labels[part], dtype=np.int32) for part in self.found]
        return np.concatenate(parts), []

    def names(self) -> tuple[str, ...]:
        """Return all names; none if any part has none."""
        parts = [self._names[part] for part in self.found]
        return tuple(name for part in parts for name in part) if all(parts) else ()

    def missing(self, expected: Sequence[str]) -> list[str]:
        """Return a line that tells which of the parts `expected` did not come, if any."""
        missing = [part for part in expected if part not in self._pixels]
        if not missing:
            return []
        verb = "is" if len(missing) == 1 else "are"
        n_read = len(expected) - len(missing)
        return [f"{', '.join(missing)} {verb} missing; read {n_read} of {len(expected)} batches"]

    def _start(self, part: str) -> int:
        before = self.wanted[: self.wanted.index(part)]
        return self._unit * sum(self._shares[name] for name in before)

    def _empty(self, n: int) -> NDArray[np.uint8]:
        check_room(n * math.prod(self._image_shape), self._name)
        return np.empty((n, *self._image_shape), dtype=np.uint8)

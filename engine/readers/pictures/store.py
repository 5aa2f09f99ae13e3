"""One array for pictures that come one by one: it becomes what all of them can be."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.pixels import BLOCK_BYTES, row_blocks
from engine.readers.pictures.decoding import Pixels, SizeNeeded
from engine.readers.room import usable_memory
from engine.readers.rows import empty_pixels
from engine.readers.task import Task

_GREY = (np.dtype(np.uint8), 1)
_DEEP = (np.dtype(np.uint16), 1)
_COLOUR = (np.dtype(np.uint8), 3)


def to_8_bits(pixels: Pixels) -> NDArray[np.uint8]:
    """Return 0 to 65,535 as 0 to 255, divided by 257 and rounded; 8 bits as they are."""
    if pixels.dtype == np.uint8:
        return pixels.astype(np.uint8, copy=False)
    return ((pixels.astype(np.uint32) + 128) // 257).astype(np.uint8)


class PictureStore:
    """Room for pictures of one size.

    As long as all are alike it has their type. Where grey and coloured ones meet it is RGB; where
    pictures of 16 bits meet others, they are brought to 8.

    Parameters
    ----------
    n : int
        How many pictures there may be.
    name : str
        Of the set, for messages.
    task : Task
        Asked whether to go on while pictures are moved.
    is_size_open : bool
        Whether another size can be chosen if memory has no room for all.
    """

    def __init__(self, n: int, name: str, task: Task, *, is_size_open: bool = False) -> None:
        self._n = n
        self._is_size_open = is_size_open
        self._name = name
        self._task = task
        self._pixels: NDArray[Any] | None = None
        self._kind = _GREY
        self._end = 0
        self._counts: Counter[tuple[np.dtype[Any], int]] = Counter()
        self.filled = np.zeros(n, dtype=np.bool_)

    def put(self, row: int, pixels: NDArray[Any]) -> None:
        """Keep a picture.

        Parameters
        ----------
        row : int
            Its place.
        pixels : ndarray of shape (h, w, 1 or 3), uint8; or (h, w, 1), uint16
            The picture.

        Raises
        ------
        SizeNeeded
            If its size is not that of the first, or memory has no room while the size is open.
        DataError
            If memory has no room for all pictures.
        """
        kind = (pixels.dtype, pixels.shape[2])
        if self._pixels is None:
            self._kind = kind
            self._pixels = self._room(pixels.shape[:2])
        elif pixels.shape[:2] != self._pixels.shape[1:3]:
            raise SizeNeeded
        if kind != self._kind:
            self._widen(_COLOUR if _COLOUR in (kind, self._kind) else _GREY)
        self._pixels[row] = pixels if kind == self._kind else to_8_bits(pixels)
        self._counts[kind] += 1
        self._end = max(self._end, row + 1)
        self.filled[row] = True

    def rows(self, which: list[int]) -> NDArray[Any]:
        """Return a copy of the pictures at some places, or of the first, if they are large."""
        assert self._pixels is not None
        return self._pixels[which[: _in_block(self._pixels)]]

    def finished(self) -> NDArray[Any]:
        """Return the pictures kept, in the order of their places; at least one must be there."""
        assert self._pixels is not None
        kept = np.flatnonzero(self.filled)
        if len(kept) < self._n:  # a picture never moves to a later place, so none is overwritten
            step = _in_block(self._pixels)
            for start in range(0, len(kept), step):
                self._task.check()
                block = kept[start : start + step]
                self._pixels[start : start + len(block)] = self._pixels[block]
        return self._pixels[: len(kept)]

    def notes(self) -> list[str]:
        """Return what was converted, a line each."""
        deep, grey, colour = (self._counts[kind] for kind in (_DEEP, _GREY, _COLOUR))
        notes = []
        if deep and not (grey or colour):
            notes.append("grey of 16 bits, 0 to 65,535; kept")
        elif deep:
            notes.append(f"{_pictures(deep)} of 16 bits among others; reduced to 8 bits")
        if colour and grey + deep:
            notes.append(f"{_pictures(grey + deep)} in grey among coloured ones; made RGB")
        return notes

    def _widen(self, kind: tuple[np.dtype[Any], int]) -> None:
        if kind == self._kind:
            return
        old, deep = self._pixels, self._kind == _DEEP
        assert old is not None
        self._kind = kind
        new = self._room(old.shape[1:3])
        for block in row_blocks(old[: self._end]):
            self._task.check()
            new[block] = to_8_bits(old[block]) if deep else old[block]
        self._pixels = new

    def _room(self, size: tuple[int, ...]) -> NDArray[Any]:
        dtype, channels = self._kind
        needed = self._n * math.prod(size) * channels * dtype.itemsize
        if self._is_size_open and needed > usable_memory():
            raise SizeNeeded
        return empty_pixels(self._n, (size[0], size[1], channels), dtype, self._name)


def _in_block(pixels: NDArray[Any]) -> int:
    """Return how many pictures may be moved between two looks at `should_stop`."""
    return max(1, BLOCK_BYTES * len(pixels) // pixels.nbytes)


def _pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count:,} pictures"

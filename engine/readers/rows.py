"""Records of one length, one after the other, read by blocks: only those wanted are kept."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from engine.options import OpenOptions
from engine.readers.containers.base import Stream
from engine.readers.files import DOWNLOAD_AGAIN
from engine.readers.room import check_room
from engine.readers.task import Task

BLOCK_BYTES = 1 << 22  # about 4 ms of reading, 40 ms of unzipping

_INDEX_BYTES = 16  # for each row, while some of them are drawn


def drawn_rows(n: int, options: OpenOptions) -> NDArray[np.intp] | None:
    """Return the indices, rising, of the images that ``options.limit`` keeps; None for all `n`."""
    if options.limit is None or options.limit >= n:
        return None
    chosen = np.random.default_rng(options.seed).choice(n, options.limit, replace=False)
    chosen.sort()
    return chosen


def check_draw(n: int, options: OpenOptions, name: str) -> None:
    """Raise a `DataError` on `name` if memory has no room for drawing some of `n` images.

    To be asked before `drawn_rows` where `n` is what a header promises.
    """
    if options.limit is not None:
        check_room(_INDEX_BYTES * n, name, "Take a smaller file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Records of a stream, each `skip` bytes to be passed over and then a picture.

    Attributes
    ----------
    n : int
        How many the stream holds.
    shape : tuple of int
        In which a picture is stored.
    dtype : dtype
        Of its numbers as stored.
    skip : int
        Bytes before each picture: labels, for one.
    """

    n: int
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    skip: int = 0

    @property
    def row_bytes(self) -> int:
        """Length of a record."""
        return self.skip + math.prod(self.shape) * self.dtype.itemsize


def read_records(
    stream: Stream,
    records: Records,
    out: NDArray[Any],
    chosen: NDArray[np.intp] | None,
    task: Task,
    phase: str,
    *,
    to_pixels: Callable[[NDArray[Any]], NDArray[Any]],
    heads: NDArray[np.uint8] | None = None,
) -> None:
    """Read all records and put those chosen into `out`.

    Parameters
    ----------
    stream : Stream
        At the first record.
    records : Records
        What it holds.
    out : ndarray of shape (chosen or all, height, width, channels)
        Takes the pictures.
    chosen : ndarray of int or None
        Rising indices of the records wanted; None for all.
    task : Task
        Told of the records read, and shown the first pictures.
    phase : str
        What is being read, for people.
    to_pixels : callable
        Turns stored pictures (m, *records.shape) into (m, height, width, channels), a view.
    heads : ndarray of shape (chosen or all, skip), uint8, optional
        Takes what comes before each picture.

    Raises
    ------
    DataError
        If the stream ends before the last record.
    Cancelled
        If the task should stop.
    """
    step = max(1, BLOCK_BYTES // records.row_bytes)
    block = np.empty((min(step, records.n), records.row_bytes), dtype=np.uint8)
    done = 0
    for start in range(0, records.n, step):
        task.report(phase, start, records.n)
        rows = block[: min(step, records.n - start)]
        got = stream.fill(rows.reshape(-1).data)
        if got < rows.nbytes:
            there = start * records.row_bytes + got
            problem = f"is cut short: {there // records.row_bytes:,} of {records.n:,} images"
            raise DataError(stream.name, problem, DOWNLOAD_AGAIN)
        if chosen is not None:
            low, high = np.searchsorted(chosen, (start, start + len(rows)))
            rows = rows[chosen[low:high] - start]
        bodies = np.ascontiguousarray(rows[:, records.skip :])
        pictures = bodies.view(records.dtype).reshape(len(rows), *records.shape)
        out[done : done + len(rows)] = to_pixels(pictures)
        if heads is not None:
            heads[done : done + len(rows)] = rows[:, : records.skip]
        if done == 0 and len(rows):
            task.preview(out[: len(rows)])
        done += len(rows)
    task.report(phase, records.n, records.n)


def empty_pixels(n: int, shape: tuple[int, int, int], dtype: Any, name: str) -> NDArray[Any]:
    """Return room for `n` pictures, if there is so much.

    Raises
    ------
    DataError
        If memory has no room for them.
    """
    check_room(n * math.prod(shape) * np.dtype(dtype).itemsize, name)
    return np.empty((n, *shape), dtype=dtype)

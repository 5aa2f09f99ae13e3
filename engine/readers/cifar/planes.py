"""Colour planes turned into pixels: from red, green and blue one after the other to side by side.

By blocks that fit the processor's caches, which is faster than plane by plane for a whole file,
and leaves a moment to stop between two.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.pixels import row_blocks
from engine.readers.task import Task

BLOCK_BYTES = 1 << 18  # half of a common second-level cache
_CHECK_EVERY = 64  # blocks, 16 MB, about 10 ms


def interleaved(planes: NDArray[Any]) -> NDArray[Any]:
    """Return pixels (n, height, width, 3) of planes (n, 3, height, width)."""
    pixels = np.empty((len(planes), *planes.shape[2:], 3), dtype=planes.dtype)
    for channel in range(3):
        pixels[..., channel] = planes[:, channel]
    return pixels


def fill_pixels(planes: NDArray[np.uint8], out: NDArray[np.uint8], task: Task) -> None:
    """Put planes (n, 3, height, width) into `out`, (n, height, width, 3).

    Raises
    ------
    Cancelled
        If the task should stop.
    """
    for i, block in enumerate(row_blocks(out, BLOCK_BYTES)):
        if i % _CHECK_EVERY == 0:
            task.check()
        for channel in range(3):
            out[block, ..., channel] = planes[block, channel]


def pixels_in_place(planes: NDArray[np.uint8], buffer: bytearray, task: Task) -> NDArray[np.uint8]:
    """Return the pixels of planes that lie in `buffer`, written over it from its beginning.

    Parameters
    ----------
    planes : ndarray of shape (n, 3, height, width), uint8
        A view of `buffer`, image after image, with or without bytes between two of them.
    buffer : bytearray
        Of no use for anything else afterwards.
    task : Task
        Asked between blocks whether to go on.

    Returns
    -------
    ndarray of shape (n, height, width, 3), uint8

    Raises
    ------
    Cancelled
        If the task should stop.

    Notes
    -----
    Image i begins at or behind the place where its pixels end up, and so do all after it. As
    blocks are copied before they are written, none is overwritten before it was read.
    """
    n, _, height, width = planes.shape
    flat = np.frombuffer(buffer, dtype=np.uint8, count=math.prod(planes.shape))
    pixels = flat.reshape(n, height, width, 3)
    for i, block in enumerate(row_blocks(pixels, BLOCK_BYTES)):
        if i % _CHECK_EVERY == 0:
            task.check()
        pixels[block] = interleaved(planes[block])
    return pixels

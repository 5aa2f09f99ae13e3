"""What is asked for every set, whatever its format: grey, size, contrast normalisation."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.imageset import ImageSet
from engine.readers.blockwise import for_blocks, room_for_work
from engine.readers.contrast import normalized
from engine.readers.room import check_room
from engine.readers.task import Task

GREY_WEIGHTS = (19595, 38470, 7471)
"""Of red, green and blue in 65,536 parts: 0.299, 0.587, 0.114 of ITU-R BT.601, as Pillow has it."""

SMALL = 1 << 15
"""Bytes of a picture below which resizing takes less time than calling for it."""

_FRAMED = {"crop": ", edges cropped", "pad": ", borders added", "stretch": ", distorted"}


def shaped(images: ImageSet, task: Task) -> ImageSet:
    """Return `images` in grey, in one size and with one contrast, as far as ``task.options`` asks.

    Pixels that have to change come to lie in memory, all others stay where they are; a note tells
    of each change.

    Raises
    ------
    DataError
        If memory has no room for the result, a file of the pixels cannot be read any more, or
        contrast normalisation is asked for values that are not finite or too large.
    Cancelled
        If the task should stop.
    """
    images = _recoloured_and_resized(images, task)
    return normalized(images, task) if task.options.normalize else images


def to_grey(pixels: NDArray[Any]) -> NDArray[Any]:
    """Return grey pixels of the same type: the luma of ITU-R BT.601.

    Parameters
    ----------
    pixels : ndarray of shape (..., 3), uint8, uint16 or float32
        Red, green and blue.

    Returns
    -------
    ndarray of shape (..., 1)
        ``(19595 R + 38470 G + 7471 B) / 65536``; whole numbers are rounded to the nearest, halves
        up, float32 once. Where the three are equal, grey is what they are.
    """
    if pixels.dtype.kind == "u":
        levels = pixels.astype(np.uint32)  # 65536 * 65535 + 32768 just fits
        levels *= np.array(GREY_WEIGHTS, dtype=np.uint32)
        total = levels[..., :1] + levels[..., 1:2] + levels[..., 2:]
        return ((total + np.uint32(32768)) >> np.uint32(16)).astype(pixels.dtype)
    wide = pixels.astype(np.float64)
    wide *= np.array(GREY_WEIGHTS, dtype=np.float64)
    with np.errstate(invalid="ignore"):  # infinity less infinity
        fractions = (wide[..., :1] + wide[..., 1:2] + wide[..., 2:]) / 65536
    return fractions.astype(pixels.dtype)


def _recoloured_and_resized(images: ImageSet, task: Task) -> ImageSet:
    options, source, (height, width, channels) = task.options, images.pixels, images.image_shape
    turns_grey = options.grey and channels == 3
    size = options.size or (height, width)
    is_resized = size != (height, width)
    if not (turns_grey or is_resized):
        return images
    shape = (*size, 1 if turns_grey else channels)
    row_bytes = math.prod(shape) * source.dtype.itemsize
    row_bytes_in_work = max(row_bytes, source.nbytes // len(source))
    check_room(_room(images, row_bytes, task) + room_for_work(row_bytes_in_work), images.name)
    pixels = np.empty((len(source), *shape), dtype=source.dtype)

    def change(block: slice) -> None:
        rows = to_grey(source[block]) if turns_grey else source[block]
        if not is_resized:
            pixels[block] = rows
            return
        for out, row in zip(pixels[block], rows, strict=True):
            out[...] = framed_array(row, size, options.framing)

    if is_resized:  # only then is Pillow needed, which takes a while to import
        from engine.readers.pictures.framing import framed_array

    phase = "resizing" if is_resized else "turning grey"
    is_python = is_resized and row_bytes_in_work < SMALL
    for_blocks(len(source), row_bytes_in_work, change, task, phase, alone=is_python)
    notes = list(images.notes)
    if turns_grey:
        notes.append("colours turned grey")
    if is_resized:
        is_similar = size[0] * width == size[1] * height
        framed = "" if is_similar else _FRAMED[options.framing]
        old, new = f"{height} × {width}", f"{size[0]} × {size[1]}"
        notes.append(f"images scaled from {old} to {new} pixels{framed}")
    return replace(images, pixels=pixels, notes=tuple(notes))


def _room(images: ImageSet, row_bytes: int, task: Task) -> int:
    """Return the bytes of the result, and of its contrast normalisation if that comes next."""
    itemsize = images.pixels.dtype.itemsize
    return len(images) * (row_bytes + (row_bytes // itemsize * 4 if task.options.normalize else 0))

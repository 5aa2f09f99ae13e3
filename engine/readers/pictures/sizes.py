"""Pictures that have no common size, or a large one: which they have, and which they shall get."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from engine.readers.containers.base import Container, Member, Stream
from engine.readers.pictures.decoding import Wanted, decoded
from engine.readers.pictures.files import with_picture
from engine.readers.pictures.reading import files_of, streams_of, whole
from engine.readers.pictures.refusals import DAMAGED, UNREADABLE, Skipped
from engine.readers.pictures.store import to_8_bits
from engine.readers.questions import SizeQuestion
from engine.readers.task import Task

LARGEST = 256
"""Longest side in pixels up to which pictures of one size keep it."""

SUGGESTION = (64, 64)
N_EXAMPLES = 8

_HEADS = (1 << 14, 1 << 18)  # bytes: heads of most pictures, and of those that hold thumbnails
_MOST_FILES = 32  # between two reports

Sizes = dict[int, tuple[int, int]]
"""Height and width in pixels of the pictures, by the row of their file."""


def survey(container: Container, members: Sequence[Member], task: Task) -> Sizes:
    """Return the sizes of the pictures, by their heads only.

    Raises
    ------
    DataError
        If an archive is damaged.
    Cancelled
        If the task should stop.
    """
    sizes: Sizes = {}
    streams = streams_of(container, members)
    with closing(streams):
        for done, (row, stream) in enumerate(streams):
            if done % _MOST_FILES == 0:
                task.report("looking at sizes", done, len(members))
            if not isinstance(stream, Skipped):
                try:
                    sizes[row] = _size(container, stream, task)
                except Skipped:
                    continue  # decoding will say so, with the reason
    task.report("looking at sizes", len(members), len(members))
    return sizes


def _size(container: Container, stream: Stream, task: Task) -> tuple[int, int]:
    for length in _HEADS:
        head = _peek(container, stream, length)
        try:
            return _size_in(head, task)
        except Skipped as error:
            if error.reason != DAMAGED or len(head) < length:
                raise
    data = whole(container, stream)
    if isinstance(data, Skipped):
        raise data
    return _size_in(data, task)


def _peek(container: Container, stream: Stream, length: int) -> bytes:
    try:
        return stream.peek(length)
    except DataError:
        if not container.is_folder:
            raise
        raise Skipped(UNREADABLE) from None


def _size_in(data: bytes | bytearray, task: Task) -> tuple[int, int]:
    return with_picture(data, task.check, lambda picture: picture.size)


def question(
    container: Container, members: Sequence[Member], sizes: Sizes, task: Task
) -> SizeQuestion:
    """Return the question which size all pictures shall have; there must be one at least.

    Raises
    ------
    DataError
        If an archive is damaged.
    Cancelled
        If the task should stop.
    """
    rows = sorted(sizes)
    spread = np.unique(np.linspace(0, len(rows) - 1, N_EXAMPLES).round().astype(int))
    chosen = [rows[index] for index in spread]
    examples: dict[int, NDArray[np.uint8]] = {}
    files = files_of(container, [members[row] for row in chosen])
    with closing(files):
        for done, (index, data) in enumerate(files):
            task.report("decoding examples", done, len(chosen))
            if not isinstance(data, Skipped):
                try:
                    examples[index] = _example(data, sizes[chosen[index]], task)
                except Skipped:
                    continue
    return SizeQuestion(
        name=container.name,
        n_images=len(sizes),
        sizes=tuple(Counter(sizes.values()).most_common()),
        examples=tuple(examples[index] for index in sorted(examples)),
        suggestion=SUGGESTION,
    )


def _example(data: bytes | bytearray, size: tuple[int, int], task: Task) -> NDArray[np.uint8]:
    scale = min(1.0, LARGEST / max(size))
    height, width = (max(1, round(scale * side)) for side in size)
    pixels = decoded(data, Wanted((height, width), "stretch"), task.check).pixels
    return np.broadcast_to(to_8_bits(pixels), (height, width, 3))


def sizes_in_words(sizes: Sizes) -> str:
    """Return which sizes there are: ``sizes differ, 3 × 4 to 3,000 × 4,000``, height first."""
    found = sorted(set(sizes.values()), key=lambda size: (size[0] * size[1], size))
    if len(found) < 2:
        return f"all are {in_words(*found)}" if found else ""
    return f"sizes differ, {in_words(found[0])} to {in_words(found[-1])}"


def in_words(size: tuple[int, int]) -> str:
    """Return ``3,000 × 4,000`` for a height of 3,000 and a width of 4,000 pixels."""
    return f"{size[0]:,} × {size[1]:,}"

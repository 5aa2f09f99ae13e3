"""What is in the files of STL-10.

Pictures are stored without a header, plane after plane, and each plane column by column. Labels
from 1 to 10 lie in a file of their own, a byte each.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from engine.options import OpenOptions
from engine.readers.cifar.assembly import Assembly
from engine.readers.cifar.name_lists import parse_lines
from engine.readers.cifar.planes import interleaved, pixels_in_place
from engine.readers.containers.base import Stream
from engine.readers.files import DOWNLOAD_AGAIN
from engine.readers.rows import Records, drawn_rows, read_records
from engine.readers.task import Task

SIDE = 96
TRAIN, TEST, UNLABELLED = "train_X.bin", "test_X.bin", "unlabeled_X.bin"
LABELS = {TRAIN: "train_y.bin", TEST: "test_y.bin"}
CLASS_NAMES = "class_names.txt"
CLASSES = (
    "airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck"
)  # fmt: skip
MAX_UNSIZED = 512 << 20  # bytes of a file whose length is not known before it is unzipped

_STORED = (3, SIDE, SIDE)  # columns before rows
_IMAGE_BYTES = 3 * SIDE * SIDE
_N_PREVIEWED = 100

Chosen = NDArray[np.intp] | None
"""Indices of the images kept, rising; None for all."""


def read_pictures(
    stream: Stream, assembly: Assembly, name: str, task: Task, limited: OpenOptions | None = None
) -> tuple[int, Chosen]:
    """Put the pictures of a file into `assembly`, as its part `name`.

    Parameters
    ----------
    stream : Stream
        The file.
    assembly : Assembly
        Takes the pictures.
    name : str
        Of the part, and for the progress.
    task : Task
        Told of the pictures read, and shown the first.
    limited : OpenOptions, optional
        Keeps only so many as these say.

    Returns
    -------
    int
        How many pictures the file has.
    ndarray of int, or None
        Indices of those kept; None for all.

    Raises
    ------
    DataError
        If it is cut short, or memory has no room for the pictures.
    Cancelled
        If the task should stop.
    """
    phase = f"reading {name}"
    if stream.size < 0:
        task.report(phase, 0, 0)
        data = stream.rest(MAX_UNSIZED)
        n = _count(len(data), stream.name)
        pixels = pixels_in_place(_upright(_stored(data)), data, task)
        task.preview(pixels[:_N_PREVIEWED])
        chosen = drawn_rows(n, limited) if limited else None
        assembly.put(name, pixels if chosen is None else pixels[chosen])
        task.report(phase, n, n)
        return n, chosen
    n = _count(stream.size, stream.name)
    chosen = drawn_rows(n, limited) if limited else None
    out = assembly.room_for(name, n if chosen is None else len(chosen))
    records = Records(n=n, shape=_STORED, dtype=np.dtype(np.uint8))
    read_records(stream, records, out, chosen, task, phase, to_pixels=_to_pixels)
    return n, chosen


def parse_labels(data: bytearray | None, file: str, n: int) -> tuple[list[int], str]:
    """Return the labels of `n` images, from 0 on, or why there are none.

    Parameters
    ----------
    data : bytearray or None
        The file; None if there is none.
    file : str
        Its name.
    n : int
        How many images there are.
    """
    if data is None:
        return [], f"{file} is missing"
    if len(data) != n:
        return [], f"{len(data):,} labels for {n:,} images"
    wrong = [label for label in data if not 1 <= label <= len(CLASSES)]
    if wrong:
        return [], f"label {wrong[0]} is not one of 1 to {len(CLASSES)}"
    return [label - 1 for label in data], ""


def parse_class_names(data: bytearray | None) -> tuple[tuple[str, ...], list[str]]:
    """Return the class names of the file, or else those of the original and a note that says so."""
    problem = "is missing"
    if data is not None:
        try:
            names = parse_lines(data, CLASS_NAMES)
        except DataError as error:
            problem = error.problem
        else:
            if len(names) == len(CLASSES):
                return names, []
            problem = f"{len(names):,} names for {len(CLASSES)} classes"
    return CLASSES, [f"{CLASS_NAMES}: {problem}; the original's names are used"]


def _count(n_bytes: int, name: str) -> int:
    if not n_bytes:
        raise DataError(name, "the file is empty", DOWNLOAD_AGAIN)
    if n_bytes % _IMAGE_BYTES:
        problem = f"its {n_bytes:,} bytes are not a whole number of images of {_IMAGE_BYTES:,}"
        raise DataError(name, problem, DOWNLOAD_AGAIN)
    return n_bytes // _IMAGE_BYTES


def _stored(data: bytearray) -> NDArray[np.uint8]:
    return np.frombuffer(data, dtype=np.uint8).reshape(-1, *_STORED)


def _upright(stored: NDArray[Any]) -> NDArray[Any]:
    """Return planes with rows before columns, a view."""
    return stored.transpose(0, 1, 3, 2)


def _to_pixels(stored: NDArray[Any]) -> NDArray[Any]:
    return interleaved(_upright(stored))

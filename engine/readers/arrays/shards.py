"""A folder of ``.npy`` files as one image set, however large: its pixels stay in the files."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError, printable
from engine.imageset import ImageSet
from engine.readers.arrays.labels import Classes, classes_of
from engine.readers.arrays.layout import MAX_VALUES, product
from engine.readers.arrays.npy import NpyFile, open_npy
from engine.readers.arrays.sharded_pixels import ShardedPixels
from engine.readers.files import readable_errors
from engine.readers.task import Task

SUFFIX = ".npy"
LABELS = "labels.npy"

_OF_PIXELS = (np.dtype(np.uint8), np.dtype(np.uint16), np.dtype(np.float32))
_DIGITS = re.compile("([0-9]+)")


def list_folder(folder: str, name: str) -> tuple[list[str], list[str]]:
    """Return the names of the ``.npy`` files in a folder, and those of all else.

    Files are in natural order, ``part2.npy`` before ``part10.npy``. Hidden files are in neither.

    Raises
    ------
    DataError
        If the folder cannot be read.
    """
    with readable_errors(name):
        found = [entry for entry in os.listdir(folder) if not entry.startswith(".")]
    shards = [entry for entry in found if entry.lower().endswith(SUFFIX)]
    others = [entry for entry in found if not entry.lower().endswith(SUFFIX)]
    return sorted(shards, key=_natural), sorted(others, key=_natural)


def read_folder(folder: str, name: str, task: Task) -> ImageSet:
    """Return the images of all ``.npy`` files in a folder, in their natural order.

    Parameters
    ----------
    folder : str
        Each file holds an array (n, height, width), (n, height, width, 1 or 3) or (n, features)
        of uint8, uint16 or float32, all of one type and shape of image. ``labels.npy``, if it is
        there, holds one whole number an image.
    name : str
        Of the folder, for messages.
    task : Task
        Told of each file.

    Raises
    ------
    DataError
        If there is no image, or a file is damaged or does not fit the others.
    Cancelled
        If the task should stop.
    """
    shards, others = list_folder(folder, name)
    files: list[NpyFile] = []
    empty = []
    wanted = [shard for shard in shards if shard != LABELS]
    for done, shard in enumerate(wanted):
        task.report(f"reading {printable(shard)}", done, len(wanted))
        file = open_npy(os.path.join(folder, shard))
        if file.shape[:1] == (0,):
            empty.append(shard)
            continue
        _check(file, files)
        files.append(file)
    if not files:
        raise DataError(name, "no images in the .npy files of this folder", "Choose another folder")
    task.report(f"reading {files[-1].name}", len(wanted), len(wanted))
    pixels = ShardedPixels(files, _image_shape(files[0].shape))
    notes = []
    if empty:
        notes.append(f"{_named(empty)} without any images; left out")
    if others:
        notes.append(f"{_named(others)} not of the image set; left out")
    labels: NDArray[np.int32] | None = None
    class_names: tuple[str, ...] = ()
    if LABELS in shards:
        try:
            labels, class_names = _labels(os.path.join(folder, LABELS), len(pixels))
        except DataError as error:
            notes.append(f"{LABELS}: {error.problem}; labels left out")
    return ImageSet(
        name=name,
        pixels=pixels,
        labels=labels,
        class_names=class_names,
        source=folder,
        notes=tuple(printable(note) for note in notes),
    )


def _natural(name: str) -> tuple[list[str | int], str]:
    parts = _DIGITS.split(name.casefold())  # words and numbers in turn
    return [int(part) if i % 2 else part for i, part in enumerate(parts)], name


def _check(file: NpyFile, before: Sequence[NpyFile]) -> None:
    """Raise `DataError` unless `file` holds pictures like those of the files before it."""
    dtype = file.dtype.newbyteorder("=")
    if dtype not in _OF_PIXELS:
        raise DataError(file.name, f"holds {dtype}", "Save uint8, uint16 or float32 pixels")
    shape = _image_shape(file.shape)
    if len(shape) != 3 or shape[2] not in (1, 3) or 0 in shape:
        problem = f"an array of shape {product(file.shape)} holds no pictures"
        raise DataError(file.name, problem, "Save (n, height, width, 1 or 3) or (n, features)")
    if math.prod(shape) > MAX_VALUES:
        problem = f"images of {product(shape)} are over the limit of {MAX_VALUES:,} values"
        raise DataError(file.name, problem, "Make them smaller")
    if not before:
        return
    first = before[0]
    expected = _image_shape(first.shape)
    if shape != expected:
        problem = f"images of {product(shape)}, but of {product(expected)} in {first.name}"
        raise DataError(file.name, problem, "Keep one shape to a folder")
    if dtype != first.dtype.newbyteorder("="):
        problem = f"holds {dtype}, but {first.name} {first.dtype.newbyteorder('=')}"
        raise DataError(file.name, problem, "Keep one type to a folder")


def _image_shape(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return height, width and channels of the pictures in an array, where it holds such."""
    match shape:
        case (_, n_features):
            return 1, n_features, 1
        case (_, height, width):
            return height, width, 1
    return shape[1:]


def _named(names: Sequence[str]) -> str:
    """Return ``a.txt is``, or ``a.txt and 2 more are``."""
    return f"{names[0]} is" if len(names) == 1 else f"{names[0]} and {len(names) - 1:,} more are"


def _labels(path: str, n_images: int) -> Classes:
    """Return the class of each image and what the classes are called: their numbers.

    Raises
    ------
    DataError
        If the file does not hold one whole number an image.
    """
    file = open_npy(path)
    if file.dtype.kind not in "iu" or len(file.shape) != 1:
        problem = f"{file.dtype} of shape {product(file.shape)} are no list of whole numbers"
        raise DataError(file.name, problem, "Save one whole number an image")
    if file.shape != (n_images,):
        problem = f"{file.shape[0]:,} labels for {n_images:,} images"
        raise DataError(file.name, problem, "Save one an image")
    return classes_of(ShardedPixels([file], ())[:], file.name)

"""Classes of pictures from an array of whole numbers, one an image."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from engine.readers.arrays.layout import product
from engine.readers.arrays.npy_header import NpyHeader
from engine.readers.arrays.types import pixel_types

MAX_CLASSES = 1 << 15

Classes = tuple[NDArray[np.int32], tuple[str, ...]]
"""The class of each image, and what the classes are called."""

_WHOLE_IN_FLOAT64 = 1 << 53


def check_labels(header: NpyHeader, n_images: int, name: str) -> None:
    """Raise a `DataError` on `name` unless an array has one number for each of `n_images`."""
    is_list = len(header.shape) == 1 or (len(header.shape) == 2 and header.shape[1] == 1)
    if not (is_list and pixel_types(header.dtype)):
        problem = f"{header.dtype} of shape {product(header.shape)} are no list of whole numbers"
        raise DataError(name, problem, "Save one whole number an image")
    if header.shape[0] != n_images:
        problem = f"{header.shape[0]:,} labels for {n_images:,} images"
        raise DataError(name, problem, "Save one an image")


def classes_of(values: NDArray[Any], name: str) -> Classes:
    """Return the class of each image and what the classes are called: their numbers.

    Parameters
    ----------
    values : ndarray of shape (n,), of numbers
        One for each image.
    name : str
        Of the array, for messages.

    Raises
    ------
    DataError
        If they are not whole, or there are more than `MAX_CLASSES` different ones.
    """
    if values.dtype.kind == "f":
        values = values.astype(np.float64)
        if not (np.abs(values) < _WHOLE_IN_FLOAT64).all() or (values != np.rint(values)).any():
            problem = "labels are no whole numbers"
            raise DataError(name, problem, "Save one whole number an image")
        values = values.astype(np.int64)
    found, labels = np.unique(values, return_inverse=True)
    if len(found) > MAX_CLASSES:
        problem = f"{len(found):,} different labels are over the limit of {MAX_CLASSES:,}"
        raise DataError(name, problem, "Save fewer classes")
    return labels.astype(np.int32), tuple(str(value) for value in found.tolist())

"""How things are kept: shared where nobody can change them, and counted as what they take."""

from __future__ import annotations

import dataclasses
import sys
from typing import Any, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.kmeans.reports import LogRow, Reseeding

ARRAY_HEAD = sys.getsizeof(np.empty(0))  # bytes of an array besides its numbers

ArrayT = TypeVar("ArrayT", bound=NDArray[Any])


def frozen(array: ArrayT) -> ArrayT:
    """Make `array`, which nobody else has yet, read-only, and return it."""
    array.flags.writeable = False
    return array


def kept(array: NDArray[Any], dtype: DTypeLike) -> NDArray[Any]:
    """Return `array` itself if nothing can change it, else a read-only copy of type `dtype`.

    A view is copied: it may be of something larger, or of something that is written to.
    """
    if array.dtype == dtype and array.flags.owndata and not array.flags.writeable:
        return array
    return frozen(np.array(array, dtype=dtype, order="C"))


def array_bytes(*arrays: NDArray[Any]) -> int:
    """Return the bytes that arrays take: their numbers and what stands before them."""
    return sum(ARRAY_HEAD + array.nbytes for array in arrays)


def value_bytes(*values: LogRow | Reseeding) -> int:
    """Return the bytes that frozen values take, each with the numbers it holds."""
    return sum(
        sys.getsizeof(value)
        + sum(sys.getsizeof(getattr(value, field.name)) for field in dataclasses.fields(value))
        for value in values
    )

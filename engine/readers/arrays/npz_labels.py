"""Labels of pictures among the other arrays of an ``.npz`` file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError, printable
from engine.readers.arrays.labels import check_labels
from engine.readers.arrays.names import label_names, parse_name
from engine.readers.arrays.npy_stream import read_numbers
from engine.readers.arrays.npz_arrays import Listing
from engine.readers.arrays.stored_array import StoredArray, is_gone
from engine.readers.containers.base import Container, Member


def find_labels(pictures: StoredArray, listing: Listing) -> tuple[StoredArray | None, str]:
    """Return the labels of an array of pictures, if there are any, and a note if one is due.

    Parameters
    ----------
    pictures : StoredArray
        An array of pictures, or of flat rows.
    listing : Listing
        All that is in the file.

    Returns
    -------
    labels : StoredArray or None
        What is called so and belongs to the same part of the set; else, if the pictures' name
        tells of no part, the only list of whole numbers that is as long.
    note : str
        What was assumed, or why there are none; empty where there is nothing to say.
    """
    part = parse_name(pictures.name).part
    likely = {name: i for i, name in enumerate(label_names(pictures.name))}
    others = [array for array in listing.arrays if array is not pictures]
    named = [array for array in others if parse_name(array.name).is_labels]
    named = [array for array in named if parse_name(array.name).part in (part, "")]
    named.sort(key=lambda array: likely.get(array.name, len(likely)))
    problems = []
    for array in named:
        try:
            check_labels(array.header, pictures.header.shape[0], array.name)
        except DataError as error:
            problems.append(f"{array.name}: {error.problem}; labels left out")
        else:
            return array, ""
    for name, refusal in listing.refused.items():
        if parse_name(name).is_labels and parse_name(name).part in (part, ""):
            problems.append(f"{name}: {refusal.problem}; labels left out")
    lists = [array for array in others if _is_list(array, pictures.header.shape[0])]
    if not problems and len(lists) == 1 and not part:
        return lists[0], f"the labels are taken from {printable(lists[0].name)}"
    return None, printable(problems[0]) if problems else ""


def read_labels(container: Container, found: Sequence[StoredArray]) -> NDArray[Any]:
    """Return the numbers in several arrays of labels, one after the other.

    Raises
    ------
    DataError
        If a file is damaged.
    Cancelled
        If the task of the container should stop.
    """
    values: dict[Member, NDArray[Any]] = {}
    by_member = {array.member: array for array in found}
    with closing(container.streams(list(by_member))) as streams:
        for member, stream in streams:
            values[member] = read_numbers(stream, by_member[member].header, container.name)
    for array in found:
        if array.member not in values:
            raise is_gone(array.shown)
    return np.concatenate([values[array.member] for array in found])


def _is_list(array: StoredArray, length: int) -> bool:
    return array.header.shape == (length,) and array.header.dtype.kind in "iu"

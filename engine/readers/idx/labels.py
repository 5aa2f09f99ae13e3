"""Labels of IDX files, and what their classes are called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from engine.readers.arrays.labels import classes_of

MAX_MAPPING = 1 << 20  # bytes; EMNIST's largest has 500

_MAPPING_LINE = re.compile(r"([0-9]{1,9})((?: [0-9]{1,7})+)")
_LAST_CODE_POINT = 0x10FFFF


def mapping_name(family: str) -> str:
    """Return the name of the file that tells which letters the labels of a set mean."""
    return f"{family}-mapping.txt"


def parse_mapping(data: bytes | bytearray) -> dict[int, str]:
    """Return the names of classes by their labels, from lines of a label and code points.

    ``1 65 97`` calls class 1 ``A/a``. Lines of any other kind tell nothing.
    """
    names: dict[int, str] = {}
    for line in data.decode("ascii", "replace").splitlines():
        found = _MAPPING_LINE.fullmatch(line.strip())
        if found is None:
            continue
        points = [int(point) for point in found[2].split()]
        letters = [chr(point) for point in points if point <= _LAST_CODE_POINT]
        if len(letters) == len(points) and all(letter.isprintable() for letter in letters):
            names.setdefault(int(found[1]), "/".join(letters))
    return names


def classes(
    values: NDArray[Any], names: Mapping[int, str], name: str
) -> tuple[NDArray[np.int32] | None, tuple[str, ...], list[str]]:
    """Return labels, class names and notes.

    Parameters
    ----------
    values : ndarray of numbers
        Labels as stored, one for each image.
    names : mapping of int to str
        What classes are called; all others are called by their numbers.
    name : str
        Of the file, for notes.
    """
    try:
        labels, numbers = classes_of(values, name)
    except DataError as error:
        return None, (), [f"{error.name}: {error.problem}; labels left out"]
    return labels, tuple(names.get(int(number), number) for number in numbers), []

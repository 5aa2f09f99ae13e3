"""What is in a file of CIFAR-10's and CIFAR-100's Python versions.

A batch is a pickled dict: ``data``, an array (n, 3072) of bytes, each row the red, the green and
the blue plane of an image; ``labels`` or ``fine_labels`` and ``coarse_labels``, and ``filenames``,
lists of n.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError, printable
from engine.readers.cifar.opcodes import USE_ORIGINAL
from engine.readers.cifar.pickles import byte_array, load

SIDE = 32
N_VALUES = 3 * SIDE * SIDE
MAX_LABEL = 255


@dataclass(frozen=True, slots=True)
class Batch:
    """What one batch file holds.

    Attributes
    ----------
    planes : ndarray of shape (n, 3, 32, 32), uint8
    labels : list of int
        From 0 to 255, one an image; empty if those of the file do not fit.
    names : list of str
        One an image; empty if the file has none, or they do not fit.
    problem : str
        Why there are no labels; empty if there are.
    is_twofold : bool
        Whether it has fine and coarse labels, as CIFAR-100.
    buffer : bytearray or None
        The bytes in which `planes` lie image after image, and which may be overwritten; None if
        they do not, or may not.
    """

    planes: NDArray[np.uint8]
    labels: list[int]
    names: list[str]
    problem: str
    is_twofold: bool = False
    buffer: bytearray | None = None


def parse_batch(data: bytearray, name: str, labels: str = "fine") -> Batch:
    """Return what a batch file holds; labels and names only if they fit the images.

    Parameters
    ----------
    data : bytearray
        The file.
    name : str
        Of the file, for messages.
    labels : {"fine", "coarse"}
        Which labels, where there are two kinds.

    Raises
    ------
    DataError
        If it is no batch.
    """
    entries = _parse_dict(data, name)
    if any(key.endswith("label_names") for key in entries):
        raise DataError(name, "no images in it, only class names", "Open the folder it is in")
    if "data" not in entries:
        found = ", ".join(entries) or "nothing"
        raise DataError(name, f"no 'data' in it, but {found}", USE_ORIGINAL)
    table = byte_array(entries["data"], name)
    n, n_values = table.shape
    if n_values != N_VALUES:
        problem = f"{N_VALUES} values per image expected, {n_values:,} found"
        raise DataError(name, problem, USE_ORIGINAL)
    is_twofold = "fine_labels" in entries or "coarse_labels" in entries
    fitting, problem = _fitting_labels(
        entries.get(f"{labels}_labels" if is_twofold else "labels"), n
    )
    names = _texts(entries.get("filenames"))
    may_overwrite = table.flags.writeable and table.flags.c_contiguous
    return Batch(
        planes=table.reshape(n, 3, SIDE, SIDE),
        labels=fitting,
        names=names if len(names) == n else [],
        problem=problem,
        is_twofold=is_twofold,
        buffer=data if may_overwrite else None,
    )


def parse_class_names(data: bytearray, name: str, labels: str = "fine") -> tuple[str, ...]:
    """Return the class names of ``batches.meta`` or of CIFAR-100's ``meta``.

    Parameters
    ----------
    data : bytearray
        The file.
    name : str
        Of the file, for messages.
    labels : {"fine", "coarse"}
        Which classes, where there are two kinds.

    Raises
    ------
    DataError
        If there are none.
    """
    entries = _parse_dict(data, name)
    names = _texts(entries.get(f"{labels}_label_names", entries.get("label_names")))
    if not names:
        raise DataError(name, "no class names in it", USE_ORIGINAL)
    return tuple(names)


def _parse_dict(data: bytearray, name: str) -> dict[str, Any]:
    entries = load(data, name)
    if not isinstance(entries, dict):
        raise DataError(name, f"holds a {type(entries).__name__.lower()}, no batch", USE_ORIGINAL)
    return {_text(key): value for key, value in entries.items() if isinstance(key, str | bytes)}


def _fitting_labels(labels: Any, n: int) -> tuple[list[int], str]:
    if not isinstance(labels, list):
        return [], "no list of labels"
    if len(labels) != n:
        return [], f"{len(labels):,} labels for {n:,} images"
    for label in labels:
        if type(label) is not int or not 0 <= label <= MAX_LABEL:
            return [], "labels that are not small whole numbers"
    return labels, ""


def _texts(values: Any) -> list[str]:
    """Return the texts of a list of nothing else; an empty list for all else."""
    if isinstance(values, list) and all(isinstance(value, str | bytes) for value in values):
        return [_text(value) for value in values]
    return []


def _text(value: str | bytes) -> str:
    text = value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value
    return text if text.isprintable() else printable(text)

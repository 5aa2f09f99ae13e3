"""The header of a ``.npy`` file, matched against the few words NumPy writes there.

It is never evaluated, and objects, which only unpickling could bring back, are refused.

The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
"""

from __future__ import annotations

import math
import re
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.errors import DataError
from engine.readers.files import CUT_SHORT

MAGIC = b"\x93NUMPY"
HEAD_BYTES = 10_012  # what comes before the numbers: NumPy itself reads no longer headers
SAVE_AGAIN = "Save it again with numpy.save"

_LENGTHS = {"1.0": "<H", "2.0": "<I", "3.0": "<I"}  # how its length is written, by version
_ENTRY = re.compile(
    r"""(['"])(?P<key>descr|fortran_order|shape)\1 *: *"""
    r"""(?P<value>'[^'\\]*'|"[^"\\]*"|\[[^\]]*\]|True|False|\([^()]*\)) *(?:, *|$)"""
)
_NUMBER = re.compile(r"[<>|]?[biufc][0-9]{1,2}")
_LENGTH = r"(?:0|[1-9][0-9]{0,18})"
_SHAPE = re.compile(rf"\((?:{_LENGTH}, *){{0,31}}(?:{_LENGTH},|(?<=[, ]){_LENGTH})?\)")
_DIGITS = re.compile(r"[0-9]+")


class NotNumbersError(DataError):
    """A sound file of something else than numbers."""


@dataclass(frozen=True, slots=True)
class NpyHeader:
    """What is in a ``.npy`` file.

    Attributes
    ----------
    dtype : dtype
        Of its numbers, maybe not in the byte order of this machine.
    shape : tuple of int
        Of the array; at most 32 lengths.
    offset : int
        Bytes before the first number.
    is_fortran : bool
        Whether the first index runs fastest, and not the last.
    """

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    offset: int
    is_fortran: bool = False

    @property
    def n_bytes(self) -> int:
        """Length that the whole file must have."""
        return self.offset + math.prod(self.shape) * self.dtype.itemsize


def parse_header(head: bytes, name: str, *, fortran_too: bool = False) -> NpyHeader:
    """Return what the first bytes of a ``.npy`` file say.

    Parameters
    ----------
    head : bytes
        The first `HEAD_BYTES` of the file, or all of it if it is shorter.
    name : str
        Of the file, for messages.
    fortran_too : bool
        Whether its reader understands Fortran order as well as C order.

    Raises
    ------
    NotNumbersError
        If it holds objects, text, dates or records.
    DataError
        If this is no such file, or not in an order that its reader understands.
    """
    if not head:
        raise DataError(name, "the file is empty", SAVE_AGAIN)
    if not head.startswith(MAGIC[: len(head)]):
        raise DataError(name, "is no .npy file, whatever its name says", SAVE_AGAIN)
    start, end = _extent(head, name)
    entries = _entries(head[start:end].decode("latin-1").strip(" \n"), name)
    dtype = _dtype(entries["descr"], name)
    order = entries["fortran_order"]
    if order == "True" and not fortran_too:
        problem = "is stored in Fortran order"
        raise DataError(name, problem, "Save numpy.ascontiguousarray(array) instead")
    if order not in ("True", "False") or not _SHAPE.fullmatch(entries["shape"]):
        raise _nonsense(name)
    shape = tuple(int(digits) for digits in _DIGITS.findall(entries["shape"]))
    return NpyHeader(dtype, shape, end, order == "True")


def _extent(head: bytes, name: str) -> tuple[int, int]:
    """Return where the text of the header begins and where it ends."""
    try:
        version = f"{head[6]}.{head[7]}"
        if version not in _LENGTHS:
            problem = f"is of format version {version}, which is not known"
            raise DataError(name, problem, SAVE_AGAIN)
        (length,) = struct.unpack_from(_LENGTHS[version], head, 8)
    except (IndexError, struct.error):
        raise DataError(name, CUT_SHORT, SAVE_AGAIN) from None
    start = 8 + struct.calcsize(_LENGTHS[version])
    if start + length > HEAD_BYTES:
        raise DataError(name, f"its header claims {length:,} bytes", SAVE_AGAIN)
    if start + length > len(head):
        raise DataError(name, CUT_SHORT, SAVE_AGAIN)
    return start, start + length


def _entries(text: str, name: str) -> dict[str, str]:
    """Return the three entries of a header as they are written, by their keys."""
    entries: dict[str, str] = {}
    if text[:1] + text[-1:] != "{}":
        raise _nonsense(name)
    text, at = text[1:-1].strip(" "), 0
    while at < len(text):
        entry = _ENTRY.match(text, at)
        if entry is None or entry["key"] in entries:
            raise _nonsense(name)
        entries[entry["key"]] = entry["value"]
        at = entry.end()
    if len(entries) != 3:
        raise _nonsense(name)
    return entries


def _dtype(written: str, name: str) -> np.dtype[Any]:
    kind = written[1:-1] if written[0] in "'\"" else written
    if kind.lstrip("<>|=").startswith("O"):
        problem = "holds pickled objects, which are never opened"
        raise NotNumbersError(name, problem, "Save numbers")
    try:
        if _NUMBER.fullmatch(kind):
            return np.dtype(kind)
    except TypeError:
        pass  # a number of a size that does not exist
    raise NotNumbersError(name, f"holds no numbers but {kind}", "Save an array of numbers")


def _nonsense(name: str) -> DataError:
    return DataError(name, "its header is not what NumPy writes", SAVE_AGAIN)

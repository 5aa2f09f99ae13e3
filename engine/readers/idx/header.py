"""The header of an IDX file, the format of MNIST: what is in it, and how long it must be.

Two zero bytes, the type of the numbers, how many lengths follow, and these as four bytes each;
everything is big-endian. The format: http://yann.lecun.com/exdb/mnist/
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.errors import DataError
from engine.readers.files import CUT_SHORT, DOWNLOAD_AGAIN
from engine.readers.room import gigabytes

MAX_RANK = 4
HEAD_BYTES = 4 + 4 * MAX_RANK
MAX_VALUES = 1 << 26  # in an image: a picture of 4,700 × 4,700 in colour

_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_MAX_RATIO = 1032  # no byte of a .gz file stands for more: https://zlib.net/zlib_tech.html


@dataclass(frozen=True, slots=True)
class IdxHeader:
    """What is in an IDX file.

    Attributes
    ----------
    dtype : dtype
        Of its numbers, big-endian.
    shape : tuple of int
        Of the array, which is in C order; one to four lengths.
    """

    dtype: np.dtype[Any]
    shape: tuple[int, ...]

    @property
    def offset(self) -> int:
        """Bytes before the first number."""
        return 4 + 4 * len(self.shape)

    @property
    def n_bytes(self) -> int:
        """Bytes of all numbers."""
        return math.prod(self.shape) * self.dtype.itemsize

    @property
    def text(self) -> str:
        """The shape, for people."""
        return "×".join(map(str, self.shape))


def parse_header(head: bytes, name: str) -> IdxHeader:
    """Return what the first bytes of an IDX file say.

    Parameters
    ----------
    head : bytes
        The first `HEAD_BYTES` of the file, or all of it if it is shorter.
    name : str
        Of the file, for messages.

    Raises
    ------
    DataError
        If this is no such file, or its header is cut short.
    """
    if not head:
        raise DataError(name, "the file is empty", DOWNLOAD_AGAIN)
    if len(head) < 4 and head.startswith(b"\0\0"[: len(head)]):
        raise DataError(name, CUT_SHORT, DOWNLOAD_AGAIN)
    if head[:2] != b"\0\0" or head[2] not in _TYPES:
        raise DataError(name, "is not an IDX file", DOWNLOAD_AGAIN)
    rank = head[3]
    if not 1 <= rank <= MAX_RANK:
        raise DataError(name, f"is not an IDX file: {rank} dimensions", DOWNLOAD_AGAIN)
    if len(head) < 4 + 4 * rank:
        raise DataError(name, "its header is cut short", DOWNLOAD_AGAIN)
    lengths = np.frombuffer(head, dtype=">u4", count=rank, offset=4)
    return IdxHeader(np.dtype(_TYPES[head[2]]), tuple(lengths.tolist()))


def check_pictures(header: IdxHeader, name: str) -> None:
    """Raise a `DataError` unless an array of this header holds pictures."""
    shape = header.shape
    if len(shape) == 1:
        raise DataError(name, "holds labels, not images", "Open the file of the images")
    if len(shape) == 2 or (len(shape) == 4 and shape[3] not in (1, 3)):
        problem = f"{header.text} numbers are not pictures"
        raise DataError(name, problem, "Give (images, height, width, 1 or 3 channels)")
    if shape[0] == 0:
        raise DataError(name, "no images in it", "Choose another file")
    if 0 in shape:
        raise DataError(name, f"{header.text}: its pictures are empty", "Choose another file")


def check_length(header: IdxHeader, name: str, size: int, packed: int) -> None:
    """Compare what a header promises with the bytes that are there, before any room is made.

    Parameters
    ----------
    header : IdxHeader
        Of the file.
    name : str
        Of the file, for messages.
    size : int
        Bytes of the whole file; -1 where only their arrival will tell.
    packed : int
        Bytes from which it is unzipped in that case; -1 where not known.

    Raises
    ------
    DataError
        If bytes must be missing, bytes follow the last number, or a picture has too many values.
    """
    promises = f"header promises {header.text} ({gigabytes(header.n_bytes)}) but"
    there = size - header.offset
    if size < 0 <= packed and header.n_bytes > packed * _MAX_RATIO:
        problem = f"{promises} it is unzipped from {packed:,} bytes"
        raise DataError(name, problem, DOWNLOAD_AGAIN)
    if size >= 0 and there < header.n_bytes:
        raise DataError(name, f"{promises} {there:,} bytes follow", DOWNLOAD_AGAIN)
    if size >= 0 and there > header.n_bytes:
        problem = f"{there - header.n_bytes:,} bytes follow its last number"
        raise DataError(name, problem, DOWNLOAD_AGAIN)
    if math.prod(header.shape[1:]) > MAX_VALUES:
        problem = f"images of {header.text.partition('×')[2]} are over {MAX_VALUES:,} values"
        raise DataError(name, problem, "Make them smaller")

"""One ``.npy`` file, rows of which are read when they are asked for.

Nothing is mapped into memory, as a process dies when a mapped file shrinks. The file is opened
for each reading: however many files there are none stays open, and threads share nothing.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from dataclasses import dataclass
from io import FileIO
from typing import Any

import numpy as np

from engine.errors import DataError, printable
from engine.readers.arrays.npy_header import HEAD_BYTES, SAVE_AGAIN, parse_header
from engine.readers.files import is_folder, readable_errors

# A pipe that has taken the place of a file would have its opener wait for ever.
_NOT_WAITING = getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class NpyFile:
    """A ``.npy`` file of numbers in C order, as it was when its header was read.

    Attributes
    ----------
    path : str
        Where it is.
    name : str
        For messages.
    dtype : dtype
        As stored, maybe not in the byte order of this machine.
    shape : tuple of int
        Rows first.
    offset : int
        Bytes before the first row.
    size, mtime_ns : int
        Its length in bytes and when it was last written, by which a change is noticed.
    """

    path: str
    name: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    offset: int
    size: int
    mtime_ns: int

    def read(self, runs: Iterable[tuple[int, memoryview]]) -> None:
        """Fill buffers with rows, in the byte order of the file.

        Parameters
        ----------
        runs : iterable of (int, memoryview)
            The first row, and a buffer of bytes that takes it and the rows after it.

        Raises
        ------
        DataError
            If the file is gone, cannot be read, or is not as it was.
        """
        row_bytes = math.prod(self.shape[1:]) * self.dtype.itemsize
        with readable_errors(self.name), _opened(self.path) as file:
            self._check(file)
            for first, buffer in runs:
                file.seek(self.offset + first * row_bytes)
                if _fill(file, buffer) < len(buffer):
                    break  # it has shrunk, as is found next
            self._check(file)

    def _check(self, file: FileIO) -> None:
        status = os.fstat(file.fileno())
        if (status.st_size, status.st_mtime_ns) != (self.size, self.mtime_ns):
            raise DataError(self.name, "has changed since it was opened", "Open the folder again")


def open_npy(path: str) -> NpyFile:
    """Return the file at `path`, its length checked against its header.

    Raises
    ------
    DataError
        If it is no ``.npy`` file of numbers in C order, or longer or shorter than it says.
    """
    name = printable(os.path.basename(path))
    if is_folder(path, name):
        raise DataError(name, "is a folder where a file should be", "Move it elsewhere")
    head = bytearray(HEAD_BYTES)
    with readable_errors(name), _opened(path) as file:
        status = os.fstat(file.fileno())
        length = _fill(file, memoryview(head))
    header = parse_header(bytes(head[:length]), name)
    promised = header.n_bytes
    if promised > status.st_size:
        problem = f"is cut short: {status.st_size:,} of {promised:,} bytes are there"
        raise DataError(name, problem, SAVE_AGAIN)
    if promised < status.st_size:
        raise DataError(name, f"{status.st_size - promised:,} bytes follow its end", SAVE_AGAIN)
    return NpyFile(
        path=path,
        name=name,
        dtype=header.dtype,
        shape=header.shape,
        offset=header.offset,
        size=status.st_size,
        mtime_ns=status.st_mtime_ns,
    )


def _opened(path: str) -> FileIO:
    file = open(  # noqa: SIM115 - the caller closes it
        path, "rb", buffering=0, opener=lambda path, flags: os.open(path, flags | _NOT_WAITING)
    )
    return file


def _fill(file: FileIO, buffer: memoryview) -> int:
    """Read into `buffer` until it is full or the file ends; return the bytes read."""
    done = 0
    while done < len(buffer):
        count = file.readinto(buffer[done:])
        if not count:
            break
        done += count
    return done

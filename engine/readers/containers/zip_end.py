"""Where the directory of a zip archive lies: told at the end of the file.

Fields as in PKWARE's APPNOTE 6.3.10, sections 4.3.14 to 4.3.16.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from engine.errors import DataError
from engine.readers.containers.streams import FileStream
from engine.readers.files import DOWNLOAD_AGAIN

DAMAGED = "is cut short or damaged"
MAX_DIRECTORY = 64 << 20  # bytes: 335 for each of 200,000 files

_END = struct.Struct("<4s4H2LH")
_END_MAGIC = b"PK\5\6"
_MAX_COMMENT = 0xFFFF
_ZIP64_END = struct.Struct("<4sQ2H2L4Q")
_ZIP64_LOCATOR = struct.Struct("<4sLQL")


class Directory(NamedTuple):
    """Place of a directory, in bytes from the beginning of the file."""

    start: int
    size: int
    n_entries: int
    prefix: int
    """Bytes put before the archive, which its own offsets do not count."""


def find_directory(file: FileStream, name: str) -> Directory:
    """Return where the directory of a zip archive is.

    Raises
    ------
    DataError
        If it is not in the file, is too large, or the archive is one part of several.
    """
    end, fields = _find_end(file, name)
    _, disk, directory_disk, _, n_entries, size, offset, _ = fields
    records = _ZIP64_END.size + _ZIP64_LOCATOR.size
    if end >= records:
        file.seek(end - records)
        data = file.read(records)
        if data[_ZIP64_END.size :].startswith(b"PK\6\7") and data.startswith(b"PK\6\6"):
            long_fields = _ZIP64_END.unpack_from(data)
            disk, directory_disk, _, n_entries, size, offset = long_fields[4:]
            end -= records
    if disk or directory_disk:
        raise DataError(name, "is one part of several", "Join the parts first, or unpack them")
    prefix = end - size - offset
    if prefix < 0:
        raise DataError(name, DAMAGED, DOWNLOAD_AGAIN)
    if size > MAX_DIRECTORY:
        problem = f"its list of files has {size:,} bytes, over the limit of {MAX_DIRECTORY:,}"
        raise DataError(name, problem, "Unpack it and open a part of it")
    return Directory(end - size, size, n_entries, prefix)


def _find_end(file: FileStream, name: str) -> tuple[int, tuple[int, ...]]:
    """Return the position of the last record that ends a directory, and its fields."""
    start = max(0, file.size - _END.size - _MAX_COMMENT)
    file.seek(start)
    tail = file.read(file.size - start)
    loose = None  # a record after which more follows than its comment
    at = len(tail) - _END.size + len(_END_MAGIC)
    while (at := tail.rfind(_END_MAGIC, 0, max(0, at))) >= 0:
        fields = _END.unpack_from(tail, at)
        after = len(tail) - at - _END.size - fields[-1]
        if after == 0:
            return start + at, fields
        if after > 0 and loose is None:
            loose = start + at, fields
    if loose is None:
        raise DataError(name, DAMAGED, DOWNLOAD_AGAIN)
    return loose

"""Headers of a tar archive: ustar, with long names of GNU and pax.

Fields as in POSIX.1-2024, pax, "ustar Interchange Format" and "pax Extended Header".
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass

from engine.errors import DataError
from engine.readers.containers import names
from engine.readers.containers.inflating import InflatedStream
from engine.readers.containers.streams import FileStream
from engine.readers.files import DOWNLOAD_AGAIN

BLOCK = 512

Source = FileStream | InflatedStream

_REGULAR = b"0\x007"
_FOLDER = b"5"
_LEFT_OUT = {
    b"1": names.LINK, b"2": names.LINK, b"3": names.SPECIAL, b"4": names.SPECIAL,
    b"6": names.SPECIAL,
}  # fmt: skip
_LONG_NAME, _LONG_LINK, _PAX, _PAX_FOR_ALL, _OLD_SPARSE = b"L", b"K", b"x", b"g", b"S"
_MAX_EXTENSION = 1 << 20  # bytes of a long name, or of a pax header


@dataclass(frozen=True, slots=True)
class Entry:
    """What a header describes.

    Attributes
    ----------
    path : str
        Empty for a folder.
    size : int
        Bytes that follow, rounded up to whole blocks.
    reason : (str, str) or None
        Why it is left out.
    """

    path: str
    size: int
    reason: names.Reason | None


def read_entry(source: Source, for_all: MutableMapping[bytes, bytes]) -> Entry | None:
    """Return what comes next in an archive; None for its end mark.

    Parameters
    ----------
    source : Source
        At a header.
    for_all : dict
        Pax records for all that follows; changed when there are new ones.

    Raises
    ------
    DataError
        If the archive is damaged or cut short.
    Cancelled
        If the task should stop.
    """
    records = dict(for_all)
    long_name = b""
    while any(header := source.read(BLOCK)):
        if not is_tar_header(header):
            raise DataError(source.name, "is damaged, or no tar archive", DOWNLOAD_AGAIN)
        kind = bytes(header[156:157])
        size = _size(header[124:136], source.name)
        if kind == _LONG_NAME:
            long_name = _extension(source, size).split(b"\0")[0]
        elif kind == _PAX:
            records.update(_pax_records(_extension(source, size), source.name))
        elif kind == _PAX_FOR_ALL:
            for_all.update(_pax_records(_extension(source, size), source.name))
            records.update(for_all)
        elif kind == _LONG_LINK:
            _extension(source, size)
        else:
            raw = records.get(b"path") or long_name or _plain_name(header)
            if b"size" in records:
                size = _pax_size(records[b"size"], source.name)
            return _entry(
                kind, raw, size, any(key.startswith(b"GNU.sparse.") for key in records), source
            )
    return None


def is_tar_header(block: bytes | bytearray) -> bool:
    """Return whether a block of 512 bytes is the header of a file in a tar archive."""
    if len(block) < BLOCK:
        return False
    checksum = _octal(block[148:156])
    return checksum == sum(block[:148]) + 8 * ord(" ") + sum(block[156:BLOCK])


def _entry(kind: bytes, raw: bytes, size: int, sparse: bool, source: Source) -> Entry:
    if kind == _OLD_SPARSE:
        problem = "holds a sparse file, which is not read here"
        raise DataError(source.name, problem, "Unpack it and open the folder")
    path = raw.decode("utf-8", "surrogateescape")
    if kind in _LEFT_OUT:
        return Entry(path, 0, _LEFT_OUT[kind])
    if kind == _FOLDER:
        return Entry("", 0, None)
    if kind not in _REGULAR:
        return Entry(path, size, names.UNKNOWN)
    # Before ustar a slash at the end was all that told a folder.
    path = "" if path.endswith("/") else names.tidy(path)
    return Entry(path, size, names.SPARSE if sparse else None)


def _plain_name(header: bytearray) -> bytes:
    name = bytes(header[:100]).split(b"\0")[0]
    if header[257:263] != b"ustar\0":
        return name
    prefix = bytes(header[345:500]).split(b"\0")[0]
    return prefix + b"/" + name if prefix else name


def _extension(source: Source, size: int) -> bytes:
    if size > _MAX_EXTENSION:
        raise DataError(source.name, "is damaged: a name of impossible length", DOWNLOAD_AGAIN)
    return bytes(source.read(size + -size % BLOCK)[:size])


def _pax_records(data: bytes, name: str) -> dict[bytes, bytes]:
    records = {}
    while data:
        digits, _, _ = data.partition(b" ")
        length = int(digits) if digits.isdigit() and len(digits) <= 7 else 0
        record = data[len(digits) + 1 : length]
        key, equals, value = record.partition(b"=")
        if length > len(data) or not equals or not value.endswith(b"\n"):
            raise DataError(name, "is damaged: a pax header that cannot be read", DOWNLOAD_AGAIN)
        records[key] = value[:-1]
        data = data[length:]
    return records


def _pax_size(digits: bytes, name: str) -> int:
    if not digits.isdigit() or len(digits) > 18:
        raise _impossible(name)
    return int(digits)


def _size(field: bytearray, name: str) -> int:
    size = _octal(field)
    if size is None:
        raise _impossible(name)
    return size


def _impossible(name: str) -> DataError:
    return DataError(name, "is damaged: a file of impossible size", DOWNLOAD_AGAIN)


def _octal(field: bytes | bytearray) -> int | None:
    """Return an octal field; None if it is none, as sizes over 8 GB and below 0 are not."""
    digits = bytes(field).strip(b" \0")
    return int(digits or b"0", 8) if not digits.strip(b"01234567") else None

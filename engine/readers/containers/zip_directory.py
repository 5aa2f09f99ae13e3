"""The directory of a zip archive: what its members are and where they lie.

Fields as in PKWARE's APPNOTE 6.3.10, sections 4.3.12 to 4.3.16 and 4.5.3. The standard library
reads a directory in one go, however long it is; this one can be stopped, and is bounded.
"""

from __future__ import annotations

import stat
import struct
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from engine.errors import DataError
from engine.readers.containers import names
from engine.readers.containers.budget import check_count, check_ratio
from engine.readers.containers.streams import FileStream
from engine.readers.containers.zip_end import DAMAGED, find_directory
from engine.readers.files import DOWNLOAD_AGAIN
from engine.readers.task import Task

LOCAL_BYTES = 30
STORED, DEFLATED = 0, 8
UNPACK_IT = "Unpack it and open the folder"

_LOOK = 1000  # entries between two looks at the task: about 10 ms
_ENTRY = struct.Struct("<4s6H3L5H2L")
_EXTRA = struct.Struct("<2H")
_ZIP64_EXTRA = 1
_IN_ZIP64 = 0xFFFFFFFF
_ENCRYPTED = 0x2041  # any of three kinds of encryption
_UTF8 = 0x800
_UNIX = (3, 19)  # systems that keep the kind of a file; 19 is macOS
_METHODS = {
    1: "Shrink", 6: "Implode", 9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard",
    95: "xz", 98: "PPMd", 99: "AES",
}  # fmt: skip


class Entry(NamedTuple):
    """A regular file of a zip archive, as its directory says."""

    path: str
    offset: int
    """Of its local header, in bytes from the beginning of the file."""
    end: int
    """Where the next entry begins."""
    deflated: bool
    crc: int
    packed: int
    size: int


def read_directory(
    file: FileStream, name: str, task: Task
) -> tuple[dict[str, Entry], Counter[names.Reason]]:
    """Return the files of a zip archive by their paths, and how many were left out and why.

    Raises
    ------
    DataError
        If the archive is cut short or damaged; if a file is encrypted or of an unknown method; if
        entries overlap or unpack to what only bombs do; if there are too many.
    Cancelled
        If the task should stop.
    """
    directory = find_directory(file, name)
    check_count(name, directory.n_entries)
    file.seek(directory.start)
    data = file.read(directory.size)
    counts: Counter[names.Reason] = Counter()
    found: dict[str, Entry] = {}
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(data):
        if len(spans) % _LOOK == 0:
            task.report("listing files", len(spans), 0)
            check_count(name, len(spans))
        entry, end, reason, at = _entry(data, at, directory.prefix, name)
        spans.append((entry.offset, end))
        if reason is not None:
            counts[reason] += 1
        elif not entry.path or names.is_junk(entry.path):
            continue
        elif entry.path in found:
            counts[names.NAME_TWICE] += 1
        else:
            found[entry.path] = entry
    check_count(name, len(spans))
    if len(spans) & 0xFFFF != directory.n_entries & 0xFFFF:
        raise DataError(name, DAMAGED, DOWNLOAD_AGAIN)
    task.check()
    ends = _next_offsets(spans, directory.start, name)
    check_ratio(name, file.size, sum(entry.size for entry in found.values()))
    for done, (path, entry) in enumerate(found.items()):
        if done % _LOOK == 0:
            task.check()
        found[path] = entry._replace(end=ends[entry.offset])
    return found, counts


def _entry(
    data: bytearray, at: int, prefix: int, name: str
) -> tuple[Entry, int, names.Reason | None, int]:
    """Return an entry (path empty: a folder), its least end, why to leave it out, what is next."""
    try:
        fields = _ENTRY.unpack_from(data, at)
    except struct.error as error:
        raise DataError(name, DAMAGED, DOWNLOAD_AGAIN) from error
    signature, made_by, _, flags, method, _, _, crc, packed, size = fields[:10]
    name_bytes, extra_bytes, comment_bytes, disk, _, attributes, offset = fields[10:]
    name_end = at + _ENTRY.size + name_bytes
    extra_end = name_end + extra_bytes
    if signature != b"PK\1\2" or disk not in (0, 0xFFFF) or extra_end + comment_bytes > len(data):
        raise DataError(name, DAMAGED, DOWNLOAD_AGAIN)
    if _IN_ZIP64 in (size, packed, offset):
        extra = bytes(data[name_end:extra_end])
        size, packed, offset = _zip64_numbers(extra, (size, packed, offset), name)
    path = _text(bytes(data[at + _ENTRY.size : name_end]), flags).replace("\\", "/")
    kind = stat.S_IFMT(attributes >> 16) if made_by >> 8 in _UNIX else 0
    reason = None
    if kind == stat.S_IFLNK:
        reason = names.LINK
    elif kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        reason = names.SPECIAL
    path = "" if path.endswith("/") or kind == stat.S_IFDIR else names.tidy(path)
    if path and reason is None:
        _check(f"{name} › {path}", flags, method, packed, size)
    offset += prefix
    entry = Entry(path, offset, 0, method == DEFLATED, crc, packed, size)
    least_end = offset + LOCAL_BYTES + name_bytes + packed
    return entry, least_end, reason, extra_end + comment_bytes


def _check(shown: str, flags: int, method: int, packed: int, size: int) -> None:
    if flags & _ENCRYPTED:
        raise DataError(shown, "is password-protected", UNPACK_IT)
    if method not in (STORED, DEFLATED):
        known = _METHODS.get(method, f"method {method}")
        raise DataError(shown, f"is packed with {known}, not with Deflate", UNPACK_IT)
    check_ratio(shown, packed, size)


def _text(raw: bytes, flags: int) -> str:
    raw = raw.split(b"\0")[0]
    try:
        return raw.decode()  # macOS writes UTF-8 and does not say so
    except UnicodeDecodeError:
        return raw.decode("utf-8", "surrogateescape") if flags & _UTF8 else raw.decode("cp437")


def _zip64_numbers(extra: bytes, numbers: tuple[int, int, int], name: str) -> tuple[int, int, int]:
    """Return the numbers, those that are all ones replaced from the extra field."""
    at = 0
    while at + _EXTRA.size <= len(extra):
        kind, length = _EXTRA.unpack_from(extra, at)
        at += _EXTRA.size
        if kind == _ZIP64_EXTRA:
            missing = numbers.count(_IN_ZIP64)
            if length < 8 * missing or at + length > len(extra):
                break
            longer = iter(struct.unpack_from(f"<{missing}Q", extra, at))
            size, packed, offset = (
                next(longer) if number == _IN_ZIP64 else number for number in numbers
            )
            return size, packed, offset
        at += length
    raise DataError(name, DAMAGED, DOWNLOAD_AGAIN)


def _next_offsets(spans: Sequence[tuple[int, int]], limit: int, name: str) -> dict[int, int]:
    """Return where each entry has to end, by its offset, if none reaches into the next."""
    following: dict[int, int] = {}
    for offset, end in sorted(spans, reverse=True):
        if end > limit:
            if not following:
                raise DataError(name, DAMAGED, DOWNLOAD_AGAIN)
            raise DataError(name, "holds files that overlap, as bombs do", "Use another archive")
        following[offset] = limit
        limit = offset
    return following

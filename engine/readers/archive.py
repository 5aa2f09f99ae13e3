"""Tar archives, gzipped or not, read once from front to back and never unpacked to disk.

Only what a plain archive of small regular files needs is understood: links, devices and folders
are skipped, names are there to be compared. No size is believed before its bytes arrive.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from engine.errors import DataError
from engine.readers.files import CUT_SHORT, DOWNLOAD_AGAIN, check_size, readable_errors
from engine.readers.task import Task

GZIP_MAGIC = b"\x1f\x8b"
TAR_BLOCK = 512
MAX_UNPACKED = 512 << 20  # bytes; CIFAR-10 has 184 MB, and a bomb is over in 1 s
MAX_MEMBERS = 10_000

_INPUT_BLOCK = 1 << 18  # about 4 ms of unpacking
_OUTPUT_BLOCK = 1 << 20
_GZIP = 16 + zlib.MAX_WBITS  # zlib then checks the CRC at the end
_REGULAR = b"0\x007"  # type flags of regular files


class ArchiveStream:
    """The bytes of an archive file, after unzipping.

    Parameters
    ----------
    file : binary file
        Open at its beginning.
    name : str
        Of the file, for messages.
    task : Task
        Asked at every block whether to go on.
    """

    def __init__(self, file: BinaryIO, name: str, task: Task) -> None:
        self.name = name
        self.position = 0
        self._file = file
        self._task = task
        with readable_errors(name):
            zipped = file.read(len(GZIP_MAGIC)) == GZIP_MAGIC
            file.seek(0)
        self._unzip = zlib.decompressobj(_GZIP) if zipped else None

    def read(self, size: int) -> bytearray:
        """Return the next `size` bytes.

        Raises
        ------
        DataError
            If the archive ends before that, is damaged, or unpacks to too much.
        Cancelled
            If the task should stop.
        """
        data = bytearray()
        while len(data) < size:
            data += self._some(size - len(data))
        return data

    def skip(self, size: int) -> None:
        """Pass over the next `size` bytes; raises as `read` does."""
        while size > 0:
            size -= len(self._some(size))

    def finish(self) -> None:
        """Read to the end, for its checksum; raises as `read` does."""
        while self._unzip is not None and not self._unzip.eof:
            self._some(_OUTPUT_BLOCK, at_end=True)

    def _some(self, most: int, at_end: bool = False) -> bytes:
        self._task.check()
        most = min(most, _OUTPUT_BLOCK)
        with readable_errors(self.name):
            if self._unzip is None:
                block = self._file.read(most)
            else:
                block = self._unzipped(self._unzip, most)
        if not block and not at_end:
            raise DataError(self.name, CUT_SHORT, DOWNLOAD_AGAIN)
        self.position += len(block)
        check_size(self.position, self.name, MAX_UNPACKED)
        return block

    def _unzipped(self, unzip: zlib._Decompress, most: int) -> bytes:
        block = b""
        while not block and not unzip.eof:
            waiting = unzip.unconsumed_tail or self._file.read(_INPUT_BLOCK)
            if not waiting:
                raise DataError(self.name, CUT_SHORT, DOWNLOAD_AGAIN)
            try:
                block = unzip.decompress(waiting, most)
            except zlib.error as error:
                raise DataError(self.name, "is damaged", DOWNLOAD_AGAIN) from error
        return block


def regular_members(stream: ArchiveStream) -> Iterator[tuple[str, int]]:
    """Yield name and size of each regular file in a tar archive, up to its end mark.

    The caller may then read the file's bytes from `stream`, all or some or none.

    Raises
    ------
    DataError
        If the archive is damaged, cut short or too large.
    Cancelled
        If the task should stop.
    """
    for _ in range(MAX_MEMBERS):
        header = stream.read(TAR_BLOCK)
        if not any(header):
            stream.finish()
            return
        if not is_tar_header(header):
            raise DataError(stream.name, "is damaged, or no tar archive", DOWNLOAD_AGAIN)
        size = _number(header[124:136])
        if size is None:
            raise DataError(stream.name, "is damaged: a file of impossible size", DOWNLOAD_AGAIN)
        end = stream.position + -(-size // TAR_BLOCK) * TAR_BLOCK
        if header[156] in _REGULAR:
            yield header[:100].split(b"\0")[0].decode("utf-8", "backslashreplace"), size
        stream.skip(end - stream.position)
    raise DataError(stream.name, f"holds over {MAX_MEMBERS:,} files", "Use the original CIFAR file")


def is_tar_header(block: bytes | bytearray) -> bool:
    """Return whether a block of 512 bytes is the header of a file in a tar archive."""
    if len(block) < TAR_BLOCK:
        return False
    checksum = _number(block[148:156])
    return checksum == sum(block[:148]) + 8 * ord(" ") + sum(block[156:TAR_BLOCK])


def _number(field: bytes | bytearray) -> int | None:
    """Return an octal field of a header; None if it is none, as for sizes over 8 GB."""
    digits = bytes(field).strip(b" \0")
    return int(digits or b"0", 8) if not digits.strip(b"01234567") else None

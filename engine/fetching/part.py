"""A file on its way: ``NAME.part``, until all its bytes are there and are the right ones."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from engine.catalogue import RemoteFile
from engine.errors import DataError
from engine.fetching.disk import readable_disk_errors
from engine.fetching.store import part_of
from engine.fetching.validators import read_note, write_note

_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_HASH_BLOCK = 1 << 20  # bytes hashed between two looks at `should_stop`: about 1 ms


class Part:
    """The bytes of `file` that are there, in ``NAME.part``; a context manager.

    Beside it lies ``NAME.part.json`` with what the server calls this version of the file, by
    which a later request can make sure that the rest is of the same. Both stay when the transfer
    is cut, and go when they are of no use.

    Parameters
    ----------
    target : Path
        The file it shall become.
    file : RemoteFile
        What is known of it.

    Attributes
    ----------
    found : int
        Bytes that an earlier attempt left.
    size : int
        Bytes there and looked at.
    validator : str
        The server's ``ETag`` or ``Last-Modified`` of them; empty where it gave none.

    Raises
    ------
    DataError
        If the disk does not let it be opened.
    """

    def __init__(self, target: Path, file: RemoteFile) -> None:
        self._target = target
        self._file = file
        self._path = part_of(target)
        self._note = self._path.with_name(f"{self._path.name}.json")
        self._descriptor = -1
        self._digest = hashlib.sha256()
        self.found = self.size = 0
        self.validator = ""

    def __enter__(self) -> Part:
        with readable_disk_errors(self._file.name):
            if self._target.is_dir():
                raise IsADirectoryError(0, "there is a folder of that name")
            with contextlib.suppress(FileNotFoundError):
                if not stat.S_ISREG(os.lstat(self._path).st_mode):
                    os.unlink(self._path)  # a link may point anywhere, a pipe would never answer
            self._descriptor = os.open(self._path, _FLAGS, 0o666)
            self.found = os.fstat(self._descriptor).st_size
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        is_empty = self._descriptor >= 0 and os.fstat(self._descriptor).st_size == 0
        self._close()
        if is_empty:
            self._remove()

    def resume(self) -> Iterator[int]:
        """Take up what an earlier attempt left, or begin anew where that is of no use.

        Yields
        ------
        int
            Bytes looked at so far. All is lost but the part itself if nobody asks for the next.
        """
        self.validator = read_note(self._note, self._file.sha256)
        if self.validator or self.found == self._file.size:
            while block := self._read():
                self._digest.update(block)
                self.size += len(block)
                yield self.size
        if not self.size or self.size > self._file.size or (self.is_whole and not self.is_right):
            self.restart("")

    def _read(self) -> bytes:
        with readable_disk_errors(self._file.name):
            return os.read(self._descriptor, _HASH_BLOCK)

    def restart(self, validator: str) -> None:
        """Begin anew, with a version that the server calls `validator`."""
        with readable_disk_errors(self._file.name):
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.ftruncate(self._descriptor, 0)
            self.size = 0
            self._digest = hashlib.sha256()
            self.validator = validator
            write_note(self._note, validator, self._file.sha256)

    def write(self, data: bytes) -> None:
        """Append bytes.

        Raises
        ------
        DataError
            If the disk does not take them; those it took stay.
        """
        rest = memoryview(data)
        with readable_disk_errors(self._file.name):
            while rest:
                taken = os.write(self._descriptor, rest)
                self._digest.update(rest[:taken])
                self.size += taken
                rest = rest[taken:]

    @property
    def is_whole(self) -> bool:
        """True if there are as many bytes as there should be."""
        return self.size == self._file.size

    @property
    def is_right(self) -> bool:
        """True if the bytes there have the checksum of the whole file."""
        return self._digest.hexdigest() == self._file.sha256

    def finish(self) -> None:
        """Give the file its name, once it is safely on the disk.

        Raises
        ------
        DataError
            If these are not the right bytes, which are then removed.
        """
        if not (self.is_whole and self.is_right):
            self.discard()
            problem = "what came is another file: its checksum is wrong"
            raise DataError(self._file.name, problem, "Try again, or open your own copy")
        with readable_disk_errors(self._file.name):
            os.fsync(self._descriptor)
            self._close()
            os.replace(self._path, self._target)
            self._remove()
        with contextlib.suppress(OSError):  # a name lost by a power cut costs one more look
            _sync_folder(self._target.parent)

    def discard(self) -> None:
        """Remove the part."""
        self._close()
        self._remove()

    def _close(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def _remove(self) -> None:
        for path in (self._path, self._note):
            with contextlib.suppress(OSError):
                os.unlink(path)


def _sync_folder(folder: Path) -> None:
    if os.name != "nt":  # Windows opens no folders; its renames are journalled
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

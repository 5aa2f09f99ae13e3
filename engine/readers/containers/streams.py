"""Bytes of files of the disk, and parts of other streams."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from engine.errors import DataError
from engine.readers.containers.base import Stream
from engine.readers.files import CUT_SHORT, DOWNLOAD_AGAIN, readable_errors
from engine.readers.task import Task

BLOCK = 1 << 20  # bytes between two looks at the task: about 0.3 ms of reading

# A pipe that has taken the place of a file would have its opener wait for ever.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def open_regular(path: str) -> tuple[int, int]:
    """Return the descriptor of a regular file, which the caller closes, and its size in bytes.

    Raises
    ------
    OSError
        If it cannot be opened, or is no regular file.
    """
    descriptor = os.open(path, _FLAGS)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "no regular file")
    return descriptor, status.st_size


class FileStream(Stream):
    """The bytes of a regular file that its maker closes.

    Parameters
    ----------
    descriptor : int
        Of the file, at its beginning.
    name : str
        For messages.
    size : int
        Bytes in it when it was opened.
    task : Task
        Asked at every block whether to go on.
    """

    def __init__(self, descriptor: int, name: str, size: int, task: Task) -> None:
        super().__init__(name, size)
        self._descriptor = descriptor
        self._task = task
        self._position = 0
        self._ended = False

    def _some(self, most: int) -> bytes:
        self._task.check()
        if self._ended:
            return b""
        left = self.size - self._position
        # One byte more than is left: no second read is needed to see that a file ends there.
        asked = min(most, BLOCK, left + 1 if left >= 0 else BLOCK)
        try:
            block = os.read(self._descriptor, asked)
        except OSError:
            with readable_errors(self.name):
                raise
        self._position += len(block)
        self._ended = len(block) == left < asked
        return block

    def seek(self, position: int) -> None:
        """Go on at `position`, in bytes from the beginning.

        Raises
        ------
        DataError
            If the file was shorter than that when it was opened.
        """
        if position > self.size:
            raise DataError(self.name, CUT_SHORT, DOWNLOAD_AGAIN)
        with readable_errors(self.name):
            os.lseek(self._descriptor, position, os.SEEK_SET)
        self._ahead = b""
        self._position = position
        self._ended = False

    def skip(self, size: int) -> None:
        """Pass over the next `size` bytes; raises as `seek` does."""
        self.seek(self._position - len(self._ahead) + size)


@contextmanager
def opened(path: str, name: str, task: Task) -> Iterator[FileStream]:
    """Open a regular file as long as the context lasts.

    Raises
    ------
    DataError
        If it cannot be opened, or is no regular file.
    """
    with readable_errors(name):
        descriptor, size = open_regular(path)
    try:
        yield FileStream(descriptor, name, size, task)
    finally:
        os.close(descriptor)


class PartStream(Stream):
    """The next bytes of another stream, which must have them all.

    Parameters
    ----------
    source : Stream
        Read by nobody else meanwhile.
    name : str
        For messages.
    size : int
        How many bytes.

    Attributes
    ----------
    left : int
        How many of them `source` has not given yet.
    """

    def __init__(self, source: Stream, name: str, size: int) -> None:
        super().__init__(name, size)
        self.left = size
        self._source = source

    def _some(self, most: int) -> bytes:
        block = bytearray(min(most, self.left, BLOCK))
        with memoryview(block) as view:
            self._some_into(view)
        return bytes(block)

    def _some_into(self, buffer: memoryview) -> int:
        count = min(len(buffer), self.left, BLOCK)
        if self._source.fill(buffer[:count]) < count:
            raise DataError(self._source.name, CUT_SHORT, DOWNLOAD_AGAIN)
        self.left -= count
        return count

"""Paths, looked at before they are opened: a pipe or a device cannot make a reader hang."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from engine.errors import DataError
from engine.readers.task import Task

BLOCK = 1 << 22  # bytes read between two looks at `should_stop`: about 2 ms, 80 ms on a slow drive
HEAD = 1024  # bytes by which a format is known

CUT_SHORT = "the file is cut short"
DOWNLOAD_AGAIN = "Download it again"


@contextmanager
def readable_errors(name: str) -> Iterator[None]:
    """Turn what the system says of a path into a `DataError` on `name`.

    Raises
    ------
    DataError
        In place of any `OSError`, and of the `ValueError` for a path with a NUL in it.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise DataError(name, "there is no such file or folder", "Check the path") from error
    except PermissionError as error:
        raise DataError(name, "may not be read", "Change its permissions") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(name, f"cannot be read ({reason})", "Check the path") from error


def is_folder(path: str, name: str) -> bool:
    """Return whether `path` is a folder, and not a regular file; links are followed.

    Raises
    ------
    DataError
        If there is neither, or it cannot be looked at.
    """
    with readable_errors(name):
        mode = os.stat(path).st_mode
    if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
        raise DataError(name, "is neither a file nor a folder", "Choose a file or a folder")
    return stat.S_ISDIR(mode)


def head(path: str, name: str) -> bytes:
    """Return the first bytes of a regular file.

    Raises
    ------
    DataError
        If it cannot be read.
    """
    with readable_errors(name), open(path, "rb") as file:
        return file.read(HEAD)


def read_whole(path: str, name: str, limit: int, task: Task) -> bytearray:
    """Return the bytes of a regular file of at most `limit` bytes.

    Raises
    ------
    DataError
        If it is no regular file, too large, cannot be read, or shrinks meanwhile.
    Cancelled
        If the task should stop.
    """
    if is_folder(path, name):
        raise DataError(name, "is a folder where a file should be", DOWNLOAD_AGAIN)
    with readable_errors(name), open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        check_size(size, name, limit)
        data = bytearray()
        while len(data) < size:
            task.check()
            block = file.read(min(BLOCK, size - len(data)))
            if not block:
                raise DataError(name, CUT_SHORT, DOWNLOAD_AGAIN)
            data += block
    return data


def check_size(size: int, name: str, limit: int) -> None:
    """Raise a `DataError` if a file has more than `limit` bytes."""
    if size > limit:
        raise DataError(
            name, f"{size:,} bytes are over the limit of {limit:,}", "Use the original CIFAR file"
        )

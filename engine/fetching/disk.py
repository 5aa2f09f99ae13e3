"""The disk that downloads go to: what it says in one line, its room, and one writer at a time."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import DataError

ANOTHER_FOLDER = "Choose another folder for image sets"
_FULL = {errno.ENOSPC, errno.EDQUOT}
_BUSY = {errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK}


@contextmanager
def readable_disk_errors(name: str) -> Iterator[None]:
    """Turn what the system says while writing into a `DataError` on `name`.

    Raises
    ------
    DataError
        In place of any `OSError`, and of the `ValueError` for a path with a NUL in it.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            remedy = "Free some space and try again; it goes on where it stopped"
            raise DataError(name, "the disk is full", remedy) from error
        reason = error.strerror or str(error)
        raise DataError(name, f"cannot be written ({reason})", ANOTHER_FOLDER) from error
    except ValueError as error:
        raise DataError(name, f"cannot be written ({error})", ANOTHER_FOLDER) from error


def check_space(folder: Path, needed: int, name: str) -> None:
    """Raise a `DataError` on `name` if `needed` bytes are more than are free in `folder`."""
    with readable_disk_errors(name):
        free = shutil.disk_usage(folder).free
    if needed > free:
        problem = f"needs {needed / 10**6:,.0f} MB of disk, {free / 10**6:,.0f} MB are free"
        raise DataError(name, problem, "Free some space, or choose another folder for image sets")


@contextmanager
def only_writer(path: Path, name: str) -> Iterator[None]:
    """Be the only one, in this and all other processes, who holds the lock file `path`.

    The system takes the lock back from a process that ends, however it ends. The file is gone
    afterwards.

    Raises
    ------
    DataError
        On `name`, if somebody else holds it or it cannot be made.
    """
    with readable_disk_errors(name):
        descriptor = _locked(path, name)
    try:
        yield
    finally:
        if sys.platform != "win32":  # there an open file cannot be removed
            with contextlib.suppress(OSError):
                os.unlink(path)
        os.close(descriptor)
        if sys.platform == "win32":
            with contextlib.suppress(OSError):  # somebody else has opened it: it is theirs now
                os.unlink(path)


def _locked(path: Path, name: str) -> int:
    """Return the descriptor of the lock file, which now is ours."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        try:
            _lock(descriptor, name)
            if _is_at(descriptor, path):  # its last holder may have removed it meanwhile
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _lock(descriptor: int, name: str) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _BUSY:
            problem = "is being downloaded by another window or program"
            raise DataError(name, problem, "Wait until that is done") from error
        # A file system without locks. Two writers would spoil each other's part, and the
        # checksum would say so.


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path, follow_symlinks=False))
    except FileNotFoundError:
        return False

"""Files that are whole or not there: write, fsync, rename, fsync of the folder.

Only system calls are used. C's buffered files and NumPy's writers can lose the tail of a file on
a full disk and report success.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from pathlib import Path

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
# What file systems without a folder fsync answer to one.
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES, errno.EISDIR}


def temporary_name() -> str:
    """Return a name for something unfinished; it tells which process it belongs to."""
    return f".tmp-{os.getpid()}-{secrets.token_hex(4)}"


def write_new(path: Path, data: bytes | memoryview) -> None:
    """Write a file that does not exist yet and see it safely to the disk.

    Links are not followed. When this raises, the file is gone again.

    Raises
    ------
    OSError
        If anything at all went wrong, an error on closing included.
    """
    rest = memoryview(data).cast("B")
    size = len(rest)
    descriptor = os.open(path, _FLAGS, 0o666)
    try:
        try:
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)
            if os.fstat(descriptor).st_size != size:
                raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
        finally:
            os.close(descriptor)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(path)
        raise


def atomic_write(path: Path, data: bytes | memoryview) -> None:
    """Write a file so that `path` holds its old content or the new one, never a part.

    A link at `path` is replaced, not followed.

    Raises
    ------
    OSError
        If the new content is not safely on the disk.
    """
    temporary = path.with_name(temporary_name())
    write_new(temporary, data)
    try:
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """See the names in `folder` safely to the disk, where the system can do that.

    Raises
    ------
    OSError
        If the disk reports an error.
    """
    if os.name == "nt":  # Windows opens no folders; its renames are journalled
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise

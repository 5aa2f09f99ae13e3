"""Which kind of container a path is: known by its first bytes, not by its name."""

from __future__ import annotations

from engine.readers.containers.base import Container
from engine.readers.containers.budget import Budget
from engine.readers.containers.folder import FolderContainer
from engine.readers.containers.inflating import GZIP_MAGIC, InflatedStream
from engine.readers.containers.single import SingleContainer
from engine.readers.containers.streams import opened
from engine.readers.containers.tar_headers import BLOCK, is_tar_header
from engine.readers.containers.tars import TarContainer
from engine.readers.containers.zips import ZipContainer
from engine.readers.files import is_folder
from engine.readers.task import Task

_ZIP_MAGICS = (b"PK\3\4", b"PK\5\6", b"PK\7\x08")  # with files, without, one part of several
_TAR_NAMES = (".tar", ".tar.gz", ".tgz")


def open_container(path: str, name: str, task: Task) -> Container:
    """Return what lies at `path`; only the beginning of a file is read.

    Parameters
    ----------
    path : str
        Absolute.
    name : str
        For messages.
    task : Task
        Asked at every block whether to go on.

    Raises
    ------
    DataError
        If there is nothing, or neither a file nor a folder; if it cannot be read, or is a gzip
        file damaged at its beginning.
    Cancelled
        If the task should stop.
    """
    if is_folder(path, name):
        return FolderContainer(path, name, task)
    with opened(path, name, task) as file:
        head = file.peek(BLOCK)
        if head.startswith(_ZIP_MAGICS):
            return ZipContainer(path, name, task)
        zipped = head.startswith(GZIP_MAGIC)
        if zipped:
            head = InflatedStream(file, Budget(name), task).peek(BLOCK)
    # An archive of no files is nothing but zeros: there its name has to tell.
    empty = len(head) == BLOCK and not any(head) and path.lower().endswith(_TAR_NAMES)
    if empty or is_tar_header(head):
        return TarContainer(path, name, task, zipped=zipped)
    return SingleContainer(path, name, task)

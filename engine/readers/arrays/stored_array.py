"""An array in a file of a container, known by its header: `StoredArray`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from engine.errors import DataError
from engine.readers.arrays.npy_header import NpyHeader
from engine.readers.arrays.npy_stream import peek_header
from engine.readers.containers.base import Container, Member, Stream

SUFFIX = ".npy"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArray:
    """An array in a file of a container.

    Attributes
    ----------
    name : str
        Of the array: that of its file without ``.npy``.
    shown : str
        Name for messages: ``"a.npz › x_train.npy"``.
    member : Member
        The file.
    header : NpyHeader
        What it says of itself.
    """

    name: str
    shown: str
    member: Member
    header: NpyHeader


def stored_array(member: Member, stream: Stream) -> StoredArray:
    """Return the array in a file, its bytes at their beginning.

    Raises
    ------
    NotNumbersError
        If it holds something else than numbers.
    DataError
        If it is no ``.npy`` file, or not as long as its header says.
    """
    header = peek_header(stream)
    return StoredArray(
        name=array_name(member.path), shown=stream.name, member=member, header=header
    )


def array_name(path: str) -> str:
    """Return what the array in the file at `path` is called."""
    for suffix in (".gz", SUFFIX):
        if path.lower().endswith(suffix):
            path = path[: -len(suffix)]
    return path


@contextmanager
def opened(container: Container, member: Member) -> Iterator[Stream]:
    """Give the bytes of one file.

    Raises
    ------
    DataError
        If it is not there any more, or damaged.
    Cancelled
        If the task of the container should stop.
    """
    with closing(container.streams([member])) as streams:
        for _, stream in streams:
            yield stream
            return
    raise is_gone(member.path)


def is_gone(name: str) -> DataError:
    """Return the error for a file that was listed but is not there any more."""
    return DataError(name, "is not there any more", "Open it again")

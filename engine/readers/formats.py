"""Which reader a container is for: decided by what is in its files, not by what they are called."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from importlib import import_module
from itertools import islice

from engine.errors import DataError
from engine.imageset import ImageSet
from engine.readers.arrays.shards import SUFFIX, read_folder
from engine.readers.cifar.binary_version import BINARY_VERSION
from engine.readers.cifar.python_version import PYTHON_VERSION
from engine.readers.containers.base import Container, Member
from engine.readers.containers.single import SingleContainer
from engine.readers.kinds import HEAD, Kind, kind_of
from engine.readers.refusals import cannot_open, is_known, nothing_in
from engine.readers.stl10 import read as stl10
from engine.readers.task import Task

Read = Callable[[Container, Task], ImageSet]

FIRST_FILES = 3  # class names may come before the images
MOST_HEADS = 16  # files that are looked into before a format is chosen

_CLAIMS: tuple[tuple[Callable[[Collection[str]], bool], Read], ...] = (
    (PYTHON_VERSION.claims, PYTHON_VERSION.read),
    (BINARY_VERSION.claims, BINARY_VERSION.read),
    (stl10.claims, stl10.read),
)
_MODULES: dict[Kind, str] = {
    "idx": "idx",
    "npy": "arrays",
    "parquet": "parquet",
    "matlab": "svhn",
    "picture": "pictures",
}
"""Where files of several kinds lie together, the first of these that is there is read.

Modules are imported when their format is met: what they need takes a while to import.
"""

# Names whose format says better than anybody what is wrong with a file of no known kind.
_PROMISED: tuple[tuple[tuple[str, ...], Kind], ...] = (
    (("-ubyte", "-ubyte.gz", ".idx", ".idx.gz"), "idx"),
    ((".npy", ".npy.gz"), "npy"),
)
# What a file most likely is by its name: only where to look first.
_LIKELY = (
    ".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".ppm", ".pgm", ".pbm",
    ".npy", ".parquet", ".mat", "-ubyte", "-ubyte.gz", ".idx", ".gz",
)  # fmt: skip


def read(container: Container, task: Task) -> ImageSet:
    """Return the images in a container, read as what they are.

    Raises
    ------
    DataError
        If there is nothing that can be read.
    Cancelled
        If the task should stop.
    Undecided
        If somebody has to choose first, and is there.
    """
    if isinstance(container, SingleContainer):
        return _reader_of_file(container)(container, task)
    return (_claimed_early(container, task) or _reader_of_many(container, task))(container, task)


def _reader_of_file(container: SingleContainer) -> Read:
    with closing(container.streams()) as streams:
        _, stream = next(streams)
        kind = kind_of(stream.peek(HEAD))
    if kind in _MODULES:
        return _reader(kind)
    if kind == "pickle" or PYTHON_VERSION.claims([container.name]):
        return PYTHON_VERSION.read
    if stl10.claims([container.name]):
        return stl10.read
    if kind in ("unknown", "zeros") and container.name.lower().endswith((".bin", ".bin.gz")):
        return BINARY_VERSION.read  # records without any mark of their own
    for endings, promised in _PROMISED:
        if kind == "unknown" and container.name.lower().endswith(endings):
            return _reader(promised)
    raise cannot_open(container.name, kind)


def _claimed_early(container: Container, task: Task) -> Read | None:
    """Return the reader for a set known by its first files: it saves a passage of the archive."""
    if container.is_folder:
        return None
    with closing(container.streams()) as streams:
        paths: list[str] = []
        for member, _ in islice(streams, FIRST_FILES):
            paths.append(member.path)
            if (read := _claimer(paths, task)) is not None:
                return read
    return None


def _claimer(paths: Sequence[str], task: Task) -> Read | None:
    for claims, read in _CLAIMS:
        task.check()  # a look through the longest lists takes 50 ms
        if claims(paths):
            return read
    return None


def _reader_of_many(container: Container, task: Task) -> Read:
    members = container.members()
    if not members:
        raise nothing_in(container, "nothing" if container.notes else "")
    claimed = _claimer([member.path for member in members], task)
    if claimed is not None:
        return claimed
    task.check()
    kinds = _kinds(container, _to_look_into(members))
    found = next((kind for kind in _MODULES if kind in kinds), None)
    if found == "npy" and container.is_folder:
        return _read_shards
    if found is not None:
        return _reader(found, many=True)
    if kinds and len(kinds) == 1 and is_known(kind := kinds.pop()) and len(members) == 1:
        if container.is_folder and kind in ("zip", "tar", "gzip"):
            raise DataError(members[0].name, "lies alone in this folder", "Open it itself")
        raise cannot_open(f"{container.name} › {members[0].name}", kind)
    if len(members) > MOST_HEADS:
        return _reader("picture")  # among so many there may still be some; it tells if not
    raise nothing_in(container, "no pictures")


def _reader(kind: Kind, *, many: bool = False) -> Read:
    module = import_module(f"engine.readers.{_MODULES[kind]}.read")
    name = "read" if kind != "npy" else "read_npz" if many else "read_npy"
    read: Read = getattr(module, name)
    return read


def _read_shards(folder: Container, task: Task) -> ImageSet:
    """Return the arrays of a folder, or of the first folder in it that has some, as one set."""
    arrays = [member for member in folder.members() if member.name.lower().endswith(SUFFIX)]
    path = os.path.join(folder.path, *_highest(arrays)[0].path.split("/")[:-1])
    return read_folder(path, folder.name, task)


def _highest(members: Sequence[Member]) -> list[Member]:
    """Return those in the fewest folders."""
    depths = [member.path.count("/") for member in members]
    least = min(depths)
    return [member for member, depth in zip(members, depths, strict=True) if depth == least]


def _to_look_into(members: Sequence[Member]) -> list[Member]:
    likely = [member for member in members if member.path.lower().endswith(_LIKELY)]
    chosen = _highest(likely or members)
    step = max(1, len(chosen) // MOST_HEADS)
    return chosen[::step][:MOST_HEADS]


def _kinds(container: Container, members: Sequence[Member]) -> set[Kind]:
    """Return which kinds of files there are; one file that cannot be read spoils no folder."""
    kinds: set[Kind] = set()
    failed: DataError | None = None
    with closing(container.streams(members)) as streams:
        for _, stream in streams:
            try:
                kinds.add(kind_of(stream.peek(HEAD)))
            except DataError as error:
                if not container.is_folder:
                    raise
                failed = failed or error
    if failed is not None and not kinds:
        raise failed
    return kinds

"""The IDX files of a container: which hold images, which their labels, and which are one set.

Names decide what belongs together: ``train-images-idx3-ubyte`` and ``train-labels-idx1-ubyte``,
``emnist-letters-test-images.idx3-ubyte.gz`` and so on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from engine.errors import DataError
from engine.readers.containers.base import Container, Member, Stream
from engine.readers.idx.header import (
    HEAD_BYTES,
    IdxHeader,
    check_length,
    check_pictures,
    parse_header,
)
from engine.readers.kinds import HEAD, kind_of
from engine.readers.splits import part_of, without_part
from engine.readers.task import Task

_TAIL = re.compile(r"[-_. ]*(images?)?[-_. ]*(idx[0-9][-_. ]?[a-z]*)?$")
_BETWEEN = re.compile(r"[-_. ]+")


@dataclass(frozen=True, slots=True)
class IdxFile:
    """An IDX file as its header describes it.

    Attributes
    ----------
    member : Member
        The file in its container.
    name : str
        For messages.
    header : IdxHeader
        What it says of itself.
    size : int
        Bytes, as the container says; -1 where not known.
    """

    member: Member
    name: str
    header: IdxHeader
    size: int

    @property
    def n(self) -> int:
        """Number of its images, or labels."""
        return self.header.shape[0]

    def check(self) -> None:
        """Raise a `DataError` if the file is longer or shorter than its header says."""
        check_length(self.header, self.name, self.size, self.member.size)


@dataclass(frozen=True, slots=True)
class Family:
    """Image files of one set, by the part each holds.

    Attributes
    ----------
    name : str
        What their names have in common: ``"emnist-letters"``.
    parts : dict of str to IdxFile
        See `engine.readers.splits.Parts`.
    """

    name: str
    parts: dict[str, IdxFile]

    @property
    def n(self) -> int:
        """Number of images in all parts."""
        return sum(file.n for file in self.parts.values())


@dataclass(frozen=True, slots=True)
class Survey:
    """What a container holds.

    Attributes
    ----------
    images, labels : tuple of IdxFile
        In the order of the container.
    others : tuple of Member
        Which are no IDX files.
    """

    images: tuple[IdxFile, ...]
    labels: tuple[IdxFile, ...]
    others: tuple[Member, ...]


def survey(container: Container, task: Task) -> Survey:
    """Look at the head of every file.

    Raises
    ------
    DataError
        If there are no images, or a file's header is damaged.
    Cancelled
        If the task should stop.
    """
    found: list[IdxFile] = []
    others: list[Member] = []
    with closing(container.streams(None)) as streams:
        for done, (member, stream) in enumerate(streams):
            task.report("looking at the files", done, 0)
            if kind_of(stream.peek(HEAD)) == "idx":
                found.append(open_idx(member, stream))
            else:
                others.append(member)
                head, name = stream.peek(HEAD_BYTES), stream.name
    if not found and len(others) == 1:
        parse_header(head, name)  # which says what the one file lacks
    images = tuple(file for file in found if len(file.header.shape) > 1)
    if not images and len(found) == 1:
        check_pictures(found[0].header, found[0].name)
    if not images:
        raise DataError(container.name, "no IDX file of images in it", "Choose another file")
    return Survey(images, tuple(file for file in found if file not in images), tuple(others))


def open_idx(member: Member, stream: Stream) -> IdxFile:
    """Return the file whose bytes `stream` has, none of them read.

    Raises
    ------
    DataError
        If it is no IDX file, or its header is cut short.
    """
    header = parse_header(stream.peek(HEAD_BYTES), stream.name)
    return IdxFile(member, stream.name, header, stream.size)


def families(files: Sequence[IdxFile]) -> tuple[list[Family], list[str]]:
    """Return the sets that image files make up, the largest first, and notes on what is left out.

    The first of two files for the same part counts.
    """
    together: dict[str, dict[str, IdxFile]] = {}
    doubled = 0
    for file in files:
        parts = together.setdefault(family_name(file.member), {})
        part = part_of(_stem(file.member.name))
        doubled += part in parts
        parts.setdefault(part, file)
    found = [Family(name, parts) for name, parts in together.items()]
    found.sort(key=lambda family: -family.n)
    notes = [f"files of the same names: {doubled:,} more; left out"] if doubled else []
    return found, notes


def family_name(member: Member) -> str:
    """Return what the names of all image files of a set have in common."""
    stem = without_part(_stem(member.name))
    return _BETWEEN.sub("-", _TAIL.sub("", stem)).strip("-") or "images"


def labels_name(member: Member) -> str:
    """Return the name that the labels of an image file have; empty if its own names no images."""
    name = member.name[:-3] if member.name.lower().endswith(".gz") else member.name
    if "images" not in name:
        return ""
    return re.sub("idx[34]", "idx1", name.replace("images", "labels"))


def labels_of(images: IdxFile, files: Sequence[IdxFile]) -> IdxFile | None:
    """Return the first of the label files that belongs to an image file."""
    wanted = _stem(labels_name(images.member))
    for file in files:
        if len(file.header.shape) == 1 and _stem(file.member.name) == wanted:
            return file
    return None


def _stem(name: str) -> str:
    """Return a name in the one way in which files are called by some and by others."""
    return name.casefold().removesuffix(".gz").replace(".idx", "-idx")

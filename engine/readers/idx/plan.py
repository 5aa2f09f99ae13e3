"""Which IDX files of a container are read, decided by their headers alone."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from engine.errors import DataError
from engine.options import OpenOptions
from engine.readers.containers.base import Container, Member
from engine.readers.idx.files import (
    Family,
    IdxFile,
    Survey,
    families,
    labels_name,
    labels_of,
    open_idx,
)
from engine.readers.idx.header import check_pictures
from engine.readers.idx.labels import mapping_name
from engine.readers.questions import ArrayChoice, ArrayQuestion
from engine.readers.splits import chosen_parts
from engine.readers.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is read, and how the set is described.

    Attributes
    ----------
    images : tuple of IdxFile
        At least one; all of one type and shape of picture.
    labels : tuple of (IdxFile or None)
        Those of each file of images.
    mapping : Member or None
        File that names the classes.
    options : OpenOptions
        With what was decided filled in.
    choices, split, notes
        As in `engine.imageset.ImageSet`.
    """

    images: tuple[IdxFile, ...]
    labels: tuple[IdxFile | None, ...]
    mapping: Member | None
    options: OpenOptions
    choices: tuple[str, ...]
    split: str
    notes: tuple[str, ...]

    @property
    def n(self) -> int:
        """Number of images in all files."""
        return sum(file.n for file in self.images)

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """Type of the numbers as stored."""
        return self.images[0].header.dtype

    @property
    def stored_shape(self) -> tuple[int, int, int]:
        """Height, width and channels of a picture as stored."""
        height, width, channels = (*self.images[0].header.shape[1:], 1)[:3]
        return height, width, channels

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """Height, width and channels of a picture as it is wanted."""
        height, width, channels = self.stored_shape
        return (width, height, channels) if self.options.transpose else (height, width, channels)


def planned(container: Container, found: Survey, task: Task) -> Plan:
    """Return what is to be read of the files found.

    Raises
    ------
    DataError
        If what is wanted is not there, or images and labels do not fit together.
    Undecided
        If there are several sets, none is named and somebody may be asked.
    """
    several, notes = families(found.images)
    family, note = _chosen_family(container, several, task)
    is_single = len(found.images) + len(found.labels) + len(found.others) == 1
    files = {"": found.images[0]} if is_single else family.parts
    parts = chosen_parts(files, task.options.split, container.name)
    images = tuple(files[part] for part in parts.read)
    _check_images(images)
    if is_single:
        labels = [_beside(container, images[0])]
        mapping = container.beside(mapping_name(family.name))
    else:
        labels = [labels_of(file, found.labels) for file in images]
        mapping = _mapping(family, found.others)
    for images_file, labels_file in zip(images, labels, strict=True):
        _check_pair(images_file, labels_file)
    left_out = len(found.others) - (mapping in found.others)
    if left_out:
        notes.append(f"files that are not IDX: {left_out:,}; left out")
    if family.name.startswith("emnist") and not task.options.transpose:
        notes.append("EMNIST's pictures are stored transposed; choose transpose")
    return Plan(
        images=images,
        labels=tuple(labels),
        mapping=mapping,
        options=replace(
            task.options,
            split=parts.split or task.options.split,
            array=family.name if len(several) > 1 else "",
        ),
        choices=(
            *(["split"] if {"train", "test"} <= set(files) else []),
            *(["array"] if len(several) > 1 else []),
            "transpose",
        ),
        split=parts.split,
        notes=(note, *parts.notes, *notes),
    )


def _chosen_family(
    container: Container, several: Sequence[Family], task: Task
) -> tuple[Family, str]:
    """Return the set that is wanted, the largest where nobody says, and a note on that."""
    first, wanted = several[0], task.options.array
    if len(several) == 1:
        note = f"there is only one set of images; array {wanted!r} was ignored"
        return first, note if wanted else ""
    names = [family.name for family in several]
    if wanted in names:
        return several[names.index(wanted)], ""
    if wanted:
        remedy = f"Choose from {', '.join(names[:4])}"
        raise DataError(container.name, f"there is no {wanted!r}", remedy)
    arrays = tuple(_choice(family) for family in several)
    task.ask(ArrayQuestion(name=container.name, arrays=arrays, suggestion=first.name))
    return first, f"{len(several):,} sets of images are here; {first.name}, the largest, was read"


def _choice(family: Family) -> ArrayChoice:
    header = next(iter(family.parts.values())).header
    dtype = str(header.dtype.newbyteorder("="))
    return ArrayChoice(name=family.name, shape=(family.n, *header.shape[1:]), dtype=dtype)


def _beside(container: Container, images: IdxFile) -> IdxFile | None:
    """Return the labels that lie next to a single file of images."""
    name = labels_name(images.member)
    member = container.beside(name) if name else None
    if member is None:
        return None
    with closing(container.streams([member])) as streams:
        return next((open_idx(found, stream) for found, stream in streams), None)


def _mapping(family: Family, others: Sequence[Member]) -> Member | None:
    """Return the file that tells which letters EMNIST's labels mean."""
    wanted = mapping_name(family.name)
    return next((member for member in others if member.name.casefold() == wanted), None)


def _check_images(files: Sequence[IdxFile]) -> None:
    first = files[0]
    for file in files:
        check_pictures(file.header, file.name)
        file.check()
        kind = file.header.shape[1:], file.header.dtype
        if kind != (first.header.shape[1:], first.header.dtype):
            problem = f"{file.header.text} does not go with {first.header.text} in {first.name}"
            raise DataError(file.name, problem, "Open one of them alone")


def _check_pair(images: IdxFile, labels: IdxFile | None) -> None:
    if labels is None:
        return
    if len(labels.header.shape) != 1:
        raise DataError(labels.name, "holds images, not labels", "Give it another name")
    if labels.n != images.n:
        problem = f"{labels.n:,} labels for the {images.n:,} images of {images.name}"
        raise DataError(labels.name, problem, "Download both again")
    labels.check()

"""The arrays of an ``.npz`` file: which there are, and which of them are the pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from engine.errors import DataError, printable
from engine.readers.arrays.layout import is_flat, layout_of
from engine.readers.arrays.names import parse_name
from engine.readers.arrays.npy_header import NotNumbersError
from engine.readers.arrays.stored_array import SUFFIX, StoredArray, array_name, stored_array
from engine.readers.arrays.types import pixel_types
from engine.readers.containers.base import Container
from engine.readers.questions import ArrayChoice, ArrayQuestion
from engine.readers.task import Task

_SAVE_AGAIN = "Save it again with numpy.savez"


@dataclass(frozen=True, slots=True)
class Listing:
    """What is in an ``.npz`` file.

    Attributes
    ----------
    arrays : tuple of StoredArray
        Those of numbers, in natural order of their names.
    refused : dict of str to NotNumbersError
        What is wrong with the others, by their names.
    others : tuple of str
        Files that are no arrays.
    """

    arrays: tuple[StoredArray, ...]
    refused: dict[str, NotNumbersError]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PictureArrays:
    """Arrays that may be opened as one set: one of them, or one for each part of the set.

    Attributes
    ----------
    name : str
        By which `OpenOptions.array` asks for it: that of the array, or what those of the parts
        have in common.
    parts : dict of str to StoredArray
        By what `engine.readers.splits.part_of` says of them.
    """

    name: str
    parts: dict[str, StoredArray]

    @property
    def largest(self) -> StoredArray:
        """The part with the most numbers."""
        return max(self.parts.values(), key=lambda part: math.prod(part.header.shape))

    @property
    def preference(self) -> tuple[bool, int]:
        """The likelier to be pictures the less: pictures before flat rows, many before few."""
        shapes = [part.header.shape for part in self.parts.values()]
        return is_flat(shapes[0]), -sum(math.prod(shape) for shape in shapes)


def list_arrays(container: Container, task: Task) -> Listing:
    """Return what the files of a container say of themselves.

    Raises
    ------
    DataError
        If one of them is damaged, or the container is.
    Cancelled
        If the task should stop.
    """
    members = [m for m in container.members() if m.path.lower().endswith((SUFFIX, SUFFIX + ".gz"))]
    others = [member.path for member in container.members() if member not in set(members)]
    if not members:
        raise DataError(container.name, "no arrays in it", _SAVE_AGAIN)
    arrays: dict[str, StoredArray] = {}
    refused: dict[str, NotNumbersError] = {}
    phase = f"looking into {container.name}"
    with closing(container.streams(members)) as streams:
        for done, (member, stream) in enumerate(streams):
            task.report(phase, done, len(members))
            try:
                arrays[member.path] = stored_array(member, stream)
            except NotNumbersError as error:
                refused[array_name(member.path)] = error
    in_order = tuple(arrays[member.path] for member in members if member.path in arrays)
    return Listing(in_order, refused, tuple(others))


def chosen_arrays(listing: Listing, name: str, task: Task) -> tuple[PictureArrays, list[str], bool]:
    """Return the arrays of pictures to open.

    Returns
    -------
    chosen : PictureArrays
        Those asked for, or the likeliest; they may turn out to be no pictures.
    notes : list of str
        What was assumed.
    is_one_of_several : bool
        Whether there was a choice.

    Raises
    ------
    DataError
        On the file's `name`, if there are no numbers, or not the array that was asked for.
    Undecided
        If several arrays may be meant, and somebody is there to choose one.
    """
    groups = _picture_arrays(listing.arrays)
    asked = task.options.array
    if asked:
        return _asked_for(asked, listing, groups, name), [], len(groups) > 1
    if not listing.arrays:
        raise next(iter(listing.refused.values()))
    if not groups:  # whoever reads the largest array says what is wrong with it
        largest = max(listing.arrays, key=lambda array: math.prod(array.header.shape))
        return PictureArrays(largest.name, {"": largest}), [], False
    best = groups[0]
    rivals = [group for group in groups if group.preference[0] == best.preference[0]]
    if len(rivals) == 1:
        return best, [], len(groups) > 1
    choices = tuple(
        ArrayChoice(
            name=group.name,
            shape=group.largest.header.shape,
            dtype=str(group.largest.header.dtype.newbyteorder("=")),
        )
        for group in groups
    )
    task.ask(ArrayQuestion(name=name, arrays=choices, suggestion=best.name))
    note = f"{len(rivals)} arrays may be the pictures; {printable(best.name)}, the largest, is read"
    return best, [note], True


def _picture_arrays(arrays: Sequence[StoredArray]) -> list[PictureArrays]:
    """Return what may be opened, the likeliest first; arrays of labels only in want of others."""
    fitting = [
        array
        for array in arrays
        if pixel_types(array.header.dtype)
        and (is_flat(array.header.shape) or layout_of(array.header.shape))
    ]
    fitting = [array for array in fitting if not parse_name(array.name).is_labels] or fitting
    by_stem: dict[tuple[str, bool], dict[str, StoredArray]] = {}
    groups = []
    taken = {array.name for array in arrays}
    for array in fitting:
        name = parse_name(array.name)
        parts = by_stem.setdefault((name.stem, bool(name.part)), {})
        if not name.part or name.stem in taken or name.part in parts:
            groups.append(PictureArrays(array.name, {"": array}))
        else:
            parts[name.part] = array
    for (stem, _), parts in by_stem.items():
        if len(parts) == 1:
            groups += [PictureArrays(part.name, {"": part}) for part in parts.values()]
        elif parts:
            groups.append(PictureArrays(stem, parts))
    return sorted(groups, key=lambda group: group.preference)


def _asked_for(
    asked: str, listing: Listing, groups: Sequence[PictureArrays], name: str
) -> PictureArrays:
    for array in listing.arrays:
        if array.name == asked:
            return PictureArrays(asked, {"": array})
    for group in groups:
        if group.name == asked:
            return group
    if asked in listing.refused:
        raise listing.refused[asked]
    known = ", ".join(group.name for group in groups) or "none"
    raise DataError(name, f"no array {asked!r}; of pictures: {known}", "Choose another array")

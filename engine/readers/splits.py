"""To which part of a set a file belongs, as its name says, and which parts are to be read."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from engine.errors import DataError

_PARTS = {
    "train": ("train", "training"),
    "validation": ("validation", "valid", "val", "dev"),
    "test": ("test", "testing", "t10k"),
}
_PART_OF = {word: part for part, words in _PARTS.items() for word in words}
_WORD = re.compile(rf"(?<![a-z0-9])({'|'.join(_PART_OF)})(?![a-z])")
_FALL_BACK = {"train": ("", "test", "validation"), "test": ("validation", "")}


@dataclass(frozen=True, slots=True)
class Parts:
    """What is to be read.

    Attributes
    ----------
    read : tuple of str
        Parts, in the order in which their images come: ``"train"``, ``"validation"``, ``"test"``
        and ``""`` for files that name no part.
    split : str
        What `engine.imageset.ImageSet.split` says of them.
    notes : tuple of str
        What differs from what was asked for.
    """

    read: tuple[str, ...]
    split: str
    notes: tuple[str, ...] = ()


def part_of(name: str) -> str:
    """Return the part that a file's name tells: train, validation, test, or an empty string."""
    found = _WORD.search(name.casefold())
    return _PART_OF[found[1]] if found else ""


def without_part(name: str) -> str:
    """Return `name` in lower case without the word that tells its part."""
    return _WORD.sub("", name.casefold(), count=1)


def chosen_parts(there: Collection[str], split: str, name: str) -> Parts:
    """Return which of the parts that are there make up a split.

    Parameters
    ----------
    there : collection of str
        Parts that have files; at least one.
    split : {"train", "test", "all"}
        What was asked for. As "train" is what nobody asks for, it makes do with any other part;
        validation stands in for a test part that is missing.
    name : str
        Of the set, for messages.

    Raises
    ------
    DataError
        If "test" was asked for, and there is none.
    """
    if set(there) == {""}:
        return Parts(("",), "")
    if split == "all":
        return Parts(tuple(part for part in (*_PARTS, "") if part in there), "all")
    if split in there:
        return Parts((split,), split)
    for part in _FALL_BACK[split]:
        if part in there:
            note = f"there are no {split} images here; the {part or 'other'} images were read"
            return Parts((part,), part if part in ("train", "test") else "", (note,))
    raise DataError(name, f"no {split} images in it", "Choose another split")

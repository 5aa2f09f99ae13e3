"""What the folders of pictures mean: parts of a set, and classes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.readers.containers.base import Member
from engine.readers.containers.names import natural_key
from engine.readers.splits import chosen_parts, part_of, without_part

_LOOK = 4096  # folders between two looks at whether to go on: about 10 ms
_BESIDE_PART = re.compile(r"[\s_.-]*(set|data|images?|imgs?|pictures?|photos?)?[\s_.-]*\Z")


class Chosen(NamedTuple):
    """The files of a split.

    Attributes
    ----------
    members : list of Member
        Pictures or not: that is known when they are read.
    split : str
        As `engine.imageset.ImageSet.split`; empty where there are no splits.
    has_splits : bool
        Whether folders are parts of the set.
    level : int
        How many leading folders of each path cannot be classes.
    notes : tuple of str
        What was left out.
    """

    members: list[Member]
    split: str
    has_splits: bool
    level: int
    notes: tuple[str, ...]


class Classes(NamedTuple):
    """What the pictures show, as far as folders tell.

    Attributes
    ----------
    labels : ndarray of shape (n,), int32, or None
        Indices into `names`.
    names : tuple of str
        Of folders.
    notes : tuple of str
        Why there are no labels, where there could be.
    """

    labels: NDArray[np.int32] | None
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()


def of_split(
    members: Sequence[Member], split: str, name: str, check: Callable[[], None] = lambda: None
) -> Chosen:
    """Return the files of a split, if the topmost folders are parts of a set; else all.

    They are if each is called train, test, validation or alike, or if two different ones are;
    what lies outside them is left out then.

    Parameters
    ----------
    members : sequence of Member
        In natural order.
    split : {"train", "test", "all"}
        What is wanted.
    name : str
        Of the set, for messages.
    check : callable
        Asked, by raising `engine.errors.Cancelled`, whether to go on.

    Raises
    ------
    DataError
        If there are splits and the one wanted has no file.
    Cancelled
        If `check` raised it.
    """
    above = [_above(member.path) for member in members]
    folders = {folder: _levels(folder) for folder in set(above) if folder}
    check()
    top = _n_shared(list(folders.values()))
    part_in = {"": ""}
    has_others = False
    for number, (folder, levels) in enumerate(folders.items()):
        if number % _LOOK == 0:
            check()
        part_in[folder] = _part(levels[top]) if len(levels) > top else ""
        has_others = has_others or (len(levels) > top and not part_in[folder])
    there = set(part_in.values()) - {""}
    if not there or (has_others and len(there) < 2):
        return Chosen(list(members), "", False, 0, ())
    chosen = chosen_parts(there, split, name)
    parts = [part_in[folder] for folder in above]
    picked = [
        member
        for wanted in chosen.read
        for member, part in zip(members, parts, strict=True)
        if part == wanted
    ]
    outside = parts.count("")
    notes = chosen.notes
    if outside:
        files = "1 file" if outside == 1 else f"{outside:,} files"
        notes += (f"{files} outside the folders {', '.join(sorted(there))}; left out",)
    return Chosen(picked, chosen.split, True, top + 1, notes)


def _above(path: str) -> str:
    """Return the folders of a path; empty if there are none."""
    return path.rpartition("/")[0]


def _levels(folder: str) -> list[str]:
    return folder.split("/") if folder else []


def _n_shared(folders: list[list[str]]) -> int:
    """Return how many leading folders all paths have in common."""
    n_shared = 0
    for level in zip(*folders, strict=False):
        if len(set(level)) > 1:
            break
        n_shared += 1
    return n_shared


def _part(folder: str) -> str:
    return part_of(folder) if _BESIDE_PART.match(without_part(folder)) else ""


def classes(kept: Sequence[str], unread: Sequence[str], level: int) -> Classes:
    """Return classes by folder: of the folder right above the pictures, if there are several.

    If all pictures lie in folders of one name (``cat/images/1.png``), the folders above those
    count, and so on.

    Parameters
    ----------
    kept : sequence of str
        Paths of the pictures.
    unread : sequence of str
        Paths of files that a limit left aside: their folders are classes, too.
    level : int
        How many leading folders of each path cannot be classes.
    """
    above = [_above(path) for path in kept]
    folders = {folder: _levels(folder) for folder in set(above)}
    depths = {len(levels) for levels in folders.values()}
    if len(depths) > 1:
        return Classes(None, (), ("pictures lie at different depths of folders; no classes",))
    depth = depths.pop()
    others = [_levels(folder) for folder in {_above(path) for path in unread}]
    others = [levels for levels in others if len(levels) == depth]
    for position in range(depth - 1, level - 1, -1):
        found = {levels[position] for levels in (*folders.values(), *others)}
        if len(found) > 1:
            names = tuple(sorted(found, key=natural_key))
            index = {name: label for label, name in enumerate(names)}
            label_in = {folder: index[levels[position]] for folder, levels in folders.items()}
            labels = np.array([label_in[folder] for folder in above], dtype=np.int32)
            return Classes(labels, names)
    return Classes(None, ())

"""Paths of members as text: in natural order, without what systems put beside pictures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from engine.readers.containers.base import Member

_JUNK = re.compile(
    r"(?:\A|/)(?:\.(?!\.?(?:/|\Z))|(?:__MACOSX|thumbs\.db|desktop\.ini)(?:/|\Z))", re.IGNORECASE
)
_NUMBER = re.compile(r"0*([0-9]+)")
_LOOK = 10_000  # members between two looks at whether to go on: about 20 ms

Reason = tuple[str, str]
"""What is left out, in the singular and in the plural."""

LINK: Reason = ("link", "links")
SPECIAL: Reason = ("pipe, socket or device", "pipes, sockets or devices")
UNREADABLE_FILE: Reason = ("unreadable file", "unreadable files")
UNREADABLE_FOLDER: Reason = ("unreadable folder", "unreadable folders")
NAME_TWICE: Reason = ("file with the name of another", "files with the names of others")
SPARSE: Reason = ("sparse file", "sparse files")
UNKNOWN: Reason = ("entry of unknown kind", "entries of unknown kind")


def is_junk(path: str) -> bool:
    """Return whether a part of `path` is hidden, or belongs to a system and not to a person."""
    return _JUNK.search(path) is not None


def tidy(path: str) -> str:
    """Return a path of an archive without parts that mean nothing: ``./`` and ``//``."""
    return "/".join([part for part in path.split("/") if part not in ("", ".")])


def natural_key(path: str) -> str:
    """Return what puts ``part2/x`` before ``part10/a`` when sorted; no two paths share it.

    A number is led by the count of its digits, and by a zero, so that it sorts against other
    characters as digits do.
    """
    spread = _NUMBER.sub(_with_length, path.replace("/", "\0"))
    return f"{spread}\0{path}"


def _with_length(number: re.Match[str]) -> str:
    digits = number[1]
    return f"0{chr(len(digits))}{digits}"


def in_natural_order(
    members: Iterable[Member], check: Callable[[], None] = lambda: None
) -> tuple[Member, ...]:
    """Return `members`, of which no two share a path, in natural order of their paths.

    `check` is asked, by raising `engine.errors.Cancelled`, whether to go on.
    """
    keyed: dict[str, Member] = {}
    for member in members:
        if len(keyed) % _LOOK == 0:
            check()
        keyed[natural_key(member.path)] = member
    keys = sorted(keyed)
    check()
    return tuple([keyed[key] for key in keys])


def left_out(counts: Counter[Reason]) -> tuple[str, ...]:
    """Return a note for each reason that something was left out."""
    return tuple(
        f"{count:,} {reason[count != 1]} left out" for reason, count in counts.items() if count
    )

"""Picture files: a single one, or many in a folder or an archive, flat or a folder a class.

What is no picture, damaged or too large is left out and counted. Pictures of one size, of at most
256 pixels a side, keep it; otherwise a person is asked for a size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.errors import DataError, printable
from engine.imageset import ImageSet
from engine.options import OpenOptions
from engine.readers.containers.base import Container, Member
from engine.readers.pictures.decoding import RESIZED, TURNED_GREY, SizeNeeded, Wanted
from engine.readers.pictures.paths import classes, of_split
from engine.readers.pictures.reading import Reading, read_pictures
from engine.readers.pictures.refusals import FORMATS
from engine.readers.pictures.sizes import (
    LARGEST,
    SUGGESTION,
    in_words,
    question,
    sizes_in_words,
    survey,
)
from engine.readers.rows import drawn_rows
from engine.readers.task import Task

_FRAMED = {"crop": "cropped to", "pad": "padded to", "stretch": "stretched to"}


def read(container: Container, task: Task) -> ImageSet:
    """Return the pictures of a container.

    Their order is that of the paths of their files, their names are those paths. Splits and
    classes are told by folders: see `engine.readers.pictures.paths`.

    Raises
    ------
    DataError
        If no picture is left, memory has no room for them, or an archive is damaged.
    Undecided
        If sizes differ or are large, and somebody is there to choose one.
    Cancelled
        If the task should stop.
    """
    options = task.options
    chosen = of_split(container.members(), options.split, container.name, task.check)
    if not chosen.members:
        raise DataError(container.name, "no pictures in it", f"Choose files of {FORMATS}")
    task.check()
    drawn = drawn_rows(len(chosen.members), options)
    members = chosen.members if drawn is None else [chosen.members[row] for row in drawn]
    reading, options, size_notes = _read(container, members, task)
    if not reading.store.filled.any():
        raise reading.left_out.refusal(container.name)
    kept = [
        member.path
        for member, is_kept in zip(members, reading.store.filled, strict=True)
        if is_kept
    ]
    unread: list[str] = []
    if drawn is not None:
        read_now = set(drawn.tolist())
        unread = [member.path for row, member in enumerate(chosen.members) if row not in read_now]
    task.check()
    found = classes(kept, unread, chosen.level)
    return ImageSet(
        name=container.name,
        pixels=reading.store.finished(),
        labels=found.labels,
        class_names=_shown(found.names),
        names=_shown(kept),
        split=chosen.split,
        limit=None if drawn is None else options.limit,
        limit_seed=0 if drawn is None else options.seed,
        options=options,
        choices=("split",) if chosen.has_splits else (),
        notes=(
            *chosen.notes,
            *reading.left_out.notes(),
            *size_notes,
            *reading.store.notes(),
            *_remarks(reading),
            *found.notes,
        ),
    )


def _read(
    container: Container, members: Sequence[Member], task: Task
) -> tuple[Reading, OpenOptions, list[str]]:
    """Return the pictures, the options with the size decided, and what to tell of sizes."""
    options = task.options
    wanted = Wanted(options.size, options.framing, options.grey)
    try:
        reading = read_pictures(container, members, wanted._replace(largest=LARGEST), task)
    except SizeNeeded:
        sizes = survey(container, members, task)
        if task.may_ask and sizes:
            task.ask(question(container, members, sizes, task))
        options = replace(options, size=SUGGESTION)
        wanted = wanted._replace(size=SUGGESTION)
        found = sizes_in_words(sizes)
        reading = read_pictures(container, members, wanted, task)
    else:
        found = _how_many(reading.remarks[RESIZED], "had another size", "had other sizes")
    notes = []
    if reading.remarks[RESIZED] and options.size is not None:
        notes.append(f"{found}: {_FRAMED[options.framing]} {in_words(options.size)}")
    return reading, options, notes


def _shown(names: Sequence[str]) -> tuple[str, ...]:
    return tuple([name if name.isprintable() else printable(name) for name in names])


def _remarks(reading: Reading) -> list[str]:
    notes = ["colours turned grey"] if reading.remarks[TURNED_GREY] else []
    for remark, count in reading.remarks.items():
        if remark not in (RESIZED, TURNED_GREY) and count:
            one, many, done = remark
            notes.append(f"{_how_many(count, one, many)}; {done}")
    return notes


def _how_many(count: int, one: str, many: str) -> str:
    return f"1 picture {one}" if count == 1 else f"{count:,} pictures {many}"

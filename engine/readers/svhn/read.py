"""SVHN, house numbers seen from the street: ``train_32x32.mat`` and its like, MATLAB 5 files.

SciPy reads them, in a process of its own: its reader is not made for hostile files.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError, printable
from engine.imageset import ImageSet
from engine.options import OpenOptions
from engine.readers.containers.base import Container, Member, Stream
from engine.readers.containers.budget import check_ratio
from engine.readers.kinds import HEAD, kind_of
from engine.readers.processes.helper import Helper
from engine.readers.room import check_room
from engine.readers.rows import Records, drawn_rows, empty_pixels, read_records
from engine.readers.splits import chosen_parts, part_of
from engine.readers.svhn import script as svhn_helper
from engine.readers.task import Task

MAX_FILE = 2 << 30  # bytes; the largest original has 1.3 GB
MAX_MEMORY = 6 << 30  # bytes, for the process: the file, its arrays and Python itself
MEMORY_OF_NONE = 1 << 30  # bytes of that, and for each byte of the file:
MEMORY_OF_BYTE = 8
IMAGE_SHAPE = (32, 32, 3)
DIGITS = tuple(str(digit) for digit in range(10))

_ORIGINAL = "Use train_32x32.mat or test_32x32.mat of SVHN"


@dataclass(frozen=True, slots=True)
class _File:
    """The images of one file."""

    pixels: NDArray[np.uint8]
    labels: NDArray[np.int32] | None
    is_drawn: bool
    note: str


def read(container: Container, task: Task) -> ImageSet:
    """Return the images of a file, or of a folder or archive of such files.

    A file holds ``X``, bytes (32, 32, 3, n), and ``y``, labels from 1 to 10 where 10 means the
    digit 0. Where labels are missing or others, there are none.

    Raises
    ------
    DataError
        If a file is damaged, or holds anything else.
    Cancelled
        If the task should stop.
    """
    members, n_others = _members(container, task)
    is_single = len(members) + n_others == 1
    files = {"" if is_single else part_of(member.name): member for member in reversed(members)}
    if len(files) > 1:
        files.pop("", None)  # the half million of extra_32x32.mat
    parts = chosen_parts(files, task.options.split, container.name)
    wanted = [files[part] for part in parts.read]
    may_draw = len(wanted) == 1
    found: dict[Member, _File] = {}
    with closing(container.streams(wanted)) as streams:
        for member, stream in streams:
            found[member] = _read_file(stream, task, task.options if may_draw else OpenOptions())
    ordered = [found[member] for member in wanted if member in found]
    if len(ordered) < len(wanted):
        raise DataError(container.name, "has lost a file meanwhile", "Open it again")
    is_drawn = ordered[0].is_drawn
    left_out = n_others + len(members) - len(files)
    notes = [*parts.notes, *(file.note for file in ordered)]
    notes += [f"other files: {left_out:,}; left out"] if left_out else []
    labels = _joined([file.labels for file in ordered])
    return ImageSet(
        name=container.name,
        pixels=_together([file.pixels for file in ordered], container.name),
        labels=labels,
        class_names=() if labels is None else DIGITS,
        split=parts.split,
        limit=task.options.limit if is_drawn else None,
        limit_seed=task.options.seed if is_drawn else 0,
        options=replace(task.options, split=parts.split or task.options.split),
        choices=("split",) if {"train", "test"} <= set(files) else (),
        notes=tuple(printable(note) for note in notes if note),
    )


def _members(container: Container, task: Task) -> tuple[list[Member], int]:
    """Return the MATLAB files, and how many others there are."""
    members, n_others, newer = [], 0, ""
    with closing(container.streams(None)) as streams:
        for done, (member, stream) in enumerate(streams):
            task.report("looking at the files", done, 0)
            kind = kind_of(stream.peek(HEAD))
            if kind == "matlab":
                members.append(member)
            else:
                n_others += 1
                newer = newer or (stream.name if kind == "hdf5" else "")
    if newer and not members:
        raise DataError(newer, "is a MATLAB 7.3 file", "Save it again with -v7")
    if not members:
        raise DataError(container.name, "no MATLAB 5 file in it", _ORIGINAL)
    return members, n_others


def _read_file(stream: Stream, task: Task, options: OpenOptions) -> _File:
    name = stream.name
    memory = MAX_MEMORY
    if stream.size >= 0:
        memory = min(memory, MEMORY_OF_NONE + MEMORY_OF_BYTE * stream.size)
    with Helper(svhn_helper.__file__, name=name, task=task, memory=memory) as helper:
        size = helper.send(stream, MAX_FILE)
        n = _n_images(helper)
        check_ratio(name, size, n * math.prod(IMAGE_SHAPE), _ORIGINAL)
        chosen = drawn_rows(n, options)
        pixels = empty_pixels(n if chosen is None else len(chosen), IMAGE_SHAPE, np.uint8, name)
        n_labels = _n_labels(helper)
        values = np.frombuffer(helper.read(n_labels), dtype=np.uint8)
        read_records(
            helper,
            Records(n=n, shape=IMAGE_SHAPE[::-1], dtype=np.dtype(np.uint8)),
            pixels,
            chosen,
            task,
            f"decoding {name}",
            to_pixels=lambda columns: columns.transpose(0, 3, 2, 1),
        )
    note = ""
    if n_labels != n:
        note = f"{name}: no list y of {n:,} labels in it; no labels"
    elif values.max() > 10:
        note = f"{name}: {values.max()} is no label of SVHN; labels left out"
    labels = None if note else (values % 10).astype(np.int32)
    if labels is not None and chosen is not None:
        labels = labels[chosen]
    return _File(pixels, labels, chosen is not None, note)


def _n_images(helper: Helper) -> int:
    """Return how many images there are, of which none has been unpacked."""
    try:
        record: Any = json.loads(helper.head())
        variables = [
            (str(name), tuple(shape), str(kind)) for name, shape, kind in record["variables"]
        ]
        shape = record["shape"]
    except (ValueError, KeyError, TypeError) as error:
        raise helper.broken() from error
    if shape is None or tuple(shape[:3]) != IMAGE_SHAPE:
        raise DataError(helper.name, f"holds {_listed(variables)}", _ORIGINAL)
    if shape[3] <= 0:
        raise DataError(helper.name, "no images in it", _ORIGINAL)
    return int(shape[3])


def _n_labels(helper: Helper) -> int:
    """Return how many labels follow."""
    try:
        return int(json.loads(helper.head())["n_labels"])
    except (ValueError, KeyError, TypeError) as error:
        raise helper.broken() from error


def _listed(variables: Sequence[tuple[str, tuple[int, ...], str]]) -> str:
    if not variables:
        return "no variables"
    return ", ".join(f"{name} {'×'.join(map(str, s))} {kind}" for name, s, kind in variables)


def _joined(labels: Sequence[NDArray[np.int32] | None]) -> NDArray[np.int32] | None:
    present = [part for part in labels if part is not None]
    return np.concatenate(present) if len(present) == len(labels) else None


def _together(pixels: Sequence[NDArray[np.uint8]], name: str) -> NDArray[np.uint8]:
    if len(pixels) == 1:
        return pixels[0]
    check_room(sum(part.nbytes for part in pixels), name)
    return np.concatenate(pixels)

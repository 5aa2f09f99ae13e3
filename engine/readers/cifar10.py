"""CIFAR-10, Python version: from its folder, its archive or a single batch.

Batches that are missing are noted and the rest is read; one that is damaged refuses the set.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from engine.errors import DataError, printable
from engine.imageset import ImageSet
from engine.readers.archive import ArchiveStream, regular_members
from engine.readers.assembly import Assembly
from engine.readers.batches import parse_batch, parse_class_names
from engine.readers.files import check_size, read_whole, readable_errors
from engine.readers.task import Task

FOLDER = "cifar-10-batches-py"
TRAIN = ("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5")
TEST = ("test_batch",)
META = "batches.meta"
SPLITS = {"train": TRAIN, "test": TEST, "all": TRAIN + TEST}
MAX_BATCH = 64 << 20  # bytes; an original batch has 31 MB
MAX_META = 1 << 20
NUMBERS = tuple(str(label) for label in range(10))  # class names where there are none


Member = tuple[str, str, Callable[[], bytearray]]
"""A file of the set: its name, its name in messages, and the function that reads it."""


def batches_folder(path: str) -> str | None:
    """Return the folder that holds the batches: `path`, or the original's folder in it."""
    for folder in (path, os.path.join(path, FOLDER)):
        if any(os.path.lexists(os.path.join(folder, name)) for name in TRAIN + TEST):
            return folder
    return None


def read_folder(folder: str, name: str, split: str, task: Task) -> ImageSet:
    """Return the images of a split from a folder of batches.

    Raises
    ------
    DataError
        If the split has no batch there, or one is damaged.
    Cancelled
        If the task should stop.
    """
    wanted = [batch for batch in SPLITS[split] if os.path.lexists(os.path.join(folder, batch))]
    return _read(_in_folder(folder, [META, *wanted], task), name, split, wanted, task)


def read_batch(path: str, name: str, task: Task) -> ImageSet:
    """Return the images of one batch file, with the class names of the ``batches.meta`` beside it.

    Raises
    ------
    DataError
        If it is no batch, or damaged.
    Cancelled
        If the task should stop.
    """
    folder, batch = os.path.split(path)
    return _read(_in_folder(folder, [META, batch], task), name, "", [batch], task)


def read_archive(path: str, name: str, split: str, task: Task) -> ImageSet:
    """Return the images of a split from an archive, whatever folders its files are in.

    Raises
    ------
    DataError
        If the split has no batch there, or anything in the archive is damaged.
    Cancelled
        If the task should stop.
    """
    with readable_errors(name):
        file = open(path, "rb")  # noqa: SIM115 - closed below; only errors of opening are meant
    with file:
        stream = ArchiveStream(file, name, task)
        return _read(_in_archive(stream), name, split, SPLITS[split], task)


def _in_folder(folder: str, names: Sequence[str], task: Task) -> Iterator[Member]:
    for name in names:
        path = os.path.join(folder, name)
        if os.path.lexists(path):
            yield name, name, partial(read_whole, path, name, _limit(name), task)


def _in_archive(stream: ArchiveStream) -> Iterator[Member]:
    seen = set()
    for path, size in regular_members(stream):
        name = path.rsplit("/", 1)[-1]
        if name not in seen:
            seen.add(name)
            shown = f"{stream.name} › {name}"
            yield name, shown, partial(_read_member, stream, size, shown, _limit(name))


def _read_member(stream: ArchiveStream, size: int, shown: str, limit: int) -> bytearray:
    check_size(size, shown, limit)
    return stream.read(size)


def _limit(name: str) -> int:
    return MAX_META if name == META else MAX_BATCH


def _read(
    members: Iterator[Member], name: str, split: str, wanted: Sequence[str], task: Task
) -> ImageSet:
    """Return the images of the batches `wanted`; `members` come in any order, each once."""
    assembly = Assembly(wanted)
    class_names, meta_problem = NUMBERS, "is missing"
    for member, shown, read in members:
        if member == META:
            try:
                class_names, meta_problem = parse_class_names(read(), shown), ""
            except DataError as error:
                meta_problem = error.problem
        elif member in wanted:
            task.report(f"reading {member}", len(assembly.found), len(wanted))
            batch = parse_batch(read(), shown)
            task.check()
            assembly.add(member, batch)
            del batch  # 31 MB, before the next is read
    found = assembly.found
    if not found:
        problem = f"no batch of the {split} split in it" if split else "no images in it"
        raise DataError(name, problem, "Choose another split, folder or file")
    task.report(f"reading {found[-1]}", len(wanted), len(wanted))
    labels, problems = assembly.labels(len(class_names))
    notes = [*_missing(found, SPLITS.get(split, wanted)), *problems]
    if meta_problem:
        notes.append(f"{META}: {meta_problem}; classes are called by their numbers")
    return ImageSet(
        name=name,
        pixels=assembly.pixels(),
        labels=labels,
        class_names=class_names if labels is not None else (),
        names=assembly.names(),
        source=name,
        split=split,
        notes=tuple(printable(note) for note in notes),
    )


def _missing(found: Sequence[str], expected: Sequence[str]) -> list[str]:
    missing = [name for name in expected if name not in found]
    if not missing:
        return []
    verb = "is" if len(missing) == 1 else "are"
    return [f"{', '.join(missing)} {verb} missing; read {len(found)} of {len(expected)} batches"]

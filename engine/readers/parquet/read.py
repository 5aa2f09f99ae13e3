"""Parquet files of pictures, as Hugging Face writes them: one file, or a folder of shards."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError, printable
from engine.imageset import ImageSet
from engine.readers.arrays.labels import classes_of
from engine.readers.containers.base import Container
from engine.readers.parquet.columns import Columns, chosen_columns
from engine.readers.parquet.file import ParquetFile, parquet_files
from engine.readers.parquet.process import ParquetProcess
from engine.readers.parquet.rows import ParquetRows, rows_of
from engine.readers.pictures import read as pictures
from engine.readers.splits import chosen_parts, part_of
from engine.readers.task import Task


def read(container: Container, task: Task) -> ImageSet:
    """Return the pictures in the rows of a file, or of all files of a split in a folder.

    A column holds picture files, as bytes or as ``struct<bytes, path>``; a column of whole numbers
    may hold their classes. ``options.array`` names one of several columns of pictures. Sizes are
    dealt with and damaged pictures left out as for a folder of picture files.

    Raises
    ------
    DataError
        If a file is damaged, holds anything else or lies in an archive, or pyarrow is missing.
    Undecided
        If the pictures differ in size, or columns in meaning, and somebody may be asked.
    Cancelled
        If the task should stop.
    """
    with ParquetProcess(task) as process:
        return _read(container, process, task)


def _read(container: Container, process: ParquetProcess, task: Task) -> ImageSet:
    shards, n_others = parquet_files(container, process, task)
    is_single = len(shards) + n_others == 1
    shards_of: dict[str, list[ParquetFile]] = {}
    for shard in shards:
        shards_of.setdefault("" if is_single else _part(shard.member.path), []).append(shard)
    parts = chosen_parts(shards_of, task.options.split, container.name)
    wanted = [shard for part in parts.read for shard in shards_of[part]]
    n_rows = sum(shard.n_rows for shard in wanted)
    if not n_rows:
        raise DataError(container.name, "no images in it", "Choose another file")
    choice = chosen_columns(wanted[0], n_rows, container.name, task)
    _check_alike(wanted, choice.columns)
    rows = ParquetRows(container, wanted, choice.columns, process)
    images = pictures.read(rows, task)
    kept = rows_of(images.names)
    labels, class_names, problem = _labels(rows, choice.columns, kept, container.name)
    left_out = f"files that are not parquet: {n_others:,}; left out" if n_others else ""
    notes = (*parts.notes, *_together(wanted), *choice.notes, left_out, *images.notes, problem)
    has_splits = {"train", "test"} <= set(shards_of)
    return replace(
        images,
        name=container.name,
        labels=labels,
        class_names=class_names,
        names=tuple(printable(name) for name in rows.names(kept))
        if choice.columns.paths
        else images.names,
        split=parts.split,
        options=replace(
            images.options, split=parts.split or task.options.split, array=choice.array
        ),
        choices=(*(["split"] if has_splits else []), *choice.choices),
        notes=tuple(printable(note) for note in notes if note),
    )


def _part(path: str) -> str:
    """Return the part that a file's name tells, or else that of its folder."""
    *folders, name = path.split("/")
    return part_of(name) or (part_of(folders[-1]) if folders else "")


def _together(shards: Sequence[ParquetFile]) -> list[str]:
    """Return a note if what is read as one set may be several, as a folder is."""
    folders = {(_part(shard.member.path), os.path.dirname(shard.member.path)) for shard in shards}
    if len(folders) == len({part for part, _ in folders}):
        return []
    return [f"files of {len(folders):,} folders were read as one set"]


def _check_alike(shards: Sequence[ParquetFile], columns: Columns) -> None:
    """Raise a `DataError` unless the columns wanted are the same in all files."""
    names = {path.partition(".")[0] for path in (columns.pictures, columns.labels) if path}
    first = shards[0]
    for shard in shards[1:]:
        for name in names:
            here = [field for field in shard.fields if field.name == name]
            if here != [field for field in first.fields if field.name == name]:
                problem = f"column {name} is not as in {first.name}"
                raise DataError(shard.name, problem, "Open one of them alone")


def _labels(
    rows: ParquetRows, columns: Columns, kept: NDArray[np.intp], name: str
) -> tuple[NDArray[np.int32] | None, tuple[str, ...], str]:
    """Return the classes of the pictures kept, what they are called, and what is wrong."""
    if not columns.labels:
        return None, (), ""
    values = rows.labels()
    names = columns.class_names
    if names and values.min() >= 0 and values.max() < len(names):
        return values[kept].astype(np.int32), names, ""
    if values.min() < 0:
        problem = f"no class for {np.count_nonzero(values < 0):,} of {len(values):,} images"
        return None, (), f"{columns.labels}: {problem}; labels left out"
    try:
        labels, numbers = classes_of(values, name)
    except DataError as error:
        return None, (), f"{columns.labels}: {error.problem}; labels left out"
    note = f"{columns.labels}: classes are called by their numbers" if names else ""
    return labels[kept], numbers, note

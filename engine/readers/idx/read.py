"""IDX files, the format of MNIST and its relatives: images and labels, paired by their names."""

from __future__ import annotations

from contextlib import closing, suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError, printable
from engine.imageset import ImageSet
from engine.readers.arrays.types import (
    Conversion,
    Misfit,
    conversion_notes,
    pixel_types,
    shown_range,
)
from engine.readers.containers.base import Container, Stream
from engine.readers.files import DOWNLOAD_AGAIN
from engine.readers.idx.files import IdxFile, labels_name, open_idx, survey
from engine.readers.idx.labels import MAX_MAPPING, classes, parse_mapping
from engine.readers.idx.plan import Plan, planned
from engine.readers.rows import Records, check_draw, drawn_rows, empty_pixels, read_records
from engine.readers.task import Task


def read(container: Container, task: Task) -> ImageSet:
    """Return the images of a file, or of a folder or archive of such files.

    Images are (n, height, width), or with 1 or 3 channels behind; bytes, or other numbers that
    become 8 or 16 bits where they are such, else float32. ``options.split`` is told by names
    with *train* and *test* or *t10k*; ``options.array`` names one of several sets,
    ``emnist-letters`` for one; ``options.transpose`` exchanges rows and columns.

    Raises
    ------
    DataError
        If a file is damaged, or images and labels do not fit together.
    Undecided
        If there are several sets, none is named and somebody may be asked.
    Cancelled
        If the task should stop.
    """
    plan = planned(container, survey(container, task), task)
    check_draw(plan.n, plan.options, container.name)
    chosen = drawn_rows(plan.n, plan.options)
    reading = _kept(container, plan, chosen, task)
    labels, class_names, problems = reading.labels()
    notes = (*plan.notes, *conversion_notes(reading.conversions), *problems)
    return ImageSet(
        name=container.name,
        pixels=reading.pixels,
        labels=labels,
        class_names=class_names,
        split=plan.split,
        limit=None if chosen is None else len(chosen),
        limit_seed=0 if chosen is None else plan.options.seed,
        options=plan.options,
        choices=plan.choices,
        shown=shown_range(reading.conversions),
        notes=tuple(printable(note) for note in notes if note),
    )


def _kept(
    container: Container, plan: Plan, chosen: NDArray[np.intp] | None, task: Task
) -> _Reading:
    """Return the files of a plan, read in the smallest type that holds their numbers."""

    def read_as(kept: np.dtype[Any]) -> _Reading:
        n = plan.n if chosen is None else len(chosen)
        pixels = empty_pixels(n, plan.image_shape, kept, container.name)
        reading = _Reading(plan, pixels, chosen)
        reading.read(container, task)
        return reading

    *smaller, last = pixel_types(plan.dtype)
    for kept in smaller:
        with suppress(Misfit):
            return read_as(kept)
    return read_as(last)


class _Reading:
    """The files of a plan, read in whatever order a container has them."""

    def __init__(self, plan: Plan, pixels: NDArray[Any], chosen: NDArray[np.intp] | None) -> None:
        self.pixels = pixels
        self.conversions = tuple(Conversion(plan.dtype, pixels.dtype) for _ in plan.images)
        self._plan = plan
        self._chosen = chosen
        self._labels: dict[str, NDArray[Any]] = {}
        self._class_names: dict[int, str] = {}

    def read(self, container: Container, task: Task) -> None:
        plan = self._plan
        images = {file.member: i for i, file in enumerate(plan.images)}
        labels = {file.member: file for file in plan.labels if file is not None}
        wanted = [*images, *labels, *([plan.mapping] if plan.mapping else [])]
        missing = dict.fromkeys(wanted)
        with closing(container.streams(wanted)) as streams:
            for member, stream in streams:
                del missing[member]
                if member == plan.mapping:
                    self._class_names = parse_mapping(stream.rest(MAX_MAPPING))
                elif member in labels:
                    header = labels[member].header
                    task.report(f"reading {stream.name}", 0, header.shape[0])
                    _pass_header(stream, labels[member])
                    values = np.frombuffer(stream.read(header.n_bytes), header.dtype)
                    self._labels[member.path] = values
                    _check_end(stream)
                else:
                    self._read_images(stream, images[member], task)
        if missing:
            name = next(iter(missing)).name
            raise DataError(name, "is not there any more", "Open the set again")

    def labels(self) -> tuple[NDArray[np.int32] | None, tuple[str, ...], list[str]]:
        """Return labels, class names and notes."""
        plan = self._plan
        missing = [
            labels_name(images.member) or f"labels of {images.member.name}"
            for images, labels in zip(plan.images, plan.labels, strict=True)
            if labels is None
        ]
        if missing:
            return None, (), [f"not found: {', '.join(missing)}; no labels"]
        files = [file for file in plan.labels if file is not None]
        values = np.concatenate([self._labels[file.member.path] for file in files])
        labels, class_names, problems = classes(values, self._class_names, files[0].name)
        if labels is not None and self._chosen is not None:
            labels = labels[self._chosen]  # only now: no class changes its number by the draw
        return labels, class_names, problems

    def _read_images(self, stream: Stream, which: int, task: Task) -> None:
        plan, file = self._plan, self._plan.images[which]
        start = sum(earlier.n for earlier in plan.images[:which])
        low, high = start, start + file.n
        chosen = self._chosen
        if chosen is not None:
            low, high = (int(at) for at in np.searchsorted(chosen, (low, high)))
            chosen = chosen[low:high] - start
        conversion = self.conversions[which]
        is_transposed = plan.options.transpose
        _pass_header(stream, file)
        read_records(
            stream,
            Records(n=file.n, shape=plan.stored_shape, dtype=plan.dtype),
            self.pixels[low:high],
            chosen,
            task,
            f"reading {stream.name}",
            to_pixels=lambda rows: conversion(rows.swapaxes(1, 2) if is_transposed else rows),
        )
        _check_end(stream)
        conversion.check(file.name, chosen)


def _pass_header(stream: Stream, file: IdxFile) -> None:
    if open_idx(file.member, stream).header != file.header:
        raise DataError(stream.name, "has changed since it was looked at", "Open it again")
    stream.read(file.header.offset)


def _check_end(stream: Stream) -> None:
    if not stream.at_end():
        raise DataError(stream.name, "bytes follow its last number", DOWNLOAD_AGAIN)

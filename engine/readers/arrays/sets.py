"""Arrays of pictures, and of labels, read from a container into one image set."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError, printable
from engine.options import OpenOptions
from engine.readers.arrays.layout import Layout, check_pictures, product
from engine.readers.arrays.npy_stream import read_rows, working_bytes
from engine.readers.arrays.shape import decided_layout
from engine.readers.arrays.stored_array import StoredArray, is_gone
from engine.readers.arrays.types import (
    Conversion,
    Misfit,
    conversion_notes,
    pixel_types,
    shown_range,
)
from engine.readers.containers.base import Container
from engine.readers.room import check_room
from engine.readers.rows import check_draw, drawn_rows, empty_pixels
from engine.readers.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """What `read_pictures` has read.

    Attributes
    ----------
    pixels : ndarray of shape (n, height, width, channels)
        Those chosen.
    chosen : ndarray of int or None
        Their indices among all rows of all parts; None for all.
    options : OpenOptions
        How they were opened, with the shape that was decided on.
    shown : (float, float) or None
        Values shown as black and as white.
    notes : tuple of str
        What was left out, converted or assumed.
    """

    pixels: NDArray[Any]
    chosen: NDArray[np.intp] | None
    options: OpenOptions
    shown: tuple[float, float] | None
    notes: tuple[str, ...]


def read_pictures(container: Container, parts: Sequence[StoredArray], task: Task) -> Pictures:
    """Return the pictures of one array, or of several, one after the other.

    Raises
    ------
    DataError
        If they are no pictures, do not fit one another or into memory, or a file is damaged.
    Undecided
        If rows are flat and somebody is there to say in which shape.
    Cancelled
        If the task should stop.
    """
    _check_alike(parts)
    layout, options, notes = decided_layout(container, parts[0], task)
    n = sum(part.header.shape[0] for part in parts)
    check_draw(n, options, container.name)
    chosen = drawn_rows(n, options)
    reading = _Reading(container, parts, task, layout, chosen)
    pixels, conversions = reading.result()
    return Pictures(
        pixels=pixels,
        chosen=chosen,
        options=options,
        shown=shown_range(conversions),
        notes=(*notes, *conversion_notes(conversions)),
    )


def _check_alike(parts: Sequence[StoredArray]) -> None:
    first = parts[0]
    for part in parts:
        check_pictures(part.header.shape, part.shown)
        dtype = part.header.dtype.newbyteorder("=")
        if not pixel_types(dtype):
            raise DataError(part.shown, f"holds {dtype}", "Save uint8, uint16 or float32 pixels")
        if part.header.shape[1:] != first.header.shape[1:]:
            here, there = product(part.header.shape[1:]), product(first.header.shape[1:])
            problem = f"images of {here}, but of {there} in {first.name}"
            raise DataError(part.shown, problem, "Open one of them by its name")
        if dtype != first.header.dtype.newbyteorder("="):
            problem = f"holds {dtype}, but {first.name} {first.header.dtype.newbyteorder('=')}"
            raise DataError(part.shown, problem, "Open one of them by its name")


@dataclass(frozen=True, slots=True)
class _Reading:
    """Everything that attempts at reading with several types of pixels have in common."""

    container: Container
    parts: Sequence[StoredArray]
    task: Task
    layout: Layout
    chosen: NDArray[np.intp] | None

    def result(self) -> tuple[NDArray[Any], list[Conversion]]:
        """Return the pixels, of the first type that holds them, and what was met."""
        first, *others = pixel_types(self.parts[0].header.dtype)
        types = [(first, ""), *((kept, f" as {kept}") for kept in others)]
        for kept, how in types[:-1]:
            with suppress(Misfit):
                return self._attempt(kept, how)
        return self._attempt(*types[-1])

    def _attempt(self, kept: np.dtype[Any], how: str) -> tuple[NDArray[Any], list[Conversion]]:
        bounds = np.cumsum([0, *(part.header.shape[0] for part in self.parts)])
        ends = bounds if self.chosen is None else np.searchsorted(self.chosen, bounds)
        pixels = self._room(int(ends[-1]), kept)
        conversions = [Conversion(part.header.dtype, kept) for part in self.parts]
        left = {part.member: number for number, part in enumerate(self.parts)}
        task = self.task
        with closing(self.container.streams([part.member for part in self.parts])) as streams:
            for member, stream in streams:
                number = left.pop(member)
                part, conversion = self.parts[number], conversions[number]
                here = slice(int(ends[number]), int(ends[number + 1]))
                chosen = None if self.chosen is None else self.chosen[here] - bounds[number]
                read_rows(
                    stream,
                    part.header,
                    pixels[here],
                    chosen,
                    task,
                    f"reading {printable(part.name)}{how}",
                    to_pixels=self._to_pixels(conversion),
                )
                conversion.check(part.shown, chosen)
                task = replace(task, preview=lambda _pixels: None)  # one is enough
        if left:
            raise is_gone(self.parts[min(left.values())].shown)
        return pixels, conversions

    def _to_pixels(self, conversion: Conversion) -> Callable[[NDArray[Any]], NDArray[Any]]:
        return lambda rows: self.layout.pictures(conversion(rows))

    def _room(self, n: int, kept: np.dtype[Any]) -> NDArray[Any]:
        shape = self.layout.image_shape
        name = self.container.name
        besides = max(working_bytes(part.header) for part in self.parts)
        check_room(n * math.prod(shape) * kept.itemsize + besides, name)
        return empty_pixels(n, shape, kept, name)

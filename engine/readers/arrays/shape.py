"""Where height, width and channels are in an array of a file: decided, or asked."""

from __future__ import annotations

from dataclasses import replace

from engine.errors import printable
from engine.options import OpenOptions
from engine.readers.arrays.flat_shapes import Shape, asked_shape, likeliest_shape, likely_shapes
from engine.readers.arrays.layout import (
    COLOURS,
    Layout,
    flat_layout,
    is_planes,
    layout_of,
    product,
)
from engine.readers.arrays.npy_stream import first_rows
from engine.readers.arrays.stored_array import StoredArray, opened
from engine.readers.containers.base import Container
from engine.readers.questions import ShapeQuestion
from engine.readers.task import Task

N_EXAMPLES = 8


def decided_layout(
    container: Container, part: StoredArray, task: Task
) -> tuple[Layout, OpenOptions, list[str]]:
    """Return the layout of an array of pictures or flat rows.

    Returns
    -------
    layout : Layout
        With rows and columns exchanged, if that was asked for.
    options : OpenOptions
        Those of the task, and the shape that was decided on.
    notes : list of str
        What was assumed or is left out.

    Raises
    ------
    DataError
        If flat rows do not have the shape asked for, or the file is damaged.
    Undecided
        If rows are flat, no shape was asked for, and somebody is there to choose one.
    Cancelled
        If the task should stop.
    """
    options, shape = task.options, part.header.shape
    notes: list[str] = []
    layout = layout_of(shape)
    if layout is None:
        flat, notes = _flat_shape(container, part, task)
        options = replace(options, shape=flat)
        layout = flat_layout(flat)
    elif layout.has_opacity:
        notes.append("the fourth channel, opacity, is left out")
    elif len(shape) == 4 and shape[1] in COLOURS and shape[3] in COLOURS:
        notes.append(f"{product(shape)} is read as (n, height, width, channels)")
    return (layout.transposed() if options.transpose else layout), options, notes


def _flat_shape(container: Container, part: StoredArray, task: Task) -> tuple[Shape, list[str]]:
    n_features = part.header.shape[1]
    if task.options.shape is not None:
        return asked_shape(n_features, task.options.shape, part.shown), []
    flat = _decided_shape(container, part, task)
    return flat, [f"rows of {n_features:,} numbers are read as {_in_words(flat)}"]


def _decided_shape(container: Container, part: StoredArray, task: Task) -> Shape:
    shapes = likely_shapes(part.header.shape[1])
    if len(shapes) == 1:
        return shapes[0]
    phase = f"reading {printable(part.name)}"
    with opened(container, part.member) as stream:
        examples = first_rows(stream, part.header, N_EXAMPLES, task, phase)
    suggestion = likeliest_shape(part.header.shape[1], examples)
    task.ask(
        ShapeQuestion(
            name=container.name,
            n_features=part.header.shape[1],
            shapes=(suggestion, *(shape for shape in shapes if shape != suggestion)),
            examples=examples,
            suggestion=suggestion,
        )
    )
    return suggestion


def _in_words(flat: Shape) -> str:
    if is_planes(flat):
        return f"3 planes of {product(flat[1:])} pixels"
    if flat[0] == 1:
        return "one line of pixels"
    return f"{product(flat[:2])} {'grey' if flat[2] == 1 else 'colour'} pixels"

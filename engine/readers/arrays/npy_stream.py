"""The array in a ``.npy`` file of any container, read from front to back."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from engine.readers.arrays.npy_header import HEAD_BYTES, SAVE_AGAIN, NpyHeader, parse_header
from engine.readers.containers.base import Stream
from engine.readers.files import CUT_SHORT
from engine.readers.room import check_room
from engine.readers.rows import BLOCK_BYTES, Records, read_records
from engine.readers.task import Task

_EXAMPLE_BYTES = 1 << 22
_COPIES = 4  # of a block, while it is converted


def peek_header(stream: Stream) -> NpyHeader:
    """Return the header of a ``.npy`` file, and stay before it.

    Raises
    ------
    NotNumbersError
        If it holds something else than numbers.
    DataError
        If it is no such file, or is not as long as its header says.
    """
    header = parse_header(stream.peek(HEAD_BYTES), stream.name, fortran_too=True)
    if 0 <= stream.size < header.n_bytes:
        problem = f"is cut short: {stream.size:,} of {header.n_bytes:,} bytes are there"
        raise DataError(stream.name, problem, SAVE_AGAIN)
    if stream.size > header.n_bytes:
        problem = f"{stream.size - header.n_bytes:,} bytes follow its end"
        raise DataError(stream.name, problem, SAVE_AGAIN)
    return header


def working_bytes(header: NpyHeader) -> int:
    """Return how much memory `read_rows` needs besides the pixels."""
    row_bytes = math.prod(header.shape[1:]) * header.dtype.itemsize
    whole = header.n_bytes if header.is_fortran else 0
    return whole + _COPIES * max(BLOCK_BYTES, row_bytes)


def read_rows(
    stream: Stream,
    header: NpyHeader,
    out: NDArray[Any],
    chosen: NDArray[np.intp] | None,
    task: Task,
    phase: str,
    *,
    to_pixels: Callable[[NDArray[Any]], NDArray[Any]],
) -> None:
    """Read an array of pictures and put those chosen into `out`.

    Parameters
    ----------
    stream : Stream
        Before its header.
    header : NpyHeader
        As `peek_header` gave it.
    out : ndarray of shape (chosen or all, height, width, channels)
        Takes the pictures.
    chosen : ndarray of int or None
        Rising indices of the rows wanted; None for all.
    task : Task
        Told of the rows read, and shown the first pictures.
    phase : str
        What is being read, for people.
    to_pixels : callable
        Turns rows as they are stored (m, ...) into pictures (m, height, width, channels).

    Raises
    ------
    DataError
        If the stream is damaged, or longer or shorter than its header says.
    Cancelled
        If the task should stop.
    """
    n, *row_shape = header.shape
    stream.read(header.offset)
    if header.is_fortran:
        rows = _fortran_array(stream, header, task, phase)
        step = max(1, BLOCK_BYTES // (math.prod(row_shape) * header.dtype.itemsize))
        for start in range(0, len(out), step):
            task.check()
            block = slice(start, start + step)
            out[block] = to_pixels(rows[block] if chosen is None else rows[chosen[block]])
            if start == 0:
                task.preview(out[block])
        task.report(phase, n, n)
    else:
        records = Records(n=n, shape=tuple(row_shape), dtype=header.dtype)
        read_records(stream, records, out, chosen, task, phase, to_pixels=to_pixels)
    _check_end(stream)


def read_numbers(stream: Stream, header: NpyHeader, name: str) -> NDArray[Any]:
    """Return all numbers of an array as they follow one another, in one dimension.

    Raises
    ------
    DataError
        If memory has no room for it, the stream is damaged, or longer or shorter than its header
        says.
    Cancelled
        If the task of the stream's container should stop.
    """
    check_room(_COPIES * header.n_bytes, name, "Take a smaller file")
    stream.read(header.offset)
    data = stream.read(header.n_bytes - header.offset)
    _check_end(stream)
    return np.frombuffer(data, dtype=header.dtype).astype(header.dtype.newbyteorder("="))


def first_rows(
    stream: Stream, header: NpyHeader, most: int, task: Task, phase: str
) -> NDArray[Any]:
    """Return the first rows of an array (n, features), at most `most` and fewer of long ones.

    Raises
    ------
    DataError
        If the stream is damaged, or shorter than its header says; also if memory has no room for
        an array in Fortran order.
    Cancelled
        If the task should stop.
    """
    n, n_features = header.shape
    row_bytes = n_features * header.dtype.itemsize
    n_rows = max(1, min(n, most, _EXAMPLE_BYTES // row_bytes))
    stream.read(header.offset)
    if header.is_fortran:
        check_room(header.n_bytes, stream.name)
        rows = _fortran_array(stream, header, task, phase)[:n_rows]
    else:
        data = stream.read(n_rows * row_bytes)
        rows = np.frombuffer(data, dtype=header.dtype).reshape(n_rows, n_features)
    return rows.astype(header.dtype.newbyteorder("="))


def _fortran_array(stream: Stream, header: NpyHeader, task: Task, phase: str) -> NDArray[Any]:
    """Return an array in Fortran order, read whole: each of its rows is spread over the file."""
    data = np.empty(header.n_bytes - header.offset, dtype=np.uint8)
    for start in range(0, len(data), BLOCK_BYTES):
        task.report(phase, header.shape[0] * start // len(data), header.shape[0])
        block = data[start : start + BLOCK_BYTES]
        if stream.fill(block.data) < len(block):
            raise DataError(stream.name, CUT_SHORT, SAVE_AGAIN)
    return data.view(header.dtype).reshape(header.shape, order="F")


def _check_end(stream: Stream) -> None:
    if not stream.at_end():
        raise DataError(stream.name, "more bytes follow its end", SAVE_AGAIN)

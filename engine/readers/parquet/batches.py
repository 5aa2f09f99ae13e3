"""Columns of parquet files, batch after batch, from the process that reads them."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.readers.containers.base import Stream
from engine.readers.containers.budget import check_ratio
from engine.readers.parquet.file import Group, ParquetFile
from engine.readers.parquet.process import ParquetProcess

_FROM_ELSEWHERE = "Get it from a source that you trust"


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows of a file that are wanted.

    Attributes
    ----------
    file : ParquetFile
        That has them.
    start : int
        Number of its first row in the set.
    rows : ndarray of int
        Their numbers in the set, rising.
    """

    file: ParquetFile
    start: int
    rows: NDArray[np.intp]

    def groups(self) -> Iterator[tuple[int, int, Group]]:
        """Yield number, first row in the set and description of each row group with such rows."""
        start = self.start
        for number, group in enumerate(self.file.groups):
            low, high = np.searchsorted(self.rows, (start, start + group.n_rows))
            if low < high:
                yield number, start, group
            start += group.n_rows


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that come together.

    Attributes
    ----------
    file : ParquetFile
        From which they are.
    first : int
        Number of the first in the set.
    values : ndarray of int64
        Numbers, -1 for none; or how many bytes each row has, -1 for none.
    stream : Stream
        From which these bytes, if any, must be read before the next batch.
    """

    file: ParquetFile
    first: int
    values: NDArray[np.int64]
    stream: Stream


def batches(
    pieces: Sequence[Piece], column: str, kind: str, process: ParquetProcess
) -> Generator[Batch, None, None]:
    """Yield a column of every row group that has wanted rows.

    Parameters
    ----------
    pieces : sequence of Piece
        At least one, each with a row.
    column : str
        Path of a column: ``"image.bytes"`` is a part of ``image``.
    kind : {"bytes", "numbers"}
        What is in it; texts count as bytes.
    process : ParquetProcess
        That reads it.

    Raises
    ------
    DataError
        If a file is damaged, needs too much memory, or unpacks to what only bombs do.
    Cancelled
        If the task should stop.
    """
    wanted = [(piece.file, list(piece.groups())) for piece in pieces]
    for file, groups in wanted:
        for _, _, group in groups:
            check_ratio(file.name, *group.sizes.get(column, (0, 0)), _FROM_ELSEWHERE)
    request = {
        "paths": [file.path for file, _ in wanted],
        "groups": [[number for number, _, _ in groups] for _, groups in wanted],
        "column": column,
        "kind": kind,
    }
    with process.asked(request, wanted[0][0].name) as helper:
        for file, groups in wanted:
            helper.name = file.name
            unpacked = 0
            for _, start, group in groups:
                done = 0
                while done < group.n_rows:
                    (count,) = np.frombuffer(helper.read(8), np.int64).tolist()
                    if not 0 < count <= group.n_rows - done:
                        raise helper.broken()
                    values = np.frombuffer(helper.read(8 * count), np.int64)
                    if kind == "bytes":  # a value that is stored once may come a thousand times
                        unpacked += int(values.clip(0).sum())
                        check_ratio(file.name, file.size, unpacked, _FROM_ELSEWHERE)
                    yield Batch(file, start + done, values, helper)
                    done += count

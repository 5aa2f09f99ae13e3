"""The rows of parquet files as a container: each row is a picture file."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing

import numpy as np
from numpy.typing import NDArray

from engine.readers.containers.base import Container, Member, Stream, Streams
from engine.readers.parquet.batches import Piece, batches
from engine.readers.parquet.columns import Columns
from engine.readers.parquet.file import ParquetFile
from engine.readers.parquet.process import ParquetProcess

_ROW = "row "


class ParquetRows(Container):
    """Picture files in the rows of parquet files, called ``row 0``, ``row 1`` and so on.

    Parameters
    ----------
    source : Container
        Of the parquet files.
    files : sequence of ParquetFile
        Whose rows follow each other.
    columns : Columns
        Where the pictures are.
    process : ParquetProcess
        That reads them.
    """

    def __init__(
        self,
        source: Container,
        files: Sequence[ParquetFile],
        columns: Columns,
        process: ParquetProcess,
    ) -> None:
        self.name = source.name
        self.path = source.path
        self._files = files
        self._starts = np.cumsum([0, *(file.n_rows for file in files)]).tolist()
        self._columns = columns
        self._process = process
        self._members: tuple[Member, ...] = ()

    def members(self) -> Sequence[Member]:
        """Return a file for each row."""
        if not self._members:
            rows = range(self._starts[-1])
            self._members = tuple([Member(f"{_ROW}{row}", -1) for row in rows])
        return self._members

    def streams(self, wanted: Sequence[Member] | None = None) -> Streams:
        """Yield each row of `wanted` with its bytes, in the order of the rows."""
        members = self.members()
        rows = np.arange(len(members))
        if wanted is not None:
            rows = np.unique(rows_of([member.path for member in wanted]))
        with closing(self._values(rows, self._columns.pictures)) as values:
            for file, row, data in values:
                yield members[row], RowStream(f"{file.name} › {members[row].path}", data)

    def labels(self) -> NDArray[np.int64]:
        """Return the class of each row, -1 where it has none."""
        labels = np.full(self._starts[-1], -1, dtype=np.int64)
        pieces = self._pieces(np.arange(len(labels)))
        with closing(batches(pieces, self._columns.labels, "numbers", self._process)) as found:
            for batch in found:
                labels[batch.first : batch.first + len(batch.values)] = batch.values
        return labels

    def names(self, rows: NDArray[np.intp]) -> tuple[str, ...]:
        """Return what rows, rising, are called by the files; their numbers where they are not."""
        with closing(self._values(rows, self._columns.paths)) as values:
            return tuple(
                data.decode("utf-8", "backslashreplace") or f"{_ROW}{row}"
                for _, row, data in values
            )

    def _pieces(self, rows: NDArray[np.intp]) -> list[Piece]:
        pieces = []
        for file, start in zip(self._files, self._starts, strict=False):
            low, high = np.searchsorted(rows, (start, start + file.n_rows))
            if low < high:
                pieces.append(Piece(file, start, rows[low:high]))
        return pieces

    def _values(
        self, rows: NDArray[np.intp], column: str
    ) -> Generator[tuple[ParquetFile, int, bytes], None, None]:
        """Yield some rows, rising, each with its bytes in a column; none for a row without."""
        with closing(batches(self._pieces(rows), column, "bytes", self._process)) as found:
            for batch in found:
                end = batch.first + len(batch.values)
                low, high = np.searchsorted(rows, (batch.first, end))
                mine = set(rows[low:high].tolist())
                for row, length in enumerate(batch.values.tolist(), start=batch.first):
                    data = bytes(batch.stream.read(max(0, length)))
                    if row in mine:
                        yield batch.file, row, data


def rows_of(names: Sequence[str]) -> NDArray[np.intp]:
    """Return the numbers of rows from the paths of their members."""
    return np.array([int(name.removeprefix(_ROW)) for name in names], dtype=np.intp)


class RowStream(Stream):
    """The bytes of one row."""

    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(name, len(data))
        self._left = memoryview(data)

    def _some(self, most: int) -> bytes:
        block = bytes(self._left[:most])
        self._left = self._left[most:]
        return block

"""The pixels of an image set that stay in their files: `ShardedPixels`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from engine.pixels import finite_range
from engine.readers.arrays.npy import NpyFile

Run = tuple[int, int, int]
"""Neighbouring rows of a file: the number of the file, the first row, how many."""


class ShardedPixels:
    """Rows of numbers in several files, read whenever some are asked for.

    Takes an index, a slice or an array of indices in any order, and answers with an ndarray of
    its own. Several threads may ask at once.

    Parameters
    ----------
    files : sequence of NpyFile
        At least one; all of one type, but for its byte order, and with rows of one length.
    row_shape : tuple of int
        Shape in which each row is returned.

    Attributes
    ----------
    dtype : dtype
        Of every number returned, in the byte order of this machine.
    """

    def __init__(self, files: Sequence[NpyFile], row_shape: tuple[int, ...]) -> None:
        self.dtype: np.dtype[Any] = files[0].dtype.newbyteorder("=")
        self._files = tuple(files)
        self._row_shape = row_shape
        self._edges = np.cumsum([0, *(file.shape[0] for file in files)])  # of files, in rows
        self._range: tuple[float, float] | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of rows, then the shape of each."""
        return int(self._edges[-1]), *self._row_shape

    @property
    def ndim(self) -> int:
        """Length of `shape`."""
        return len(self.shape)

    @property
    def nbytes(self) -> int:
        """Bytes of all rows in their files."""
        return math.prod(self.shape) * self.dtype.itemsize

    def __len__(self) -> int:
        return self.shape[0]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NoReturn:
        raise TypeError("these pixels may be larger than memory: take blocks, pixels[start:stop]")

    def __getitem__(
        self, which: int | slice | NDArray[np.integer[Any]] | Sequence[int], /
    ) -> NDArray[Any]:
        """Return the rows asked for, read from their files.

        Raises
        ------
        IndexError
            If there is no such row, or `which` is none of these.
        DataError
            If a file is gone, cannot be read, or has changed since the set was opened.
        """
        if isinstance(which, slice):
            start, stop, step = which.indices(len(self))
            if step == 1:
                return self._read(self._runs_between(start, stop), max(0, stop - start))
            which = np.arange(start, stop, step)
        indices = np.asarray(which)
        if isinstance(which, tuple) or indices.dtype.kind not in "iu" or indices.ndim > 1:
            raise IndexError("rows are taken by an index, a slice or an array of indices")
        if indices.size and not -len(self) <= indices.min() <= indices.max() < len(self):
            raise IndexError(f"there are {len(self):,} rows; one asked for is beyond them")
        indices = indices.astype(np.intp, copy=False)
        indices = np.where(indices < 0, indices + len(self), indices)
        return self._gather(indices) if indices.ndim else self._gather(indices[np.newaxis])[0]

    def reshape(self, n_rows: int, *row_shape: int) -> ShardedPixels:
        """Return the same rows, each in the shape `row_shape`; ``reshape(n, -1)`` makes them flat.

        Raises
        ------
        ValueError
            If numbers would go from row to row.
        """
        length = math.prod(self._row_shape)
        if row_shape == (-1,):
            row_shape = (length,)
        if n_rows != len(self) or min(row_shape, default=1) < 1 or math.prod(row_shape) != length:
            raise ValueError(f"rows of shape {self.shape} do not become {(n_rows, *row_shape)}")
        return ShardedPixels(self._files, row_shape)

    def finite_range(self) -> tuple[float, float]:
        """Return the least and the greatest finite value; all is read, but only once."""
        if self._range is None:
            self._range = finite_range(self)
        return self._range

    def _gather(self, indices: NDArray[np.intp]) -> NDArray[Any]:
        steps = np.diff(indices)
        if (steps > 0).all():
            return self._read(self._runs_of(indices), len(indices))
        order = np.argsort(indices, kind="stable")
        ranked = self._read(self._runs_of(indices[order]), len(indices))
        result = np.empty_like(ranked)
        result[order] = ranked
        return result

    def _runs_between(self, start: int, stop: int) -> Iterator[Run]:
        numbers = range(len(self._files))
        for number, first, end in zip(numbers, self._edges[:-1], self._edges[1:], strict=True):
            count = min(stop, int(end)) - max(start, int(first))
            if count > 0:
                yield number, max(start, int(first)) - int(first), count

    def _runs_of(self, indices: NDArray[np.intp]) -> Iterator[Run]:
        """Return the runs that make up `indices`, which never fall."""
        numbers = np.searchsorted(self._edges, indices, side="right") - 1
        begins = np.ones(len(indices), dtype=bool)
        begins[1:] = (np.diff(indices) != 1) | (np.diff(numbers) != 0)
        at = np.flatnonzero(begins)
        firsts = indices[at] - self._edges[numbers[at]]
        counts = np.diff(at, append=len(indices))
        return zip(numbers[at].tolist(), firsts.tolist(), counts.tolist(), strict=True)

    def _read(self, runs: Iterable[Run], n_rows: int) -> NDArray[Any]:
        """Return the rows of `runs`, which go from file to file, one after the other."""
        rows: NDArray[Any] = np.empty((n_rows, *self._row_shape), dtype=self.dtype)
        data = rows.reshape(-1).view(np.uint8).data
        row_bytes = math.prod(self._row_shape) * self.dtype.itemsize
        done = 0
        for number, group in groupby(runs, key=itemgetter(0)):
            file, start, buffers = self._files[number], done, []
            for _, first, count in group:
                buffers.append((first, data[done * row_bytes : (done + count) * row_bytes]))
                done += count
            file.read(buffers)
            if not file.dtype.isnative:
                rows[start:done].byteswap(inplace=True)
        return rows

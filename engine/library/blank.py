"""An image set whose pictures cannot be found: of its shape, with its names, all grey."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


class BlankPixels:
    """Rows that all hold one number, and take no memory; `engine.pixels.Pixels` says the rest.

    Parameters
    ----------
    shape : tuple of int
    dtype : dtype
    value : float
        What every number of them is.
    """

    def __init__(self, shape: tuple[int, ...], dtype: DTypeLike, value: float) -> None:
        self._value = value
        self._rows = np.broadcast_to(np.array(value).astype(dtype), shape)

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of rows, then the shape of each."""
        return self._rows.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of every number."""
        return self._rows.dtype

    @property
    def ndim(self) -> int:
        """Length of `shape`."""
        return self._rows.ndim

    @property
    def nbytes(self) -> int:
        """Bytes that the rows would take."""
        return self._rows.nbytes

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, which: int | slice | NDArray[np.integer[Any]], /) -> NDArray[Any]:
        rows = np.array(self._rows[which], order="C")
        rows.flags.writeable = False
        return rows

    def reshape(self, n_rows: int, row_length: int, /) -> BlankPixels:
        """Return the same rows, each flat."""
        if n_rows != len(self) or row_length != -1:
            raise ValueError(f"cannot reshape {self.shape} to {(n_rows, row_length)}")
        length = self._rows.size // len(self)
        return BlankPixels((n_rows, length), self.dtype, self._value)

"""Numbers as they are stored turned into pixels: uint8, uint16 or float32.

================== ===========================================================================
stored             read as
================== ===========================================================================
uint8, uint16      as they are
bool               255 and 0
other whole types  uint8, else uint16, if all values fit; else float32, if it holds them exactly
float16, 32, 64    uint8, if all values are whole and fit; else float32, rounded if need be
================== ===========================================================================

Values that are not finite are refused, as is all that is not listed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError

WHOLE_IN_FLOAT32 = 1 << 24  # float32 holds every whole number up to this
_U8, _U16, _F32 = (np.dtype(kind) for kind in (np.uint8, np.uint16, np.float32))
_FLOATS = (np.float16, np.float32, np.float64)
_LARGEST = float(np.finfo(np.float32).max)
_DARK = 64  # pictures whose brightest value is below this are shown brighter


class Misfit(Exception):
    """Raised by a `Conversion` that has met a value which its type does not hold."""


def pixel_types(stored: np.dtype[Any]) -> tuple[np.dtype[Any], ...]:
    """Return the types that may do, the smallest first; none for what holds no pixels.

    All but the last may turn out to be a `Misfit`.
    """
    native = stored.newbyteorder("=")
    if native in (np.bool_, _U8):
        return (_U8,)
    if native == _U16:
        return (_U16,)
    if native.kind in "iu":
        return _U8, _U16, _F32
    return (_U8, _F32) if native in _FLOATS else ()


class Conversion:
    """Turns the rows of one array into pixels, block by block, and remembers what it met.

    Parameters
    ----------
    stored, kept : dtype
        Of the numbers in the file, and of the pixels: one of ``pixel_types(stored)``.

    Attributes
    ----------
    stored, kept : dtype
        As given, but in the byte order of this machine.
    low, high : float
        The least and the greatest value so far, where the type changes.
    is_rounded : bool
        Whether a value has changed.
    """

    def __init__(self, stored: np.dtype[Any], kept: np.dtype[Any]) -> None:
        self.low: float = math.inf
        self.high: float = -math.inf
        self.stored = stored.newbyteorder("=")
        self.kept = kept
        self.is_rounded = False
        self._n_rows = 0
        self._n_bad = 0
        self._first_bad = 0

    def __call__(self, rows: NDArray[Any]) -> NDArray[Any]:
        """Return rows (m, ...) of the type kept, but maybe not in this machine's byte order.

        Raises
        ------
        Misfit
            If that type does not hold them.
        """
        if self.stored == np.bool_:
            return np.where(rows.view(np.uint8), _U8.type(255), _U8.type(0))
        if self.stored.kind == "f":
            rows = self._finite(rows)
            self._n_rows += len(rows)
        return rows if self.stored == self.kept else self._fitting(rows)

    def check(self, name: str, chosen: NDArray[np.intp] | None) -> None:
        """Raise a `DataError` on `name` if a value met cannot be kept.

        Parameters
        ----------
        name : str
            Of the array, for messages.
        chosen : ndarray of int or None
            Indices of the rows that were converted; None if it was all of them.
        """
        if self._n_bad:
            first = self._first_bad if chosen is None else int(chosen[self._first_bad])
            values = "value is" if self._n_bad == 1 else "values are"
            problem = f"{self._n_bad:,} {values} NaN or infinite, the first in image {first:,}"
            raise DataError(name, problem, "Replace them, as with numpy.nan_to_num")
        largest = max(-self.low, self.high)
        if self.stored.kind == "f" and largest > _LARGEST:
            problem = f"values of {self.low:.6g} to {self.high:.6g} are too large for float32"
            raise DataError(name, problem, "Scale them down")
        if self.stored.kind != "f" and self.kept == _F32 and largest > WHOLE_IN_FLOAT32:
            problem = f"whole numbers {self.low:,} to {self.high:,} are beyond exact float32"
            raise DataError(name, problem, "Scale them down to 24 bits, or save float32")

    def _finite(self, rows: NDArray[Any]) -> NDArray[Any]:
        """Return rows with 0 in place of what is not finite, and count it."""
        good = np.isfinite(rows)
        if good.all():
            return rows
        if self.kept != _F32:
            raise Misfit
        if not self._n_bad:
            in_row = good.reshape(len(rows), -1).all(axis=1)
            self._first_bad = self._n_rows + int(np.argmin(in_row))
        self._n_bad += good.size - int(np.count_nonzero(good))
        return np.where(good, rows, rows.dtype.type(0))

    def _fitting(self, rows: NDArray[Any]) -> NDArray[Any]:
        if rows.size:
            self.low = min(self.low, rows.min().item())
            self.high = max(self.high, rows.max().item())
        if self.kept == _F32:
            with np.errstate(over="ignore", under="ignore"):  # the range tells of the first
                kept = rows.astype(_F32)
            self.is_rounded = self.is_rounded or not np.array_equal(kept, rows)
            return kept
        if rows.size and not (self.low >= 0 and self.high <= np.iinfo(self.kept).max):
            raise Misfit
        kept = rows.astype(self.kept)
        if self.stored.kind == "f" and not np.array_equal(kept, rows):
            raise Misfit
        return kept


def conversion_notes(parts: Sequence[Conversion]) -> list[str]:
    """Return what people should know of the conversion of arrays of one type, a line each."""
    stored, kept = parts[0].stored, parts[0].kept
    if stored == np.bool_:
        return ["true and false are read as 255 and 0"]
    if stored == kept:
        return []
    if kept == _F32:
        how = "rounded to" if any(part.is_rounded for part in parts) else "read as"
        return [f"{stored} is {how} float32"]
    low, high = min(part.low for part in parts), max(part.high for part in parts)
    bits = 8 * kept.itemsize
    return [f"whole numbers {low:,.0f} to {high:,.0f} stored as {stored}: read as {bits} bits"]


def shown_range(parts: Sequence[Conversion]) -> tuple[float, float] | None:
    """Return what to show as black and as white, where 8 bits made of other types are all dark."""
    high = max(part.high for part in parts)
    return (0.0, float(high)) if parts[0].kept == _U8 and 0 < high < _DARK else None

"""Taking arrays out of a file: by name, type and shape, and piece by piece."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

MOST = 1 << 48  # of any whole number: sums of a file's worth of them stay far from int64's end


class Arrays:
    """Arrays by name, each asked for as it must be.

    Every method raises a ValueError where an array is missing or something else.

    Parameters
    ----------
    values : mapping of str to ndarray
    """

    def __init__(self, values: Mapping[str, NDArray[Any]]) -> None:
        self._values = values

    def take(self, name: str, kind: str, shape: tuple[int, ...]) -> NDArray[Any]:
        """Return the array `name` of `kind` (``"f"``, ``"i"`` or ``"u"``); length -1 is any."""
        array = self._values.get(name)
        if array is None:
            raise ValueError(f"there is no {name}")
        fits = array.ndim == len(shape) and all(
            wanted in (-1, length) for wanted, length in zip(shape, array.shape, strict=True)
        )
        if array.dtype.kind != kind or not fits:
            raise ValueError(f"{name} is {array.dtype} of shape {array.shape}, not {shape}")
        return array

    def wholes(
        self, name: str, shape: tuple[int, ...], *, least: int = 0, most: int = MOST
    ) -> NDArray[Any]:
        """Return signed whole numbers from `least` to `most`."""
        array = self.take(name, "i", shape)
        if array.size and not least <= int(array.min()) <= int(array.max()) <= most:
            raise ValueError(f"{name} is outside its limits")
        return array

    def whole(self, name: str, *, least: int = 0) -> int:
        """Return one whole number of at least `least`."""
        return int(self.wholes(name, (), least=least))


class Reel:
    """An array whose next pieces are taken one after the other.

    Parameters
    ----------
    array : ndarray of shape (n,)
    """

    def __init__(self, array: NDArray[Any]) -> None:
        self._array = array
        self._at = 0

    def next(self, length: int) -> NDArray[Any]:
        """Return the next `length` numbers."""
        self._at += length
        return self._array[self._at - length : self._at]

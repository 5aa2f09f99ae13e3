"""Pickles opened without running anything in them.

The globals that NumPy arrays need become inert stubs, which remember what they were called with;
every other global is refused. `engine.readers.cifar10` reads the arrays off the stubs.
"""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from engine.readers.opcodes import USE_ORIGINAL, check_global, scan

# What the unpickler raises on nonsense that is built of allowed instructions.
_NONSENSE = (
    pickle.UnpicklingError,
    EOFError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
)
_BYTE_TYPES = ("u1", "|u1", "uint8")


class Stub:
    """Stands for a global, or for what calling one would have made.

    Attributes
    ----------
    name : str
        ``"numpy.ndarray"``.
    arguments : tuple
        What it was called with; empty if it was not.
    state : object
        What its maker wanted restored; None if nothing.
    """

    __slots__ = ("arguments", "name", "state")

    def __init__(self, name: str, arguments: tuple[Any, ...] = ()) -> None:
        self.name = name
        self.arguments = arguments
        self.state: Any = None

    def __call__(self, *arguments: Any) -> Stub:
        """Return what calling the global would have made, as a stub."""
        return Stub(self.name, arguments)

    def __setstate__(self, state: Any) -> None:
        self.state = state


class _Bytes:
    """A file of bytes in memory that hands out slices: 31 MB less than `io.BytesIO` a batch."""

    def __init__(self, data: bytearray) -> None:
        self._data = data
        self._view = memoryview(data)
        self._at = 0

    def peek(self, _size: int) -> memoryview:
        return self._view[self._at :]

    def read(self, size: int, /) -> Any:
        start, self._at = self._at, min(self._at + size, len(self._data))
        return self._view[start : self._at]

    def readline(self) -> Any:
        end = self._data.find(b"\n", self._at)
        return self.read((end + 1 if end >= 0 else len(self._data)) - self._at)


class _Unpickler(pickle.Unpickler):
    def __init__(self, data: bytearray, name: str) -> None:
        super().__init__(_Bytes(data), fix_imports=False, encoding="bytes")
        self._name = name

    def find_class(self, module: str, attribute: str, /) -> Any:
        asked = f"{module}.{attribute}"
        check_global(asked, self._name)
        return Stub(asked)


def load(data: bytearray, name: str) -> Any:
    """Return what a pickle holds: numbers, bytes, text, lists, tuples, dicts and stubs.

    Parameters
    ----------
    data : bytearray
        The file.
    name : str
        Of the file, for messages.

    Raises
    ------
    DataError
        If it is damaged or asks for anything a CIFAR file has no need of.
    """
    scan(data, name)
    try:
        return _Unpickler(data, name).load()
    except _NONSENSE as error:
        raise DataError(name, "is damaged", USE_ORIGINAL) from error


def byte_array(value: Any, name: str) -> NDArray[np.uint8]:
    """Return the two-dimensional array of bytes that a stub stands for, without copying.

    Returns
    -------
    ndarray of shape (rows, columns), uint8
        Read-only; neither length is 0.

    Raises
    ------
    DataError
        If it stands for anything else, or its shape does not fit its bytes.
    """
    if not (isinstance(value, Stub) and value.name.endswith("._reconstruct")):
        raise DataError(name, "its data are not an array", USE_ORIGINAL)
    match value.arguments, value.state:
        case (
            (Stub(name="numpy.ndarray"), (0,), b"b" | "b"),
            (int(), tuple() as shape, Stub(name="numpy.dtype") as dtype, bool() as fortran, raw),
        ):
            pass
        case _:
            raise DataError(name, "its array is not put together as NumPy does", USE_ORIGINAL)
    if (kind := _text(dtype.arguments[:1])) not in _BYTE_TYPES:
        raise DataError(name, f"its data are of type {kind}, not bytes (u1)", USE_ORIGINAL)
    if len(shape) != 2 or not all(type(length) is int and length > 0 for length in shape):
        raise DataError(name, "its data are not a table of images", USE_ORIGINAL)
    rows, columns = shape
    if not isinstance(raw, bytes) or len(raw) != rows * columns:
        found = f"{len(raw):,}" if isinstance(raw, bytes) else "no"
        problem = f"promises {rows:,} × {columns:,} bytes, but {found} are there"
        raise DataError(name, problem, USE_ORIGINAL)
    return np.frombuffer(raw, dtype=np.uint8).reshape(shape, order="F" if fortran else "C")


def _text(arguments: tuple[Any, ...]) -> str:
    match arguments:
        case (bytes() as raw,):
            return raw.decode("ascii", "backslashreplace")
        case (str() as text,):
            return text
        case _:
            return "unknown"

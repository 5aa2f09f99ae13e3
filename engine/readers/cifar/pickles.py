"""Pickles opened without running anything in them.

The globals that NumPy arrays need become inert stubs, which remember what they were called with;
every other global is refused. `byte_array` reads an array off its stubs. Large strings of bytes
never pass through the unpickler, which would copy them: views of the file take their place.
"""

from __future__ import annotations

import io
import pickle
from struct import pack
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from engine.readers.cifar.opcodes import USE_ORIGINAL, check_global, scan

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


class _Unpickler(pickle.Unpickler):
    def __init__(self, data: bytearray, name: str) -> None:
        # No file can ask for a view by itself: `scan` refuses persistent ids.
        instructions: list[memoryview | bytes] = []
        self._views: list[memoryview] = []
        whole, at = memoryview(data), 0
        for start, body, end in scan(data, name):
            instructions.append(whole[at:start])
            if end > body:
                index = pack("<i", len(self._views))
                instructions.append(pickle.BININT + index + pickle.BINPERSID)
                self._views.append(whole[body:end])
            at = end
        instructions.append(whole[at:])
        super().__init__(io.BytesIO(b"".join(instructions)), fix_imports=False, encoding="bytes")
        self._name = name

    def find_class(self, module: str, attribute: str, /) -> Any:
        asked = f"{module}.{attribute}"
        check_global(asked, self._name)
        return Stub(asked)

    def persistent_load(self, index: int, /) -> memoryview:
        return self._views[index]


def load(data: bytearray, name: str) -> Any:
    """Return what a pickle holds: numbers, bytes, text, lists, tuples, dicts and stubs.

    A string of bytes of 1 MB or more comes as a writable view of `data`.

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
    unpickler = _Unpickler(data, name)
    try:
        return unpickler.load()
    except _NONSENSE as error:
        raise DataError(name, "is damaged", USE_ORIGINAL) from error


def byte_array(value: Any, name: str) -> NDArray[np.uint8]:
    """Return the two-dimensional array of bytes that a stub stands for, without copying.

    Returns
    -------
    ndarray of shape (rows, columns), uint8
        Neither length is 0. Writable only if it lies in the file's own bytes.

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
    if not isinstance(raw, bytes | memoryview) or len(raw) != rows * columns:
        found = f"{len(raw):,}" if isinstance(raw, bytes | memoryview) else "no"
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

"""The arrays of an ``.npz`` file as `engine.export.model.npz` writes it, which is uncompressed.

No size is believed: an array takes no more memory than its bytes in the file.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from engine.readers.arrays.npy_header import HEAD_BYTES, parse_header

_SUFFIX = ".npy"
# What zipfile answers to an archive that is cut, hostile or something else altogether.
_UNREADABLE = (
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    OSError,
)


def npz_arrays(data: bytes, name: str) -> dict[str, NDArray[Any]]:
    """Return the arrays in the bytes of a file, read-only. Nothing in it is executed.

    Raises
    ------
    ValueError
        If it is not such a file, or not whole; the message is for nobody.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            are_plain = all(each.compress_type == zipfile.ZIP_STORED for each in members)
            if not are_plain or sum(each.file_size for each in members) > len(data):
                raise ValueError(f"{name} is larger than it is")
            return {
                each.filename.removesuffix(_SUFFIX): _array(archive.read(each), each.filename)
                for each in members
            }
    except (*_UNREADABLE, DataError) as error:
        raise ValueError(f"{name} is no archive of arrays") from error


def text_array(texts: Sequence[str]) -> NDArray[np.uint8]:
    """Return texts as the bytes of their JSON, shape (n_bytes,)."""
    return np.frombuffer(json.dumps(list(texts)).encode("ascii"), dtype=np.uint8)


def texts_of(arrays: Mapping[str, NDArray[Any]], name: str) -> tuple[str, ...]:
    """Return the texts that `text_array` made an array of.

    Raises
    ------
    ValueError
        If it is missing or something else.
    """
    array = arrays.get(name)
    if array is None or array.dtype != np.uint8:
        raise ValueError(f"there are no {name}")
    try:
        values = json.loads(array.tobytes())
    except RecursionError as error:
        raise ValueError(f"{name} are no texts") from error
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"{name} are no texts")
    return tuple(values)


def _array(data: bytes, name: str) -> NDArray[Any]:
    header = parse_header(data[:HEAD_BYTES], name)
    if header.n_bytes != len(data):
        raise ValueError(f"{name} is of another length")
    return np.frombuffer(data, dtype=header.dtype, offset=header.offset).reshape(header.shape)

"""Reads a MATLAB file in a process of its own: SciPy's reader may crash on a hostile one.

Run as a script. The file comes on standard input. What goes to standard output is said by `send`.
"""

from __future__ import annotations

import io
import json
import math
import sys
from typing import Any, BinaryIO

MOST_LISTED = 8
LONGEST_NAME = 32
NUMBERS = (
    "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "single", "double",
)  # fmt: skip


def send(data: bytes, out: BinaryIO) -> None:
    """Write what a MATLAB file holds.

    Parameters
    ----------
    data : bytes
        The file.
    out : binary file
        Gets, before the arrays are unpacked, ``{"variables": [[name, shape, class], ...],
        "shape": [...] or null}``. The shape is null, and nothing follows, unless there is one
        ``X``, bytes in four dimensions. Then it gets ``{"n_labels": int}``, so many labels, a byte
        each, and the bytes of ``X``, columns first as in the file.
    """
    from scipy.io import loadmat, whosmat

    variables = whosmat(io.BytesIO(data))
    listed = [(name[:LONGEST_NAME], shape[:5], kind) for name, shape, kind in variables]
    found = [(shape, kind) for name, shape, kind in variables if name == "X"]
    is_alone = len(found) == 1 and found[0][1] == "uint8"
    shape: tuple[int, ...] = found[0][0] if is_alone else ()
    part({"variables": listed[:MOST_LISTED], "shape": shape if len(shape) == 4 else None}, out)
    if len(shape) != 4:
        return
    is_labelled = any(
        name == "y" and kind in NUMBERS and math.prod(size) == shape[3]
        for name, size, kind in variables
    )
    arrays = loadmat(io.BytesIO(data), variable_names=["X", "y"] if is_labelled else ["X"])
    labels = label_bytes(arrays.get("y"))
    part({"n_labels": len(labels)}, out)
    out.write(labels)
    out.write(arrays["X"].tobytes(order="F"))
    out.flush()


def part(record: Any, out: BinaryIO) -> None:
    """Write JSON, its length in four bytes before it, at once."""
    text = json.dumps(record).encode("ascii")
    out.write(len(text).to_bytes(4, "big") + text)
    out.flush()


def label_bytes(array: Any) -> bytes:
    """Return an array of whole numbers from 0 to 255 as bytes; none if it is no such."""
    if array is None or array.dtype.kind not in "uif":
        return b""
    values = array.ravel(order="F")
    if not ((values >= 0) & (values <= 255) & (values == values.round())).all():
        return b""
    labels: bytes = values.astype("u1").tobytes()
    return labels


if __name__ == "__main__":
    send(sys.stdin.buffer.read(), sys.stdout.buffer)

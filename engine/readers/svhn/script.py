"""Reads a MATLAB file in a process of its own: SciPy's reader may crash on a hostile one.

Run as a script. The file comes on standard input. On standard
output go a record in JSON, its length in four bytes before it, then labels, then pictures.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any, BinaryIO

MOST_LISTED = 8
LONGEST_NAME = 32


def send(data: bytes, out: BinaryIO) -> None:
    """Write what a MATLAB file holds.

    Parameters
    ----------
    data : bytes
        The file.
    out : binary file
        Gets the record ``{"variables": [[name, shape, class], ...], "shape": [...] or null,
        "n_labels": int}``, then so many labels, a byte each, then the bytes of ``X``, columns
        first as in the file. The shape is null unless ``X`` are bytes in four dimensions.
    """
    from scipy.io import loadmat, whosmat

    variables = whosmat(io.BytesIO(data))
    listed = [(name[:LONGEST_NAME], shape[:5], kind) for name, shape, kind in variables]
    shapes = {name: shape for name, shape, kind in variables if kind == "uint8"}
    shape, labels, pixels = None, b"", b""
    if len(shapes.get("X", ())) == 4:
        arrays = loadmat(io.BytesIO(data), variable_names=["X", "y"])
        shape = arrays["X"].shape
        labels = label_bytes(arrays.get("y"))
        pixels = arrays["X"].tobytes(order="F")
    record = {"variables": listed[:MOST_LISTED], "shape": shape, "n_labels": len(labels)}
    head = json.dumps(record).encode("ascii")
    out.write(len(head).to_bytes(4, "big") + head)
    out.write(labels)
    out.write(pixels)
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

"""Reads parquet files in a process of its own: pyarrow may abort the process on a hostile one.

Run as a script. Requests come on standard input, in JSON with its length in four bytes before it:
``{"paths": [...]}`` has the files described, ``{"paths": [...], "groups": [[...], ...], "column":
..., "kind": ...}`` has a column of some row groups of each read. What goes to standard output is
said by `describe` and `send`. Without pyarrow all it says is the word ``"pyarrow"``.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from array import array
from collections.abc import Sequence
from typing import Any, BinaryIO

MOST_NUMBERS = 1024  # rows in a batch
MOST_VALUES = 64  # rows in a batch of bytes: a large value that is stored once may be in each
BATCH_BYTES = 1 << 22
MAX_VALUE = 256 << 20  # bytes of a row; one that is longer is sent as none

_READ_AHEAD = 1 << 20  # bytes of a column in memory, not all of them
_NOT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def answer(request: dict[str, Any], out: BinaryIO) -> None:
    """Write what was asked for, file after file."""
    for number, path in enumerate(request["paths"]):
        with os.fdopen(os.open(path, os.O_RDONLY | _NOT_WAITING), "rb", buffering=0) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise SystemExit(1)
            parquet = _opened(file)
            if "column" in request:
                send(parquet, request["groups"][number], request["column"], request["kind"], out)
            else:
                part(describe(parquet), out)
    out.flush()


def part(record: Any, out: BinaryIO) -> None:
    """Write JSON, its length in four bytes before it."""
    text = json.dumps(record).encode("ascii")
    out.write(len(text).to_bytes(4, "big") + text)


def describe(parquet: Any) -> dict[str, Any]:
    """Return what the footer of a file says.

    Returns
    -------
    dict
        ``groups``: for each row group its number of rows, and a dict of the packed and unpacked
        bytes of each column by its path; ``fields``: name, type, kind and, for a struct, such a
        list of its parts, for each column; ``about``: what Hugging Face wrote, as text.
    """
    schema, metadata = parquet.schema_arrow, parquet.metadata
    about = (schema.metadata or {}).get(b"huggingface", b"")
    return {
        "groups": [_group(metadata.row_group(i)) for i in range(metadata.num_row_groups)],
        "fields": [_field(field) for field in schema],
        "about": about.decode("utf-8", "replace"),
    }


def send(parquet: Any, groups: Sequence[int], column: str, kind: str, out: BinaryIO) -> None:
    """Write a column of some row groups.

    Parameters
    ----------
    parquet : pyarrow.parquet.ParquetFile
        That has it.
    groups : sequence of int
        Numbers of row groups.
    column : str
        Path: ``"image.bytes"`` is a part of ``image``.
    kind : {"bytes", "numbers"}
        What is in it: texts count as bytes.
    out : binary file
        Gets, batch after batch, how many rows there are as a 64-bit number, and then for numbers
        these, 64 bits each, -1 for none; for bytes the length of each, 64 bits each, -1 for none,
        and then the bytes of all. Numbers are in the byte order of this machine.
    """
    most = MOST_NUMBERS if kind == "numbers" else MOST_VALUES
    for group in groups:
        n_rows, sizes = _group(parquet.metadata.row_group(group))
        size = max(1, min(most, BATCH_BYTES * n_rows // max(1, sizes[column][1])))
        batches = parquet.iter_batches(size, [group], [column], use_threads=False)
        for batch in batches:
            values = _leaf(batch)
            out.write(array("q", [len(values)]).tobytes())
            if kind == "numbers":
                out.write(values.cast("int64", safe=False).fill_null(-1).to_numpy())
            else:
                _send_bytes(values.cast("large_binary"), out)


def _send_bytes(values: Any, out: BinaryIO) -> None:
    found = [value.as_buffer() if value.is_valid else None for value in values]
    found = [None if data is None or data.size > MAX_VALUE else data for data in found]
    out.write(array("q", [-1 if data is None else data.size for data in found]).tobytes())
    for data in found:
        if data is not None:
            out.write(data)


def _opened(file: Any) -> Any:
    import pyarrow.parquet

    pyarrow.set_cpu_count(1)
    return pyarrow.parquet.ParquetFile(
        file,
        memory_map=False,
        pre_buffer=False,
        buffer_size=_READ_AHEAD,
        page_checksum_verification=True,
        arrow_extensions_enabled=False,
    )


def _group(group: Any) -> tuple[int, dict[str, tuple[int, int]]]:
    columns = [group.column(i) for i in range(group.num_columns)]
    return group.num_rows, {
        column.path_in_schema: (column.total_compressed_size, column.total_uncompressed_size)
        for column in columns
    }


def _field(field: Any) -> tuple[str, str, str, list[Any]]:
    from pyarrow import types

    parts = [_field(part) for part in field.type] if types.is_struct(field.type) else []
    kinds = {
        "bytes": types.is_binary(field.type) or types.is_large_binary(field.type),
        "text": types.is_string(field.type) or types.is_large_string(field.type),
        "whole": types.is_integer(field.type),
        "struct": bool(parts),
    }
    kind = next((kind for kind, is_this in kinds.items() if is_this), "other")
    return field.name, str(field.type)[:200], kind, parts


def _leaf(batch: Any) -> Any:
    """Return the only column of a batch, out of the struct it may lie in."""
    values = batch.column(0)
    return values.flatten()[0] if values.type.num_fields else values


if __name__ == "__main__":
    try:
        import pyarrow.parquet  # noqa: F401 - only whether it is there
    except ImportError:
        part("pyarrow", sys.stdout.buffer)
        raise SystemExit from None
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while length := int.from_bytes(requests.read(4), "big"):
        answer(json.loads(requests.read(length)), answers)

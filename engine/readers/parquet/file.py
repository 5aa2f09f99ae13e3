"""Parquet files as their footers describe them, read by a process of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from engine.errors import DataError
from engine.readers.containers.base import Container, Member
from engine.readers.containers.streams import FileStream
from engine.readers.files import DOWNLOAD_AGAIN
from engine.readers.kinds import HEAD, kind_of
from engine.readers.parquet.process import ParquetProcess
from engine.readers.processes.helper import Helper
from engine.readers.task import Task

INSTALL = "Run: python3 bootstrap.py setup parquet"
MAX_ROWS = 2_000_000  # in a file: more would not fit anyhow, and each takes 100 bytes to list

_PART = "Open a part of it"


@dataclass(frozen=True, slots=True)
class Field:
    """A column, or a part of one.

    Attributes
    ----------
    name : str
        Of the column.
    type : str
        As pyarrow writes it.
    kind : str
        ``"bytes"``, ``"text"``, ``"whole"`` (numbers), ``"struct"`` or ``"other"``.
    parts : tuple of Field
        Of a struct.
    """

    name: str
    type: str
    kind: str
    parts: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that are stored together.

    Attributes
    ----------
    n_rows : int
        Not believed before they come.
    sizes : dict of str to (int, int)
        Packed and unpacked bytes of each column, by its path.
    """

    n_rows: int
    sizes: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class ParquetFile:
    """A parquet file of the disk.

    Attributes
    ----------
    path : str
        Where it is.
    member : Member
        The file in its container.
    name : str
        For messages.
    size : int
        Bytes in it.
    groups : tuple of Group
        Of its rows.
    fields : tuple of Field
        Its columns.
    about : str
        What Hugging Face wrote about them: JSON, or nothing.
    """

    path: str
    member: Member
    name: str
    size: int
    groups: tuple[Group, ...]
    fields: tuple[Field, ...]
    about: str

    @property
    def n_rows(self) -> int:
        """Of all groups."""
        return sum(group.n_rows for group in self.groups)


def parquet_files(
    container: Container, process: ParquetProcess, task: Task
) -> tuple[list[ParquetFile], int]:
    """Return the parquet files in a container, and how many others there are.

    Raises
    ------
    DataError
        If there are none, one is damaged or lies in an archive, or pyarrow is missing.
    Cancelled
        If the task should stop.
    """
    found: list[tuple[str, Member, str, int]] = []
    n_others = 0
    with closing(container.streams(None)) as streams:
        for done, (member, stream) in enumerate(streams):
            task.report("looking at the files", done, 0)
            if kind_of(stream.peek(HEAD)) != "parquet":
                n_others += 1
                continue
            if not isinstance(stream, FileStream):  # which footers need: they lie at the end
                raise DataError(stream.name, "parquet inside an archive", "Unpack it first")
            folder = container.path if container.is_folder else os.path.dirname(container.path)
            found.append((os.path.join(folder, member.path), member, stream.name, stream.size))
    if not found:
        raise DataError(container.name, "no parquet file in it", "Choose another file")
    return _described(found, process, task), n_others


def _described(
    found: Sequence[tuple[str, Member, str, int]], process: ParquetProcess, task: Task
) -> list[ParquetFile]:
    files: list[ParquetFile] = []
    with process.asked({"paths": [path for path, *_ in found]}, found[0][2]) as helper:
        for path, member, name, size in found:
            task.report(f"reading {name}", len(files), len(found))
            helper.name = name
            record = _record(helper)
            groups = tuple(Group(n_rows, sizes) for n_rows, sizes in record["groups"])
            fields = tuple(_field(field) for field in record["fields"])
            file = ParquetFile(path, member, name, size, groups, fields, record["about"])
            _check_rows(file)
            files.append(file)
    return files


def _record(helper: Helper) -> Any:
    try:
        record = json.loads(helper.head())
    except ValueError as error:
        raise helper.broken() from error
    if record == "pyarrow":
        raise DataError(helper.name, "parquet files need pyarrow", INSTALL)
    return record


def _field(record: Any) -> Field:
    name, kind_in_words, kind, parts = record
    return Field(name, kind_in_words, kind, tuple(_field(part) for part in parts))


def _check_rows(file: ParquetFile) -> None:
    if min([group.n_rows for group in file.groups], default=0) < 0:
        raise DataError(file.name, "claims less than no rows", DOWNLOAD_AGAIN)
    if file.n_rows > min(MAX_ROWS, file.size):
        raise DataError(file.name, f"claims {file.n_rows:,} rows in {file.size:,} bytes", _PART)

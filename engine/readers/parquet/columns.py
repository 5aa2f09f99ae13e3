"""Which columns of a parquet file hold pictures and classes, by its types and its metadata.

Hugging Face writes pictures as ``struct<bytes: binary, path: string>`` and the names of classes
into the metadata of the schema.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import DataError, printable
from engine.options import OpenOptions
from engine.readers.arrays.labels import MAX_CLASSES
from engine.readers.parquet.file import Field, ParquetFile
from engine.readers.questions import ArrayChoice, ArrayQuestion
from engine.readers.task import Task

_PICTURES = ("image", "img", "images", "picture", "pixel_values")
_LABELS = ("label", "labels", "fine_label", "class", "class_id", "target", "y")
_FINE, _COARSE = "fine_label", "coarse_label"


@dataclass(frozen=True, slots=True)
class Columns:
    """What is read of every file.

    Attributes
    ----------
    pictures : str
        Path of the column with the bytes of picture files.
    paths : str
        Path of the column with their names; empty if there is none.
    labels : str
        Name of the column with their classes; empty if there is none.
    class_names : tuple of str
        Empty where the file does not tell.
    """

    pictures: str
    paths: str
    labels: str
    class_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Columns, and what was decided to find them.

    Attributes
    ----------
    columns : Columns
        To be read.
    array : str
        Name of the column of pictures, where there are several.
    choices : tuple of str
        Options that mean something.
    notes : tuple of str
        On what was assumed.
    """

    columns: Columns
    array: str
    choices: tuple[str, ...]
    notes: tuple[str, ...]


def chosen_columns(file: ParquetFile, n_rows: int, name: str, task: Task) -> Choice:
    """Return which columns are wanted.

    Parameters
    ----------
    file : ParquetFile
        The first of the set.
    n_rows : int
        In all files, for the question.
    name : str
        Of the set, for messages.
    task : Task
        With the options, and asked where several columns hold pictures.

    Raises
    ------
    DataError
        If no column holds picture files, or not the one that was named.
    Undecided
        If there are several, none is named and somebody may be asked.
    """
    features = _features(file.about)
    found = {field.name: paths for field in file.fields if (paths := _picture_paths(field))}
    if not found:
        listed = ", ".join(f"{field.name} {field.type}" for field in file.fields)
        problem = f"no column holds the bytes of picture files, only {listed}"
        raise DataError(name, problem, "Save them as PNG or JPEG bytes")
    column, notes = _chosen_picture(list(found), n_rows, name, task)
    labels, both = _chosen_labels(file.fields, features, task.options)
    choices = (*(["labels"] if both else []), *(["array"] if len(found) > 1 else []))
    columns = Columns(*found[column], labels, _class_names(features.get(labels)))
    return Choice(columns, column if len(found) > 1 else "", choices, tuple(notes))


def _picture_paths(field: Field) -> tuple[str, str] | None:
    """Return the paths of the bytes and of the names in a column; None if it has no pictures."""
    if field.kind == "bytes":
        return field.name, ""
    kinds = {part.name: part.kind for part in field.parts}
    if kinds.get("bytes") != "bytes":
        return None
    has_paths = kinds.get("path") == "text"
    return f"{field.name}.bytes", f"{field.name}.path" if has_paths else ""


def _chosen_picture(
    names: Sequence[str], n_rows: int, name: str, task: Task
) -> tuple[str, list[str]]:
    wanted = task.options.array
    likeliest = next((known for known in _PICTURES if known in names), names[0])
    if len(names) == 1:
        note = f"there is only one column of pictures; array {wanted!r} was ignored"
        return likeliest, [note] if wanted else []
    if wanted in names:
        return wanted, []
    if wanted:
        problem = f"there is no column {wanted!r} of pictures"
        raise DataError(name, problem, f"Choose from {', '.join(names[:4])}")
    arrays = tuple(
        ArrayChoice(name=column, shape=(n_rows,), dtype="picture files")
        for column in sorted(names, key=lambda column: column != likeliest)
    )
    task.ask(ArrayQuestion(name=name, arrays=arrays, suggestion=likeliest))
    return likeliest, [f"{len(names):,} columns hold pictures; {likeliest} was read"]


def _chosen_labels(
    fields: Sequence[Field], features: dict[str, Any], options: OpenOptions
) -> tuple[str, bool]:
    """Return the column of classes, and whether there are fine and coarse ones."""
    whole = [field.name for field in fields if field.kind == "whole"]
    if _FINE in whole and _COARSE in whole:
        return (_FINE if options.labels == "fine" else _COARSE), True
    told = [name for name in whole if _class_names(features.get(name))]
    known = [name for name in _LABELS if name in whole]
    return next((name for name in (*known, *told) if name in told or not told), ""), False


def _features(about: str) -> dict[str, Any]:
    """Return what Hugging Face's metadata tell of the columns; nothing where they are broken."""
    try:
        features = json.loads(about)["info"]["features"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return {}
    return features if isinstance(features, dict) else {}


def _class_names(feature: Any) -> tuple[str, ...]:
    names = feature.get("names") if isinstance(feature, dict) else None
    if not isinstance(names, list) or len(names) > MAX_CLASSES:
        return ()
    return tuple(map(printable, names)) if all(isinstance(name, str) for name in names) else ()

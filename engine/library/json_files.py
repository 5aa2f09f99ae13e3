"""The JSON files of a library, read with care: they may be cut, changed or not ours at all."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from engine.errors import ExportError
from engine.export.checked import Part

MOST_BYTES = 1 << 26
TO_MEND = "Restore it from a backup, or delete it"
NEWER = "Use a newer Centroid Lab"


def damaged(path: Path, problem: str) -> ExportError:
    """Return the error for a file of a library that is not as it was written."""
    return ExportError(str(path), problem, TO_MEND)


def unreadable(error: OSError, folder: Path) -> ExportError:
    """Return the error for a folder that the system does not show."""
    problem = f"cannot be read ({error.strerror})"
    return ExportError(str(folder), problem, "Plug its drive in, or choose another folder")


@contextlib.contextmanager
def mendable() -> Iterator[None]:
    """Let whatever is refused inside say what to do about a damaged library."""
    try:
        yield
    except ExportError as error:
        if error.remedy in (TO_MEND, NEWER):
            raise
        raise ExportError(error.name, error.problem, TO_MEND) from error


def json_bytes(values: Mapping[str, Any]) -> bytes:
    """Return a JSON file in ASCII: names that are not Unicode come out as they went in."""
    return (json.dumps(values, indent=2, allow_nan=False) + "\n").encode("ascii")


def read_json(path: Path, *, known_format: int | None = None) -> Part:
    """Return the object that a JSON file holds.

    Parameters
    ----------
    path : Path
        Of a regular file, or a link to one.
    known_format : int, optional
        The highest ``format`` that is understood, where the file tells one.

    Raises
    ------
    ExportError
        If it is missing, too large, cut, no object, or of a newer format.
    """
    try:
        if not path.is_file():
            raise damaged(path, "is missing")
        if path.stat().st_size > MOST_BYTES:
            raise damaged(path, "is far too large")
        values = json.loads(path.read_bytes())
    except OSError as error:
        raise damaged(path, f"cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise damaged(path, "is cut or damaged") from error
    if not isinstance(values, dict):
        raise damaged(path, "is cut or damaged")
    part = Part(path, values, "")
    if known_format is not None:
        with mendable():
            version = part.whole("format", least=1)
        if version > known_format:
            problem = f"has format {version}, known is {known_format}"
            raise ExportError(str(path), problem, NEWER)
    return part


def parts(part: Part, key: str) -> list[Part]:
    """Return a list of objects, each asked for by type as `part` is."""
    values = part.values.get(key)
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise damaged(part.path, f"is not whole: {part.where}{key}")
    return [Part(part.path, value, f"{part.where}{key}.") for value in values]


def texts(part: Part, key: str) -> tuple[str, ...]:
    """Return a list of texts."""
    values = part.values.get(key)
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise damaged(part.path, f"is not whole: {part.where}{key}")
    return tuple(values)


def number_or_none(part: Part, key: str) -> float | None:
    """Return a finite number; None for null or nothing."""
    return None if part.values.get(key) is None else part.number(key)

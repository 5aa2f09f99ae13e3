"""What the index holds of a fit: a row, read from the fit's folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.errors import ExportError
from engine.library.annotations import Annotations, read_annotations
from engine.library.json_files import number_or_none
from engine.library.layout import NOTES
from engine.library.record import FitRecord, check_sizes, read_fit_record
from engine.library.search import folded, storable

PARAMETERS = ("n_clusters", "init", "n_init", "random_state", "max_iter", "tol")
_LARGEST = 2**63 - 1  # whole number in SQLite


def row_of(folder: Path) -> dict[str, Any]:
    """Return what ``fits`` holds of the fit in `folder`, by its columns; ``tags`` is a list.

    Of a damaged fit it is what can be read, and in ``damage`` what is wrong. Nothing is raised.
    """
    problems = []
    facts = _nothing_known(folder.name)
    try:
        record = read_fit_record(folder)
        facts = _known(record)
        check_sizes(record)
    except ExportError as error:
        problems.append(str(error))
    try:
        said = read_annotations(folder)
    except ExportError as error:
        problems.append(str(error))
        said = Annotations()
    except OSError as error:
        problems.append(f"{NOTES} cannot be read ({error.strerror})")
        said = Annotations()
    return {
        **facts,
        "id": folder.name,
        "title": storable(said.title),
        "notes": storable(said.notes),
        "tags": [storable(tag) for tag in said.tags],
        "damage": storable(" ".join(problems)),
    }


def words_of(row: Mapping[str, Any]) -> str:
    """Return all that plain words are looked for in, as `engine.library.search` compares it."""
    parameters = [f"k={row['n_clusters']}", *(f"{name}={row[name]}" for name in PARAMETERS)]
    return folded(
        " ".join((row["title"], row["notes"], *row["tags"], row["image_set"], *parameters))
    )


def _known(record: FitRecord) -> dict[str, Any]:
    recorded, parameters = record.recorded, record.recorded.parameters
    images = record.root.part("images")
    return {
        "moment": record.created.timestamp(),
        "created": record.created.isoformat(),
        "image_set": storable(images.text("name")),
        "n_images": _kept(recorded.n_images),
        "sha256": recorded.pixels_sha256,
        **{name: _kept(parameters[name]) for name in PARAMETERS},
        "distortion": recorded.distortion,
        "n_iter": _kept(recorded.n_iter),
        "seconds": number_or_none(record.root, "seconds"),
        "kind": record.kind,
        "reason": storable(record.root.text("reason")),
        "sweep": storable(str((record.sweep or {}).get("id", ""))),
    }


def _nothing_known(fit_id: str) -> dict[str, Any]:
    created = _time_of(fit_id)
    texts = ("image_set", "sha256", "init", "kind", "reason", "sweep")
    numbers = ("n_images", *PARAMETERS, "distortion", "n_iter", "seconds")
    return {
        **dict.fromkeys(numbers),
        **dict.fromkeys(texts, ""),
        "moment": created.timestamp(),
        "created": created.isoformat(),
    }


def _time_of(fit_id: str) -> datetime:
    try:
        return datetime.strptime(fit_id[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:  # digits, but no date
        return datetime.fromtimestamp(0, UTC)


def _kept(value: Any) -> Any:
    """Return a value as SQLite can keep it: a whole number beyond 64 bits becomes a float."""
    if isinstance(value, str):
        return storable(value)
    return float(value) if isinstance(value, int) and abs(value) > _LARGEST else value

"""What a person writes about a fit: kept apart from what was computed, which never changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from engine.errors import ParameterError
from engine.export.folders import mode_of
from engine.library.json_files import (
    damaged,
    json_bytes,
    mendable,
    read_json,
    texts,
    unreadable,
)
from engine.library.layout import FORMAT, NOTES
from engine.library.publishing import replace_file

MOST_TITLE, MOST_NOTES, MOST_TAGS, MOST_TAG = 200, 100_000, 100, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotations:
    """Title, notes and tags of a fit.

    Attributes
    ----------
    title : str
        One line of at most 200 characters.
    notes : str
        At most 100,000 characters.
    tags : tuple of str
        At most 100 of at most 60 characters; without blanks around them, none twice.

    Raises
    ------
    ParameterError
        If one of them is too long.
    """

    title: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", " ".join(self.title.split()))
        object.__setattr__(self, "tags", _plain(self.tags))
        for name, length, most in (
            ("title", len(self.title), MOST_TITLE),
            ("notes", len(self.notes), MOST_NOTES),
            ("tags", max(map(len, self.tags), default=0), MOST_TAG),
        ):
            if length > most:
                raise ParameterError(name, f"{length:,} characters", f"Give at most {most:,}")
        if len(self.tags) > MOST_TAGS:
            raise ParameterError("tags", f"{len(self.tags):,} tags", f"Give at most {MOST_TAGS}")


def read_annotations(folder: Path) -> Annotations:
    """Return what was written about the fit in `folder`; nothing if nobody has yet.

    Raises
    ------
    ExportError
        If ``notes.json`` is damaged or of a newer format.
    """
    path = folder / NOTES
    try:
        if not mode_of(path):
            return Annotations()
    except OSError as error:
        raise unreadable(error, folder) from error
    part = read_json(path, known_format=FORMAT)
    with mendable():
        try:
            return Annotations(
                title=part.text("title"), notes=part.text("notes"), tags=texts(part, "tags")
            )
        except ParameterError as error:
            raise damaged(path, f"{error.name}: {error.problem}") from error


def write_annotations(folder: Path, annotations: Annotations) -> None:
    """Write what a person says about the fit in `folder`, in place of what was there.

    Raises
    ------
    ExportError
        If it cannot be written; what was there stays.
    """
    data = json_bytes({"format": FORMAT, **asdict(annotations)})
    replace_file(folder / NOTES, data, parent=folder.parent)


def _plain(tags: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag for tag in (" ".join(each.split()) for each in tags) if tag))

"""Whether a folder can take an export: looks only, creates nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from engine.errors import ExportError


@dataclass(frozen=True, slots=True)
class FolderState:
    """What is known of a folder.

    Attributes
    ----------
    problem : str
        What keeps it from taking files, with what to do; empty if nothing does.
    is_occupied : bool
        True if it exists and is not empty.
    """

    problem: str = ""
    is_occupied: bool = False


def look_at(folder: str) -> FolderState:
    """Return what is known of `folder`; one that does not exist yet can be made.

    Parameters
    ----------
    folder : str
        An absolute path; empty if none was chosen.
    """
    if not folder:
        return FolderState("Choose a folder.")
    path = Path(folder)
    if "\0" in folder:
        return _refused(path, "is not a path")
    try:
        if path.is_dir():
            with os.scandir(path) as entries:
                is_occupied = next(entries, None) is not None
            return FolderState(_writable(path), is_occupied)
        if os.path.lexists(path):
            return _refused(path, "is a file")
        parent = next(above for above in path.parents if os.path.lexists(above))
    except OSError as error:
        return _refused(path, error.strerror or "cannot be read")
    if not parent.is_dir():
        return _refused(parent, "is a file")
    return FolderState(_writable(parent))


def _writable(folder: Path) -> str:
    if os.access(folder, os.W_OK | os.X_OK):
        return ""
    return _refused(folder, "no permission to write").problem


def _refused(path: Path, problem: str) -> FolderState:
    error = ExportError(path.name or str(path), problem, "Choose another folder")
    return FolderState(str(error))

"""Whether a path can take a film: looks only, creates nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from engine.errors import ExportError


@dataclass(frozen=True, slots=True)
class FileState:
    """What is known of a path.

    Attributes
    ----------
    problem : str
        What keeps it from taking a file, with what to do; empty if nothing does.
    is_there : bool
        True if a file is there already.
    """

    problem: str = ""
    is_there: bool = False


def look_at_file(path: str) -> FileState:
    """Return what is known of a file to be written.

    Parameters
    ----------
    path : str
        An absolute path; empty if none was chosen.
    """
    if not path:
        return FileState("Choose a file.")
    file = Path(path)
    if "\0" in path:
        return _refused(file, "is not a path")
    try:
        if file.is_dir():
            return _refused(file, "is a folder", "Choose a name for a file")
        if not file.parent.is_dir():
            return _refused(file.parent, "is no folder", "Choose a folder that exists")
        if not os.access(file.parent, os.W_OK | os.X_OK):
            return _refused(file.parent, "no permission to write", "Choose another folder")
        return FileState(is_there=os.path.lexists(file))
    except OSError as error:
        return _refused(file, error.strerror or "cannot be looked at")


def _refused(path: Path, problem: str, remedy: str = "Choose another file") -> FileState:
    return FileState(str(ExportError(path.name or str(path), problem, remedy)))

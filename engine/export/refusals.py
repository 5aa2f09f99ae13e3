"""Why a file could not be written, as people read it."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from engine.errors import ExportError

_FULL = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "the disk quota is used up"}
_FORBIDDEN = {errno.EACCES, errno.EPERM}


def explained(error: OSError, folder: Path, *, name: str = "", needed: int = 0) -> ExportError:
    """Return one line for an error of the system.

    Parameters
    ----------
    error : OSError
        What the system said.
    folder : Path
        Where the export was to go.
    name : str
        The file being written, empty if none was.
    needed : int
        Its size in bytes.
    """
    if error.errno in _FULL:
        problem = _FULL[error.errno]
        if name:
            problem += f" ({_free(folder)} free, {name} needs {size_text(needed)})"
        return ExportError(str(folder), problem, "Make room or choose another folder")
    if error.errno == errno.EROFS:
        return ExportError(str(folder), "the disk is read-only", "Choose another folder")
    if error.errno in _FORBIDDEN:
        return ExportError(str(folder), "may not be written to", "Choose another folder")
    reason = os.strerror(error.errno) if error.errno else str(error)
    what = f"{name} cannot be written" if name else "cannot be written to"
    return ExportError(str(folder), f"{what} ({reason})", "Choose another folder")


def size_text(n_bytes: int) -> str:
    """Return a size for people: ``"4.2 MB"``."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if n_bytes >= scale:
            return f"{n_bytes / scale:.1f} {unit}"
    return f"{n_bytes} bytes"


def _free(folder: Path) -> str:
    try:
        return size_text(shutil.disk_usage(folder).free)
    except OSError:
        return "nothing"

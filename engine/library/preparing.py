"""Making a library, or finding out why it can only be looked at."""

from __future__ import annotations

import contextlib
import errno
from pathlib import Path

from engine.errors import ExportError
from engine.export.atomic import sync_folder, temporary_name
from engine.export.folders import make_folders, sweep
from engine.export.refusals import explained
from engine.library.json_files import json_bytes, read_json
from engine.library.layout import BIN, CHECKPOINTS, FITS, FORMAT, LIBRARY
from engine.library.publishing import replace_file

_FULL = {errno.ENOSPC, errno.EDQUOT}


def prepare(folder: Path) -> ExportError | None:
    """Make a library in `folder` where there is none, and remove what is unfinished in it.

    Nothing is written to a library of a newer format.

    Returns
    -------
    ExportError or None
        Why nothing can be written to it.
    """
    try:
        if (folder / LIBRARY).exists():
            read_json(folder / LIBRARY, known_format=FORMAT)
        _make(folder)
        for part in (folder, *(folder / name for name in (FITS, BIN, CHECKPOINTS))):
            sweep(part)
    except ExportError as error:
        return error
    except OSError as error:
        return explained(error, folder)
    except ValueError:  # NUL, or characters the system cannot encode
        return ExportError(str(folder), "is no name for a folder", "Choose another one")
    return None


def _make(folder: Path) -> None:
    made: list[Path] = []
    for name in (FITS, BIN, CHECKPOINTS):
        make_folders(folder / name, made)
    for path in made:
        sync_folder(path.parent)
    if not (folder / LIBRARY).exists():
        replace_file(folder / LIBRARY, json_bytes({"format": FORMAT}), parent=folder)
    _try_to_write(folder / FITS)


def _try_to_write(folder: Path) -> None:
    """Raise an OSError where nothing can be made in `folder`; a full disk may become less full."""
    trial = folder / temporary_name()
    try:
        trial.mkdir()
    except OSError as error:
        if error.errno not in _FULL:
            raise
    with contextlib.suppress(OSError):
        trial.rmdir()

"""The names in a library: its folders, and the files of a fit. Nothing else is touched."""

from __future__ import annotations

import os
import re
from pathlib import Path

import platformdirs

FORMAT = 1
ENVIRONMENT = "CENTROID_LAB_LIBRARY"
"""The environment variable that names another folder."""

LIBRARY = "library.json"
FITS, BIN, CHECKPOINTS = "fits", "bin", "checkpoints"

RECORD = "run.json"
MODEL = "model.npz"
HISTORY = "history.npz"
THUMBNAILS = "thumbnails.png"
NOTES = "notes.json"
OWNER = "owner.json"

_FIT_ID = re.compile(r"[0-9]{8}T[0-9]{6}-[0-9a-f]{8}", re.ASCII)


def library_folder() -> Path:
    """Return the folder that `ENVIRONMENT` names, else the person's own."""
    named = os.environ.get(ENVIRONMENT)
    return Path(named or platformdirs.user_data_path("centroid-lab") / "library")


def is_fit_id(name: str) -> bool:
    """Return whether `name` is that of a fit's folder; it leads out of no folder."""
    return _FIT_ID.fullmatch(name) is not None

"""Where fetched image sets are kept, and which of them are there."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from engine.catalogue import CatalogueEntry, RemoteFile

FOLDER_VARIABLE = "CENTROID_LAB_DATA"
"""Environment variable that names another folder for all image sets."""


def default_folder() -> Path:
    """Return the folder image sets are kept in, where nobody chose another; it may not exist."""
    chosen = os.environ.get(FOLDER_VARIABLE, "")
    if chosen:
        return Path(chosen).absolute()
    from platformdirs import user_data_path  # only who has or fetches sets needs it

    return user_data_path("centroid-lab", appauthor=False) / "image-sets"


def find(entry: CatalogueEntry, folder: Path) -> Path | None:
    """Return what is to be opened for `entry`, if all of it lies in `folder`.

    Parameters
    ----------
    entry : CatalogueEntry
        A set that can be fetched; any other is never found.
    folder : Path
        The folder of all image sets.

    Returns
    -------
    Path or None
        A file or a folder. Every file of the set is there as a regular file of exactly its size.
        Nothing is hashed: only what is right got its name from `engine.fetching.download.fetch`,
        and a reader looks at everything once more.
    """
    if not entry.files:
        return None
    for place in _places(entry, folder):
        if all(is_there(place, file) for file in entry.files):
            return place / entry.opens if entry.opens else place
    return None


def missing_bytes(entry: CatalogueEntry, folder: Path) -> int:
    """Return how many bytes of `entry` are still to be fetched; begun files count in part."""
    if find(entry, folder) is not None:
        return 0
    place = place_of(entry, folder)
    missing = 0
    for file in entry.files:
        if not is_there(place, file):
            begun = _size(part_of(place / file.name))
            missing += file.size - (begun if 0 <= begun <= file.size else 0)
    return missing


def place_of(entry: CatalogueEntry, folder: Path) -> Path:
    """Return the folder that the files of `entry` are fetched to.

    Single files lie side by side; sets of several have a folder each, for MNIST and those after
    its example give their files the same names.
    """
    return folder if entry.opens else folder / entry.name


def part_of(path: Path) -> Path:
    """Return the name a file has until all of it is there and checked."""
    return path.with_name(f"{path.name}.part")


def is_there(place: Path, file: RemoteFile) -> bool:
    """Return whether `file` lies in `place` in its exact size."""
    return _size(place / file.name) == file.size


def _places(entry: CatalogueEntry, folder: Path) -> tuple[Path, ...]:
    """Return where the files of `entry` may lie: somebody may have made a folder for an archive."""
    own = folder / entry.name
    return (folder, own) if entry.opens else (own,)


def _size(path: Path) -> int:
    """Return the size of a regular file in bytes; -1 if there is none. Links are followed."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):  # the latter for a NUL in the path
        return -1
    return found.st_size if stat.S_ISREG(found.st_mode) else -1

"""Looking at folders, making and clearing them, without following a link inside."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
from collections.abc import Collection, Iterable
from pathlib import Path, PurePosixPath

import psutil

from engine.errors import ExportError

_TEMPORARY = re.compile(r"\.tmp-([0-9]{1,9})-[0-9a-f]{8}")  # as `atomic.temporary_name` gives it


def mode_of(path: Path) -> int:
    """Return the mode of what stands at `path`, a link itself; 0 for nothing."""
    try:
        return os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0


def subfolders(folder: Path, names: Iterable[str]) -> list[Path]:
    """Return the folders that the relative `names` need inside `folder`, outermost first."""
    inside = {parent for name in names for parent in PurePosixPath(name).parents}
    return sorted(folder / path for path in inside if path.parts)


def check_places(folder: Path, names: Collection[str]) -> None:
    """See that files can take the places of the relative `names` inside `folder`.

    Raises
    ------
    ExportError
        If a link or a file stands where a folder is needed, or a folder where a file is.
    """
    for path in subfolders(folder, names):
        if mode_of(path) and not stat.S_ISDIR(mode_of(path)):
            raise ExportError(str(path), "is a link or a file", "Move it away")
    for name in names:
        if stat.S_ISDIR(mode_of(folder / name)):
            raise ExportError(str(folder / name), "is a folder", "Move it away")


def make_folders(folder: Path, made: list[Path]) -> None:
    """Make `folder` and what it lies in; append every folder made to `made`, outermost first."""
    missing = []
    while not folder.exists() and folder != folder.parent:
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        try:
            path.mkdir()
        except FileExistsError:
            if not path.is_dir():
                raise
        else:  # another process may have been quicker: then it is not ours to take back
            made.append(path)


def remove_empty(folders: list[Path]) -> None:
    """Remove those of `folders`, given outermost first, that are empty."""
    for folder in reversed(folders):
        with contextlib.suppress(OSError):
            folder.rmdir()


def remove_tree(folder: Path) -> None:
    """Remove `folder` and what is in it, as far as the system lets us; links are not followed."""
    for _attempt in range(2):  # a virus scanner may hold a fresh file for a moment
        with contextlib.suppress(OSError):  # it does not ignore an error of its own close()
            shutil.rmtree(folder, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove the temporary folders in `folder` whose process is no more."""
    for path in folder.iterdir():
        owner = _TEMPORARY.fullmatch(path.name)
        if owner and not psutil.pid_exists(int(owner[1])) and stat.S_ISDIR(mode_of(path)):
            remove_tree(path)

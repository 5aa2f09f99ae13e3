"""Folders and files that appear in a library whole or not at all.

Everything is written into a temporary folder that bears the number of its process, and moved from
there by one rename. A process that is killed leaves at most that folder behind, which
`engine.export.folders.sweep` removes once the process is no more.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from engine.errors import ExportError
from engine.export.atomic import sync_folder, temporary_name, write_new
from engine.export.folders import mode_of, remove_tree
from engine.export.refusals import explained


@contextlib.contextmanager
def staging(parent: Path) -> Iterator[Path]:
    """Make a temporary folder in `parent`; afterwards it is gone, with what is still in it.

    Raises
    ------
    ExportError
        If the system cannot make it, or for any error of the system inside.
    """
    folder = parent / temporary_name()
    try:
        folder.mkdir()
        yield folder
    except OSError as error:
        raise explained(error, parent) from error
    finally:
        remove_tree(folder)


def write_into(folder: Path, name: str, data: bytes, *, library: Path) -> None:
    """Write a new file and see it safely to the disk.

    Raises
    ------
    ExportError
        If that fails; it names `library`, and tells the file's size where the disk is full.
    """
    try:
        write_new(folder / name, data)
    except OSError as error:
        raise explained(error, library, name=name, needed=len(data)) from error


def publish_folder(staged: Path, place: Path) -> None:
    """Move a folder, whose files are safely on the disk, to `place`, where nothing may stand.

    Raises
    ------
    OSError
        If that fails; nothing stands at `place` then.
    """
    sync_folder(staged)
    os.rename(staged, place)
    try:
        sync_folder(place.parent)
    except OSError:
        os.rename(place, staged)
        raise


def replace_file(place: Path, data: bytes, *, parent: Path) -> None:
    """Write a file so that `place` holds its old content or the new one, never a part.

    Parameters
    ----------
    place : Path
    data : bytes
    parent : Path
        Where the temporary folder is made.

    Raises
    ------
    ExportError
        If the new content is not safely on the disk.
    """
    with staging(parent) as folder:
        write_into(folder, place.name, data, library=parent)
        os.replace(folder / place.name, place)
        sync_folder(place.parent)


def move_folder(folder: Path, place: Path) -> None:
    """Move a folder of a library to another place in it, by one rename.

    Raises
    ------
    ExportError
        If it is not there, or the system refuses.
    """
    if not mode_of(folder):
        raise ExportError(str(folder), "is missing", "Look for it in the library and in its bin")
    try:
        os.rename(folder, place)
        sync_folder(folder.parent)
        sync_folder(place.parent)
    except OSError as error:
        raise explained(error, folder) from error


def remove_folder(folder: Path) -> None:
    """Remove a folder so that nobody ever sees half of it under its name.

    Raises
    ------
    ExportError
        If the system refuses.
    """
    with staging(folder.parent) as heap:
        os.rename(folder, heap / folder.name)


def publish_files(place: Path, files: Mapping[str, bytes], *, library: Path) -> None:
    """Make a folder of `files` that appears at `place` whole or not at all.

    Raises
    ------
    ExportError
        If that cannot be done.
    """
    with staging(place.parent) as folder:
        for name, data in files.items():
            write_into(folder, name, data, library=library)
        publish_folder(folder, place)

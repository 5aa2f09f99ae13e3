"""The file ``index.sqlite``: opened and checked, made anew, set aside where it is of no use.

It holds nothing that the folders of the fits do not: it may be lost at any moment.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from engine.errors import ExportError
from engine.export import folders
from engine.export.atomic import sync_folder, temporary_name

INDEX = "index.sqlite"
VERSION = 1
"""Of the tables, as ``PRAGMA user_version``."""
PATIENCE = 2.0
"""Seconds that are waited for another process to let go of the file."""

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_SCHEMA = f"""
BEGIN;
CREATE TABLE fits (
    id TEXT PRIMARY KEY, moment REAL NOT NULL, created TEXT NOT NULL, title TEXT NOT NULL,
    image_set TEXT NOT NULL, n_images INTEGER, sha256 TEXT NOT NULL, n_clusters INTEGER,
    init TEXT NOT NULL, n_init INTEGER, random_state INTEGER, max_iter INTEGER, tol REAL,
    distortion REAL, n_iter INTEGER, seconds REAL, kind TEXT NOT NULL, reason TEXT NOT NULL,
    tags TEXT NOT NULL, notes TEXT NOT NULL, sweep TEXT NOT NULL, damage TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE words (id TEXT PRIMARY KEY, words TEXT NOT NULL, tags TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE seen (id TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
PRAGMA user_version = {VERSION};
COMMIT;
"""


class Unusable(Exception):
    """The file is no index that this version can read; says why, in a few words."""


def is_busy(error: sqlite3.Error) -> bool:
    """Return whether another process holds the file."""
    return _primary(error) in _BUSY


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether the file is not what was written: no database, or texts that are none."""
    return _primary(error) in _DAMAGED or "decode to UTF-8" in str(error)


def busy_line(path: Path) -> ExportError:
    """Return the error for a file that another process holds."""
    return ExportError(
        str(path), "is held by another program", "Close the other Centroid Lab and try again"
    )


def open_file(path: Path) -> sqlite3.Connection:
    """Open the index at `path` and check it.

    Raises
    ------
    FileNotFoundError
        If there is none.
    Unusable
        If it is damaged or of another version.
    ExportError
        If another process holds it for longer than `PATIENCE`.
    OSError, sqlite3.Error
        If it cannot be read.
    """
    if not os.stat(path).st_size:
        raise Unusable("is empty")
    connection = sqlite3.connect(
        path.absolute().as_uri() + "?mode=rw", uri=True, timeout=PATIENCE, check_same_thread=False
    )
    try:
        _check(connection)
        # No write-ahead log: its two more files are lost where folders are copied or synchronised.
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA synchronous = FULL")
    except sqlite3.Error as error:
        connection.close()
        if is_busy(error):
            raise busy_line(path) from error
        if is_damage(error):
            raise Unusable("is damaged") from error
        raise
    except Unusable:
        connection.close()
        raise
    return connection


def new_in_memory() -> sqlite3.Connection:
    """Return an empty index that is nowhere on a disk."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.executescript(_SCHEMA)
    return connection


def copy_in_memory(path: Path) -> sqlite3.Connection | None:
    """Return a copy of an index that may not be written, None where it is of no use.

    Nothing is made beside it, not even a lock.
    """
    if path.with_name(f"{INDEX}-journal").exists():  # a change that was cut short
        return None
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        uri = path.absolute().as_uri() + "?mode=ro&immutable=1"
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as source:
            _check(source)
            source.backup(copy)
    except (sqlite3.Error, Unusable):
        copy.close()
        return None
    return copy


def make_file(path: Path, fill: Callable[[sqlite3.Connection], None]) -> None:
    """Make an index and give it its name when it is whole and on the disk.

    Parameters
    ----------
    path : Path
        Of the index; what is there is replaced.
    fill : callable
        Fills the empty tables.

    Raises
    ------
    OSError, sqlite3.Error
        If it cannot be written; nothing is left behind.
    """
    workshop = path.with_name(temporary_name())
    workshop.mkdir()
    try:
        unfinished = workshop / INDEX
        with contextlib.closing(sqlite3.connect(unfinished)) as connection:
            connection.execute("PRAGMA synchronous = FULL")
            connection.executescript(_SCHEMA)
            fill(connection)
        os.replace(unfinished, path)
        sync_folder(path.parent)
    finally:
        folders.remove_tree(workshop)


def set_aside(path: Path) -> str:
    """Give an index that is of no use another name, and return that name.

    A journal that lies beside it goes along: SQLite would play it into the next index.
    """
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime())
    name, number = f"index.broken-{stamp}.sqlite", 1
    while os.path.lexists(path.with_name(name)):
        number += 1
        name = f"index.broken-{stamp}-{number}.sqlite"
    with contextlib.suppress(FileNotFoundError):
        os.rename(path.with_name(f"{INDEX}-journal"), path.with_name(f"{name}-journal"))
    os.rename(path, path.with_name(name))
    return name


def _check(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise Unusable("is damaged")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        raise Unusable(f"has version {version}, known is {VERSION}")
    try:
        connection.execute("SELECT moment, words, state FROM fits, words, seen LIMIT 0")
    except sqlite3.OperationalError as error:
        if _primary(error) != sqlite3.SQLITE_ERROR:
            raise
        raise Unusable("has other tables") from error


def _primary(error: sqlite3.Error) -> int:
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)
    return code & 0xFF

"""The index brought up to date with the folders of the fits, which are the truth."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterable
from pathlib import Path

from engine.errors import Cancelled
from engine.imageset import Progress, ShouldStop
from engine.library.layout import NOTES, RECORD, is_fit_id
from engine.library.rows import row_of, words_of
from engine.library.search import tag_key

PHASE = "library"
"""What progress is told of."""
_TABLES = ("fits", "words", "seen")


def bring_up_to_date(
    connection: sqlite3.Connection,
    fits: Path,
    *,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
) -> None:
    """Read the fits that came or changed since the index was last here, and drop those that went.

    A fit has changed if its folder, its ``run.json`` or its ``notes.json`` has another date, or a
    file of these two another size; one that was damaged is read again. Either all of it is
    written or nothing.

    Parameters
    ----------
    connection : sqlite3.Connection
        To the index.
    fits : Path
        The folder of the fits' folders.
    progress : callable, optional
        Called as ``progress(phase, done, total)`` before each fit that is read.
    should_stop : callable, optional
        Asked before each.

    Raises
    ------
    OSError
        If `fits` cannot be read.
    Cancelled
        If `should_stop` answered true.
    """
    there = _states(fits)
    seen = dict(connection.execute("SELECT id, state FROM seen"))
    fresh = sorted(name for name, state in there.items() if seen.get(name) != state)
    gone = [(name,) for name in seen if name not in there]
    if not fresh and not gone:
        return
    with connection:
        for table in _TABLES:
            connection.executemany(f"DELETE FROM {table} WHERE id = ?", gone)
        for done, name in enumerate(fresh):
            if should_stop is not None and should_stop():
                raise Cancelled
            if progress is not None:
                progress(PHASE, done, len(fresh))
            _write(connection, fits / name, there[name])


def look_again(connection: sqlite3.Connection, fits: Path, fit_ids: Iterable[str]) -> None:
    """Bring the index up to date with these fits only.

    Raises
    ------
    OSError
        If `fits` cannot be read.
    """
    with connection:
        for fit_id in fit_ids:
            state = _state(fits / fit_id) if is_fit_id(fit_id) else None
            if state is not None:
                _write(connection, fits / fit_id, state)
            else:
                for table in _TABLES:
                    connection.execute(f"DELETE FROM {table} WHERE id = ?", (fit_id,))


def _states(fits: Path) -> dict[str, str]:
    """Return for each fit what tells whether it has changed."""
    states = {}
    with os.scandir(fits) as entries:
        for entry in entries:
            if is_fit_id(entry.name):
                state = _state(Path(entry.path))
                if state is not None:
                    states[entry.name] = state
    return states


def _state(folder: Path) -> str | None:
    own, mode = _dated(str(folder))
    if not own or (mode and not stat.S_ISDIR(mode)):
        return None
    record, notes = _dated(f"{folder}/{RECORD}")[0], _dated(f"{folder}/{NOTES}")[0]
    return f"{own} {record} {notes}"


def _dated(path: str) -> tuple[str, int]:
    """Return date and size of what stands at `path`, empty for nothing, and its mode."""
    try:
        status = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return "", 0
    except OSError as error:  # a bad sector, or no right to look: the fit is listed as damaged
        return f"error {error.errno}", 0
    return f"{status.st_mtime_ns}:{status.st_size}", status.st_mode


def _write(connection: sqlite3.Connection, folder: Path, state: str) -> None:
    row = row_of(folder)
    values = {**row, "tags": "\n".join(row["tags"])}
    columns = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(f"REPLACE INTO fits ({columns}) VALUES ({marks})", values)
    connection.execute(
        "REPLACE INTO words VALUES (?, ?, ?)", (row["id"], words_of(row), tag_key(row["tags"]))
    )
    # What could not be read is looked at again each time: the error may have passed.
    known = "" if row["damage"] else state
    connection.execute("REPLACE INTO seen VALUES (?, ?)", (row["id"], known))

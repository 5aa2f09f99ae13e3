"""An index kept in use: opened, made, made again where it fails, and in memory if nowhere else."""

from __future__ import annotations

import errno
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from engine.errors import ExportError
from engine.export.refusals import explained
from engine.imageset import Progress, ShouldStop
from engine.library import database
from engine.library.database import INDEX, Unusable
from engine.library.layout import FITS
from engine.library.rebuild import bring_up_to_date

Answer = TypeVar("Answer")


class Upkeep:
    """The database behind an index; a lock lets one thread at a time ask it.

    Parameters
    ----------
    folder : Path
        The library.
    read_only : bool
        Write nothing there.

    Attributes
    ----------
    notes : tuple of str
        What a person should know, a line each.
    is_in_memory : bool
        Whether it has no file.
    """

    def __init__(self, folder: Path, *, read_only: bool) -> None:
        self.notes: tuple[str, ...] = ()
        self.is_in_memory = False
        self._path = folder / INDEX
        self._fits = folder / FITS
        self._read_only = read_only
        self._lock = threading.RLock()
        self._watch: tuple[Progress | None, ShouldStop | None] = None, None
        self._connection: sqlite3.Connection | None = None

    def bring_up_to_date(self, progress: Progress | None, should_stop: ShouldStop | None) -> None:
        """Bring it up to date with the folders, as `engine.library.rebuild` does."""
        with self._lock:
            self._watch = progress, should_stop
            try:
                self.asked(self._filled)
            finally:
                self._watch = None, None

    def close(self) -> None:
        """Let go of the file; the next question opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def asked(self, action: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Return what `action` answers; an index that fails it is replaced, and asked again."""
        with self._lock:
            try:
                return self._tried(action)
            except OSError as error:
                raise _unreadable(error, self._fits) from error

    def _tried(self, action: Callable[[sqlite3.Connection], Answer]) -> Answer:
        was_set_aside = False
        while True:
            try:
                return action(self._opened())
            except sqlite3.Error as error:
                if database.is_busy(error):
                    raise database.busy_line(self._path) from error
                self.close()
                if self.is_in_memory:
                    raise
                if database.is_damage(error) and not was_set_aside:
                    was_set_aside = True
                    self._set_aside("is damaged")
                else:
                    self._keep_in_memory(str(error))

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._copy() if self._read_only else self._file()
        return self._connection

    def _file(self) -> sqlite3.Connection:
        """Open the file, made anew where need be; a list in memory where there can be no file."""
        if self.is_in_memory:
            return self._new_in_memory()
        self._fits.stat()  # without it, this may be the empty place of a drive that is not there
        try:
            try:
                return database.open_file(self._path)
            except FileNotFoundError:
                pass
            except Unusable as problem:
                self._set_aside(str(problem))
            if not self.is_in_memory:
                database.make_file(self._path, self._filled)
                return database.open_file(self._path)
        except sqlite3.Error as error:
            if database.is_busy(error):
                raise database.busy_line(self._path) from error
            self._keep_in_memory(str(error))
        except OSError as error:
            self._keep_in_memory(error.strerror or str(error))
        except Unusable as problem:  # fresh from the disk
            self._keep_in_memory(str(problem))
        return self._new_in_memory()

    def _copy(self) -> sqlite3.Connection:
        copy = None if self.is_in_memory else database.copy_in_memory(self._path)
        self.is_in_memory = True
        return self._new_in_memory() if copy is None else copy

    def _new_in_memory(self) -> sqlite3.Connection:
        connection = database.new_in_memory()
        try:
            self._filled(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _filled(self, connection: sqlite3.Connection) -> None:
        if self._read_only and not self._fits.exists():
            return  # a library that could not be made holds nothing
        progress, should_stop = self._watch
        bring_up_to_date(connection, self._fits, progress=progress, should_stop=should_stop)

    def _set_aside(self, problem: str) -> None:
        try:
            name = database.set_aside(self._path)
        except OSError as error:
            self._keep_in_memory(error.strerror or str(error))
        else:
            self._note(f"{problem}, kept as {name}", "The list was made again from the fits")

    def _keep_in_memory(self, problem: str) -> None:
        self.is_in_memory = True
        self._note(f"cannot be kept ({problem})", "The list is made again at every start")

    def _note(self, problem: str, remedy: str) -> None:
        self.notes += (str(ExportError(str(self._path), problem, remedy)),)


def _unreadable(error: OSError, fits: Path) -> ExportError:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return ExportError(
            str(fits), "is not there", "Connect its drive, or choose another library"
        )
    return explained(error, fits)

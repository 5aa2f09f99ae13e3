"""An export appears whole or not at all: `Publication`.

Everything is first written, and seen safely to the disk, in ``.tmp-<process>-<random>`` inside
the target folder: there it needs no right to write beside the folder, is on the same disk, and
the folder may be a mount point or reached by a link. A full disk or a Cancel comes to light here,
before anything that stood in the folder was touched. Then

1. with `overwrite`, the old record, ``run.json`` of a fit, is moved into the temporary folder, then
   the files it lists and those whose names are needed; no other file is touched, no link followed;
2. the new files are renamed into place and their folders seen to the disk;
3. the record comes last.

If a step fails, the new files are removed and the old ones moved back, the record last. So the
folder holds the old export, the new one, or, when moving back fails too or the process is killed
in between, no record: never one that describes other files. The temporary folder of a process
that was killed is removed by the next export to the same folder.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from engine.errors import ExportError
from engine.export.atomic import sync_folder, temporary_name, write_new
from engine.export.folders import (
    check_places,
    make_folders,
    mode_of,
    remove_empty,
    remove_tree,
    subfolders,
    sweep,
)
from engine.export.layout import RECORD
from engine.export.recorded import listed_files
from engine.export.refusals import explained


class Publication:
    """The files of one export on their way to a folder; a context manager.

    Leaving the context before `publish` has returned takes everything back, the folder too if
    it was made here.

    Parameters
    ----------
    folder : Path
        Where the files go; it is made if need be.
    overwrite : bool
        Whether the folder may hold something already.
    record : str
        Name of the file that comes last and says what belongs to the export.
    listed : callable
        Called with the folder for the names its old record lists; none if it cannot be read.
    check : callable
        Called before each file is moved with how much is done, from 0 to 1; what it raises ends
        the work, and all is moved back.

    Raises
    ------
    ExportError
        If the folder is a file, not empty without `overwrite`, or cannot be made or written to.
    """

    def __init__(
        self,
        folder: Path,
        *,
        overwrite: bool,
        record: str = RECORD,
        listed: Callable[[Path], Iterable[str]] = listed_files,
        check: Callable[[float], None] = lambda _share: None,
    ) -> None:
        self._folder = folder
        self._overwrite = overwrite
        self._record = record
        self._listed = listed
        self._check = check
        self._staging = folder / temporary_name()
        self._made: list[Path] = []
        self._written: list[str] = []
        self._displaced: list[str] = []
        self._placed: list[str] = []
        self._done = False

    def __enter__(self) -> Self:
        try:
            self._open()
        except BaseException as error:
            self._take_back()
            if isinstance(error, OSError):
                raise explained(error, self._folder) from error
            if isinstance(error, ValueError):  # NUL, or characters the system cannot encode
                raise ExportError(
                    str(self._folder), "is no name for a folder", "Choose another one"
                ) from error
            raise
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if not self._done:
            self._take_back()

    def write(self, name: str, data: bytes | memoryview) -> None:
        """Write the file `name`, a relative path with ``/``, beside those that stand there.

        Raises
        ------
        ExportError
            If it cannot be written.
        """
        path = self._staged(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_new(path, data)
        except OSError as error:
            raise explained(error, self._folder, name=name, needed=len(data)) from error
        self._written.append(name)

    def publish(self, record: bytes) -> None:
        """Put every file written into its place, and `record` last.

        Raises
        ------
        ExportError
            If that cannot be done.
        """
        old = set(self._listed(self._folder)) if self._overwrite else set()
        new = list(self._written)
        self.write(self._record, record)
        try:
            check_places(self._folder, old.union(self._written))
            self._displace(self._record)
            sync_folder(self._folder)
            moves = [(self._displace, name) for name in sorted(old.union(new))]
            moves += [(self._place, name) for name in new]
            for done, (move, name) in enumerate(moves):
                self._check(done / len(moves))
                move(name)
            for folder in {self._folder, *((self._folder / name).parent for name in self._placed)}:
                sync_folder(folder)
            self._place(self._record)
            for folder in (self._folder, *(made.parent for made in self._made)):
                sync_folder(folder)
        except OSError as error:
            raise explained(error, self._folder) from error
        self._done = True
        remove_tree(self._staging)
        remove_empty(subfolders(self._folder, old))

    def _open(self) -> None:
        if self._folder.exists() and not self._folder.is_dir():
            raise ExportError(str(self._folder), "is a file", "Choose a folder")
        make_folders(self._folder, self._made)
        sweep(self._folder)
        with os.scandir(self._folder) as entries:
            if not self._overwrite and any(entries):
                hint = "Choose another one, or overwrite (--overwrite)"
                raise ExportError(str(self._folder), "the folder is not empty", hint)
        self._staging.mkdir()

    def _staged(self, name: str) -> Path:
        return self._staging / "new" / name

    def _set_aside(self, name: str) -> Path:
        return self._staging / "old" / name

    def _displace(self, name: str) -> None:
        if mode_of(self._folder / name):
            self._set_aside(name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(self._folder / name, self._set_aside(name))
            self._displaced.append(name)

    def _place(self, name: str) -> None:
        make_folders((self._folder / name).parent, self._made)
        os.replace(self._staged(name), self._folder / name)
        self._placed.append(name)

    def _take_back(self) -> None:
        # The record was placed last and set aside first: reversed, it goes first and returns last.
        for name in reversed(self._placed):
            with contextlib.suppress(OSError):
                os.unlink(self._folder / name)
        with contextlib.suppress(OSError):
            for name in reversed(self._displaced):
                os.replace(self._set_aside(name), self._folder / name)
        remove_tree(self._staging)
        remove_empty(self._made)

"""The checkpoints in a library: this process's own, and what others have left."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from engine.errors import ExportError
from engine.export.folders import mode_of
from engine.history.history import History
from engine.imageset import ImageSet, ShouldStop
from engine.kmeans.parameters import KMeansParameters
from engine.library.checkpoint import (
    Checkpoint,
    begin_checkpoint,
    is_orphan,
    open_checkpoint,
    reached,
    steps,
)
from engine.library.identity import Fingerprints, new_fit_id
from engine.library.json_files import unreadable
from engine.library.layout import CHECKPOINTS, is_fit_id
from engine.library.publishing import remove_folder
from engine.library.record import RUNNING
from engine.library.saving import save_fit


class Checkpoints:
    """Fits on their way, in a folder each.

    Parameters
    ----------
    library : Path
    fingerprints : Fingerprints
    check_writable : callable
        Raises an ExportError where nothing can be written.
    """

    def __init__(
        self, library: Path, fingerprints: Fingerprints, check_writable: Callable[[], None]
    ) -> None:
        self._library = library
        self._fingerprints = fingerprints
        self._check_writable = check_writable
        self._lock = threading.Lock()
        self._own: str | None = None

    @property
    def own(self) -> str | None:
        """Name of the checkpoint of this process; None while there is none."""
        return self._own

    def write(
        self,
        images: ImageSet,
        parameters: KMeansParameters,
        history: History,
        *,
        should_stop: ShouldStop = lambda: False,
    ) -> str | None:
        """Write how far a fit has come in place of what was written before; return its name.

        Nothing is written, and None returned, before iteration 0. Until `drop` there is one
        checkpoint, which every call replaces.

        Raises
        ------
        ExportError
            If it cannot be written; what was written before stays.
        Cancelled
            If `should_stop` answered true.
        """
        self._check_writable()
        still = History.of_stories(history.stories())  # while another thread adds to it
        ended = reached(parameters, still)
        if ended is None:
            return None
        digest = self._fingerprints.of(images, should_stop)
        with self._lock:
            name = self._own or new_fit_id()
            place = self._library / CHECKPOINTS / name
            if not mode_of(place):
                begin_checkpoint(place, library=self._library)
            self._own = name
            step = place / new_fit_id()
            save_fit(
                step,
                images,
                ended,
                still,
                library=self._library,
                fit_id=step.name,
                kind=RUNNING,
                pixels_sha256=digest,
                should_stop=should_stop,
            )
            try:
                old = [path for path in steps(place) if path != step]
            except OSError as error:
                raise unreadable(error, self._library) from error
            for path in old:
                remove_folder(path)
            return name

    def left(self) -> tuple[str, ...]:
        """Return the names of those whose process is no more, oldest first.

        Raises
        ------
        ExportError
            If the folder cannot be read.
        """
        folder = self._library / CHECKPOINTS
        if not mode_of(folder):
            return ()
        try:
            names = sorted(path.name for path in folder.iterdir() if is_fit_id(path.name))
        except OSError as error:
            raise unreadable(error, self._library) from error
        return tuple(name for name in names if name != self._own and is_orphan(folder / name))

    def open(self, name: str) -> Checkpoint:
        """Return the newest state of a checkpoint.

        Raises
        ------
        ExportError
            If it is not there, or damaged.
        """
        return open_checkpoint(self._place(name))

    def drop(self, name: str | None = None) -> None:
        """Remove a checkpoint, by default that of this process, if there is one.

        Raises
        ------
        ExportError
            If it cannot be removed.
        """
        self._check_writable()
        with self._lock:
            name = name or self._own
            if name is None:
                return
            if mode_of(place := self._place(name)):
                remove_folder(place)
            if name == self._own:
                self._own = None

    def _place(self, name: str) -> Path:
        if not is_fit_id(name):
            raise ExportError(name, "is no name of a checkpoint", "Choose one of the list")
        return self._library / CHECKPOINTS / name

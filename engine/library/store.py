"""A library of past fits: a folder each, which appears whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from engine.errors import ExportError
from engine.export.folders import mode_of
from engine.history.history import History
from engine.imageset import ImageSet, ShouldStop
from engine.kmeans.reports import FitEnded
from engine.library.annotations import Annotations, read_annotations, write_annotations
from engine.library.checkpoints import Checkpoints
from engine.library.identity import Fingerprints, new_fit_id
from engine.library.json_files import unreadable
from engine.library.layout import BIN, FITS, is_fit_id, library_folder
from engine.library.opening import SavedFit, open_fit
from engine.library.preparing import prepare
from engine.library.publishing import move_folder, remove_folder
from engine.library.record import FINISHED, STOPPED, damage, read_fit_record
from engine.library.saving import save_fit

_TAKEN = {errno.EEXIST, errno.ENOTEMPTY}


class Library:
    """The fits in a folder. Several processes may use it at once; methods may run on any thread.

    Opening it never fails: what cannot be made or written to is `is_read_only`, and `reason` says
    why. What a process that is no more has left unfinished is removed.

    Parameters
    ----------
    folder : Path, optional
        Made if need be. By default what the environment variable ``CENTROID_LAB_LIBRARY`` names,
        else ``library`` in the person's data folder of Centroid Lab.

    Attributes
    ----------
    folder : Path
    reason : str
        Why nothing can be written, as one line; empty where it can.
    checkpoints : Checkpoints
        Fits on their way.

    Notes
    -----
    Whatever writes raises an ExportError, one line, where it cannot; nothing is left behind then
    and what was there stays. A fit that is not there, or whose name is none, is one too.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = library_folder() if folder is None else folder
        self._refusal = prepare(self.folder)
        self.reason = "" if self._refusal is None else str(self._refusal)
        self._fingerprints = Fingerprints()
        self.checkpoints = Checkpoints(self.folder, self._fingerprints, self._check_writable)

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be written."""
        return self._refusal is not None

    def save(
        self,
        images: ImageSet,
        ended: FitEnded,
        history: History | None,
        *,
        sweep: Mapping[str, Any] | None = None,
        should_stop: ShouldStop = lambda: False,
    ) -> str:
        """Keep a fit and return its id.

        Parameters
        ----------
        images : ImageSet
            Those of the fit. Their pixels are not kept, only their SHA-256.
        ended : FitEnded
        history : History or None
            Its time line. At most 32 MB of its centroids are kept, and `History.thinning` of what
            is opened again says so.
        sweep : mapping of str, optional
            What to keep of the sweep it belongs to, as JSON can hold it.
        should_stop : callable
            Asked at every block of the pixels.

        Raises
        ------
        ExportError
            If it cannot be kept, or the images are not those of the fit.
        Cancelled
            If `should_stop` answered true.
        """
        self._check_writable()
        digest = self._fingerprints.of(images, should_stop)
        while True:
            fit_id = new_fit_id()
            try:
                if mode_of(self.folder / BIN / fit_id):
                    continue
            except OSError as error:
                raise unreadable(error, self.folder) from error
            try:
                save_fit(
                    self.folder / FITS / fit_id,
                    images,
                    ended,
                    history,
                    library=self.folder,
                    fit_id=fit_id,
                    kind=STOPPED if ended.stopped else FINISHED,
                    pixels_sha256=digest,
                    sweep=sweep,
                    should_stop=should_stop,
                )
            except ExportError as error:
                cause = error.__cause__
                if isinstance(cause, OSError) and cause.errno in _TAKEN:
                    continue
                raise
            return fit_id

    def open(self, fit_id: str) -> SavedFit:
        """Return a fit without computing anything.

        Raises
        ------
        ExportError
            If it is not there, or damaged.
        """
        return open_fit(read_fit_record(self.fit_folder(fit_id)))

    def check(self, fit_id: str) -> str | None:
        """Return what is wrong with a fit as one line, None if nothing is, as `damage` does."""
        try:
            return damage(self.fit_folder(fit_id))
        except ExportError as error:
            return str(error)

    def same_images(self, saved: SavedFit, images: ImageSet) -> bool:
        """Return whether `images` are those of the fit: of its shape and type, and its SHA-256."""
        if images.pixels.shape != saved.pixels_shape or images.pixels.dtype != saved.record.dtype:
            return False
        return self._fingerprints.of(images) == saved.pixels_sha256

    def ids(self) -> tuple[str, ...]:
        """Return the names of all fits, damaged ones included, oldest first.

        Raises
        ------
        ExportError
            If the folder cannot be read.
        """
        return self._names(FITS)

    def bin_ids(self) -> tuple[str, ...]:
        """Return the names of the fits in the bin, oldest first; errors as `ids`."""
        return self._names(BIN)

    def fit_folder(self, fit_id: str) -> Path:
        """Return the folder of a fit.

        Raises
        ------
        ExportError
            If `fit_id` is no name of a fit.
        """
        return self._place(FITS, fit_id)

    def delete(self, fit_id: str) -> None:
        """Move a fit, whole or damaged, to the bin."""
        self._check_writable()
        move_folder(self._place(FITS, fit_id), self._place(BIN, fit_id))

    def restore(self, fit_id: str) -> None:
        """Move a fit from the bin back to where it was."""
        self._check_writable()
        move_folder(self._place(BIN, fit_id), self._place(FITS, fit_id))

    def empty_bin(self, fit_ids: Iterable[str] | None = None) -> None:
        """Remove what is in the bin for good: some fits or, by default, all."""
        self._check_writable()
        for fit_id in self.bin_ids() if fit_ids is None else fit_ids:
            remove_folder(self._place(BIN, fit_id))

    def annotations(self, fit_id: str) -> Annotations:
        """Return what was written about a fit."""
        return read_annotations(self.fit_folder(fit_id))

    def annotate(
        self,
        fit_id: str,
        *,
        title: str | None = None,
        notes: str | None = None,
        tags: Iterable[str] | None = None,
    ) -> Annotations:
        """Write title, notes or tags of a fit; None keeps what there is. Return all of them.

        Raises
        ------
        ParameterError
            If one of them is too long.
        """
        self._check_writable()
        folder = self.fit_folder(fit_id)
        old = read_annotations(folder)
        new = Annotations(
            title=old.title if title is None else title,
            notes=old.notes if notes is None else notes,
            tags=old.tags if tags is None else tuple(tags),
        )
        write_annotations(folder, new)
        return new

    def _place(self, part: str, fit_id: str) -> Path:
        if not is_fit_id(fit_id):
            raise ExportError(fit_id, "is no name of a fit", "Choose one of the list")
        return self.folder / part / fit_id

    def _names(self, part: str) -> tuple[str, ...]:
        try:
            with os.scandir(self.folder / part) as entries:
                return tuple(
                    sorted(
                        entry.name
                        for entry in entries
                        if is_fit_id(entry.name) and entry.is_dir(follow_symlinks=False)
                    )
                )
        except OSError as error:
            if self.is_read_only and isinstance(error, FileNotFoundError | NotADirectoryError):
                return ()  # it was never there
            raise unreadable(error, self.folder) from error

    def _check_writable(self) -> None:
        if self._refusal is not None:
            old = self._refusal
            raise ExportError(old.name, old.problem, old.remedy)

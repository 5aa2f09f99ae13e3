"""The export of a fit: every file of it, into one folder, whole or not at all."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from engine.errors import Cancelled, ExportError
from engine.export.layout import (
    CENTROID_SHEET,
    LABELS,
    LOG_CSV,
    LOG_JSONL,
    MODEL,
    REPRESENTATIVE_SHEET,
)
from engine.export.measure import measure
from engine.export.model import model_npz
from engine.export.publish import Publication
from engine.export.record import record_json
from engine.export.recorded import FileRecord
from engine.export.tables import labels_csv, log_csv, log_jsonl
from engine.imageset import ImageSet, Progress, ShouldStop
from engine.insight.display import display_scale
from engine.insight.representatives import representatives
from engine.kmeans.branching import alone
from engine.kmeans.reports import FitEnded

_TOTAL = 100
# Where each part ends on a scale of `_TOTAL`, from CIFAR-10 with ten clusters.
_MEASURED, _TABLES, _PICTURES, _PLOTS, _HASHED = 35, 45, 60, 92, 98


def export_fit(
    folder: str | os.PathLike[str],
    images: ImageSet,
    ended: FitEnded,
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
) -> Path:
    """Write a fit to a folder: tables, model, pictures, plots and, last, ``run.json``.

    Of a fit with branches that is what `engine.kmeans.branching.alone` says: a folder tells of
    runs that one set of parameters makes again.

    Parameters
    ----------
    folder : path
        Where to; it is made if need be.
    images : ImageSet
        The images the fit is of.
    ended : FitEnded
        The fit.
    overwrite : bool
        Whether the folder may hold something: an earlier export in it is replaced, files of the
        same names are too, all others stay.
    progress : callable, optional
        Called as ``progress(phase, done, total)``, on one scale from beginning to end.
    should_stop : callable, optional
        Asked at least every fraction of a second; if it answers true nothing stays behind.

    Returns
    -------
    Path
        The folder. It holds ``run.json`` if and only if the export in it is whole.

    Raises
    ------
    ExportError
        If it cannot be written; what stood in the folder before still stands there.
    Cancelled
        If `should_stop` answered true; likewise.
    """
    if (
        ended.labels_.shape != (len(images),)
        or ended.cluster_centers_.shape[1] != images.n_features
    ):
        raise ExportError(
            images.name, "these are not the images of the fit", "Export it with its own images"
        )
    path, ended = Path(folder), alone(ended)
    with Publication(path, overwrite=overwrite) as publication:
        job = _Job(publication, images, ended, progress, should_stop)
        job.write_all()
        publication.publish(job.record())
    job.report("written", _TOTAL)
    return path


def check_export_folder(folder: str | os.PathLike[str], *, overwrite: bool = False) -> None:
    """Find out before a long fit whether `export_fit` could write to `folder`; nothing stays.

    Raises
    ------
    ExportError
        If it could not.
    """
    with Publication(Path(folder), overwrite=overwrite):
        pass  # opening it makes the folder if need be and writes to it; leaving it takes that back


class _Job:
    """One export on its way: writes files, counts them, and asks whether to go on."""

    def __init__(
        self,
        publication: Publication,
        images: ImageSet,
        ended: FitEnded,
        progress: Progress | None,
        should_stop: ShouldStop | None,
    ) -> None:
        self._publication = publication
        self._images = images
        self._ended = ended
        self._progress = progress
        self._should_stop = should_stop or (lambda: False)
        self._files: dict[str, FileRecord] = {}

    def report(self, phase: str, done: float) -> None:
        """Tell how far the export is, on the scale of `_TOTAL`."""
        if self._progress is not None:
            self._progress(phase, int(done), _TOTAL)

    def write_all(self) -> None:
        """Write everything but ``run.json``."""
        self._write_tables()
        self._write_pictures()
        self._write_plots()

    def record(self) -> bytes:
        """Return ``run.json`` for the files written."""
        self.report("fingerprint of the pixels", _PLOTS)
        pixels_sha256 = self._images.sha256(self._should_stop)
        self._check()
        self.report("putting the files in place", _HASHED)
        return record_json(self._images, self._ended, pixels_sha256, self._files)

    def _write_tables(self) -> None:
        images, ended = self._images, self._ended
        phase = "distances"
        self.report(phase, 0)
        distances = measure(
            images,
            ended.best,
            progress=lambda done: self.report(phase, _MEASURED * done / len(images)),
            should_stop=self._should_stop,
        )
        self.report("tables", _MEASURED)
        self._write(LOG_CSV, log_csv(ended))
        self._write(LOG_JSONL, log_jsonl(ended))
        self._write(LABELS, labels_csv(images, ended, distances))
        self._write(MODEL, model_npz(images, ended))

    def _write_pictures(self) -> None:
        # Pillow and matplotlib take longer to import than a window has to appear.
        from engine.export.pictures import Pictures, png
        from engine.export.sheets import centroid_sheet, representative_sheet

        self.report("pictures", _TABLES)
        self._check()
        nearest = representatives(self._images, self._ended.best)
        pictures = Pictures(self._images, self._ended, nearest, display_scale(self._images))
        n_files = pictures.n_files
        for done, (name, data) in enumerate(pictures.files()):
            self._write(name, data)
            self.report("pictures", _TABLES + (_PICTURES - _TABLES) * done / n_files)
        self._write(CENTROID_SHEET, png(centroid_sheet(pictures)))
        self._write(REPRESENTATIVE_SHEET, png(representative_sheet(pictures)))

    def _write_plots(self) -> None:
        from engine.export.plots import N_PLOT_FILES, plot_files

        self.report("plots", _PICTURES)
        self._check()
        for done, (name, data) in enumerate(plot_files(self._images, self._ended), start=1):
            self._write(name, data)
            self.report("plots", _PICTURES + (_PLOTS - _PICTURES) * done / N_PLOT_FILES)

    def _write(self, name: str, data: bytes) -> None:
        self._check()
        self._publication.write(name, data)
        self._files[name] = FileRecord(size=len(data), sha256=hashlib.sha256(data).hexdigest())

    def _check(self) -> None:
        if self._should_stop():
            raise Cancelled

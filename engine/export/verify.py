"""Computing an exported fit again, to see whether it is what was written, bit for bit."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from numpy.typing import NDArray

from engine.errors import Cancelled, ExportError, ParameterError
from engine.export.compare import compare, read_log
from engine.export.layout import LOG_JSONL, MODEL, RECORD
from engine.export.model import read_model
from engine.export.recorded import FileRecord, Recorded, read_record
from engine.imageset import HASH_BLOCK, ImageSet, Progress, ShouldStop
from engine.kmeans.fit import fit as engine_fit
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import FitEnded, Iteration
from engine.readers.read import load_images

Load = Callable[..., ImageSet]
Reports = Generator[Iteration | FitEnded, None, None]
Fit = Callable[..., Iterator[Iteration | FitEnded]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of computing an exported fit again.

    Attributes
    ----------
    identical : bool
        True if every file, every line of the log and the result are the same, bit for bit.
    differences : tuple of str
        One line each; empty if identical.
    """

    identical: bool
    differences: tuple[str, ...]


def verify(
    folder: str | os.PathLike[str],
    *,
    load: Load = load_images,
    fit: Fit = engine_fit,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
) -> Verdict:
    """Check the files of an export, open its images, compute the fit again and compare.

    A fit that somebody stopped is computed as far as it was recorded. Nothing is written.

    Parameters
    ----------
    folder : path
        What `export_fit` wrote.
    load : callable, optional
        ``load(source, options=, should_stop=)`` opens a set; by default `engine.load_images`.
    fit : callable, optional
        ``fit(images, parameters, should_stop=)`` yields the reports; by default `engine.fit`.
    progress : callable, optional
        Called as ``progress(phase, done, total)``.
    should_stop : callable, optional
        Asked at every block of a file, of the pixels and of the fit.

    Raises
    ------
    ExportError
        If `folder` is not an export, or its record, model or log cannot be read.
    DataError
        If the image set cannot be opened.
    Cancelled
        If `should_stop` answered true.
    """
    path = Path(folder)
    report = progress or (lambda _phase, _done, _total: None)
    stopping = should_stop or (lambda: False)
    recorded = read_record(path)
    for name in (LOG_JSONL, MODEL):
        if name not in recorded.files:
            raise ExportError(str(path / RECORD), f"lists no {name}", "Export the fit again")
    damage = {}
    for done, (name, entry) in enumerate(recorded.files.items()):
        report("files", done, len(recorded.files))
        problem = _damage(path / name, entry, stopping)
        if problem:
            damage[name] = f"{name}: {problem}"
    differences = list(damage.values())
    if damage.keys().isdisjoint((LOG_JSONL, MODEL)):
        differences += _computed_again(path, recorded, load, fit, report, stopping)
    return Verdict(not differences, tuple(differences))


def _damage(path: Path, entry: FileRecord, stopping: ShouldStop) -> str:
    """Return what is wrong with a file; empty if it is as it was written."""
    digest = hashlib.sha256()
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode):
            return "is not a file"
        if status.st_size != entry.size:
            return f"has {status.st_size:,} bytes, recorded {entry.size:,}"
        with path.open("rb") as file:
            while block := file.read(HASH_BLOCK):
                if stopping():
                    raise Cancelled
                digest.update(block)
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return "" if digest.hexdigest() == entry.sha256 else "has been changed"


def _computed_again(
    folder: Path,
    recorded: Recorded,
    load: Load,
    fit: Fit,
    report: Progress,
    stopping: ShouldStop,
) -> list[str]:
    model, log = read_model(folder), read_log(folder)
    parameters = _parameters(folder, recorded, model)
    report("images", 0, 0)
    images = load(recorded.source, options=recorded.options, should_stop=stopping)
    if len(images) != recorded.n_images:
        return [f"image set: {len(images):,} images, recorded {recorded.n_images:,}"]
    if images.sha256(stopping) != recorded.pixels_sha256:
        return ["image set: the pixels are not those of the fit"]
    reports = cast(Reports, fit(images, parameters, should_stop=stopping))
    with contextlib.closing(reports):
        differences = compare(recorded, images, model, log, _watched(reports, len(log), report))
    if stopping():
        raise Cancelled
    return differences


def _watched(reports: Reports, n_rows: int, report: Progress) -> Iterator[Iteration | FitEnded]:
    for done, item in enumerate(reports):
        yield item
        report("the fit again", min(done + 1, n_rows), n_rows)


def _parameters(
    folder: Path, recorded: Recorded, model: dict[str, NDArray[Any]]
) -> KMeansParameters:
    values = dict(recorded.parameters)
    if values["init"] == "given":
        values["init"] = model.get("init")
    try:
        return KMeansParameters(**values)
    except ParameterError as error:
        raise ExportError(
            str(folder / RECORD), f"{error.name} {error.problem}", "Export the fit again"
        ) from error

"""``run.json`` of a fit in a library: an export's record, and a part ``library`` more."""

from __future__ import annotations

import math
import os
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.errors import ExportError
from engine.export.checked import Part
from engine.export.recorded import FORMAT as RECORD_FORMAT
from engine.export.recorded import FileRecord, Recorded, read_record
from engine.library.json_files import NEWER, damaged, mendable, parts, read_json, texts
from engine.library.layout import FORMAT, HISTORY, MODEL, RECORD, THUMBNAILS
from engine.options import MAX_LENGTH

FINISHED, STOPPED, RUNNING = "finished", "stopped", "running"
OWN_FILES = (HISTORY, THUMBNAILS)
"""What is in the folder of a fit, but in no export."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FitRecord:
    """What ``run.json`` says.

    Attributes
    ----------
    folder : Path
        Of the fit.
    id : str
    created : datetime
        With its time zone.
    kind : {"finished", "stopped", "running"}
        The last is a checkpoint's.
    branches : dict of int to (int, int)
        For each run that is a branch, from 0, the run and iteration it left from.
    sweep : dict or None
        What was said of the sweep it belongs to.
    thinning : int
        Of each run the centroids of every so many-th iteration are stored.
    stopped_runs : frozenset of int
        Runs, from 0, that somebody stopped.
    shown : (float, float)
        Pixel values shown as black and as white.
    image_shape : (int, int, int)
        Height, width and channels of each picture.
    dtype : str
        Of its pixels.
    recorded : Recorded
        What exports tell too.
    files : dict of str to FileRecord
        Every file but ``run.json`` and those a person may change.
    root : Part
        All of it.
    """

    folder: Path
    id: str
    created: datetime
    kind: str
    branches: dict[int, tuple[int, int]]
    sweep: dict[str, Any] | None
    thinning: int
    stopped_runs: frozenset[int]
    shown: tuple[float, float]
    image_shape: tuple[int, int, int]
    dtype: str
    recorded: Recorded
    files: dict[str, FileRecord]
    root: Part

    @property
    def values(self) -> dict[str, Any]:
        """The whole file, as JSON has it."""
        return dict(self.root.values)


def read_fit_record(folder: Path, fit_id: str | None = None) -> FitRecord:
    """Read and check the ``run.json`` of a fit; its other files are not looked at.

    Parameters
    ----------
    folder : Path
        Of the fit.
    fit_id : str, optional
        Its id; by default the folder's name.

    Raises
    ------
    ExportError
        If it is missing, damaged, of another fit, or of a newer format.
    """
    path = folder / RECORD
    root = read_json(path, known_format=RECORD_FORMAT)
    with mendable():
        part = root.part("library")
        version = part.whole("format", least=1)
        if version > FORMAT:
            problem = f"has library format {version}, known is {FORMAT}"
            raise ExportError(str(path), problem, NEWER)
        recorded = read_record(folder)
        files = {**recorded.files, **_files(part.part("files"))}
        record = FitRecord(
            folder=folder,
            id=part.text("id"),
            created=_created(root),
            kind=part.text("kind"),
            branches={
                each.whole("run", least=1) - 1: (
                    each.whole("parent_run", least=1) - 1,
                    each.whole("parent_iteration"),
                )
                for each in parts(part, "branches")
            },
            sweep=None if part.values.get("sweep") is None else part.part("sweep").values,
            thinning=part.whole("thinning", least=1),
            stopped_runs=frozenset(run - 1 for run in part.wholes_or_none("stopped_runs") or ()),
            shown=_shown(part),
            image_shape=_image_shape(root.part("images")),
            dtype=_dtype(root.part("images")),
            recorded=recorded,
            files=files,
            root=root,
        )
        texts(root, "notes")  # which everybody reads
    if record.id != (fit_id or folder.name):
        raise damaged(path, f"is of the fit {record.id}")
    if record.kind not in (FINISHED, STOPPED, RUNNING):
        raise damaged(path, f"is of a fit that is {record.kind!r}")
    if set(files) != {MODEL, *OWN_FILES}:
        raise damaged(path, "does not list the files of a fit")
    return record


def damage(folder: Path) -> str | None:
    """Return what is wrong with a fit, as one line; None if nothing is.

    Quickly: ``run.json`` is read, of the other files only the sizes are compared.
    """
    try:
        check_sizes(read_fit_record(folder))
    except ExportError as error:
        return str(error)
    return None


def check_sizes(record: FitRecord) -> None:
    """Raise an ExportError unless every file is there and has the size that was recorded."""
    for name, entry in record.files.items():
        check_size(record.folder / name, entry)


def check_size(path: Path, entry: FileRecord) -> None:
    """Raise an ExportError unless `path` is a file of the size that was recorded."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        raise damaged(path, "is missing") from None
    except OSError as error:
        raise damaged(path, f"cannot be read ({error.strerror})") from error
    if not stat.S_ISREG(status.st_mode):
        raise damaged(path, "is not a file")
    if status.st_size != entry.size:
        raise damaged(path, f"has {status.st_size:,} bytes, recorded {entry.size:,}")


def _created(root: Part) -> datetime:
    try:
        created = datetime.fromisoformat(root.text("created"))
    except ValueError as error:
        raise damaged(root.path, "has no date") from error
    return created if created.tzinfo else created.astimezone()


def _files(part: Part) -> dict[str, FileRecord]:
    files = {}
    for name in part.values:
        entry = part.part(name)
        files[name] = FileRecord(size=entry.whole("bytes"), sha256=entry.digest("sha256"))
    return files


def _shown(part: Part) -> tuple[float, float]:
    values = part.values.get("shown")
    if not isinstance(values, list) or not all(isinstance(value, float) for value in values):
        raise damaged(part.path, f"is not whole: {part.where}shown")
    low, high = values if len(values) == 2 else (0.0, 0.0)
    if not -math.inf < low < high < math.inf:
        raise damaged(part.path, f"has {part.where}shown = {values}")
    return low, high


def _image_shape(images: Part) -> tuple[int, int, int]:
    shape = images.wholes_or_none("shape") or ()
    if len(shape) != 3 or not all(0 < side <= MAX_LENGTH for side in shape) or shape[2] > 3:
        raise damaged(images.path, f"has images.shape = {list(shape)}")
    height, width, channels = shape
    return height, width, channels


def _dtype(images: Part) -> str:
    dtype = images.text("dtype")
    if dtype not in ("uint8", "uint16", "float32"):
        raise damaged(images.path, f"has images.dtype = {dtype!r}")
    return dtype

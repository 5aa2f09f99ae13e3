"""Reading ``run.json`` again; what it says is checked before anything is done with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import ExportError, ParameterError
from engine.export.checked import Part, refusal
from engine.export.layout import RECORD, is_content
from engine.options import DEFAULTS, OpenOptions

FORMAT = 1
_MAX_SIZE = 1 << 28  # of run.json, in bytes: a hundred times the largest seen

_READ: dict[str, Callable[[Part, str], Any]] = {
    "split": Part.text,
    "limit": Part.whole_or_none,
    "seed": Part.whole,
    "grey": Part.truth,
    "size": Part.wholes_or_none,
    "framing": Part.text,
    "normalize": Part.truth,
    "labels": Part.text,
    "array": Part.text,
    "shape": Part.wholes_or_none,
    "transpose": Part.truth,
}
"""How each field of `OpenOptions` is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """What ``run.json`` says of a file: its size in bytes and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What is needed of ``run.json`` to compute a fit again.

    Attributes
    ----------
    source : str
        What opens the image set again, as in `ImageSet`.
    options : OpenOptions
        How it is opened again.
    n_images : int
        Number of images.
    pixels_sha256 : str
        As `ImageSet.sha256` gives it.
    parameters : dict
        Arguments of `KMeansParameters`; ``init`` is ``"given"`` where ``model.npz`` holds it.
    best_run : int
        From 0.
    stopped : bool
        Whether somebody stopped the fit.
    distortion : float
        Of the best run.
    n_iter : int
        Number of the best run's last iteration.
    files : dict of str to FileRecord
        Every file but ``run.json``; names as `is_content` allows them.
    """

    source: str
    options: OpenOptions
    n_images: int
    pixels_sha256: str
    parameters: dict[str, Any]
    best_run: int
    stopped: bool
    distortion: float
    n_iter: int
    files: dict[str, FileRecord]


def read_record(folder: Path) -> Recorded:
    """Read and check the ``run.json`` of an exported fit.

    Raises
    ------
    ExportError
        If it is missing, cut, not of an export, of a newer format, or names a file that no
        export writes.
    """
    path = folder / RECORD
    root = Part(path, _parsed(path), "")
    if not isinstance(root.values, dict) or "format" not in root.values:
        raise refusal(path, "is not the record of a fit")
    version = root.whole("format", least=1)
    if version > FORMAT:
        raise ExportError(
            str(path), f"has format {version}, known is {FORMAT}", "Use a newer Centroid Lab"
        )
    images, parameters = root.part("images"), root.part("parameters")
    return Recorded(
        source=images.text("source"),
        options=_options(images),
        n_images=images.whole("n_images", least=1),
        pixels_sha256=images.digest("sha256"),
        parameters={
            "n_clusters": parameters.whole("n_clusters", least=1),
            "init": parameters.text("init"),
            "n_init": parameters.whole("n_init", least=1),
            "max_iter": parameters.whole("max_iter", least=1),
            "tol": parameters.number("tol"),
            "random_state": parameters.whole("random_state"),
        },
        best_run=root.whole("best_run", least=1) - 1,
        stopped=root.truth("stopped"),
        distortion=root.number("distortion"),
        n_iter=root.whole("n_iter"),
        files=_files(root.part("files")),
    )


def listed_files(folder: Path) -> tuple[str, ...]:
    """Return the files an earlier export says it wrote to `folder`; none if it cannot be read."""
    try:
        return tuple(read_record(folder).files)
    except ExportError:
        return ()


def _parsed(path: Path) -> Any:
    try:
        if not path.is_file():
            raise ExportError(
                str(path.parent), f"holds no {RECORD}", "Name the folder of an exported fit"
            )
        if path.stat().st_size > _MAX_SIZE:
            raise refusal(path, "is far too large")
        return json.loads(path.read_bytes())
    except OSError as error:
        raise refusal(path, f"cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise refusal(path, "is cut or damaged") from error


def _options(images: Part) -> OpenOptions:
    """Return split and limit as every record has them, with all else that was not the default."""
    values: dict[str, Any] = {
        "split": images.text("split") or DEFAULTS.split,
        "limit": images.whole_or_none("limit", least=1),
        "seed": images.whole("limit_seed"),
    }
    if "options" in images.values:  # since sets can be opened in more than one shape
        part = images.part("options")
        for name in part.values:
            if name not in _READ:
                problem = f"has images.options.{name}, which is not known"
                raise ExportError(str(images.path), problem, "Use a newer Centroid Lab")
            values[name] = _READ[name](part, name)
    try:
        return OpenOptions(**values)
    except ParameterError as error:
        raise refusal(images.path, f"has images.options.{error.name}: {error.problem}") from error


def _files(part: Part) -> dict[str, FileRecord]:
    files = {}
    for name in part.values:
        if not is_content(name):
            raise refusal(part.path, f"names {name!r}, which no export writes")
        entry = part.part(name)
        files[name] = FileRecord(size=entry.whole("bytes"), sha256=entry.digest("sha256"))
    return files

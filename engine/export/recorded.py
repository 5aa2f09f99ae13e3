"""Reading ``run.json`` again; what it says is checked before anything is done with it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import ExportError
from engine.export.layout import RECORD, is_content

FORMAT = 1
_MAX_SIZE = 1 << 28  # of run.json, in bytes: a hundred times the largest seen
_HEX = frozenset("0123456789abcdef")


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
    source, split, limit, limit_seed
        How the image set is opened again, as in `ImageSet`.
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
    split: str
    limit: int | None
    limit_seed: int
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
    root = _Part(path, _parsed(path), "")
    if not isinstance(root.values, dict) or "format" not in root.values:
        raise _refusal(path, "is not the record of a fit")
    version = root.whole("format", least=1)
    if version > FORMAT:
        raise ExportError(
            str(path), f"has format {version}, known is {FORMAT}", "Use a newer Centroid Lab"
        )
    images, parameters = root.part("images"), root.part("parameters")
    return Recorded(
        source=images.text("source"),
        split=images.text("split"),
        limit=None if images.values.get("limit") is None else images.whole("limit", least=1),
        limit_seed=images.whole("limit_seed"),
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
            raise _refusal(path, "is far too large")
        return json.loads(path.read_bytes())
    except OSError as error:
        raise _refusal(path, f"cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise _refusal(path, "is cut or damaged") from error


def _files(part: _Part) -> dict[str, FileRecord]:
    files = {}
    for name in part.values:
        if not is_content(name):
            raise _refusal(part.path, f"names {name!r}, which no export writes")
        entry = part.part(name)
        files[name] = FileRecord(size=entry.whole("bytes"), sha256=entry.digest("sha256"))
    return files


def _refusal(path: Path, problem: str) -> ExportError:
    return ExportError(str(path), problem, "Export the fit again")


@dataclass(frozen=True, slots=True)
class _Part:
    """An object of the file, whose members are asked for by type."""

    path: Path
    values: Any
    where: str

    def part(self, key: str) -> _Part:
        return _Part(self.path, self._get(key, dict), f"{self.where}{key}.")

    def text(self, key: str) -> str:
        return str(self._get(key, str))

    def truth(self, key: str) -> bool:
        return bool(self._get(key, bool))

    def whole(self, key: str, least: int = 0) -> int:
        value = int(self._get(key, int))
        if value < least:
            raise _refusal(self.path, f"has {self.where}{key} = {value}")
        return value

    def number(self, key: str) -> float:
        value = float(self._get(key, float, int))
        if not math.isfinite(value):
            raise _refusal(self.path, f"has {self.where}{key} = {value}")
        return value

    def digest(self, key: str) -> str:
        value = self.text(key)
        if len(value) != 64 or not _HEX.issuperset(value):
            raise _refusal(self.path, f"has no SHA-256 as {self.where}{key}")
        return value

    def _get(self, key: str, *types: type) -> Any:
        value = self.values.get(key)
        if type(value) not in types:
            raise _refusal(self.path, f"is not whole: {self.where}{key}")
        return value

"""``run.json``: what was computed, from what, with which result and which files."""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

import numpy as np

from engine.export.recorded import FORMAT, FileRecord
from engine.imageset import ImageSet
from engine.kmeans.reports import FitEnded, RunSummary
from engine.options import DEFAULTS, OpenOptions


def record_json(
    images: ImageSet, ended: FitEnded, pixels_sha256: str, files: Mapping[str, FileRecord]
) -> bytes:
    """Return ``run.json``. Runs count from 1, clusters, iterations and images from 0.

    Parameters
    ----------
    images : ImageSet
        The images the fit is of.
    ended : FitEnded
        The fit.
    pixels_sha256 : str
        Of the pixels, as `ImageSet.sha256` gives it.
    files : mapping of str to FileRecord
        Every other file of the export.
    """
    parameters = ended.parameters
    record = {
        "format": FORMAT,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "images": {
            "name": images.name,
            "source": images.source,
            "split": images.split,
            "limit": images.limit,
            "limit_seed": images.limit_seed,
            "options": _options(images.options),
            "n_images": len(images),
            "n_classes": len(images.class_names),
            "shape": list(images.image_shape),
            "dtype": str(images.pixels.dtype),
            "sha256": pixels_sha256,
            "notes": list(images.notes),
        },
        "parameters": {
            "n_clusters": parameters.n_clusters,
            "init": parameters.init_name,
            "n_init": parameters.n_init,
            "max_iter": parameters.max_iter,
            "tol": parameters.tol,
            "random_state": parameters.random_state,
        },
        "distortion": _number(ended.inertia_),
        "n_iter": int(ended.n_iter_),
        "best_run": ended.best_run + 1,
        "reason": ended.reason,
        "stopped": ended.stopped,
        "shift_tolerance": _number(ended.shift_tolerance),
        "seconds": _number(ended.seconds),
        "notes": list(ended.notes),
        "runs": [_run(summary) for summary in ended.runs],
        "versions": {
            "centroid-lab": _own_version(),
            "python": platform.python_version(),
            "numpy": np.__version__,
            "platform": platform.platform(),
        },
        "files": {
            name: {"bytes": entry.size, "sha256": entry.sha256}
            for name, entry in sorted(files.items())
        },
    }
    # ASCII: a name that is not Unicode (a lone surrogate) goes in and comes out as it was.
    return (json.dumps(record, indent=2, allow_nan=False) + "\n").encode("ascii")


def _options(options: OpenOptions) -> dict[str, Any]:
    """Return what differs from the defaults, for `engine.export.recorded` to read again."""
    values = {field.name: getattr(options, field.name) for field in fields(options)}
    return {
        name: int(value) if isinstance(value, np.integer) else value
        for name, value in values.items()
        if value != getattr(DEFAULTS, name)
    }


def _run(summary: RunSummary) -> dict[str, Any]:
    seeds = summary.seed_images
    return {
        "run": summary.run + 1,
        "seed_images": None if seeds is None else [int(image) for image in seeds],
        "distortion": _number(summary.distortion),
        "n_iter": int(summary.n_iter),
        "converged": bool(summary.converged),
        "reason": summary.reason,
        "seeding_seconds": _number(summary.seeding_seconds),
        "seconds": _number(math.fsum(row.seconds for row in summary.rows)),
        "reseeded": [
            {"iteration": int(iteration), "cluster": int(event.cluster), "image": int(event.image)}
            for iteration, event in summary.reseeded
        ],
        **({"origin": summary.origin} if summary.origin else {}),
    }


def _number(value: float) -> float | None:
    """Return a plain number; JSON has no word for infinity and NaN."""
    return float(value) if math.isfinite(value) else None


def _own_version() -> str:
    try:
        return metadata.version("centroid-lab")
    except (metadata.PackageNotFoundError, OSError):  # used from a folder, without being installed
        return "unknown"

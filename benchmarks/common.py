"""What the benchmarks share: images of CIFAR-10's shape, fresh processes, tables."""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
CIFAR10_VARIABLE = "CENTROID_LAB_CIFAR10"


def cifar10_folder() -> str | None:
    """Return the folder cifar-10-batches-py that the environment names, if it does."""
    return os.environ.get(CIFAR10_VARIABLE) or None


def data_line() -> str:
    """Say which images are measured."""
    if cifar10_folder():
        return "CIFAR-10, 50,000 training images 32 x 32 x 3"
    return f"50,000 generated images 32 x 32 x 3 (set {CIFAR10_VARIABLE} to measure CIFAR-10)"


def pixels() -> NDArray[np.uint8]:
    """Return 50,000 images, shape (50000, 32, 32, 3): CIFAR-10's, or smooth generated ones."""
    folder = cifar10_folder()
    if folder:
        from engine import load_images

        return load_images(folder).pixels
    rng = np.random.default_rng(0)
    result = np.empty((50_000, 32, 32, 3), dtype=np.uint8)
    for first in range(0, len(result), 5000):
        coarse = rng.normal(size=(5000, 4, 4, 3))
        smooth = coarse.repeat(8, axis=1).repeat(8, axis=2)
        noisy = 128 + 45 * smooth + 12 * rng.normal(size=smooth.shape)
        result[first : first + 5000] = np.clip(noisy, 0, 255)
    return result


def machine_line() -> str:
    """Name the machine: cores, Python, NumPy."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores, Python {platform.python_version()}, NumPy {np.__version__}"


def peak_megabytes() -> float:
    """Return the most memory this process has held, in units of 10**6 bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def in_fresh_process(
    script: str, *arguments: str, environment: dict[str, str] | None = None
) -> dict[str, Any]:
    """Run ``script arguments`` and return the JSON object on its last line.

    Raises
    ------
    subprocess.CalledProcessError
        If it ended with an error.
    """
    done = subprocess.run(
        [sys.executable, script, *arguments],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table with aligned columns."""
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    for row in (header, ["-" * width for width in widths], *rows):
        print("| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |")

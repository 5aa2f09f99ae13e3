"""What the benchmarks share: images of CIFAR-10's shape, fresh processes, tables."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
CIFAR10_VARIABLE = "CENTROID_LAB_CIFAR10"
ALL_IMAGES = 50_000

# Windows that are measured keep their fits far from the user's; processes of this one do too.
_library = tempfile.TemporaryDirectory()
atexit.register(_library.cleanup)
os.environ["CENTROID_LAB_LIBRARY"] = os.environ.get("CENTROID_LAB_BENCHMARKED") or _library.name
os.environ["CENTROID_LAB_BENCHMARKED"] = os.environ["CENTROID_LAB_LIBRARY"]

# Python puts a script's own folder first, where engine.py would stand for the package `engine`.
sys.path.insert(0, str(ROOT))


def cifar10_folder() -> str | None:
    """Return the folder cifar-10-batches-py that the environment names, if it does."""
    return os.environ.get(CIFAR10_VARIABLE) or None


def data_line(n: int = ALL_IMAGES) -> str:
    """Say which `n` images are measured."""
    if cifar10_folder():
        return f"CIFAR-10, {n:,} training images 32 x 32 x 3"
    return f"{n:,} generated images 32 x 32 x 3 (set {CIFAR10_VARIABLE} to measure CIFAR-10)"


def pixels(n: int = ALL_IMAGES) -> NDArray[np.uint8]:
    """Return `n` images, shape (n, 32, 32, 3): the first of CIFAR-10, or smooth generated ones.

    Image i is the same for every `n`, which is at most 50,000.
    """
    folder = cifar10_folder()
    if folder:
        from engine import load_images

        return load_images(folder).pixels[:n]
    rng = np.random.default_rng(0)
    result = np.empty((n, 32, 32, 3), dtype=np.uint8)
    for first in range(0, n, 5000):
        coarse = rng.normal(size=(5000, 4, 4, 3))
        smooth = coarse.repeat(8, axis=1).repeat(8, axis=2)
        noisy = 128 + 45 * smooth + 12 * rng.normal(size=smooth.shape)
        result[first : first + 5000] = np.clip(noisy, 0, 255)[: n - first]
    return result


def machine_line() -> str:
    """Name the machine: cores, Python, NumPy."""
    name = processor()
    return (
        f"{available_cores()} cores{f' ({name})' if name else ''}, "
        f"Python {platform.python_version()}, NumPy {np.__version__}"
    )


def available_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processor() -> str:
    """Return what the processor calls itself; empty where it does not tell."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


def peak_megabytes() -> float:
    """Return the most memory this process has held, in units of 10**6 bytes."""
    with contextlib.suppress(OSError):
        # What getrusage says of a process on Linux begins with the peak of the one that started it.
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def forget_peak() -> float:
    """Let `peak_megabytes` begin anew, and return what this process holds now.

    Elsewhere than on Linux the peak cannot be forgotten: then this is the peak so far.
    """
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return peak_megabytes()


def in_fresh_process(
    script: str, *arguments: str, environment: dict[str, str] | None = None
) -> dict[str, Any]:
    """Run ``script arguments`` and return the JSON object on its last line.

    What it has to say on stderr is seen.

    Raises
    ------
    subprocess.CalledProcessError
        If it ended with an error.
    """
    done = subprocess.run(
        [sys.executable, script, *arguments],
        check=True,
        stdout=subprocess.PIPE,
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


def say(line: str) -> None:
    """Tell on stderr how far the measuring is, apart from the tables."""
    print(line, file=sys.stderr, flush=True)

"""The recorded log and result of a fit against the reports of the same fit made again."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ExportError
from engine.export.layout import LOG_JSONL, RECORD
from engine.export.model import model_arrays
from engine.export.recorded import Recorded
from engine.imageset import ImageSet
from engine.kmeans.reports import FitEnded, Iteration

COMPARED = ("run", "iteration", "distortion", "shift", "moved", "empty")  # seconds are not

LogLine = dict[str, float]
"""The numbers of a line, named as in `COMPARED`; `run` from 0, `shift` NaN where there is none."""


def read_log(folder: Path) -> list[LogLine]:
    """Return the lines of ``log.jsonl``.

    Raises
    ------
    ExportError
        If it cannot be read.
    """
    path = folder / LOG_JSONL
    try:
        log = []
        for line in path.read_text("utf-8").splitlines():
            values = json.loads(line)
            shift = math.nan if values["shift"] is None else values["shift"]
            cells = {**values, "run": values["run"] - 1, "shift": shift}
            log.append({name: cells[name] + 0 for name in COMPARED})
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise ExportError(str(path), "cannot be read", "Export the fit again") from error
    return log


def compare(
    recorded: Recorded,
    images: ImageSet,
    model: dict[str, NDArray[Any]],
    log: list[LogLine],
    reports: Iterable[Iteration | FitEnded],
) -> list[str]:
    """Return what differs, a line each: the first different iteration, then the result.

    Parameters
    ----------
    recorded : Recorded
        What ``run.json`` says.
    images : ImageSet
        The images of the fit.
    model : dict of str to ndarray
        What ``model.npz`` holds.
    log : list of LogLine
        What ``log.jsonl`` holds.
    reports : iterable
        The fit made again. No more is taken from it than was recorded, or than it takes to see
        that it goes on where the record ends.
    """
    differences: list[str] = []
    n_done = 0
    best: Iteration | None = None
    best_run = recorded.best_run
    for report in reports:
        if isinstance(report, FitEnded):
            best, best_run = report.best, report.best_run
            break
        if n_done == len(log):
            return [*differences, f"log: ends after {n_done} lines, but the fit goes on"]
        if not differences:
            differences = _line_difference(log[n_done], report)
        n_done += 1
        if report.run == recorded.best_run:
            best = report
        if recorded.stopped and n_done == len(log):
            break
    if n_done < len(log):
        differences.append(f"log: has {len(log)} lines, but the fit ends after {n_done}")
    if best is None:
        return [*differences, f"best run: no iteration of run {recorded.best_run + 1}"]
    if best_run != recorded.best_run:
        differences.append(f"best run: {best_run + 1}, recorded {recorded.best_run + 1}")
    for name, array in model_arrays(images, best).items():
        differences += _array_difference(name, array, model.get(name))
    for name, value, written in (
        ("distortion", float(best.distortion), recorded.distortion),
        ("n_iter", best.iteration, recorded.n_iter),
    ):
        if value != written:
            differences.append(f"{RECORD}: {name} is {value!r}, recorded {written!r}")
    return differences


def _line_difference(line: LogLine, report: Iteration) -> list[str]:
    for name in COMPARED:
        value, written = getattr(report, name), line[name]
        if value != written and not (math.isnan(value) and math.isnan(written)):
            return [
                f"run {report.run + 1} iteration {report.iteration}: "
                f"{name} is {_plain(value, name)}, recorded {_plain(written, name)}"
            ]
    return []


def _plain(value: float, name: str) -> str:
    """Return a number as people see it; runs count from 1 for them."""
    return repr(value + 1 if name == "run" else np.asarray(value).item())


def _array_difference(name: str, array: NDArray[Any], written: NDArray[Any] | None) -> list[str]:
    if written is None:
        return [f"{name}: is missing"]
    if (written.dtype, written.shape) != (array.dtype, array.shape):
        return [f"{name}: {written.dtype} of shape {written.shape} is recorded"]
    n_different = int((written.reshape(-1).view("u1") != array.reshape(-1).view("u1")).sum())
    if written.size == 1 and n_different:
        return [f"{name}: is {array.item()!r}, recorded {written.item()!r}"]
    if n_different:
        n_numbers = int((written != array).sum())
        return [f"{name}: {n_numbers:,} of {array.size:,} numbers differ"]
    return []

"""A past fit as a Python script: with this engine, or with scikit-learn from the same seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from engine.library.json_files import parts
from engine.library.layout import MODEL
from engine.library.record import FitRecord
from engine.options import DEFAULTS, OpenOptions

_LINE = 96


def as_python(record: FitRecord) -> str:
    """Return a script that computes a fit again with `engine`, to the same labels.

    It opens the images, checks that they are the same, fits with the parameters as they were
    recorded, prints the distortion, and fails unless that is the recorded one to twelve digits.
    Seeds that were given as numbers are read from the library. A fit that was stopped is computed
    as far as it had come.

    Parameters
    ----------
    record : FitRecord
        As `engine.library.record.read_fit_record` gives it.
    """
    recorded = record.recorded
    names = ["KMeansParameters", "fit", "load_images"]
    lines = [
        f'"""A fit of {record.created.date()}, computed again by Centroid Lab\'s engine."""',
        "",
    ]
    lines += ["import math", *_given_import(record), ""]
    lines += [f"from engine import {', '.join(names)}", "", *_images(record), ""]
    lines += [*_parameters(record), *_reports(record)]
    lines += [
        "labels = report.labels",
        'print(f"distortion {report.distortion!r}")',
        f"assert math.isclose(report.distortion, {recorded.distortion!r}, rel_tol=1e-12)",
    ]
    return "\n".join(lines) + "\n"


def as_scikit_learn(record: FitRecord) -> str:
    """Return a script that computes a fit again with scikit-learn, in float64.

    Lloyd's algorithm starts from the seeds of the best run: its seed images or given numbers;
    where these are neither (``partition``, ``gaussian``), the engine draws them again. It takes
    ten and more bytes of memory for each value of a pixel. Labels may differ where an image is as
    far from two centroids but for rounding, or where a cluster had no image left. Nothing is
    asserted: both distortions are printed.

    Parameters
    ----------
    record : FitRecord
        As `as_python` takes it.
    """
    recorded = record.recorded
    seeds = _seed_images(record)
    has_engine_seeds = seeds is None and recorded.parameters["init"] != "given"
    lines = [f'"""A fit of {record.created.date()}, computed again by scikit-learn."""', ""]
    lines += ["import numpy as np"]
    lines += [
        "from sklearn.cluster import KMeans"
        if recorded.n_iter
        else "from sklearn.metrics import pairwise_distances_argmin_min"
    ]
    names = ["KMeansParameters", "fit", "load_images"] if has_engine_seeds else ["load_images"]
    lines += ["", f"from engine import {', '.join(names)}", "", *_images(record)]
    lines += ["rows = images.pixels[:].reshape(len(images), -1).astype(np.float64)", ""]
    if seeds is not None:
        lines += _wrapped("seeds = rows[[", [str(image) for image in seeds], "]]")
    elif has_engine_seeds:
        lines += [*_parameters(record), *_reports(record, iteration=0), "seeds = report.centroids"]
    else:
        lines += [_given(record, "seeds")]
    lines += _lloyd(record)
    lines += [f'print(f"distortion {{distortion!r}}, recorded {recorded.distortion!r}")']
    return "\n".join(lines) + "\n"


def _images(record: FitRecord) -> list[str]:
    options = _options(record.recorded.options)
    arguments = [repr(record.recorded.source), *options]
    return [
        *_wrapped("images = load_images(", arguments, ")"),
        f'sha256 = "{record.recorded.pixels_sha256}"',
        'assert images.sha256() == sha256, "these are other images"',
    ]


def _options(options: OpenOptions) -> list[str]:
    """Return the arguments that differ from the defaults."""
    values = {field.name: getattr(options, field.name) for field in fields(options)}
    return [
        f"{name}={value!r}" for name, value in values.items() if value != getattr(DEFAULTS, name)
    ]


def _parameters(record: FitRecord) -> list[str]:
    parameters = dict(record.recorded.parameters)
    lines = []
    if parameters["init"] == "given":
        lines.append(_given(record, "seeds"))
    arguments = [
        f"{name}={'seeds' if value == 'given' else repr(value)}"
        for name, value in parameters.items()
    ]
    return [*lines, *_wrapped("parameters = KMeansParameters(", arguments, ")")]


def _reports(record: FitRecord, iteration: int | None = None) -> list[str]:
    """Return the loop that ends at the report that is wanted: an iteration, or the end."""
    recorded = record.recorded
    lines = ["for report in fit(images, parameters):"]
    if iteration is None and not _is_cut(record):
        return [*lines, "    pass"]
    run = 0 if recorded.parameters["init"] == "given" else recorded.best_run
    moment = run, recorded.n_iter if iteration is None else iteration
    return [*lines, f"    if (report.run, report.iteration) == {moment}:", "        break"]


def _is_cut(record: FitRecord) -> bool:
    """Return whether the best run was stopped, by itself or before it was left by a branch."""
    return record.recorded.stopped or record.recorded.best_run in record.stopped_runs


def _lloyd(record: FitRecord) -> list[str]:
    recorded = record.recorded
    if not recorded.n_iter:  # scikit-learn does not stop at the seeds
        return [
            "labels, distances = pairwise_distances_argmin_min(rows, seeds)",
            "distortion = float((distances**2).sum())",
        ]
    n_iter = recorded.n_iter if _is_cut(record) else recorded.parameters["max_iter"]
    arguments = [
        f"n_clusters={recorded.parameters['n_clusters']}",
        "init=seeds",
        "n_init=1",
        f"max_iter={n_iter}",
        f"tol={recorded.parameters['tol']!r}",
        'algorithm="lloyd"',
    ]
    return [
        *_wrapped("model = KMeans(", arguments, ").fit(rows)"),
        "labels, distortion = model.labels_, float(model.inertia_)",
    ]


def _seed_images(record: FitRecord) -> tuple[int, ...] | None:
    """Return the images the best run started from, as far as it started from images."""
    runs = parts(record.root, "runs")
    run = runs[record.recorded.best_run : record.recorded.best_run + 1]
    return run[0].wholes_or_none("seed_images") if run else None


def _given_import(record: FitRecord) -> list[str]:
    is_given = record.recorded.parameters["init"] == "given"
    return ["", "import numpy as np"] if is_given else []


def _given(record: FitRecord, name: str) -> str:
    return f'{name} = np.load({str(record.folder / MODEL)!r})["init"]'


def _wrapped(start: str, arguments: Sequence[str], end: str) -> list[str]:
    """Return a call or a list on one line where it fits, else on lines as full as they can be."""
    line = start + ", ".join(arguments) + end
    if len(line) <= _LINE:
        return [line]
    lines, row = [start], ""
    for argument in arguments:
        if row and len(row) + len(argument) + 6 > _LINE:
            lines.append(f"    {row.rstrip()}")
            row = ""
        row += f"{argument}, "
    return [*lines, f"    {row.rstrip()}", end]

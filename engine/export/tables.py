"""The tables of an export: the log, and a line an image."""

from __future__ import annotations

import csv
import io
import json
import math
import unicodedata
from collections.abc import Iterable
from dataclasses import astuple

from engine.export.measure import Distances
from engine.imageset import ImageSet
from engine.kmeans.reports import FitEnded, LogRow

LOG_COLUMNS = ("run", "iteration", "distortion", "shift", "moved", "empty", "seconds")
LABEL_COLUMNS = (
    "index",
    "name",
    "cluster",
    "sq_distance",
    "second_cluster",
    "sq_margin",
    "label",
)
_FORMULA_STARTS = ("=", "+", "-", "@")
_UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp"}  # controls, lone surrogates, line and paragraph ends


def log_rows(ended: FitEnded) -> list[LogRow]:
    """Return the rows of all runs, in order."""
    return [row for summary in ended.runs for row in summary.rows]


def log_csv(ended: FitEnded) -> bytes:
    """Return ``log.csv``: runs from 1, floats so that they read back bit for bit."""
    return _csv([LOG_COLUMNS, *(_log_cells(row) for row in log_rows(ended))])


def log_jsonl(ended: FitEnded) -> bytes:
    """Return ``log.jsonl``: the same rows as objects; `shift` is null where there is none."""
    lines = []
    for row in log_rows(ended):
        cells = [
            cell if not isinstance(cell, float) or math.isfinite(cell) else None
            for cell in _log_cells(row)
        ]
        lines.append(json.dumps(dict(zip(LOG_COLUMNS, cells, strict=True)), allow_nan=False))
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def labels_csv(images: ImageSet, ended: FitEnded, distances: Distances) -> bytes:
    """Return ``labels.csv``: a line an image.

    Squared distances are in squared pixel levels; ``sq_margin`` is that of the second cluster
    less the own, and like ``second_cluster`` empty where there is one cluster.
    """
    clusters = ended.labels_.tolist()
    own = distances.own.tolist()
    seconds: Iterable[object] = [""] * len(own)
    margins: Iterable[object] = seconds
    if distances.second is not None and distances.second_clusters is not None:
        seconds = distances.second_clusters.tolist()
        margins = (distances.second - distances.own).tolist()
    names = (text_cell(images.image_name(index)) for index in range(len(own)))
    labels = (text_cell(images.class_name(index)) for index in range(len(own)))
    rows = zip(range(len(own)), names, clusters, own, seconds, margins, labels, strict=True)
    return _csv([LABEL_COLUMNS, *rows])


def text_cell(text: str) -> str:
    """Return `text` on one line, and so that no spreadsheet takes it for a formula."""
    if not text.isprintable():
        text = "".join(
            ascii(character)[1:-1] if unicodedata.category(character) in _UNPRINTABLE else character
            for character in text
        )
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _log_cells(row: LogRow) -> list[int | float]:
    run, iteration, distortion, shift, moved, empty, seconds = astuple(row)
    return [
        int(run) + 1,
        int(iteration),
        float(distortion),
        float(shift),
        int(moved),
        int(empty),
        float(seconds),
    ]


def _csv(rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8")

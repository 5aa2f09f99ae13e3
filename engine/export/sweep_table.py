"""The tables of a sweep: ``sweep.csv`` and ``sweep.json``, a row a member that has ended."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields

from engine.kmeans.reports import FitEnded

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepRow:
    """What the tables say of a member.

    Attributes
    ----------
    n_clusters, n_init, random_state : int
        As in `KMeansParameters`.
    init : str
        ``"given"`` for a member that started warm.
    warm_from : str
        Folder of the member that its seeds are made of; empty if it started by itself.
    distortion : float
        Of the best run, in squared pixel levels.
    distortions : tuple of float
        Of every run begun, in order.
    iterations : int
        Number of the best run's last iteration.
    seconds : float
        Time of the fit, without the preparation that all members share.
    stopped : bool
        Whether somebody ended it early.
    folder : str
        Where its export is, beside the tables.
    """

    n_clusters: int
    init: str
    n_init: int
    random_state: int
    warm_from: str
    distortion: float
    distortions: tuple[float, ...]
    iterations: int
    seconds: float
    stopped: bool
    folder: str


def sweep_row(ended: FitEnded, folder: str, warm_from: str = "") -> SweepRow:
    """Return the row of a member that has ended, whose export is in `folder`."""
    parameters = ended.parameters
    return SweepRow(
        n_clusters=parameters.n_clusters,
        init=parameters.init_name,
        n_init=parameters.n_init,
        random_state=parameters.random_state,
        warm_from=warm_from,
        distortion=float(ended.distortion),
        distortions=tuple(float(summary.distortion) for summary in ended.runs),
        iterations=int(ended.n_iter_),
        seconds=float(ended.seconds),
        stopped=bool(ended.stopped),
        folder=folder,
    )


def sweep_csv(rows: Sequence[SweepRow]) -> bytes:
    """Return ``sweep.csv``: floats so that they read back bit for bit, several with spaces."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(field.name for field in fields(SweepRow))
    writer.writerows([_cell(value) for value in astuple(row)] for row in rows)
    return text.getvalue().encode("ascii")


def sweep_json(name: str, rows: Sequence[SweepRow]) -> bytes:
    """Return ``sweep.json``: the same rows as objects, under the image set's `name`."""
    names = [field.name for field in fields(SweepRow)]
    members = [dict(zip(names, astuple(row), strict=True)) for row in rows]
    record = {"format": FORMAT, "images": name, "members": members}
    return (json.dumps(record, indent=2, allow_nan=False) + "\n").encode("ascii")


def _cell(value: object) -> object:
    if isinstance(value, tuple):
        return " ".join(map(repr, value))
    return str(value).lower() if isinstance(value, bool) else value

"""The end of a fit as arrays beside ``run.json`` and ``model.npz``, and back, to the last bit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ParameterError
from engine.history.keeping import kept
from engine.history.rows import row_arrays, rows_of
from engine.history.taking import Arrays, Reel
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import FitEnded, Iteration, LogRow, Reseeding, RunSummary, Work
from engine.library.json_files import damaged, number_or_none, parts, texts
from engine.library.record import FitRecord


def ended_arrays(ended: FitEnded) -> dict[str, NDArray[Any]]:
    """Return what neither ``run.json`` nor ``model.npz`` tells of the end of a fit."""
    best = ended.best
    rows = [row for summary in ended.runs for row in summary.rows]
    figures, counts = row_arrays([*rows, best.row])
    work = best.work
    spent = () if work is None else (work.moved, work.filtered, work.converted, work.settled)
    events = [(event.cluster, event.image) for event in best.reseeded]
    return {
        "ended_n_rows": np.array([len(summary.rows) for summary in ended.runs], dtype=np.int64),
        "ended_figures": figures,
        "ended_counts": counts,
        "best_sq_distances": np.asarray(best.sq_distances_by_cluster, dtype=np.float64),
        "best_reseeded": np.array(events, dtype=np.int64).reshape(-1, 2),
        "best_work": np.array(spent, dtype=np.int64),
    }


def parameters_of(record: FitRecord, model: Mapping[str, NDArray[Any]]) -> KMeansParameters:
    """Return the parameters of a fit, given seeds included.

    Raises
    ------
    ExportError
        If they are outside their limits.
    """
    values = dict(record.recorded.parameters)
    if values["init"] == "given":
        values["init"] = model.get("init")
    try:
        return KMeansParameters(**values)
    except ParameterError as error:
        raise damaged(record.root.path, f"{error.name} {error.problem}") from error


def ended_of(
    record: FitRecord, model: Mapping[str, NDArray[Any]], arrays: Mapping[str, NDArray[Any]]
) -> FitEnded:
    """Return the end of a fit as it was told. How near images are must be measured anew.

    Raises
    ------
    ExportError
        If ``run.json`` is not whole.
    ValueError
        If arrays are missing, or do not fit together.
    """
    stored, root = Arrays(arrays), record.root
    n_rows = stored.wholes("ended_n_rows", (-1,), least=1).tolist()
    n_all = sum(n_rows) + 1
    figures = Reel(stored.take("ended_figures", "f", (n_all, 3)))
    counts = Reel(stored.wholes("ended_counts", (n_all, 2)))
    rows = [rows_of(run, figures.next(n), counts.next(n)) for run, n in enumerate(n_rows)]
    (best_row,) = rows_of(record.recorded.best_run, figures.next(1), counts.next(1))
    entries, stopped = parts(root, "runs"), record.stopped_runs
    if len(entries) != len(rows) or record.recorded.best_run >= len(rows):
        raise damaged(root.path, "tells of other runs than there are")
    tolerance = number_or_none(root, "shift_tolerance")
    return FitEnded(
        parameters=parameters_of(record, model),
        best=_best(record, best_row, Arrays(model), stored),
        runs=tuple(
            RunSummary(
                run=run,
                seed_images=entry.wholes_or_none("seed_images"),
                rows=rows[run],
                reseeded=tuple(
                    (
                        event.whole("iteration"),
                        Reseeding(cluster=event.whole("cluster"), image=event.whole("image")),
                    )
                    for event in parts(entry, "reseeded")
                ),
                reason=entry.text("reason"),
                converged=entry.truth("converged"),
                seeding_seconds=entry.number("seeding_seconds"),
                stopped=run in stopped,
                origin=entry.text("origin") if "origin" in entry.values else "",
            )
            for run, entry in enumerate(entries)
        ),
        shift_tolerance=math.nan if tolerance is None else tolerance,
        stopped=record.recorded.stopped,
        notes=texts(root, "notes"),
        seconds=root.number("seconds"),
    )


def _best(record: FitRecord, row: LogRow, model: Arrays, stored: Arrays) -> Iteration:
    centroids = model.take("cluster_centers_", "f", (-1, math.prod(record.image_shape)))
    n_clusters, n_images = len(centroids), record.recorded.n_images
    spent = stored.wholes("best_work", (-1,)).tolist()
    if not n_clusters or len(spent) not in (0, 4):
        raise ValueError("a best run of nothing")
    events = stored.wholes("best_reseeded", (-1, 2)).tolist()
    labels = model.wholes("labels_", (n_images,), most=n_clusters - 1)
    sq_distances = stored.take("best_sq_distances", "f", (n_clusters,))
    return Iteration(
        run=row.run,
        iteration=model.whole("n_iter_"),
        distortion=row.distortion,
        shift=row.shift,
        moved=row.moved,
        empty=row.empty,
        seconds=row.seconds,
        reseeded=tuple(Reseeding(cluster=cluster, image=image) for cluster, image in events),
        sizes=kept(model.wholes("sizes", (n_clusters,)), np.int64),
        sq_distances_by_cluster=kept(sq_distances, np.float64),
        centroids=kept(centroids, np.float64),
        labels=kept(labels, np.int32),
        work=Work(**dict(zip(_WORK, spent, strict=True))) if spent else None,
    )


_WORK = ("moved", "filtered", "converted", "settled")

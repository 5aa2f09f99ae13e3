"""How far a fit has come, on the disk: after a crash it goes on from there.

A checkpoint is a folder with the process it belongs to and, in a folder of its own, the fit so
far as any fit is stored. The next one appears beside it before it goes.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import ExportError
from engine.history.history import History
from engine.history.stories import RunStory
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import FitEnded, Iteration, RunSummary
from engine.library.identity import Owner
from engine.library.json_files import damaged, json_bytes, read_json, unreadable
from engine.library.layout import FORMAT, OWNER, is_fit_id
from engine.library.opening import SavedFit, open_fit
from engine.library.publishing import publish_files
from engine.library.record import read_fit_record

UNFINISHED = "Stopped at iteration {}: the program ended."
ENDED = "Ended at iteration {}."
_ORIGIN = "iteration {} of run {}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checkpoint:
    """A fit on its way.

    Attributes
    ----------
    id : str
    saved : SavedFit
        All that had happened. ``saved.ended`` is a fit stopped there, which
        `engine.kmeans.branching.branch` takes as the parent of the run that goes on.
    run, iteration : int
        The newest, from 0.
    seeds : ndarray of shape (n_clusters, n_features), float64
        Centroids of the newest: a branch from these goes on as the fit would have done, to the
        last bit.
    """

    id: str
    saved: SavedFit
    run: int
    iteration: int
    seeds: NDArray[np.float64]


def reached(parameters: KMeansParameters, history: History) -> FitEnded | None:
    """Return how far a fit has come as if somebody had stopped it; None before iteration 0.

    What a time line does not know is missing: which images the seeds were, how long seeding took,
    and the tolerance as a shift, which is NaN.
    """
    if history.last is None:
        return None
    current, _ = history.last
    runs = history.stories().runs
    alike = [run for run, story in enumerate(runs) if story.shape == runs[current].shape]
    best = min(alike, key=lambda run: runs[run].records[-1].row.distortion)
    moment = history.moment(best, len(runs[best].records) - 1)
    return FitEnded(
        parameters=parameters,
        best=Iteration(
            **asdict(moment.row),
            reseeded=moment.reseeded,
            sizes=moment.sizes,
            sq_distances_by_cluster=moment.sq_distances_by_cluster,
            centroids=moment.centroids,
            labels=moment.labels,
        ),
        runs=tuple(
            _summary(run, story, parameters.max_iter, is_current=run == current)
            for run, story in enumerate(runs)
        ),
        shift_tolerance=math.nan,
        stopped=True,
        notes=(),
        seconds=math.fsum(record.row.seconds for story in runs for record in story.records),
    )


def begin_checkpoint(place: Path, *, library: Path) -> None:
    """Make the folder of a checkpoint of this process, in which there is no fit yet.

    Raises
    ------
    ExportError
        If it cannot be made.
    """
    owner = json_bytes({"format": FORMAT, **asdict(Owner.this_process())})
    publish_files(place, {OWNER: owner}, library=library)


def steps(place: Path) -> list[Path]:
    """Return the folders of the fit so far, oldest first; more than one after a crash."""
    return sorted(path for path in place.iterdir() if is_fit_id(path.name))


def is_orphan(place: Path) -> bool:
    """Return whether the process of a checkpoint is no more, or cannot be told."""
    try:
        part = read_json(place / OWNER, known_format=FORMAT)
        owner = Owner(
            pid=part.whole("pid", least=1), started=part.number("started"), host=part.text("host")
        )
    except ExportError:
        return True
    return not owner.may_be_alive()


def open_checkpoint(place: Path) -> Checkpoint:
    """Return the newest state of a checkpoint.

    Raises
    ------
    ExportError
        If there is none, or it is damaged.
    """
    try:
        found = steps(place)
    except OSError as error:
        raise unreadable(error, place) from error
    if not found:
        raise damaged(place, "holds no fit")
    saved = open_fit(read_fit_record(found[-1]))
    if saved.history.last is None:
        raise damaged(place, "holds no iteration")
    run, iteration = saved.history.last
    seeds, _ = saved.history.centroids_at(run, iteration)
    return Checkpoint(id=place.name, saved=saved, run=run, iteration=iteration, seeds=seeds)


def _summary(run: int, story: RunStory, max_iter: int, *, is_current: bool) -> RunSummary:
    """Return a run as its end would tell it; all but the current one had ended."""
    last = len(story.records) - 1
    return RunSummary(
        run=run,
        seed_images=None,
        rows=tuple(record.row for record in story.records),
        reseeded=tuple(
            (iteration, event)
            for iteration, record in enumerate(story.records)
            for event in record.reseeded
        ),
        reason=(UNFINISHED if is_current else ENDED).format(last),
        converged=not is_current and last < max_iter,
        seeding_seconds=0.0,
        stopped=is_current,
        origin="" if story.branch is None else _ORIGIN.format(story.branch[1], story.branch[0] + 1),
    )

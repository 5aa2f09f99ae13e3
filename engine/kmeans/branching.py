"""A branch: one more run, from seeds that a person gave, told as the next run of a fit."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from typing import Any

from numpy.typing import NDArray

from engine.imageset import ImageSet, Progress, ShouldStop
from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import FitEnded, Iteration, RunSummary
from engine.kmeans.samples import Samples

Reports = Generator[Iteration | FitEnded, None, None]


def branch(
    images: ImageSet | Samples | NDArray[Any],
    parameters: KMeansParameters,
    seeds: NDArray[Any],
    *,
    parent: FitEnded | None = None,
    origin: str = "given seeds",
    sample_weight: NDArray[Any] | None = None,
    should_stop: ShouldStop | None = None,
    n_threads: int | None = None,
    memory_limit: int | None = None,
    progress: Progress | None = None,
) -> Reports:
    """Run from `seeds`, reporting after every iteration as `engine.fit` does.

    Parameters
    ----------
    images, sample_weight, should_stop, n_threads, memory_limit, progress
        As `engine.fit` takes them.
    parameters : KMeansParameters
        Of the fit it leaves. Number of clusters, initialisation and number of runs are those of
        the seeds; all else is kept.
    seeds : ndarray of shape (n_clusters, n_features)
        In pixel levels. Iteration 0 is these.
    parent : FitEnded, optional
        The fit it leaves, ended or stopped. The branch is its next run; run 0 without one.
    origin : str
        What was done to get the seeds, for people: ``"cluster 3 removed at iteration 7 of run 1"``.

    Returns
    -------
    generator of Iteration and FitEnded
        The end tells the parent's runs, then this one. Its best is the better of this run and
        the parent's best if both have as many clusters, the parent's where they are equal. More
        clusters nearly always mean less distortion, so a run with another number of them is
        the best by itself. Parameters and notes are those of the best, seconds those of all.

    Raises
    ------
    ParameterError
        At once, if the seeds are no finite numbers, more than there are images, or of another
        width.
    DataError
        As `engine.fit`.

    Notes
    -----
    From the centroids of an iteration as they were reported, a branch goes on as its parent did:
    labels, centroids and distortions are the same to the last bit. One case is left open: means
    of whole numbers are reported as rounded to float64, so an image that is exactly as far from
    two of them may go to either.
    """
    own = replace(parameters, n_clusters=len(seeds), init=seeds, n_init=1)
    reports = fit(
        images,
        own,
        sample_weight=sample_weight,
        should_stop=should_stop,
        n_threads=n_threads,
        memory_limit=memory_limit,
        progress=progress,
    )
    return _renumbered(reports, parent, origin)


def _renumbered(reports: Reports, parent: FitEnded | None, origin: str) -> Reports:
    """Yield the reports of a fit of one run as those of the run after the parent's."""
    run = 0 if parent is None else len(parent.runs)
    last: Iteration | None = None
    with closing(reports):
        for report in reports:
            if isinstance(report, Iteration):
                last = replace(report, run=run)
                yield last
            elif last is not None:
                (summary,) = report.runs
                summary = replace(_as_run(summary, run), origin=origin)
                ended = replace(report, best=last, runs=(summary,))
                yield ended if parent is None else _joined(ended, parent)


def _as_run(summary: RunSummary, run: int) -> RunSummary:
    return replace(summary, run=run, rows=tuple(replace(row, run=run) for row in summary.rows))


def _joined(ended: FitEnded, parent: FitEnded) -> FitEnded:
    """Return the end of a branch together with what it left."""
    are_alike = len(parent.best.centroids) == len(ended.best.centroids)
    best = parent if are_alike and parent.distortion <= ended.distortion else ended
    return replace(
        ended,
        parameters=best.parameters,
        best=best.best,
        runs=(*parent.runs, *ended.runs),
        notes=best.notes,
        seconds=parent.seconds + ended.seconds,
    )


def alone(ended: FitEnded) -> FitEnded:
    """Return of a fit with branches what the parameters of its best run make by themselves.

    That is the branch as a fit of one run from given seeds where a branch is the best, and else
    the fit without its branches: `fit` makes the same again.

    Parameters
    ----------
    ended : FitEnded
        Of any fit; returned as it is if it has no branch.
    """
    branches = [summary for summary in ended.runs if summary.origin]
    if not branches:
        return ended
    runs = tuple(summary for summary in ended.runs if not summary.origin)
    best = ended.best
    if ended.runs[best.run].origin:
        runs, best = (_as_run(ended.runs[best.run], 0),), replace(best, run=0)
    return replace(
        ended,
        best=best,
        runs=runs,
        stopped=any(summary.stopped for summary in runs),
        seconds=sum(
            summary.seeding_seconds + sum(row.seconds for row in summary.rows) for summary in runs
        ),
    )

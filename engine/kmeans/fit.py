"""A fit: ``n_init`` runs, the best kept. The generator that everybody reads."""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import ImageSet, Progress, ShouldStop
from engine.kmeans.checks import check_parameters, checked_weights
from engine.kmeans.lloyd import LloydRun
from engine.kmeans.memory import Plan, plan_for
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.preparing import prepare
from engine.kmeans.projection import project
from engine.kmeans.reports import FitEnded, Iteration, RunSummary
from engine.kmeans.samples import Samples, flat_rows
from engine.kmeans.seeding import Seeder
from engine.kmeans.story import Story, notes_on
from engine.kmeans.workers import Workers, single_threaded_blas


def fit(
    images: ImageSet | Samples | NDArray[Any],
    parameters: KMeansParameters | None = None,
    *,
    sample_weight: NDArray[Any] | None = None,
    should_stop: ShouldStop | None = None,
    n_threads: int | None = None,
    memory_limit: int | None = None,
    progress: Progress | None = None,
) -> Generator[Iteration | FitEnded, None, None]:
    """Cluster `images`, reporting after every iteration.

    Parameters
    ----------
    images : ImageSet, Samples or ndarray of shape (n, ...)
        Never written, and copied only block by block. `Samples` (from `prepare`) save several
        fits of the same images the passes that make them.
    parameters : KMeansParameters, optional
        Defaults where left out.
    sample_weight : ndarray of shape (n,), optional
        What each image counts, 0 or more; 1 where left out.
    should_stop : callable, optional
        Asked at every block of rows, from several threads; once true, the iteration in hand is
        dropped and the fit ends with what it has reached.
    n_threads : int, optional
        Threads working side by side; by default one a core. The result is the same to the last
        bit for any number.
    memory_limit : int, optional
        Bytes that the fit may take above its images, roughly. Where it would take more, it keeps
        less between iterations and takes longer for the same result, and a note says so.
    progress : callable, optional
        Told ``(phase, done, total)`` before the first iteration of a run.

    Returns
    -------
    generator of Iteration and FitEnded
        For each run its iterations 0, 1, 2, ...; the distortion never rises within a run. Then
        one `FitEnded`, except where the fit was stopped before its first report.

    Raises
    ------
    ParameterError
        At once, if the parameters do not fit the images.
    DataError
        At once if `images` holds no numbers; with the first report, if any is NaN or infinite.

    Examples
    --------
    >>> import numpy as np
    >>> from engine import KMeansParameters, fit
    >>> four = np.array([[0, 0], [0, 1], [9, 9], [9, 8]], dtype=np.uint8)
    >>> *_, ended = fit(four, KMeansParameters(n_clusters=2))
    >>> float(ended.inertia_)
    1.0
    """
    parameters = KMeansParameters() if parameters is None else parameters
    name, rows = (images.name, images.rows) if isinstance(images, Samples) else flat_rows(images)
    check_parameters(name, rows, parameters)
    weights = None if sample_weight is None else checked_weights(sample_weight, len(rows))
    return _on_one_blas_thread(
        _reports(
            images,
            parameters,
            weights,
            n_threads,
            memory_limit,
            should_stop or (lambda: False),
            progress or (lambda _phase, _done, _total: None),
        )
    )


def _on_one_blas_thread(
    reports: Generator[Iteration | FitEnded, None, None],
) -> Generator[Iteration | FitEnded, None, None]:
    """Yield `reports`, with BLAS held to one thread while they are made, and not between them.

    Threads of BLAS spin for a while after each call, on the cores that the workers need.
    """
    try:
        while True:
            with single_threaded_blas():
                report = next(reports, None)
            if report is None:
                return
            yield report
    finally:
        reports.close()


def _reports(
    images: ImageSet | Samples | NDArray[Any],
    parameters: KMeansParameters,
    weights: NDArray[np.float64] | None,
    n_threads: int | None,
    memory_limit: int | None,
    should_stop: ShouldStop,
    progress: Progress,
) -> Generator[Iteration | FitEnded, None, None]:
    """Yield the reports; assumes that the parameters fit the images."""
    started = time.perf_counter()
    best: Iteration | None = None
    runs: list[RunSummary] = []
    stopped = False
    with Workers(n_threads) as workers:
        try:
            samples = (
                images
                if isinstance(images, Samples)
                else prepare(images, workers, should_stop=should_stop, progress=progress)
            )
        except Cancelled:
            return
        shift_tolerance = effective_tolerance(parameters.tol, samples.mean_variance)
        plan = plan_for(samples, parameters.n_clusters, memory_limit)
        for run in range(parameters.n_init):
            story = Story(run)
            iterations = _run(
                samples,
                parameters,
                weights,
                story,
                workers,
                plan,
                shift_tolerance=shift_tolerance,
                should_stop=should_stop,
                progress=progress,
            )
            try:
                for report in iterations:
                    story.add(report)
                    yield report
            except Cancelled:
                stopped = True
            if not story.rows:
                break
            runs.append(story.summary())
            last = story.last
            if best is None or last.distortion < best.distortion:
                best = last
            if stopped:
                break
    if best is None:
        return
    yield FitEnded(
        parameters=parameters,
        best=best,
        runs=tuple(runs),
        shift_tolerance=shift_tolerance,
        stopped=stopped,
        notes=(*notes_on(samples, best), *([plan.note] if plan.note else [])),
        seconds=time.perf_counter() - started,
    )


def effective_tolerance(tol: float, mean_variance: float) -> float:
    """Return the shift at which a run ends, in pixel levels.

    Notes
    -----
    scikit-learn compares the *squared* shift with ``tol * mean variance of the features``; this
    is the square root of that, to be compared with the shift itself.
    """
    return math.sqrt(tol * mean_variance)


def _run(
    samples: Samples,
    parameters: KMeansParameters,
    weights: NDArray[np.float64] | None,
    story: Story,
    workers: Workers,
    plan: Plan,
    *,
    shift_tolerance: float,
    should_stop: ShouldStop,
    progress: Progress,
) -> Iterator[Iteration]:
    projection = None
    if plan.rank is not None:
        projection = project(
            samples, plan.rank, workers, should_stop=should_stop, progress=progress
        )
    started = time.perf_counter()
    # A stream of its own for every run, so that one can be repeated without those before it.
    rng = np.random.default_rng([parameters.random_state, story.run])
    seeds = Seeder(
        samples,
        parameters,
        workers,
        rng,
        projection=projection,
        weights=weights,
        should_stop=should_stop,
        progress=progress,
    ).seeds()
    story.seed_images = seeds.images
    story.seeding_seconds = time.perf_counter() - started
    story.lloyd = LloydRun(
        samples,
        seeds,
        workers,
        projection=projection,
        keep_residuals=plan.keep_residuals,
        weights=weights,
        run=story.run,
        max_iter=parameters.max_iter,
        shift_tolerance=shift_tolerance,
        should_stop=should_stop,
    )
    yield from story.lloyd.iterations()

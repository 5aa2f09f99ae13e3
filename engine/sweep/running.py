"""A sweep on its way: one fit at a time, over images that are prepared once."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import replace

from engine.errors import Cancelled, CentroidLabError
from engine.imageset import Progress, ShouldStop
from engine.kmeans.fit import fit
from engine.kmeans.fork import Images
from engine.kmeans.preparing import prepare
from engine.kmeans.reports import FitEnded, Iteration
from engine.kmeans.samples import Samples
from engine.kmeans.workers import Workers, single_threaded_blas
from engine.sweep.distinct import check_sweep
from engine.sweep.plan import Member
from engine.sweep.queue import State, SweepQueue
from engine.sweep.warm import WarmStarts

Reports = Generator[tuple[Member, Iteration | FitEnded], None, None]


def run_sweep(
    images: Images,
    plan: Iterable[Member] | SweepQueue,
    *,
    should_stop: ShouldStop | None = None,
    n_threads: int | None = None,
    memory_limit: int | None = None,
    progress: Progress | None = None,
) -> Reports:
    """Run the members of a sweep one after the other, reporting after every iteration.

    Parameters
    ----------
    images : ImageSet, Samples or ndarray of shape (n, ...)
        As `engine.fit` takes them.
    plan : iterable of Member, or SweepQueue
        A queue tells what has become of each member, and may be changed meanwhile.
    should_stop : callable, optional
        Asked at every block of rows, from several threads; once true, the fit in hand ends with
        what it has reached, and those that wait are left waiting.
    n_threads, memory_limit, progress
        As `engine.fit` takes them, for each member.

    Yields
    ------
    member : Member
        Its parameters are those of the fit: `engine.fit` repeats it to the last bit with them.
        ``warm_from`` is the member it did start from, which may be another than was planned.
    report : Iteration or FitEnded
        As `engine.fit` yields them. The end comes last, unless the member failed, or was stopped
        before its first report. When it comes, the queue knows of it.

    Raises
    ------
    ParameterError
        With the first report, if a member has more clusters than there are different images.
    DataError
        With the first report, if the images cannot be used. What goes wrong with one member is
        told by the queue instead, and the rest goes on.
    """
    queue = plan if isinstance(plan, SweepQueue) else SweepQueue(plan)
    asked = should_stop or (lambda: False)
    try:
        samples = _prepared(images, queue, asked, n_threads, progress)
    except Cancelled:
        return
    warm_starts = WarmStarts(entry.member for entry in queue.entries())
    while not asked() and (member := queue.take()) is not None:
        ended = yield from _member(
            member,
            # What fits of other sizes have made of the images counts as memory of this one.
            samples if memory_limit is None else replace(samples, kept={}),
            queue,
            warm_starts,
            should_stop=asked,
            n_threads=n_threads,
            memory_limit=memory_limit,
            progress=progress,
        )
        if ended is not None:
            begun, report = ended
            warm_starts.keep(member.number, report, queue.waiting())
            yield begun, report


def _prepared(
    images: Images,
    queue: SweepQueue,
    should_stop: ShouldStop,
    n_threads: int | None,
    progress: Progress | None,
) -> Samples:
    def stopping() -> bool:
        return should_stop() or queue.is_over

    check_sweep(images, queue.waiting(), stopping)
    if isinstance(images, Samples):
        return images
    with Workers(n_threads) as workers, single_threaded_blas():
        return prepare(
            images,
            workers,
            should_stop=stopping,
            progress=progress or (lambda _phase, _done, _total: None),
        )


def _member(
    member: Member,
    samples: Samples,
    queue: SweepQueue,
    warm_starts: WarmStarts,
    *,
    should_stop: ShouldStop,
    n_threads: int | None,
    memory_limit: int | None,
    progress: Progress | None,
) -> Generator[tuple[Member, Iteration], None, tuple[Member, FitEnded] | None]:
    """Yield the iterations of a member and return its end; in any case tell the queue."""

    def stopping() -> bool:
        return should_stop() or queue.is_stopping(member.number)

    state, text = State.STOPPED, "Stopped before its first iteration."
    try:
        begun = warm_starts.begun(member, samples, stopping)
        reports = fit(
            samples,
            begun.parameters,
            should_stop=stopping,
            n_threads=n_threads,
            memory_limit=memory_limit,
            progress=progress,
        )
        with closing(reports):
            for report in reports:
                if isinstance(report, FitEnded):
                    if not report.stopped:
                        state, text = State.DONE, report.reason
                    return begun, report
                text = f"Stopped in run {report.run + 1} at iteration {report.iteration}."
                yield begun, report
    except Cancelled:
        pass
    except CentroidLabError as error:
        state, text = State.FAILED, str(error)
    finally:
        queue.finish(member.number, state, text)
    return None

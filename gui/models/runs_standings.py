"""Where each run of a fit stands: told by its iterations as they come, then by its end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from engine.insight.restarts import SAME
from engine.kmeans.reports import LogRow, RunSummary
from gui.models.number_text import count_text

LEAST_PERCENT = 0.01  # smaller differences are not told in digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One run so far.

    Attributes
    ----------
    run : int
        From 0.
    distortion : float
        Of its last iteration.
    iterations : int
        Number of its last iteration.
    seconds : float
        Of its iterations and, once it ended, its seeding.
    ending : str
        ``converged``, ``stopped`` or ``limit reached``; empty while it goes on.
    reason : str
        Why it ended, as a sentence; empty while it goes on.
    """

    run: int
    distortion: float
    iterations: int
    seconds: float
    ending: str = ""
    reason: str = ""


def of_summary(summary: RunSummary) -> Standing:
    """Return where a run stood when it ended."""
    ending = "stopped" if summary.stopped else "limit reached"
    return Standing(
        run=summary.run,
        distortion=summary.distortion,
        iterations=summary.n_iter,
        seconds=summary.seeding_seconds + sum(row.seconds for row in summary.rows),
        ending="converged" if summary.converged else ending,
        reason=summary.reason,
    )


def after_rows(standings: Sequence[Standing], rows: Iterable[LogRow]) -> list[Standing]:
    """Return the standings after further iterations.

    Parameters
    ----------
    standings : sequence of Standing
        By run.
    rows : iterable of LogRow
        In the order they came. Those that are known already change nothing, so that all rows of
        a fit may be given as well as the newest alone.

    Returns
    -------
    list of Standing
        By run.
    """
    by_run = {standing.run: standing for standing in standings}
    for row in rows:
        known = by_run.get(row.run)
        if known is None:
            known = Standing(run=row.run, distortion=row.distortion, iterations=-1, seconds=0.0)
        if row.iteration > known.iterations:
            by_run[row.run] = replace(
                known,
                distortion=row.distortion,
                iterations=row.iteration,
                seconds=known.seconds + row.seconds,
                ending="",
                reason="",
            )
    return [by_run[run] for run in sorted(by_run)]


def leader(standings: Sequence[Standing]) -> int | None:
    """Return the run with the least distortion so far, the first among equals; None for none."""
    return min(standings, key=lambda standing: standing.distortion).run if standings else None


def percent_above(distortion: float, best: float) -> float:
    """Return by how many percent `distortion` exceeds `best`; NaN where that has no meaning."""
    return 100 * (distortion / best - 1) if best > 0 else float("nan")


def above_text(distortion: float, best: float) -> str:
    """Return the same for people: ``+0.81 %``, ``equal``; of a best of 0 only what is more."""
    if distortion - best <= SAME * abs(distortion):
        return "equal"
    percent = percent_above(distortion, best)
    if percent != percent:
        return "more"
    if percent < LEAST_PERCENT:
        return f"< {LEAST_PERCENT} %"
    return f"+{count_text(percent) if percent >= 100 else f'{percent:.2f}'} %"

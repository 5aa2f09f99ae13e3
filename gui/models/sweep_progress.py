"""How far a member of a sweep has come, from the numbers of its iterations."""

from __future__ import annotations

from dataclasses import dataclass

from engine.kmeans.reports import LogRow


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberProgress:
    """What is known of one fit while it runs, and after.

    Attributes
    ----------
    run, iteration : int
        The newest, both from 0.
    distortion : float
        Of the newest iteration; of the best run once the fit has ended.
    best_before : float
        Least distortion of the runs that ended; infinity while the first is on its way.
    seconds : float
        Of all iterations so far; of the whole fit once it has ended.
    """

    run: int
    iteration: int
    distortion: float
    best_before: float
    seconds: float

    @property
    def best(self) -> float:
        """Least distortion reached."""
        return min(self.best_before, self.distortion)

    @property
    def text(self) -> str:
        """``run 2, iteration 13``."""
        return f"run {self.run + 1}, iteration {self.iteration}"


def advanced(before: MemberProgress | None, row: LogRow) -> MemberProgress:
    """Return the progress after one more iteration; `before` is None for the first."""
    best_before, seconds = float("inf"), 0.0
    if before is not None:
        best_before, seconds = before.best_before, before.seconds
        if row.run != before.run:
            best_before = before.best
    return MemberProgress(
        run=row.run,
        iteration=row.iteration,
        distortion=row.distortion,
        best_before=best_before,
        seconds=seconds + row.seconds,
    )

"""What is told of a fit when it ends, gathered while its runs go on."""

from __future__ import annotations

import numpy as np

from engine.kmeans.lloyd import LloydRun
from engine.kmeans.reports import Iteration, LogRow, Reseeding, RunSummary
from engine.kmeans.samples import Samples


class Story:
    """What has happened in a run so far.

    Parameters
    ----------
    run : int
        Its number, from 0.

    Attributes
    ----------
    run : int
    rows : list of LogRow
        A row an iteration.
    reseeded : list of (int, Reseeding)
        Iteration and event of every empty cluster that got a new centroid.
    seed_images : tuple of int, or None
        None until they are chosen, and where seeds are not images.
    seeding_seconds : float
        Time taken to choose the seeds; 0 until then.
    lloyd : LloydRun or None
        None until there are seeds.
    last : Iteration
        The newest, once there is one.
    """

    def __init__(self, run: int) -> None:
        self.run = run
        self.rows: list[LogRow] = []
        self.reseeded: list[tuple[int, Reseeding]] = []
        self.seed_images: tuple[int, ...] | None = None
        self.seeding_seconds = 0.0
        self.lloyd: LloydRun | None = None
        self.last: Iteration

    def add(self, report: Iteration) -> None:
        """Take in the next iteration."""
        self.rows.append(report.row)
        self.reseeded += [(report.iteration, event) for event in report.reseeded]
        self.last = report

    def summary(self) -> RunSummary:
        """Return the story as it is told; there must be an iteration.

        A run whose algorithm gave no reason to end was stopped.
        """
        reason = self.lloyd.reason if self.lloyd else ""
        return RunSummary(
            run=self.run,
            seed_images=self.seed_images,
            rows=tuple(self.rows),
            reseeded=tuple(self.reseeded),
            reason=reason or f"Stopped at iteration {self.rows[-1].iteration}: on request.",
            converged=self.lloyd is not None and self.lloyd.converged,
            seeding_seconds=self.seeding_seconds,
            stopped=not reason,
        )


def notes_on(samples: Samples, best: Iteration) -> tuple[str, ...]:
    """Return what people should know of the result `best`, a line each."""
    if not best.empty or best.distortion > 0:
        return ()
    distinct = int(np.count_nonzero(best.sizes))
    return (
        f"{samples.name}: only {distinct:,} distinct images for {len(best.sizes):,} clusters, "
        f"so {best.empty:,} are empty. Lower the number of clusters to {distinct:,}.",
    )

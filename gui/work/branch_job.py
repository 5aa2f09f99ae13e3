"""Going on from seeds that a person gave, as one more run of the fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from engine.kmeans.branching import branch
from engine.kmeans.reports import FitEnded, Iteration
from gui.work.gate import Gate
from gui.work.jobs import FitJob, Reports
from gui.work.mailbox import Mailbox


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BranchJob(FitJob):
    """Run from given seeds; result, pause, step and stop are those of a `FitJob`.

    Attributes
    ----------
    parameters : KMeansParameters
        Of the fit it leaves; its clusters, initialisation and runs are those of the seeds.
    seeds : ndarray of shape (n_clusters, n_features)
        In pixel levels.
    parent : FitEnded or None
        The fit it leaves: its reports carry the number after the parent's runs, and its end tells
        of those too. Run 0 if there is none.
    left : (int, int) or None
        Run and iteration it leaves, told to the history; None if it leaves none.
    origin : str
        What was done to get the seeds, for people.
    """

    seeds: NDArray[Any]
    parent: FitEnded | None = None
    left: tuple[int, int] | None = None
    origin: str = "given seeds"

    def reports(self, mailbox: Mailbox, gate: Gate) -> Reports:
        """Return the reports of the branch."""
        return branch(
            self.opened.samples,
            self.parameters,
            self.seeds,
            parent=self.parent,
            origin=self.origin,
            should_stop=gate.should_stop,
            n_threads=self.n_threads,
            progress=mailbox.post_phase,
        )

    def keep(self, report: Iteration) -> None:
        """Add a report to the history, with its first one where the branch left."""
        if self.history is None:
            return
        if report.iteration == 0 and self.left is not None:
            self.history.add_branch(*self.left)
        self.history.add(report)

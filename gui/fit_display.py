"""Shows one fit in all views: clusters, plots, log and status line get the same reports."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot

from engine.kmeans.fit import effective_tolerance
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import FitEnded, LogRow
from gui.meter import Meter
from gui.panels.clusters_panel import ClustersPanel
from gui.panels.log_panel import LogPanel
from gui.panels.plots_panel import PlotsPanel
from gui.panels.status_line import SEPARATOR, StatusLine
from gui.work.jobs import Opened
from gui.work.mailbox import Phase, Picture


class FitDisplay(QObject):
    """Feeds the views of a fit.

    Parameters
    ----------
    clusters, plots, log, status
        The views.
    parent : QObject, optional
    """

    def __init__(
        self,
        clusters: ClustersPanel,
        plots: PlotsPanel,
        log: LogPanel,
        status: StatusLine,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._clusters = clusters
        self._plots = plots
        self._log = log
        self._status = status
        self._meter = Meter()
        self._n_init = 1
        self._n_clusters = 0
        self._is_branch = False
        self._rows: list[LogRow] = []
        self._word = ""

    def show_images(self, opened: Opened) -> None:
        """Turn to another image set; what was shown of a fit goes."""
        self._clusters.set_images(opened.images)
        self._plots.clear()
        self._log.model.clear()
        self._rows = []
        self.tell(f"{len(opened.images):,} images open. Press Run to cluster them.")

    def tell(self, text: str) -> None:
        """Show `text` in the status line."""
        self._status.show_text(text)

    def set_stale(self, is_stale: bool) -> None:
        """Say whether parameters have changed since the fit that is shown."""
        self._clusters.set_stale(is_stale)

    def begin(
        self, opened: Opened, parameters: KMeansParameters, tolerance: float | None = None
    ) -> None:
        """Make ready for a new fit; the clusters stay until there are new ones.

        Parameters
        ----------
        opened : Opened
        parameters : KMeansParameters
        tolerance : float, optional
            The shift a run ends at, in pixel levels; worked out from the images where left out.
        """
        self._n_init, self._is_branch = parameters.n_init, False
        self._n_clusters = parameters.n_clusters
        self._rows = []
        self._log.model.clear()
        if tolerance is None or math.isnan(tolerance):
            tolerance = effective_tolerance(parameters.tol, opened.samples.mean_variance)
        self._plots.start_fit(tolerance or None, parameters.n_clusters)
        self._clusters.set_stale(False)
        self._clusters.set_waiting(True)
        self._meter.restart()

    def go_on(self, run: int, left: tuple[int, int] | None) -> None:
        """Make ready for a branch; all that is shown stays.

        Parameters
        ----------
        run : int
            Its number, from 0.
        left : (int, int) or None
            Run and iteration it leaves.
        """
        self._plots.name_branch(run, left)
        self._is_branch = True
        self._rows = []
        self._meter.restart()

    def say(self, word: str) -> None:
        """Put `word` ("paused", "stopping") before the numbers in the status line."""
        if word != self._word:
            self._word = word
            self._meter.restart()
            self._show_status()

    @Slot(object)
    def show_phase(self, phase: Phase) -> None:
        """Show what is done before the first iteration."""
        if not self._rows:
            of = f" {phase.done:,} of {phase.total:,}" if phase.total else ""
            self._status.show_text(f"{phase.name}{of}")

    @Slot(object)
    def show_rows(self, rows: Sequence[LogRow]) -> None:
        """Add iterations to plots and log."""
        self._meter.count(len(rows))
        self._rows = [*self._rows[-1:], *rows]
        self._plots.append_rows(rows)
        self._log.model.append_rows(rows)
        self._show_status()

    @Slot(object)
    def show_clusters(self, picture: Picture) -> None:
        """Show the clusters of an iteration."""
        self._clusters.show_report(picture.report, picture.representatives)
        self._plots.show_sizes(picture.report.sizes)

    @Slot(object)
    def show_end(self, ended: FitEnded) -> None:
        """Say why the fit ended, how much it took, and which run is the best."""
        n_runs, n_init, newest = len(ended.runs), ended.parameters.n_init, ended.runs[-1]
        parts = []
        if newest.origin:
            parts.append(f"branch {n_runs}: {newest.origin}")
            parts.append(f"{newest.reason} Distortion {newest.distortion:.6e}")
        elif ended.stopped and n_init > 1:  # the reason below may be that of an earlier run
            parts.append(f"stopped in run {n_runs} of {n_init}")
        # Runs with other numbers of clusters are not compared: more nearly always means less.
        is_comparable = ended.parameters.n_clusters == self._n_clusters
        if n_runs > 1 and (is_comparable or not newest.origin):
            self._plots.mark_best(ended.best_run)
            parts.append(f"best is run {ended.best_run + 1} of {n_runs}")
        if not newest.origin:
            parts.append(f"{ended.reason} Distortion {ended.inertia_:.6e}")
        parts.append(f"{ended.seconds:.1f} s")
        self._status.show_text(SEPARATOR.join(parts))

    def _show_status(self) -> None:
        if not self._rows:
            return
        newest = self._rows[-1]
        before = self._rows[-2] if len(self._rows) > 1 else None
        same_run = before is not None and before.run == newest.run
        self._status.show_row(
            newest,
            0 if self._is_branch else self._n_init,
            self._meter.iterations_per_second(),
            before.distortion if before is not None and same_run else None,
            self._meter.memory_bytes(),
            self._word,
        )

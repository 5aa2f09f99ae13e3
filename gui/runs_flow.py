"""The page of runs: how each run of a fit did, and how far the runs agree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot

from engine.history import History
from engine.imageset import ShouldStop
from engine.insight.restarts import agreement_matrix, company
from engine.kmeans.reports import LogRow
from gui.fit_flow import FitFlow
from gui.panels.runs_page import RunsPage
from gui.timeline_flow import TimelineFlow
from gui.work.background import Background
from gui.work.controller import Controller

TOPIC = "agreement of runs"


class RunsFlow(QObject):
    """Feeds the page of runs.

    Parameters
    ----------
    page : RunsPage
    controller : Controller
    fit : FitFlow
    timeline : TimelineFlow
        Has the labels of every run.
    background : Background
        Measures.
    parent : QObject, optional
    """

    def __init__(
        self,
        page: RunsPage,
        controller: Controller,
        fit: FitFlow,
        timeline: TimelineFlow,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._fit = fit
        self._timeline = timeline
        self._background = background
        fit.changed.connect(self._show_runs)
        timeline.cleared.connect(page.clear)
        controller.rows_arrived.connect(self._on_rows_arrived)
        page.agreement_wanted.connect(self._on_agreement_wanted)
        page.run_activated.connect(self._on_run_activated)
        background.answered.connect(self._on_answered)

    def give_up(self) -> None:
        """Ask no more: another image set is open."""
        self._background.give_up(TOPIC)

    @Slot(object)
    def _on_rows_arrived(self, rows: Sequence[LogRow]) -> None:
        self._page.show_rows(rows)

    @Slot()
    def _show_runs(self) -> None:
        ended = self._fit.ended
        if ended is not None:
            self._page.show_fit(ended)

    @Slot()
    def _on_agreement_wanted(self) -> None:
        ended, history = self._fit.ended, self._timeline.history
        if ended is None or history is None:
            return
        n_runs, reference = min(len(ended.runs), history.n_runs), ended.best_run

        def work(should_stop: ShouldStop) -> object:
            labels = [_last_labels(history, run) for run in range(n_runs)]
            matrix = agreement_matrix(labels, should_stop=should_stop)
            return ended, matrix, company(labels, reference), reference

        self._background.ask(TOPIC, work)

    @Slot(int)
    def _on_run_activated(self, run: int) -> None:
        history = self._timeline.history
        if history is not None and run < history.n_runs:
            self._timeline.seek(run, history.n_iterations(run) - 1)

    @Slot(str, object)
    def _on_answered(self, topic: str, result: object) -> None:
        if topic != TOPIC or not isinstance(result, tuple):
            return
        ended, matrix, counts, reference = result
        if ended is self._fit.ended:
            self._page.show_agreement(matrix)
            self._page.show_company(counts, reference)


def _last_labels(history: History, run: int) -> NDArray[np.int32]:
    return history.moment(run, history.n_iterations(run) - 1).labels

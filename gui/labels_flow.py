"""The labels' tab: how far clusters agree with classes, now and along the iterations."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot

from engine.history import History, Moment
from engine.imageset import ShouldStop
from engine.insight.agreement import Agreement, agreement, agreement_of_table
from engine.insight.contingency import contingency, n_classes_of, n_unknown, update
from gui.pace import Pace
from gui.panels.labels_panel import LabelsPanel
from gui.timeline_flow import TimelineFlow
from gui.work.background import Background
from gui.work.controller import Controller, State
from gui.work.jobs import Opened

CURVES, FIGURES = "label curves", "agreement"
NAMES = ("ari", "nmi", "homogeneity", "completeness", "v_measure", "purity", "matched_accuracy")


@dataclass(slots=True, eq=False)
class _Story:
    """The contingency of one run as far as it has been followed."""

    run: int
    table: NDArray[np.int64] | None = None
    figures: list[Agreement] = field(default_factory=list)


class LabelsFlow(QObject):
    """Feeds the labels' tab.

    Parameters
    ----------
    panel : LabelsPanel
    timeline : TimelineFlow
    background : Background
        Follows the contingency along the iterations.
    controller : Controller
    parent : QObject, optional
    """

    def __init__(
        self,
        panel: LabelsPanel,
        timeline: TimelineFlow,
        background: Background,
        controller: Controller,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._timeline = timeline
        self._background = background
        self._controller = controller
        self._opened: Opened | None = None
        self._stories: dict[int, _Story] = {}
        self._pace = Pace(controller, panel, self)
        self._pace.due.connect(self._show_moment)
        timeline.moment_changed.connect(self._on_moment_changed)
        timeline.cleared.connect(self._on_cleared)
        background.answered.connect(self._on_answered)
        controller.state_changed.connect(self._on_state_changed)

    def set_images(self, opened: Opened) -> None:
        """Turn to another image set."""
        self._opened = opened
        self._panel.set_images(opened.images)

    @Slot()
    def _on_cleared(self) -> None:
        self._stories = {}
        self._background.give_up(CURVES)
        self._background.give_up(FIGURES)
        self._panel.clear()

    @Slot(object)
    def _on_moment_changed(self, _moment: Moment) -> None:
        if self._pace.is_time():
            self._show_moment()

    @Slot()
    def _show_moment(self) -> None:
        moment = self._timeline.moment
        labels = None if self._opened is None else self._opened.images.labels
        if self._opened is None or labels is None or moment is None:
            return
        n_classes = n_classes_of(self._opened.images)
        table = contingency(labels, n_classes, moment.labels, len(moment.centroids))
        self._panel.show_moment(moment)
        self._panel.show_table(table, n_unknown(labels))
        if not self._background.is_asked(CURVES):
            self._show_curves(self._stories.setdefault(moment.run, _Story(moment.run)))
            self._catch_up(moment.run)
        self._measure()

    def _catch_up(self, run: int) -> None:
        """Have the story of a run told as far as the run has come, if it is behind."""
        history, opened = self._timeline.history, self._opened
        if history is None or opened is None or opened.images.labels is None:
            return
        story, labels = self._stories[run], opened.images.labels
        n_classes = n_classes_of(opened.images)
        if len(story.figures) < history.n_iterations(run):
            self._background.ask(
                CURVES, lambda should_stop: _told(story, history, labels, n_classes, should_stop)
            )

    def _measure(self) -> None:
        """Have the figures of what is shown measured by scikit-learn, unless a fit runs."""
        moment, opened = self._timeline.moment, self._opened
        if moment is None or opened is None or self._controller.state is State.RUNNING:
            return
        labels, n_classes = opened.images.labels, n_classes_of(opened.images)
        if labels is None:
            return

        def work(_should_stop: ShouldStop) -> object:
            place = moment.run, moment.iteration
            return place, agreement(labels, n_classes, moment.labels, len(moment.centroids))

        self._background.ask(FIGURES, work)

    @Slot(object)
    def _on_state_changed(self, state: State) -> None:
        self._panel.set_live(state in (State.RUNNING, State.STOPPING))
        if state is State.PAUSED:
            self._measure()

    @Slot(str, object)
    def _on_answered(self, topic: str, result: object) -> None:
        moment = self._timeline.moment
        if moment is None:
            return
        if topic == CURVES and isinstance(result, _Story):
            if self._stories.get(result.run) is result and result.run == moment.run:
                self._show_curves(result)
                self._catch_up(result.run)  # with what came while it was being told
        elif topic == FIGURES and isinstance(result, tuple):
            place, figures = result
            if place == (moment.run, moment.iteration):
                self._panel.show_agreement(figures)

    def _show_curves(self, story: _Story) -> None:
        history = self._timeline.history
        if history is None:
            return
        figures = story.figures
        values = {
            name: np.array([getattr(each, name) for each in figures], dtype=np.float64)
            for name in NAMES
        }
        rows = history.rows(story.run)[: len(figures)]
        values["distortion"] = np.array([row.distortion for row in rows])
        self._panel.show_curves(story.run, range(len(figures)), values)


def _told(
    story: _Story,
    history: History,
    labels: NDArray[np.int32],
    n_classes: int,
    should_stop: ShouldStop,
) -> _Story:
    """Return the story of a run, told as far as the run has come."""
    told = _Story(story.run, None if story.table is None else story.table.copy())
    told.figures = list(story.figures)
    for iteration in range(len(told.figures), history.n_iterations(story.run)):
        if should_stop():
            break
        if told.table is None:
            moment = history.moment(story.run, 0)
            told.table = contingency(labels, n_classes, moment.labels, len(moment.centroids))
        else:
            movers = history.movers(story.run, iteration)
            update(told.table, movers.indices, movers.before, movers.after, labels)
        told.figures.append(agreement_of_table(told.table))
    story.table, story.figures = told.table, told.figures
    return story

"""Which iteration the views show: the newest while a fit runs, or the one somebody seeks."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QObject, Signal, Slot

from engine.history import History, Moment
from engine.insight.representatives import Representatives, nobody, representatives
from engine.kmeans.reports import FitEnded, Iteration, LogRow
from gui.fit_display import FitDisplay
from gui.models.timeline_text import run_title
from gui.panels.timeline_bar import TimelineBar
from gui.work.background import Background
from gui.work.controller import Controller
from gui.work.jobs import Opened
from gui.work.mailbox import Picture

TOPIC = "representatives"
KEPT_REPRESENTATIVES = 500  # iterations: 20 kB each at K = 100

Place = tuple[int, int]
"""A run and an iteration, both from 0."""


class TimelineFlow(QObject):
    """Takes every view to an iteration of a fit, and says which.

    Parameters
    ----------
    controller : Controller
    background : Background
        Finds the representatives of iterations that were not shown while they came.
    bar : TimelineBar
    display : FitDisplay
        Shows the clusters.
    parent : QObject, optional

    Attributes
    ----------
    history : History or None
        All that the fit has told.
    moment : Moment or None
        What is shown.

    Signals
    -------
    moment_changed(Moment)
        Another iteration is shown.
    cleared()
        Nothing is shown any more.
    """

    moment_changed = Signal(object)
    cleared = Signal()

    def __init__(
        self,
        controller: Controller,
        background: Background,
        bar: TimelineBar,
        display: FitDisplay,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._bar = bar
        self._display = display
        self._opened: Opened | None = None
        self._known: OrderedDict[Place, Representatives] = OrderedDict()
        self._follows = True
        self._best: int | None = None
        self.history: History | None = None
        self.moment: Moment | None = None
        bar.seek_wanted.connect(self._on_seek_wanted)
        bar.follow_wanted.connect(self.follow)
        controller.rows_arrived.connect(self._on_rows_arrived)
        controller.picture_arrived.connect(self._on_picture_arrived)
        controller.fit_ended.connect(self._on_fit_ended)
        background.answered.connect(self._on_answered)

    @property
    def is_following(self) -> bool:
        """Whether the newest iteration is shown as it comes."""
        return self._follows

    def set_images(self, opened: Opened) -> None:
        """Turn to another image set; the fit of the one before goes."""
        self._opened = opened
        self._forget()

    def begin(self) -> History:
        """Make ready for a new fit and return where its reports are to be kept."""
        assert self._opened is not None
        self._forget()
        self.history = History(len(self._opened.images))
        self._bar.set_live(True)
        return self.history

    def go_on(self) -> History:
        """Make ready for a branch and return where its reports are to be kept: with the rest."""
        assert self.history is not None
        self._follows = True
        self._bar.set_live(True)
        return self.history

    def adopt(self, history: History, ended: FitEnded) -> None:
        """Show a fit of earlier, at the end of its best run, with all that it told."""
        self._forget()
        self.history = history
        self._on_fit_ended(ended)

    def rest(self) -> None:
        """Say that a branch came to nothing; what is shown stays."""
        self._bar.set_live(False)

    def _forget(self) -> None:
        self._background.give_up(TOPIC)
        self._known.clear()
        self.history = self.moment = self._best = None
        self._follows = True
        self._bar.clear()
        self.cleared.emit()

    @Slot()
    def follow(self) -> None:
        """Show the newest iteration, and every one that comes."""
        self._follows = True
        if self.history is not None and self.history.last is not None:
            self._show(*self.history.last)

    @Slot(int, int)
    def seek(self, run: int, iteration: int) -> None:
        """Show an iteration of a run, and stay there."""
        history = self.history
        if history is None or run >= history.n_runs or iteration >= history.n_iterations(run):
            return
        self._follows = False
        self._show(run, iteration)

    @Slot(int, int)
    def _on_seek_wanted(self, run: int, iteration: int) -> None:
        self.seek(run, iteration)

    def _show(self, run: int, iteration: int) -> None:
        """Show an iteration; its representatives follow if they are not known yet."""
        history, opened = self.history, self._opened
        if history is None or opened is None:
            return
        moment = history.moment(run, iteration)
        report, images = report_of(moment), opened.images
        known = self._known.get((run, iteration))
        if opened.is_blank:
            known = nobody(len(moment.centroids))
        if known is None:
            self._background.ask(
                TOPIC,
                lambda should_stop: (
                    (run, iteration),
                    representatives(images, report, should_stop=should_stop),
                ),
            )
        else:
            self._background.give_up(TOPIC)
        shown = known or nobody(len(moment.centroids))
        self._display.show_clusters(Picture(report=report, representatives=shown))
        self._set_moment(moment)

    def _set_moment(self, moment: Moment) -> None:
        self.moment = moment
        self._list_runs()
        self._bar.set_position(moment.run, moment.iteration)
        every = 1 if self.history is None else self.history.thinning
        self._bar.show_row(moment.row, moment.centroids_iteration, every)
        self.moment_changed.emit(moment)

    def _list_runs(self) -> None:
        history = self.history
        if history is not None:
            self._bar.set_runs(
                [(run, history.n_iterations(run), self.title(run)) for run in range(history.n_runs)]
            )

    def title(self, run: int) -> str:
        """Return a run in words."""
        history = self.history
        if history is None:
            return ""
        branches = [history.branch_of(each) for each in range(history.n_runs)]
        n_runs = branches.count(None)
        return run_title(run, n_runs, is_best=run == self._best, branch=branches[run])

    @Slot(object)
    def _on_rows_arrived(self, _rows: list[LogRow]) -> None:
        self._list_runs()

    @Slot(object)
    def _on_picture_arrived(self, picture: Picture) -> None:
        report, history = picture.report, self.history
        if history is None or report.run >= history.n_runs:
            return
        self._keep((report.run, report.iteration), picture.representatives)
        if self._follows and report.iteration < history.n_iterations(report.run):
            self._display.show_clusters(picture)
            self._set_moment(history.moment(report.run, report.iteration))

    @Slot(object)
    def _on_fit_ended(self, ended: FitEnded) -> None:
        self._bar.set_live(False)
        if len(ended.runs) == 1:
            self._best = None
        elif self.history is not None and ended.parameters.n_clusters == len(
            self.history.moment(0, 0).sizes
        ):  # runs with other numbers of clusters are not compared
            self._best = ended.best_run
        self._list_runs()
        if not self._follows:
            return
        newest = ended.runs[-1]
        if newest.origin:  # somebody who made a branch wants to see what came of it
            self._show(newest.run, newest.n_iter)
        else:
            self._show(ended.best_run, ended.iteration)

    @Slot(str, object)
    def _on_answered(self, topic: str, result: object) -> None:
        if topic != TOPIC or not isinstance(result, tuple) or self.moment is None:
            return
        place, found = result
        self._keep(place, found)
        if place == (self.moment.run, self.moment.iteration):
            picture = Picture(report=report_of(self.moment), representatives=found)
            self._display.show_clusters(picture)

    def _keep(self, place: Place, found: Representatives) -> None:
        self._known[place] = found
        while len(self._known) > KEPT_REPRESENTATIVES:
            self._known.popitem(last=False)


def report_of(moment: Moment) -> Iteration:
    """Return a moment as the report it was told by."""
    row = moment.row
    return Iteration(
        run=row.run,
        iteration=row.iteration,
        distortion=row.distortion,
        shift=row.shift,
        moved=row.moved,
        empty=row.empty,
        seconds=row.seconds,
        reseeded=moment.reseeded,
        sizes=moment.sizes,
        sq_distances_by_cluster=moment.sq_distances_by_cluster,
        centroids=moment.centroids,
        labels=moment.labels,
    )

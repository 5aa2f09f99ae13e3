"""Run, Step and what comes of them: the fit that is shown, and whether it is still up to date."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from engine.errors import CentroidLabError
from engine.history import History
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import FitEnded
from gui.fit_display import FitDisplay
from gui.messages import MessageBar
from gui.panels.parameters_panel import ParametersPanel
from gui.settings import AppSettings
from gui.timeline_flow import TimelineFlow
from gui.when_free import WhenFree
from gui.work.branch_job import BranchJob
from gui.work.controller import Controller, State
from gui.work.jobs import FitJob, Opened, engine_threads
from gui.work.mailbox import Phase

_STATE_WORDS = {State.PAUSED: "paused", State.STOPPING: "stopping"}


class FitFlow(QObject):
    """Has the controller cluster the images that are open, and the display show it.

    Parameters
    ----------
    controller : Controller
    parameters : ParametersPanel
    display : FitDisplay
    messages : MessageBar
        Told what people should know of a result.
    settings : AppSettings
        Remembers the parameters.
    timeline : TimelineFlow
        Keeps what a fit tells, and shows its clusters.
    parent : QObject, optional

    Attributes
    ----------
    ended : FitEnded or None
        The fit that is shown, once it has ended.
    when_free : callable
        `WhenFree.do` of this window.
    is_leaving : bool
        Whether the fit in hand is only stopped to go on as a branch.

    Signals
    -------
    changed()
        After `ended` or the parameters changed.
    finished(FitEnded)
        A fit that was computed just now has ended, and is not left for a branch.
    failed()
        A fit came to nothing: it failed, or was stopped before its first report.
    """

    changed = Signal()
    finished = Signal(object)
    failed = Signal()

    def __init__(
        self,
        controller: Controller,
        parameters: ParametersPanel,
        display: FitDisplay,
        messages: MessageBar,
        settings: AppSettings,
        timeline: TimelineFlow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._timeline = timeline
        self._parameters = parameters
        self._display = display
        self._messages = messages
        self._settings = settings
        self._opened: Opened | None = None
        self._fitted: KMeansParameters | None = None
        self._parent: FitEnded | None = None
        self.ended: FitEnded | None = None
        self.is_leaving = False
        self.when_free = WhenFree(controller, self).do
        parameters.parameters_changed.connect(self._on_parameters_changed)
        controller.state_changed.connect(self._on_state_changed)
        controller.phase_changed.connect(self._on_phase_changed)
        controller.rows_arrived.connect(display.show_rows)
        controller.fit_ended.connect(self._on_fit_ended)
        controller.cancelled.connect(self._on_cancelled)
        controller.failed.connect(self._on_failed)
        controller.exported.connect(self._on_written)
        controller.film_written.connect(self._on_written)

    @property
    def fitted(self) -> KMeansParameters | None:
        """Parameters of the fit that is shown or in hand."""
        return self._fitted

    @Slot(object)
    def set_images(self, opened: Opened) -> None:
        """Turn to the images just opened; the fit of others goes."""
        self._opened, self._fitted, self._parent, self.ended = opened, None, None, None
        self._parameters.set_data_info(len(opened.images), opened.samples.mean_variance)
        self._display.show_images(opened)
        self._timeline.set_images(opened)
        self.changed.emit()

    @Slot()
    def run(self) -> None:
        """Start a fit, or go on with the one that is paused."""
        if self._controller.state is State.PAUSED:
            self._controller.resume()
        else:
            self._start(paused=False)

    @Slot()
    def step(self) -> None:
        """Do one more iteration and wait; a new fit waits at its seeds."""
        if self._controller.is_busy:
            self._controller.step()
        else:
            self._start(paused=True)

    def branch(
        self, seeds: NDArray[Any], left: tuple[int, int] | None, origin: str, *, paused: bool
    ) -> bool:
        """Go on from given seeds as a further run of the fit that is shown, or as its first.

        Parameters
        ----------
        seeds : ndarray of shape (n_clusters, n_features)
            In pixel levels.
        left : (int, int) or None
            Run and iteration it leaves; None if it leaves none.
        origin : str
            What was done to get the seeds, for people.
        paused : bool
            Whether it waits at its seeds.

        Returns
        -------
        bool
            False if nothing begins.
        """
        opened, parent = self._opened, self.ended
        parameters = self._valid_parameters() if self._fitted is None else self._fitted
        if opened is None or parameters is None:
            return False
        own = replace(parameters, n_clusters=len(seeds), init=seeds, n_init=1)
        self._messages.clear()
        if parent is None or self._timeline.history is None:
            self._fitted = own
            history = self._timeline.begin()
            self._display.begin(opened, own)
        else:
            history = self._timeline.go_on()
            self._display.go_on(len(parent.runs), left)
        self._parent, self.ended = parent, None
        job = BranchJob(
            opened=opened,
            parameters=parameters,
            seeds=seeds,
            parent=parent,
            left=left,
            origin=origin,
            n_threads=engine_threads(),
            history=history,
        )
        self._controller.start_fit(job, paused=paused)
        self.changed.emit()
        return True

    def _valid_parameters(self) -> KMeansParameters | None:
        """Return the parameters of the panel; None, and a message, where they make no sense."""
        try:
            return self._parameters.parameters()
        except CentroidLabError as error:
            self._messages.show_error(str(error))
            return None

    def show(self, ended: FitEnded, history: History) -> None:
        """Show a fit of earlier, of the images that are open, as if it had just ended."""
        if self._opened is None:
            return
        self._fitted, self._parent, self.ended = ended.parameters, None, ended
        if isinstance(ended.parameters.init, str):
            self._parameters.set_parameters(ended.parameters)
        self._display.begin(self._opened, ended.parameters, ended.shift_tolerance)
        for summary in ended.runs:
            if summary.origin and summary.run < history.n_runs:
                self._display.go_on(summary.run, history.branch_of(summary.run))
        self._display.show_rows([row for summary in ended.runs for row in summary.rows])
        self._timeline.adopt(history, ended)
        self._display.show_end(ended)
        self.changed.emit()

    def _start(self, *, paused: bool) -> None:
        parameters = self._valid_parameters()
        if self._opened is not None and parameters is not None:
            self._settings.parameters = parameters
            self.start(parameters, paused=paused)

    def start(self, parameters: KMeansParameters, *, paused: bool = False) -> None:
        """Start a fit with these parameters, whatever the panel says.

        Parameters
        ----------
        parameters : KMeansParameters
        paused : bool
            Whether it waits at its seeds.
        """
        if self._opened is None:
            return
        self._messages.clear()
        self._fitted, self._parent, self.ended = parameters, None, None
        self._display.begin(self._opened, parameters)
        job = FitJob(
            opened=self._opened,
            parameters=parameters,
            n_threads=engine_threads(),
            history=self._timeline.begin(),
        )
        self._controller.start_fit(job, paused=paused)

    @Slot(object)
    def _on_parameters_changed(self, parameters: KMeansParameters) -> None:
        self._settings.parameters = parameters
        if self._fitted is not None:
            self._display.set_stale(parameters != self._fitted)
        self.changed.emit()

    @Slot(object)
    def _on_state_changed(self, state: State) -> None:
        self._display.say(_STATE_WORDS.get(state, ""))
        if state is State.LOADING and self.ended is None:
            self._display.tell("Opening an image set.")

    @Slot(object)
    def _on_phase_changed(self, phase: Phase) -> None:
        if self._controller.state is State.EXPORTING:
            self._display.tell(f"exporting: {phase.name} {phase.done:,} of {phase.total:,}")
        elif self._controller.state is not State.LOADING:
            self._display.show_phase(phase)

    @Slot(object)
    def _on_fit_ended(self, ended: FitEnded) -> None:
        self.ended, self._parent = ended, None
        self._display.show_end(ended)
        for note in ended.notes:
            self._messages.show_warning(note)
        self.changed.emit()
        if not self.is_leaving:
            self.finished.emit(ended)
        self.is_leaving = False

    @Slot()
    def _on_cancelled(self) -> None:
        self._tell_what_is_left(
            "Stopped before the first iteration.", "Cancelled; nothing has changed."
        )

    @Slot()
    def _on_written(self) -> None:
        """Say again what the fit came to, in place of how far the writing is."""
        if self.ended is not None:
            self._display.show_end(self.ended)

    @Slot()
    def _on_failed(self) -> None:
        self._tell_what_is_left("The fit failed.", "Nothing has changed.")

    def _tell_what_is_left(self, of_a_fit: str, of_another_job: str) -> None:
        """Say what the fit shown came to or, without one, what has become of the job in hand."""
        was_fit = self._forget_empty_fit()
        if self.ended is not None:
            self._display.show_end(self.ended)
        else:
            self._display.tell(of_a_fit if was_fit else of_another_job)

    def _forget_empty_fit(self) -> bool:
        """Take away what is shown of a fit that came to nothing; return whether there was one."""
        if self._opened is None or self._fitted is None or self.ended is not None:
            return False
        if self._parent is not None:  # a branch that came to nothing: the fit it left is there
            self.ended, self._parent = self._parent, None
            self._timeline.rest()
            self.changed.emit()
        else:
            self._fitted = None
            self._display.show_images(self._opened)
            self._timeline.set_images(self._opened)
        self.is_leaving = False
        self.failed.emit()
        return True

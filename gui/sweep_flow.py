"""The queue of a sweep: its fits run one after the other, live in every view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from engine.errors import CentroidLabError
from engine.imageset import ShouldStop
from engine.kmeans.reports import FitEnded, LogRow
from engine.library.identity import new_fit_id
from engine.sweep.distinct import check_sweep
from engine.sweep.plan import Member
from engine.sweep.queue import State as MemberState
from engine.sweep.queue import SweepQueue
from engine.sweep.warm import WarmStarts
from gui.fit_flow import FitFlow
from gui.keeping_flow import KeepingFlow
from gui.messages import MessageBar
from gui.models.sweep_request import SweepRequest
from gui.panels.parameters_panel import ParametersPanel
from gui.panels.sweep_form import SweepForm
from gui.panels.sweep_queue import SweepQueueView
from gui.work.background import Background
from gui.work.controller import Controller, State
from gui.work.jobs import Opened

CHECK, SEEDS = "check the sweep", "seeds of the sweep"


class SweepFlow(QObject):
    """Has the fits of a sweep run, and the queue show how far they are.

    A fit that somebody stops by Run > Stop holds the queue; Resume goes on with the next.

    Parameters
    ----------
    controller : Controller
    fit : FitFlow
        Runs them.
    keeping : KeepingFlow
        Told which sweep the fit in hand belongs to.
    parameters : ParametersPanel
        What all of them share.
    background : Background
        Looks whether there are enough different images, and makes seeds of warm starts.
    form : SweepForm
    view : SweepQueueView
    messages : MessageBar
    parent : QObject, optional

    Signals
    -------
    changed()
        A sweep began, ended or is held.
    """

    changed = Signal()

    def __init__(
        self,
        controller: Controller,
        fit: FitFlow,
        keeping: KeepingFlow,
        parameters: ParametersPanel,
        background: Background,
        form: SweepForm,
        view: SweepQueueView,
        messages: MessageBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._fit = fit
        self._keeping = keeping
        self._parameters = parameters
        self._background = background
        self._form = form
        self._view = view
        self._messages = messages
        self._opened: Opened | None = None
        self._queue: SweepQueue | None = None
        self._warm_starts: WarmStarts | None = None
        self._running: Member | None = None
        self._id = ""
        self._is_held = False
        self._has_begun = False  # the fit in hand is the member's
        self._stops_member = False
        self._connect()

    def _connect(self) -> None:
        view, controller = self._view, self._controller
        self._form.sweep_requested.connect(self._on_sweep_requested)
        view.pause_requested.connect(self._on_pause_requested)
        view.resume_requested.connect(self._on_resume_requested)
        view.skip_requested.connect(self._on_skip_requested)
        view.stop_requested.connect(self._on_stop_requested)
        view.stop_all_requested.connect(self._on_stop_all_requested)
        view.move_requested.connect(self._on_move_requested)
        controller.rows_arrived.connect(self._on_rows_arrived)
        controller.state_changed.connect(self._on_state_changed)
        self._fit.finished.connect(self._on_finished)
        self._fit.failed.connect(self._on_failed)
        self._background.answered.connect(self._on_answered)
        self._background.failed.connect(self._on_question_failed)
        self._parameters.parameters_changed.connect(self._form.set_base)

    @property
    def is_active(self) -> bool:
        """Whether fits of a sweep run or wait."""
        return self._queue is not None and bool(self._running or self._queue.waiting())

    def set_images(self, opened: Opened) -> None:
        """Turn to another image set; a sweep of the one before is over."""
        self._opened = opened
        self._forget()
        self._on_state_changed(self._controller.state)

    def _forget(self) -> None:
        for topic in (CHECK, SEEDS):
            self._background.give_up(topic)
        self._queue = self._warm_starts = self._running = None
        self._is_held = self._stops_member = self._has_begun = False
        self._keeping.sweep = {}

    # -- what is asked ----------------------------------------------------------------------

    @Slot(object)
    def _on_sweep_requested(self, request: SweepRequest) -> None:
        opened = self._opened
        if opened is None or self.is_active or self._controller.state is not State.IDLE:
            return
        try:
            plan = request.members(self._parameters.parameters())
        except CentroidLabError as error:
            self._messages.show_error(str(error))
            return

        def work(should_stop: ShouldStop) -> object:
            check_sweep(opened.samples, plan, should_stop)
            return plan

        self._background.ask(CHECK, work)

    @Slot()
    def _on_pause_requested(self) -> None:
        self._is_held = True
        self._controller.pause()
        self._view.set_paused(True)

    @Slot()
    def _on_resume_requested(self) -> None:
        self._is_held = False
        self._view.set_paused(False)
        if self._controller.state is State.PAUSED:
            self._controller.resume()
        elif self._running is None and self._controller.state is State.IDLE:
            self._next()

    @Slot(int)
    def _on_skip_requested(self, number: int) -> None:
        if self._queue is not None and self._queue.skip(number):
            self._show()

    @Slot(int)
    def _on_stop_requested(self, number: int) -> None:
        if self._has_begun and self._running is not None and self._running.number == number:
            self._stops_member = True
            self._controller.stop()

    @Slot()
    def _on_stop_all_requested(self) -> None:
        if self._queue is None:
            return
        self._queue.stop_all()
        self._background.give_up(SEEDS)
        if self._has_begun and self._controller.is_busy:
            self._stops_member = True
            self._controller.stop()
        else:
            self._end_member(MemberState.STOPPED, "Stopped before its first iteration.")
            self._next()

    @Slot(int, int)
    def _on_move_requested(self, number: int, place: int) -> None:
        if self._queue is not None and self._queue.move(number, place):
            self._show()

    # -- what comes of it -------------------------------------------------------------------

    def _begin(self, plan: Sequence[Member]) -> None:
        self._queue, self._warm_starts = SweepQueue(plan), WarmStarts(plan)
        self._id, self._is_held = new_fit_id(), False
        self._next()

    def _next(self) -> None:
        """Begin the next fit that waits, unless the queue is held."""
        queue, warm_starts, opened = self._queue, self._warm_starts, self._opened
        if queue is None or warm_starts is None or opened is None or self._is_held:
            self._show()
            return
        member = self._running = queue.take()
        if member is not None:
            samples = opened.samples
            self._background.ask(
                SEEDS, lambda should_stop: warm_starts.begun(member, samples, should_stop)
            )
        else:
            self._keeping.sweep = {}
            n_fits = len(queue.entries())
            self._messages.show_info(f"The sweep has ended: {n_fits:,} fits.")
        self._show()

    def _start(self, begun: Member, queue: SweepQueue | None) -> None:
        """Start a fit of the queue, unless that is not the one in hand any more."""
        if self._queue is None or self._queue is not queue:
            return
        if self._running is None or self._running.number != begun.number:
            return
        self._running = begun
        self._has_begun, self._stops_member = True, False
        n_members = len(self._queue.entries())
        told: dict[str, Any] = {"id": self._id, "number": begun.number, "n_members": n_members}
        self._keeping.sweep = told | {"warm_from": begun.warm_from}
        self._fit.start(begun.parameters)

    @Slot(str, object)
    def _on_answered(self, topic: str, result: object) -> None:
        if topic == CHECK and isinstance(result, tuple):
            self._begin(result)
        elif topic == SEEDS and isinstance(result, Member) and self._running is not None:
            queue = self._queue
            self._fit.when_free(lambda: self._start(result, queue))

    @Slot(str, str)
    def _on_question_failed(self, topic: str, line: str) -> None:
        if topic == CHECK:
            self._messages.show_error(line)
        elif topic == SEEDS:
            self._end_member(MemberState.FAILED, line)
            self._next()

    @Slot(object)
    def _on_rows_arrived(self, rows: Sequence[LogRow]) -> None:
        if self._running is not None and self._has_begun:
            self._view.show_progress(self._running.number, rows[-1])

    @Slot(object)
    def _on_finished(self, ended: FitEnded) -> None:
        member, queue = self._running, self._queue
        if member is None or queue is None or self._warm_starts is None or not self._has_begun:
            return
        self._warm_starts.keep(member.number, ended, queue.waiting())
        self._view.show_end(member.number, ended.distortion, ended.seconds)
        state = MemberState.STOPPED if ended.stopped else MemberState.DONE
        self._end_member(state, ended.reason)
        if ended.stopped and not self._stops_member and queue.waiting():
            self._is_held = True  # by Run > Stop: whoever presses it wants quiet
            self._view.set_paused(True)
        self._next()

    @Slot()
    def _on_failed(self) -> None:
        if self._running is not None and self._has_begun:
            self._end_member(MemberState.FAILED, "It came to nothing.")
            self._next()

    def _end_member(self, state: MemberState, text: str) -> None:
        if self._running is not None and self._queue is not None:
            self._queue.finish(self._running.number, state, text)
        self._running, self._has_begun = None, False
        self._keeping.sweep = {}

    @Slot(object)
    def _on_state_changed(self, state: State) -> None:
        opened = self._opened
        has_pictures = opened is not None and not opened.is_blank
        self._form.set_enabled(state is State.IDLE and not self.is_active and has_pictures)
        if self.is_active and state in (State.PAUSED, State.RUNNING):
            self._is_held = state is State.PAUSED
            self._view.set_paused(self._is_held)

    def _show(self) -> None:
        self._view.show_entries(() if self._queue is None else self._queue.entries())
        self._view.set_paused(self._is_held)
        self._on_state_changed(self._controller.state)
        self.changed.emit()

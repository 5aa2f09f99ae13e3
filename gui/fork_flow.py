"""Seeds chosen by hand: what was asked for becomes a branch of the fit that is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QUndoStack

from engine.errors import CentroidLabError, ParameterError
from engine.history import History, Moment
from engine.imageset import ShouldStop
from engine.kmeans.fork import Fork, removed, replaced, seeds_from_images, split
from engine.kmeans.reports import FitEnded
from gui.fit_flow import FitFlow
from gui.fork_undo import ForkCommand
from gui.messages import MessageBar
from gui.models.cluster_text import images_text
from gui.panels.fork_actions import ForkActions
from gui.panels.members_panel import MembersPanel
from gui.timeline_flow import TimelineFlow
from gui.work.background import Background
from gui.work.controller import Controller, State
from gui.work.jobs import Opened

TOPIC = "fork"
MOST_SEEDS = 1000  # more are a slip of the hand (Select all) and would take the machine


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """A branch that is to begin as soon as the fit it leaves has ended.

    Attributes
    ----------
    seeds : ndarray of shape (n_clusters, n_features)
        In pixel levels.
    left : (int, int) or None
        Run and iteration it leaves.
    history : History or None
        Of the fit it leaves: it is given up where another one is shown by then.
    origin : str
        What was done, for people.
    is_paused : bool
        Whether it waits at its seeds, as the fit before it waited.
    """

    seeds: NDArray[Any]
    left: tuple[int, int] | None
    history: History | None
    origin: str
    is_paused: bool


class ForkFlow(QObject):
    """Makes branches, and says when they can be made.

    Parameters
    ----------
    controller : Controller
    fit : FitFlow
        Starts them.
    timeline : TimelineFlow
        The iteration shown is the one they leave.
    background : Background
        Splits clusters.
    members : MembersPanel
        Asks for seeds and replacements.
    actions : ForkActions
        Asks for the rest.
    messages : MessageBar
    undo_stack : QUndoStack
        Gets a step for every branch.
    parent : QObject, optional
    """

    def __init__(
        self,
        controller: Controller,
        fit: FitFlow,
        timeline: TimelineFlow,
        background: Background,
        members: MembersPanel,
        actions: ForkActions,
        messages: MessageBar,
        undo_stack: QUndoStack,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._fit = fit
        self._timeline = timeline
        self._background = background
        self._members = members
        self._actions = actions
        self._messages = messages
        self._undo_stack = undo_stack
        self._opened: Opened | None = None
        self._wish: Wish | None = None
        members.seeds_requested.connect(self._on_seeds_requested)
        members.replace_requested.connect(self._on_replace_requested)
        actions.replace_requested.connect(self._on_replace_requested)
        actions.remove_requested.connect(self._on_remove_requested)
        actions.split_requested.connect(self._on_split_requested)
        background.answered.connect(self._on_answered)
        background.failed.connect(self._on_failed)
        controller.state_changed.connect(self._refresh)
        controller.fit_ended.connect(self._on_fit_ended)
        timeline.moment_changed.connect(self._refresh)
        timeline.cleared.connect(self._refresh)
        fit.changed.connect(self._refresh)

    def set_images(self, opened: Opened) -> None:
        """Turn to another image set; branches of the one before are gone."""
        self._opened, self._wish = opened, None
        self._background.give_up(TOPIC)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        state, moment = self._controller.state, self._timeline.moment
        opened = self._opened
        may = opened is not None and not opened.is_blank and state in (State.IDLE, State.PAUSED)
        is_there = moment is not None and (state is State.PAUSED or self._fit.ended is not None)
        self._members.set_can_fork(may, may and is_there)
        self._actions.set_can_fork(may and is_there, 0 if moment is None else len(moment.sizes))

    @Slot(object)
    def _on_seeds_requested(self, chosen: NDArray[np.intp]) -> None:
        if self._opened is None:
            return
        images, n_seeds = self._opened.images, len(chosen)
        try:
            if n_seeds > MOST_SEEDS:
                problem = f"{images_text(n_seeds)} are selected"
                raise ParameterError(
                    images.name, problem, f"Select at most {MOST_SEEDS:,} as seeds"
                )
            seeds = seeds_from_images(images, chosen)
        except CentroidLabError as error:
            self._messages.show_error(str(error))
            return
        self._begin(Fork(seeds, f"{images_text(n_seeds)} as seeds"), None)

    @Slot(int, int)
    def _on_replace_requested(self, cluster: int, image: int) -> None:
        self._fork(lambda moment, images: replaced(moment.centroids, cluster, images, image))

    @Slot(int)
    def _on_remove_requested(self, cluster: int) -> None:
        self._fork(lambda moment, _images: removed(moment.centroids, cluster))

    @Slot(int)
    def _on_split_requested(self, cluster: int) -> None:
        self._fork(lambda moment, images: split(moment.centroids, moment.labels, images, cluster))

    def _fork(self, change: Callable[[Moment, Any], Fork]) -> None:
        """Have the centroids shown changed, in the background: a split looks at its members."""
        moment, opened, history = self._kept_moment(), self._opened, self._timeline.history
        if moment is None or opened is None:
            return

        def work(_should_stop: ShouldStop) -> object:
            return moment, change(moment, opened.images), history

        self._background.ask(TOPIC, work)

    def _kept_moment(self) -> Moment | None:
        """Return the moment shown, or where its centroids were dropped that of those shown."""
        moment, history = self._timeline.moment, self._timeline.history
        if moment is None or history is None or moment.centroids_iteration == moment.iteration:
            return moment
        return history.moment(moment.run, moment.centroids_iteration)

    @Slot(str, object)
    def _on_answered(self, topic: str, result: object) -> None:
        if topic == TOPIC and isinstance(result, tuple):
            moment, fork, history = result
            if history is self._timeline.history:
                self._begin(fork, (moment.run, moment.iteration))

    @Slot(str, str)
    def _on_failed(self, topic: str, line: str) -> None:
        if topic == TOPIC:
            self._messages.show_error(line)

    def _begin(self, fork: Fork, left: tuple[int, int] | None) -> None:
        """Begin a branch, once the fit that waits has ended with what it has reached."""
        state = self._controller.state
        if state not in (State.IDLE, State.PAUSED):
            return
        origin = fork.text
        if left is not None:
            origin += f" at iteration {left[1]} of run {left[0] + 1}"
        is_paused = state is State.PAUSED
        self._wish = Wish(fork.seeds, left, self._timeline.history, origin, is_paused)
        if is_paused:
            self._fit.is_leaving = True
            self._controller.stop()
        else:
            self._start()

    @Slot(object)
    def _on_fit_ended(self, _ended: FitEnded) -> None:
        if self._wish is not None:
            self._start()

    def _start(self) -> None:
        wish, self._wish = self._wish, None
        before, history = self._timeline.moment, self._timeline.history
        run = 0 if history is None else history.n_runs  # before the branch can have begun
        if wish is None or wish.history is not history:
            return
        if not self._fit.branch(wish.seeds, wish.left, wish.origin, paused=wish.is_paused):
            return
        if before is not None:
            place = wish.left or (before.run, before.iteration)
            command = ForkCommand(self._timeline, self._leave, place, run, wish.origin)
            self._undo_stack.push(command)
        if wish.is_paused:
            self._messages.show_info(f"Branch: {wish.origin}. Run goes on from here.")

    def _leave(self, run: int) -> None:
        """End a branch that is on its way."""
        history, state = self._timeline.history, self._controller.state
        if history is not None and history.n_runs <= run + 1 and state is not State.IDLE:
            self._controller.stop()

"""Every fit that ends is kept: in the list of those to compare, and in the library on the disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from engine.history import History
from engine.history.restored import history_of
from engine.history.stored import history_arrays
from engine.imageset import ShouldStop
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import FitEnded
from engine.library.store import Library
from gui.fit_flow import FitFlow
from gui.fits import Fits
from gui.messages import MessageBar
from gui.settings import AppSettings
from gui.timeline_flow import TimelineFlow
from gui.work.controller import Controller, State
from gui.work.jobs import Opened
from gui.work.keeper import Keeper, topic_of

SAVE, CHECKPOINT, DROP, PACK = "save", "checkpoint", "drop", "pack"
PACKED_BYTES = 4 << 20  # of the centroids of a time line that is kept in memory alone
CHECKPOINT_MS = 30_000


class KeepingFlow(QObject):
    """Saves in the library's thread, and leaves a checkpoint of a long fit every 30 seconds.

    Parameters
    ----------
    controller : Controller
    fit : FitFlow
    timeline : TimelineFlow
    fits : Fits
        Gets every fit, whether the library takes it or not.
    keeper : Keeper
    messages : MessageBar
    settings : AppSettings
        Say whether fits are kept.
    folder : Path, optional
        Of the library; the usual one where left out.
    parent : QObject, optional

    Attributes
    ----------
    sweep : dict
        What the library is told of the sweep that the fit in hand belongs to; empty for none.

    Signals
    -------
    saved(str, str)
        Key and name in the library of a fit that was kept there.
    """

    saved = Signal(str, str)

    def __init__(
        self,
        controller: Controller,
        fit: FitFlow,
        timeline: TimelineFlow,
        fits: Fits,
        keeper: Keeper,
        messages: MessageBar,
        settings: AppSettings,
        folder: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._fit = fit
        self._timeline = timeline
        self._fits = fits
        self._keeper = keeper
        self._messages = messages
        self._settings = settings
        self._folder = folder
        self._library: Library | None = None
        self._opened: Opened | None = None
        self._was_told = False
        self._inherited = ""
        self.sweep: Mapping[str, Any] = {}
        self._timer = QTimer(self, interval=CHECKPOINT_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        fit.finished.connect(self._on_finished)
        fit.failed.connect(self._on_failed_fit)
        controller.state_changed.connect(self._on_state_changed)
        keeper.answered.connect(self._on_answered)
        keeper.failed.connect(self._on_failed)

    def library(self) -> Library:
        """Return the library, opened when it is first wanted; for the library's thread alone.

        One that could not be written to is looked at again: its drive may be back.
        """
        if self._library is None or self._library.is_read_only:
            self._library = Library(self._folder)
        return self._library

    def set_images(self, opened: Opened) -> None:
        """Turn to another image set."""
        self._opened = opened
        self._fits.clear()

    @Slot(object)
    def _on_finished(self, ended: FitEnded) -> None:
        opened, history = self._opened, self._timeline.history
        if opened is None:
            return
        sweep = dict(self.sweep)
        if history is not None:  # a branch may add to it while it is being saved
            history = History.of_stories(history.stories())
        key = self._fits.add(ended, history, str(sweep.get("id", "")))
        self._timer.stop()
        if not self._settings.keeps_fits:
            self._drop_checkpoint()
            if inherited := self._take_inherited():
                self.drop(inherited)
            if history is not None:
                self._pack(key, history)
            return

        inherited = self._take_inherited()

        def work(_should_stop: ShouldStop) -> object:
            library = self.library()
            fit_id = library.save(opened.images, ended, history, sweep=sweep or None)
            library.checkpoints.drop()
            if inherited:
                library.checkpoints.drop(inherited)
            return key, fit_id

        self._keeper.do(SAVE, work)

    def _pack(self, key: str, history: History) -> None:
        """Have a time line that nobody saves made small: a sweep's would fill the memory."""

        def work(_should_stop: ShouldStop) -> object:
            return key, history_of(history_arrays(history, centroid_budget=PACKED_BYTES))

        self._keeper.do(PACK, work)

    @Slot()
    def _on_failed_fit(self) -> None:
        self._timer.stop()
        self._take_inherited()  # it is offered again at the next start
        self._drop_checkpoint()

    def inherit(self, checkpoint: str) -> None:
        """Say that the fit in hand goes on from the checkpoint of a process that is no more.

        That stays until the fit has ended or left a checkpoint of its own.
        """
        self._inherited = checkpoint

    def _take_inherited(self) -> str:
        inherited, self._inherited = self._inherited, ""
        return inherited

    def drop(self, checkpoint: str) -> None:
        """Remove the checkpoint of a process that is no more."""
        self._keeper.do(DROP, lambda _stop: self.library().checkpoints.drop(checkpoint))

    def _drop_checkpoint(self) -> None:
        if self._library is not None:

            def work(_should_stop: ShouldStop) -> object:
                self.library().checkpoints.drop()
                return None

            self._keeper.do(DROP, work)

    @Slot(object)
    def _on_state_changed(self, state: State) -> None:
        if state in (State.RUNNING, State.PAUSED) and not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _on_timer_timeout(self) -> None:
        opened, history, parameters = self._opened, self._timeline.history, self._fit.fitted
        is_fitting = self._controller.state in (State.RUNNING, State.PAUSED)
        if not is_fitting or not self._settings.keeps_fits:
            return
        if opened is not None and history is not None and parameters is not None:
            self.checkpoint(opened, history, parameters)

    def checkpoint(self, opened: Opened, history: History, parameters: KMeansParameters) -> None:
        """Have written how far a fit has come."""
        inherited = self._take_inherited()

        def work(_should_stop: ShouldStop) -> object:
            checkpoints = self.library().checkpoints
            if checkpoints.write(opened.images, parameters, history) and inherited:
                checkpoints.drop(inherited)
            return None

        self._keeper.do(CHECKPOINT, work)

    @Slot(str, object)
    def _on_answered(self, topic: str, result: object) -> None:
        if topic_of(topic) == SAVE and isinstance(result, tuple):
            key, fit_id = result
            self._fits.set_saved(key, fit_id)
            self._was_told = False
            self.saved.emit(key, fit_id)
        elif topic_of(topic) == PACK and isinstance(result, tuple):
            self._fits.set_history(*result)

    @Slot(str, str)
    def _on_failed(self, topic: str, line: str) -> None:
        """Say once what keeps fits from being kept: they stay in memory and can be exported."""
        if topic_of(topic) in (SAVE, CHECKPOINT) and not self._was_told:
            self._was_told = True
            self._messages.show_warning(line)

"""Fits of the library, opened again: their images first, then what they told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot

from engine.errors import CentroidLabError
from engine.imageset import ImageSet, ShouldStop
from engine.library.opening import SavedFit
from gui.fit_flow import FitFlow
from gui.fits import Fits
from gui.keeping_flow import KeepingFlow
from gui.messages import MessageBar
from gui.open_flow import OpenFlow
from gui.settings import AppSettings
from gui.work.blank_job import BlankJob
from gui.work.controller import Controller
from gui.work.jobs import Opened
from gui.work.keeper import Keeper, topic_of

READ, LOOK = "read a fit", "look at the images"

Purpose = Literal["show", "repeat", "continue"]


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """What is to be done with a fit once its images are open.

    Attributes
    ----------
    saved : SavedFit
    purpose : {"show", "repeat", "continue"}
    place : str
        Where somebody says its images are; empty where nobody said.
    checkpoint : str
        Name of the checkpoint it was; empty for none.
    """

    saved: SavedFit
    purpose: Purpose
    place: str = ""
    checkpoint: str = ""


class ReopeningFlow(QObject):
    """Opens fits again, repeats them and goes on with them.

    Parameters
    ----------
    controller : Controller
    opening : OpenFlow
        Opens their image sets.
    fit : FitFlow
        Shows them.
    fits : Fits
    keeping : KeepingFlow
        Has the library.
    keeper : Keeper
        Reads them.
    messages : MessageBar
    settings : AppSettings
        Remember where images have gone.
    parent : QObject, optional

    Signals
    -------
    shown(str)
        The name in the library of a fit that is shown now.
    missed(str, str)
        The images of a fit, its name and their place, are not there; all else is shown.
    """

    shown = Signal(str)
    missed = Signal(str, str)

    def __init__(
        self,
        controller: Controller,
        opening: OpenFlow,
        fit: FitFlow,
        fits: Fits,
        keeping: KeepingFlow,
        keeper: Keeper,
        messages: MessageBar,
        settings: AppSettings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._opening = opening
        self._fit = fit
        self._fits = fits
        self._keeping = keeping
        self._keeper = keeper
        self._messages = messages
        self._settings = settings
        self._wish: Wish | None = None
        self._is_waiting = False  # for images to open
        controller.failed.connect(self._on_not_opened)
        controller.cancelled.connect(self._on_not_opened)
        controller.asked.connect(self._on_not_opened)
        keeper.answered.connect(self._on_answered)
        keeper.failed.connect(self._on_failed)

    def open(self, fit_id: str, purpose: Purpose = "show", place: str = "") -> None:
        """Read a fit of the library and do with it what is wanted."""
        images = self._images()

        def work(_should_stop: ShouldStop) -> object:
            library = self._keeping.library()
            saved = library.open(fit_id)
            is_here = images is not None and library.same_images(saved, images)
            return Wish(saved, purpose, place), is_here

        self._keeper.do(READ, work)

    def go_on(self, checkpoint: str) -> None:
        """Go on with a fit whose process ended before it."""
        images = self._images()

        def work(_should_stop: ShouldStop) -> object:
            library = self._keeping.library()
            saved = library.checkpoints.open(checkpoint).saved
            is_here = images is not None and library.same_images(saved, images)
            return Wish(saved, "continue", checkpoint=checkpoint), is_here

        self._keeper.do(READ, work)

    def _images(self) -> ImageSet | None:
        opened = self._opening.opened
        return None if opened is None or opened.is_blank else opened.images

    @Slot(str, object)
    def _on_answered(self, topic: str, result: object) -> None:
        topic = topic_of(topic)
        if topic not in (READ, LOOK) or not isinstance(result, tuple):
            return
        wish, is_here = result
        if topic == LOOK and wish is not self._wish:
            return  # another one has been wanted since
        self._wish = wish
        if is_here:
            self._settings.remember_place(wish.saved.pixels_sha256, wish.place)
            self._fulfil()
        elif topic == READ:
            known = self._settings.place_of(wish.saved.pixels_sha256)
            self._is_waiting = True
            source = wish.place or known or wish.saved.source
            self._opening.open_with(source, wish.saved.options)
        else:
            self._miss("these are not the images of the fit")

    @Slot(str, str)
    def _on_failed(self, topic: str, line: str) -> None:
        if topic_of(topic) in (READ, LOOK):
            self._messages.show_error(line)

    def set_images(self, opened: Opened) -> None:
        """Turn to another image set: the one waited for, or any other."""
        wish = self._wish
        if wish is None:
            return
        if opened.is_blank:
            self._fulfil()
        elif self._is_waiting:
            self._is_waiting = False
            images = opened.images
            self._keeper.do(
                LOOK, lambda _stop: (wish, self._keeping.library().same_images(wish.saved, images))
            )
        else:
            self._wish = None  # somebody opened something else meanwhile

    @Slot()
    def _on_not_opened(self) -> None:
        if self._is_waiting and self._wish is not None:
            self._is_waiting = False
            self._miss("they could not be opened")

    def _miss(self, why: str) -> None:
        """Show everything but the pictures, or say that nothing can be done without them."""
        wish = self._wish
        if wish is None:
            return
        source = wish.place or wish.saved.source
        if wish.purpose != "show" or wish.place:
            self._wish = None
            line = CentroidLabError(source, f"the fit needs its images, {why}", "Find them first")
            self._messages.show_error(str(line))
            return
        self._controller.load(BlankJob(images=wish.saved.blank_images()))

    def _fulfil(self) -> None:
        wish, self._wish = self._wish, None
        if wish is not None:
            opened = self._opening.opened
            self._fit.when_free(lambda: self._do(wish, opened), stop=True)

    def _do(self, wish: Wish, of: Opened | None) -> None:
        """Do what is wished, unless other images than `of` are open by now."""
        if self._opening.opened is not of:
            return
        saved, opened = wish.saved, self._opening.opened
        if wish.purpose == "repeat":
            self._fit.start(saved.parameters)
            return
        self._fit.show(saved.ended, saved.history)
        if wish.purpose == "continue":
            self._continue(wish)
            return
        sweep = saved.record.sweep or {}
        self._fits.add_saved(saved.ended, saved.id, str(sweep.get("id", "")))
        self.shown.emit(saved.id)
        if opened is not None and opened.is_blank:
            self.missed.emit(saved.id, saved.source)

    def _continue(self, wish: Wish) -> None:
        """Go on from the newest centroids, which is what the fit itself would have done."""
        history = wish.saved.history
        if history.last is None:
            return
        run, iteration = history.last
        seeds, kept = history.centroids_at(run, iteration)
        origin = f"continued at iteration {kept} of run {run + 1}"
        if self._fit.branch(seeds, (run, kept), origin, paused=False) and wish.checkpoint:
            self._keeping.inherit(wish.checkpoint)

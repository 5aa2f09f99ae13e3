"""The comparing tab: what is measured of fits, and of two of them side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from engine.imageset import ShouldStop
from engine.insight.agreement import agreement
from engine.insight.contingency import n_classes_of
from engine.insight.criteria import criteria
from engine.insight.family_tree import family_tree
from engine.insight.matching import match_fits
from engine.insight.tree_layout import layout
from gui.fits import Fits
from gui.models.compared_fit import ComparedFit
from gui.panels.compare_view import CompareView
from gui.work.background import Background
from gui.work.controller import Controller, State
from gui.work.jobs import Opened

CRITERIA, MATCH, TREE = "criteria", "match", "family tree"


class CompareFlow(QObject):
    """Feeds the pages of the comparing tab that are about fits.

    Parameters
    ----------
    view : CompareView
    controller : Controller
    fits : Fits
    background : Background
        Measures.
    parent : QObject, optional

    Signals
    -------
    images_wanted(object, str)
        Indices of images to be shown, and what they are.
    """

    images_wanted = Signal(object, str)

    def __init__(
        self,
        view: CompareView,
        controller: Controller,
        fits: Fits,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._controller = controller
        self._fits = fits
        self._background = background
        self._opened: Opened | None = None
        self._waits = False
        self._connect()

    def _connect(self) -> None:
        view, background = self._view, self._background
        self._fits.changed.connect(self._on_fits_changed)
        self._controller.state_changed.connect(self._on_state_changed)
        view.two_fits.match_wanted.connect(self._on_match_wanted)
        view.two_fits.images_wanted.connect(self.images_wanted)
        view.family.images_wanted.connect(self._on_flow_wanted)
        view.values.fits_chosen.connect(self._on_fits_chosen)
        background.answered.connect(self._on_answered)

    def set_images(self, opened: Opened) -> None:
        """Turn to another image set."""
        self._opened = opened
        for topic in (CRITERIA, MATCH, TREE):
            self._background.give_up(topic)
        self._view.set_images(opened.images)

    def set_waiting(self, waits: bool) -> None:
        """Say whether measuring waits, since fits of a sweep need the machine."""
        self._waits = waits
        self._measure()

    @Slot()
    def _on_fits_changed(self) -> None:
        fits = self._fits.compared()
        self._view.values.show_fits(fits)
        self._view.two_fits.set_fits(fits)
        self._plant(fits)
        self._measure()

    @Slot(object)
    def _on_state_changed(self, state: State) -> None:
        if state is State.IDLE:
            self._measure()

    def _measure(self) -> None:
        """Have the next fit measured that has not been, while no fit takes the machine."""
        opened, background = self._opened, self._background
        is_free = self._controller.state in (State.IDLE, State.PAUSED) and not self._waits
        todo = [fit for fit in self._fits.compared() if fit.criteria is None]
        if opened is None or not is_free or not todo or background.is_asked(CRITERIA):
            return
        if opened.is_blank:  # all of one grey
            return
        fit, images = todo[0], opened.images

        def work(should_stop: ShouldStop) -> object:
            measured = criteria(images, fit.labels, should_stop=should_stop)
            agreed = None
            if images.labels is not None:
                n_classes = n_classes_of(images)
                agreed = agreement(images.labels, n_classes, fit.labels, fit.n_clusters)
            return fit.key, measured, agreed

        background.ask(CRITERIA, work)

    def _plant(self, fits: Sequence[ComparedFit]) -> None:
        """Have the family tree made of the best fit of every K, of the newest sweep if any."""
        sweeps = [fit.sweep for fit in fits if fit.sweep]
        members = [fit for fit in fits if not sweeps or fit.sweep == sweeps[-1]]
        best: dict[int, ComparedFit] = {}
        for fit in members:
            known = best.get(fit.n_clusters)
            if known is None or fit.distortion < known.distortion:
                best[fit.n_clusters] = fit
        chosen = [best[n_clusters] for n_clusters in sorted(best)]
        if len(chosen) < 2:
            self._background.give_up(TREE)
            self._view.family.clear()
            return

        def work(_should_stop: ShouldStop) -> object:
            tree = family_tree([(fit.n_clusters, fit.labels) for fit in chosen])
            return chosen, tree, layout(tree)

        self._background.ask(TREE, work)

    @Slot(object)
    def _on_fits_chosen(self, keys: Sequence[str]) -> None:
        if len(keys) == 2:
            self._view.two_fits.choose(keys[0], keys[1])

    @Slot(str, str)
    def _on_match_wanted(self, key_a: str, key_b: str) -> None:
        fit_a, fit_b = self._fits.get(key_a), self._fits.get(key_b)
        if fit_a is None or fit_b is None:
            return
        a, b = fit_a.compared, fit_b.compared
        self._background.ask(
            MATCH,
            lambda _stop: (
                key_a,
                key_b,
                match_fits(a.labels, a.centroids, b.labels, b.centroids),
            ),
        )

    @Slot(str, int, str, int)
    def _on_flow_wanted(self, key_a: str, cluster_a: int, key_b: str, cluster_b: int) -> None:
        fit_a, fit_b = self._fits.get(key_a), self._fits.get(key_b)
        if fit_a is None or fit_b is None:
            return
        a, b = fit_a.compared, fit_b.compared
        both = np.flatnonzero((a.labels == cluster_a) & (b.labels == cluster_b))
        title = f"cluster {cluster_a} of K = {a.n_clusters} and {cluster_b} of K = {b.n_clusters}"
        self.images_wanted.emit(both, title)

    @Slot(str, object)
    def _on_answered(self, topic: str, result: object) -> None:
        if not isinstance(result, tuple) or self._opened is None:
            return
        if topic == CRITERIA:
            self._fits.set_measured(*result)
        elif topic == MATCH:
            key_a, key_b, matching = result
            self._view.two_fits.show_match(key_a, key_b, matching, self._opened.images)
        elif topic == TREE:
            chosen, tree, places = result
            self._view.family.show_tree(chosen, tree, places, self._opened.images)

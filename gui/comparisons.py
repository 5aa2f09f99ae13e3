"""What is kept of fits and how they are compared: two tabs, and the flows behind them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QTabWidget

from engine.kmeans.workers import available_cores
from gui.compare_flow import CompareFlow
from gui.fit_flow import FitFlow
from gui.fits import Fits
from gui.keeping_flow import KeepingFlow
from gui.library_flow import LibraryFlow
from gui.library_listing import LibraryListing
from gui.messages import MessageBar
from gui.open_flow import OpenFlow
from gui.panels.compare_view import CompareView
from gui.panels.library_panel import LibraryPanel
from gui.panels.parameters_panel import ParametersPanel
from gui.recovery_flow import RecoveryFlow
from gui.reopening_flow import ReopeningFlow
from gui.runs_flow import RunsFlow
from gui.settings import AppSettings
from gui.sweep_flow import SweepFlow
from gui.views import SMALLEST, Views
from gui.work.background import Background
from gui.work.controller import Controller
from gui.work.jobs import Opened
from gui.work.keeper import Keeper

FEW_CORES = 2


class Comparisons(QObject):
    """Makes the tabs of comparing and of the library, and wires them to the rest.

    Parameters
    ----------
    tabs : QTabWidget
        Gets two tabs.
    controller : Controller
    opening : OpenFlow
    fit : FitFlow
    views : Views
        Show the images and runs that are asked for.
    parameters : ParametersPanel
    messages : MessageBar
    settings : AppSettings
    parent : QObject

    Attributes
    ----------
    compare : CompareView
    library : LibraryPanel
    fits : Fits
    sweep : SweepFlow
    """

    def __init__(
        self,
        tabs: QTabWidget,
        controller: Controller,
        opening: OpenFlow,
        fit: FitFlow,
        views: Views,
        parameters: ParametersPanel,
        messages: MessageBar,
        settings: AppSettings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._tabs = tabs
        self._fit = fit
        self._views = views
        self._to_compare: list[str] = []
        self.background = Background(self)  # measuring takes seconds, and questions do not wait
        self.keeper = Keeper(self)
        self.fits = Fits(self)
        self.compare = CompareView()
        self.library = LibraryPanel()
        for panel, title in ((self.compare, "Compare"), (self.library, "Library")):
            tabs.addTab(panel, title)
            panel.setMinimumSize(*SMALLEST)
        timeline = views.timeline
        self.keeping = KeepingFlow(
            controller, fit, timeline, self.fits, self.keeper, messages, settings, parent=self
        )
        self.reopening = ReopeningFlow(
            controller, opening, fit, self.fits, self.keeping, self.keeper, messages, settings, self
        )
        self._listing = LibraryListing(self.library, self.keeping, self.keeper, messages, self)
        self._library_flow = LibraryFlow(
            self.library,
            self._listing,
            self.keeping,
            self.reopening,
            self.keeper,
            messages,
            settings,
            self,
        )
        self._compare_flow = CompareFlow(self.compare, controller, self.fits, self.background, self)
        self._runs_flow = RunsFlow(
            self.compare.runs, controller, fit, timeline, self.background, self
        )
        values = self.compare.values
        self.sweep = SweepFlow(
            controller,
            fit,
            self.keeping,
            parameters,
            self.background,
            values.form,
            values.queue,
            messages,
            self,
        )
        self.recovery = RecoveryFlow(tabs, self.keeping, self.reopening, self.keeper, self)
        self._connect()

    def _connect(self) -> None:
        self._compare_flow.images_wanted.connect(self._views.show_images_of)
        self.compare.runs.images_wanted.connect(self._views.show_images_of)
        self.compare.values.fit_activated.connect(self._on_fit_activated)
        self.compare.family.cluster_activated.connect(self._on_cluster_activated)
        self.compare.runs.run_activated.connect(self._on_run_activated)
        self._library_flow.compare_wanted.connect(self._on_compare_wanted)
        self.reopening.shown.connect(self._on_shown)
        self.sweep.changed.connect(self._on_sweep_changed)
        self._tabs.currentChanged.connect(self._on_tab_changed)

    def set_images(self, opened: Opened) -> None:
        """Turn to another image set."""
        self.keeping.set_images(opened)
        self._runs_flow.give_up()
        self._compare_flow.set_images(opened)
        self.sweep.set_images(opened)
        self.reopening.set_images(opened)

    def shutdown(self) -> bool:
        """Keep what is to be kept, end both threads and return whether they have ended."""
        has_ended = self.background.shutdown() and self.keeper.shutdown()
        if has_ended:
            self._listing.close()
        return has_ended

    def _show_fit(self, key: str) -> None:
        """Show a fit in every view: from memory, or from the library."""
        fit = self.fits.get(key)
        if fit is None or fit.ended is self._fit.ended:
            return
        ended, history = fit.ended, fit.history
        if history is not None:
            self._fit.when_free(lambda: self._fit.show(ended, history), stop=True)
        else:
            self.reopening.open(fit.fit_id)

    @Slot(str)
    def _on_fit_activated(self, key: str) -> None:
        self._show_fit(key)
        self._tabs.setCurrentIndex(0)

    @Slot(str, int)
    def _on_cluster_activated(self, key: str, cluster: int) -> None:
        fit = self.fits.get(key)
        if fit is not None:
            members = (fit.compared.labels == cluster).nonzero()[0]
            title = f"cluster {cluster} of K = {fit.compared.n_clusters}"
            self._views.show_images_of(members, title)

    @Slot(int)
    def _on_run_activated(self, _run: int) -> None:
        self._tabs.setCurrentIndex(0)

    @Slot(str, str)
    def _on_compare_wanted(self, fit_a: str, fit_b: str) -> None:
        """Open two fits one after the other, then compare them."""
        self._to_compare = [fit_a, fit_b]
        self.reopening.open(fit_a)

    @Slot(str)
    def _on_shown(self, fit_id: str) -> None:
        if fit_id not in self._to_compare:
            self._to_compare = []
        elif fit_id != self._to_compare[-1]:
            self.reopening.open(self._to_compare[-1])
        else:
            wanted, self._to_compare = self._to_compare, []
            keys = [self.fits.key_of(each) for each in wanted]
            if "" not in keys:
                self.compare.two_fits.choose(keys[0], keys[1])
                self.compare.pages.setCurrentWidget(self.compare.two_fits)
                self._tabs.setCurrentWidget(self.compare)

    @Slot()
    def _on_sweep_changed(self) -> None:
        # With two cores one is the fit's and one the window's: measuring beside them is slower
        # than measuring after them.
        few = available_cores() <= FEW_CORES
        self._compare_flow.set_waiting(few and self.sweep.is_active)

    @Slot()
    def _on_tab_changed(self) -> None:
        if self._tabs.currentWidget() is self.library:
            self._listing.list()

"""The views of a result: tabs in the middle, docks around them, and one selection for all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QTabWidget, QWidget

from engine.imageset import ImageSet
from gui.fit_display import FitDisplay
from gui.labels_flow import LabelsFlow
from gui.map_flow import MapFlow
from gui.members_flow import MembersFlow
from gui.models.selection import Selection
from gui.movers_flow import MoversFlow
from gui.panels.cluster_details import ClusterDetails
from gui.panels.fork_actions import ForkActions
from gui.panels.labels_panel import LabelsPanel
from gui.panels.map_panel import MapPanel
from gui.panels.members_panel import MembersPanel
from gui.panels.movers_panel import MoversPanel
from gui.panels.timeline_bar import TimelineBar
from gui.panels.why_panel import WhyPanel
from gui.settings import AppSettings
from gui.timeline_flow import TimelineFlow
from gui.why_flow import WhyFlow
from gui.work.background import Background
from gui.work.controller import Controller
from gui.work.jobs import Opened

SMALLEST = (320, 160)  # a view may be cut in a small window, but must not keep it from being small


class Views(QObject):
    """Makes the views and wires them to what is shown; opens one when another asks for it.

    Parameters
    ----------
    tabs : QTabWidget
        Holds the clusters already; gets the other tabs.
    controller : Controller
    display : FitDisplay
        Shows the clusters.
    settings : AppSettings
        Remembers where images were written.
    parent : QObject

    Attributes
    ----------
    timeline : TimelineFlow
        Which iteration is shown.
    fork : ForkActions
        What can be done to the cluster looked at.
    docks : dict of str to QWidget
        The panels that stand in docks.
    """

    def __init__(
        self,
        tabs: QTabWidget,
        controller: Controller,
        display: FitDisplay,
        settings: AppSettings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._tabs = tabs
        self._images: ImageSet | None = None
        self.background = Background(self)
        self.selection = Selection(self)
        self.bar = TimelineBar()
        self.members = MembersPanel(self.selection)
        self.labels = LabelsPanel()
        self.map = MapPanel(self.selection)
        self.why = WhyPanel(self.selection)
        self.fork = ForkActions(self.selection, self)
        self.details = ClusterDetails(self.fork.all)
        self.movers = MoversPanel(self.selection)
        for panel, title in (
            (self.members, "Members"),
            (self.labels, "Labels"),
            (self.map, "Map"),
        ):
            tabs.addTab(panel, title)
            panel.setMinimumSize(*SMALLEST)
        self.bar.setMinimumWidth(SMALLEST[0])
        self.movers.setMinimumHeight(SMALLEST[1] // 2)
        self.why.setMinimumWidth(SMALLEST[0] // 2)
        self.docks: dict[str, QWidget] = {
            "why": self.why,
            "cluster": self.details,
            "movers": self.movers,
        }
        self.timeline = TimelineFlow(controller, self.background, self.bar, display, self)
        self._flows = (
            MembersFlow(self.members, self.timeline, self.background, controller, settings, self),
            LabelsFlow(self.labels, self.timeline, self.background, controller, self),
            MapFlow(self.map, self.timeline, self.background, controller, self),
            WhyFlow(self.why, self.details, self.selection, self.timeline, self.background, self),
            MoversFlow(self.movers, self.timeline, self),
        )
        self._connect()

    def _connect(self) -> None:
        self.labels.cell_activated.connect(self._on_cell_activated)
        self.movers.movers_activated.connect(self._on_movers_activated)
        self.map.image_activated.connect(self._on_image_activated)
        self.map.cluster_activated.connect(self.show_cluster)

    def set_images(self, opened: Opened) -> None:
        """Turn to another image set."""
        self._images = opened.images
        self.background.give_up_all()
        self.selection.clear()
        for flow in self._flows:
            flow.set_images(opened)

    @Slot(int)
    def show_cluster(self, cluster: int) -> None:
        """Show the members of a cluster, and what it looks like inside."""
        self.members.show_cluster(cluster)
        self.look_at_cluster(cluster)
        self._tabs.setCurrentWidget(self.members)

    @Slot(int)
    def look_at_cluster(self, cluster: int) -> None:
        """Show what a cluster looks like inside, and offer what can be done to it."""
        self.details.show_cluster(cluster)
        self.fork.set_cluster(cluster)

    @Slot(int, int)
    def _on_cell_activated(self, label: int, cluster: int) -> None:
        moment, images = self.timeline.moment, self._images
        if moment is None or images is None or images.labels is None:
            return
        chosen = ((images.labels == label) & (moment.labels == cluster)).nonzero()[0]
        names = images.class_names
        name = names[label] if label < len(names) else str(label)
        self.show_images_of(chosen, f"class {name} in cluster {cluster}")

    @Slot(object, str)
    def _on_movers_activated(self, indices: NDArray[np.integer], title: str) -> None:
        self.show_images_of(indices, title)

    @Slot(int)
    def _on_image_activated(self, image: int) -> None:
        moment = self.timeline.moment
        if moment is not None:
            self.show_cluster(int(moment.labels[image]))
            self.selection.select([image], current=image)

    @Slot(object, str)
    def show_images_of(self, indices: NDArray[np.integer], title: str) -> None:
        """Show given images among the members, and what they are."""
        self.members.show_images_of(indices, title)
        self._tabs.setCurrentWidget(self.members)

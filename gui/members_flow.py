"""The members' tab: the distances it sorts by, and what of it is written to the disk."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from engine.history import Moment
from engine.imageset import ShouldStop
from engine.insight.distances import margins, sq_distances
from gui.panels.members_panel import MembersPanel
from gui.settings import AppSettings
from gui.timeline_flow import TimelineFlow
from gui.work.background import Background
from gui.work.controller import Controller, State
from gui.work.jobs import Opened
from gui.work.members_job import MembersJob

TOPIC = "members"
LONGEST_STEM = 60  # letters of a set's name in the folder's
_MEASURES = {"distance": sq_distances, "margin": margins}


class MembersFlow(QObject):
    """Feeds the members' tab.

    Parameters
    ----------
    panel : MembersPanel
    timeline : TimelineFlow
    background : Background
        Measures the distances.
    controller : Controller
        Writes images to the disk.
    settings : AppSettings
        Remembers where to.
    parent : QObject, optional
    """

    def __init__(
        self,
        panel: MembersPanel,
        timeline: TimelineFlow,
        background: Background,
        controller: Controller,
        settings: AppSettings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._controller = controller
        self._settings = settings
        self._timeline = timeline
        self._background = background
        self._opened: Opened | None = None
        timeline.moment_changed.connect(self._on_moment_changed)
        timeline.cleared.connect(panel.clear)
        panel.order_wanted.connect(self._on_order_wanted)
        panel.export_requested.connect(self._on_export_requested)
        background.answered.connect(self._on_answered)
        controller.state_changed.connect(self._on_state_changed)

    def set_images(self, opened: Opened) -> None:
        """Turn to another image set."""
        self._opened = opened
        self._panel.set_images(opened.images)
        self._panel.set_measurable(not opened.is_blank)

    @Slot(object)
    def _on_moment_changed(self, moment: Moment) -> None:
        self._panel.show_moment(moment)

    @Slot(object)
    def _on_state_changed(self, state: State) -> None:
        self._panel.set_live(state in (State.RUNNING, State.STOPPING))

    @Slot(str, int)
    def _on_order_wanted(self, kind: str, cluster: int) -> None:
        moment, opened = self._timeline.moment, self._opened
        if moment is None or opened is None or kind not in _MEASURES:
            return
        images, measure = opened.images, _MEASURES[kind]

        def work(should_stop: ShouldStop) -> object:
            labels = moment.labels
            members = np.flatnonzero(labels == cluster) if cluster >= 0 else None
            values = measure(
                images, moment.centroids, labels, members=members, should_stop=should_stop
            )
            return kind, cluster, values, moment.run, moment.iteration

        self._background.ask(TOPIC, work)

    @Slot(object)
    def _on_export_requested(self, indices: NDArray[np.integer]) -> None:
        """Ask for a place, and write the images into a new folder there."""
        moment, opened = self._timeline.moment, self._opened
        if moment is None or opened is None or self._controller.state is not State.IDLE:
            return
        if opened.is_blank:
            return  # of pictures that are not here
        title, start = "Where shall the folder of images go?", self._settings.export_folder
        place = QFileDialog.getExistingDirectory(self._panel, title, start)
        if not place:
            return
        self._settings.export_folder = place
        job = MembersJob(
            opened=opened,
            indices=indices,
            labels=moment.labels,
            folder=str(new_folder(Path(place), Path(opened.images.name).stem)),
        )
        self._controller.export_members(job)

    @Slot(str, object)
    def _on_answered(self, topic: str, result: object) -> None:
        if topic == TOPIC and isinstance(result, tuple):
            kind, cluster, values, run, iteration = result
            self._show(kind, cluster, values, run, iteration)

    def _show(
        self, kind: str, cluster: int, values: NDArray[np.float64], run: int, iteration: int
    ) -> None:
        self._panel.show_order(kind, cluster, values, run, iteration)


def new_folder(place: Path, name: str) -> Path:
    """Return a folder for images of the set `name` that does not exist yet."""
    stem = f"{name[:LONGEST_STEM]}-images"
    folder, number = place / stem, 2
    while os.path.lexists(folder):
        folder, number = place / f"{stem}-{number}", number + 1
    return folder

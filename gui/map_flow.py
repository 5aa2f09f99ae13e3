"""The map's tab: the map of an image set, made when somebody looks, and the trails on it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from engine.history import Moment
from engine.insight.map2d import ImageMap, project
from engine.insight.map_making import make_map
from gui.pace import Pace
from gui.panels.map_panel import MapPanel
from gui.timeline_flow import TimelineFlow
from gui.work.background import Background
from gui.work.controller import Controller
from gui.work.jobs import Opened

TOPIC = "map"
LONGEST_TRAIL = 400  # iterations


class MapFlow(QObject):
    """Feeds the map's tab.

    Parameters
    ----------
    panel : MapPanel
    timeline : TimelineFlow
    background : Background
        Makes the map.
    controller : Controller
    parent : QObject, optional
    """

    _progressed = Signal(str, int, int)

    def __init__(
        self,
        panel: MapPanel,
        timeline: TimelineFlow,
        background: Background,
        controller: Controller,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._pace = Pace(controller, panel, self)
        self._pace.due.connect(self._show_moment)
        self._panel = panel
        self._timeline = timeline
        self._background = background
        self._opened: Opened | None = None
        self._map: ImageMap | None = None
        timeline.moment_changed.connect(self._on_moment_changed)
        timeline.cleared.connect(panel.clear)
        panel.map_wanted.connect(self._on_map_wanted)
        panel.cancel_requested.connect(self._on_cancel_requested)
        panel.trails_wanted.connect(self._show_trails)
        background.answered.connect(self._on_answered)
        background.failed.connect(self._on_failed)
        self._progressed.connect(panel.show_progress)

    def set_images(self, opened: Opened) -> None:
        """Turn to another image set; its map is made when it is first wanted."""
        self._background.give_up(TOPIC)
        self._opened, self._map = opened, None
        self._panel.set_images(opened.images)

    @Slot(str)
    def _on_map_wanted(self, method: str) -> None:
        if self._opened is None:
            return
        images = self._opened.images
        if self._opened.is_blank:
            self._panel.show_problem(f"{images.name}: a map needs the pictures. Find them first.")
            return
        self._background.ask(
            TOPIC,
            lambda should_stop: (
                images,
                make_map(
                    images,
                    method=method,
                    progress=self._progressed.emit,
                    should_stop=should_stop,
                    n_threads=1,
                ),
            ),
        )

    @Slot()
    def _on_cancel_requested(self) -> None:
        self._background.give_up(TOPIC)
        self._panel.end_progress()

    @Slot(str, object)
    def _on_answered(self, topic: str, result: object) -> None:
        if topic != TOPIC or not isinstance(result, tuple) or self._opened is None:
            return
        images, image_map = result
        if images is self._opened.images:
            self._map = image_map
            self._panel.show_map(image_map)
            self._show_trails()

    @Slot(str, str)
    def _on_failed(self, topic: str, line: str) -> None:
        if topic == TOPIC:
            self._panel.show_problem(line)

    @Slot(object)
    def _on_moment_changed(self, _moment: Moment) -> None:
        if self._pace.is_time():
            self._show_moment()

    @Slot()
    def _show_moment(self) -> None:
        if self._timeline.moment is not None:
            self._panel.show_moment(self._timeline.moment)

    @Slot()
    def _show_trails(self) -> None:
        moment, history = self._timeline.moment, self._timeline.history
        if moment is None or history is None or self._map is None or self._map.axes is None:
            return
        last = history.n_iterations(moment.run) - 1
        steps = range(max(0, last - LONGEST_TRAIL), last + 1)
        places = [project(self._map, history.centroids_at(moment.run, t)[0]) for t in steps]
        self._panel.show_trails(np.stack(places), moment.iteration - steps.start)

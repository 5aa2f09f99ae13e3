"""Why the image that is looked at is in its cluster, and what the cluster looks like inside."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from engine.history import Moment
from engine.insight.reasons import Reason, explain
from engine.insight.spread import Spread, spread
from gui.models.selection import Selection
from gui.panels.cluster_details import ClusterDetails
from gui.panels.why_panel import WhyPanel
from gui.timeline_flow import TimelineFlow
from gui.work.background import Background
from gui.work.jobs import Opened

REASON, SPREAD = "reason", "spread"


class WhyFlow(QObject):
    """Feeds the panel of one image, and the details of one cluster.

    Parameters
    ----------
    panel : WhyPanel
    details : ClusterDetails
    selection : Selection
    timeline : TimelineFlow
    background : Background
        Measures.
    parent : QObject, optional
    """

    def __init__(
        self,
        panel: WhyPanel,
        details: ClusterDetails,
        selection: Selection,
        timeline: TimelineFlow,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._details = details
        self._selection = selection
        self._timeline = timeline
        self._background = background
        self._opened: Opened | None = None
        timeline.moment_changed.connect(self._on_moment_changed)
        timeline.cleared.connect(panel.clear)
        timeline.cleared.connect(details.clear)
        panel.reason_wanted.connect(self._on_reason_wanted)
        panel.iteration_wanted.connect(self._on_iteration_wanted)
        details.spread_wanted.connect(self._on_spread_wanted)
        details.image_wanted.connect(selection.look_at)
        background.answered.connect(self._on_answered)

    def set_images(self, opened: Opened) -> None:
        """Turn to another image set."""
        self._opened = opened
        self._panel.set_images(opened.images)
        self._details.set_images(opened.images)

    @Slot(object)
    def _on_moment_changed(self, moment: Moment) -> None:
        self._panel.show_moment(moment)
        self._details.show_moment(moment)
        history, before = self._timeline.history, moment.iteration - 1
        if history is not None and self._details.isVisible():
            previous = None
            if before >= 0 and moment.centroids_iteration == moment.iteration:
                centroids, told = history.centroids_at(moment.run, before)
                previous = centroids if told == before else None
            self._details.show_previous(previous)

    @Slot(int)
    def _on_reason_wanted(self, image: int) -> None:
        moment, opened, history = self._timeline.moment, self._opened, self._timeline.history
        if moment is None or opened is None or history is None:
            return
        images = opened.images
        self._panel.show_path(history.path_of(image, moment.run), moment.run)
        if opened.is_blank:
            return
        self._background.ask(
            REASON, lambda _stop: explain(images, moment.centroids, moment.labels, image)
        )

    @Slot(int)
    def _on_iteration_wanted(self, iteration: int) -> None:
        if self._timeline.moment is not None:
            self._timeline.seek(self._timeline.moment.run, iteration)

    @Slot(int)
    def _on_spread_wanted(self, cluster: int) -> None:
        moment, opened = self._timeline.moment, self._opened
        if moment is None or opened is None or opened.is_blank:
            return
        images = opened.images
        self._background.ask(
            SPREAD,
            lambda should_stop: spread(images, moment.labels, cluster, should_stop=should_stop),
        )

    @Slot(str, object)
    def _on_answered(self, topic: str, result: object) -> None:
        if topic == REASON and isinstance(result, Reason):
            self._panel.show_reason(result)
        elif topic == SPREAD and isinstance(result, Spread):
            self._details.show_spread(result)

"""Which images changed cluster in the iteration that is shown."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from engine.history import Moment
from gui.panels.movers_panel import MoversPanel
from gui.timeline_flow import TimelineFlow
from gui.work.jobs import Opened


class MoversFlow(QObject):
    """Feeds the panel of movers.

    Parameters
    ----------
    panel : MoversPanel
    timeline : TimelineFlow
    parent : QObject, optional
    """

    def __init__(
        self, panel: MoversPanel, timeline: TimelineFlow, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._timeline = timeline
        timeline.moment_changed.connect(self._on_moment_changed)
        panel.movers_wanted.connect(self._on_movers_wanted)
        timeline.cleared.connect(panel.clear)

    def set_images(self, opened: Opened) -> None:
        """Turn to another image set."""
        self._panel.set_images(opened.images)

    @Slot(object)
    def _on_moment_changed(self, moment: Moment) -> None:
        self._panel.show_moment(moment)

    @Slot(int, int)
    def _on_movers_wanted(self, run: int, iteration: int) -> None:
        history = self._timeline.history
        if history is not None:
            self._panel.show_movers(history.movers(run, iteration))

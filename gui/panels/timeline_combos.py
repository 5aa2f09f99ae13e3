"""The two lists of the time line: which run, and how fast to play."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from gui.panels.timeline_player import DEFAULT_SPEED, SPEEDS

RUN_TIP = "The run that all views show; a branch is a run of its own"
SPEED_TIP = "Iterations a second while it plays, or as many as can be shown"
TITLE_ROOM = (
    16  # letters; longer titles are cut to leave the slider its room, and whole in the list
)


class RunCombo(QComboBox):
    """A list of runs by their titles (object name ``timelineRunCombo``)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timelineRunCombo")
        self.setAccessibleName("Run")
        self.setToolTip(RUN_TIP)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(TITLE_ROOM)

    def set_runs(self, runs: Sequence[tuple[int, int, str]]) -> None:
        """List runs: number, iterations, title.

        Entries change in place: the list may be open under somebody's mouse while a fit goes on.
        """
        while self.count() > len(runs):
            self.removeItem(self.count() - 1)
        for row, (run, _, title) in enumerate(runs):
            if row == self.count():
                self.addItem(title, run)
            elif (self.itemText(row), self.itemData(row)) != (title, run):
                self.setItemText(row, title)
                self.setItemData(row, run)
        metrics, titles = self.fontMetrics(), [title for *_, title in runs]
        widest = max(map(metrics.horizontalAdvance, titles), default=0)
        self.view().setMinimumWidth(widest + 4 * metrics.averageCharWidth())

    def show_run(self, run: int | None) -> None:
        """Stand at `run`, or at none."""
        row = -1 if run is None else self.findData(run)
        if row != self.currentIndex():
            self.setCurrentIndex(row)


def make_speed_combo(parent: QWidget) -> QComboBox:
    """Return a list of speeds (object name ``timelineSpeedCombo``); data are steps a second."""
    combo = QComboBox(parent)
    combo.setObjectName("timelineSpeedCombo")
    combo.setAccessibleName("Speed of playing")
    combo.setToolTip(SPEED_TIP)
    for speed in SPEEDS:
        combo.addItem(f"{speed} / s", speed)
    combo.setCurrentIndex(SPEEDS.index(DEFAULT_SPEED))
    return combo

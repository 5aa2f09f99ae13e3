"""The time line: which iteration of which run is shown, and the way to any other.

It seeks nothing itself: it asks, and shows where it is told to stand.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from engine.kmeans.reports import LogRow
from gui import theme
from gui.models.timeline_position import Position, TimelinePosition
from gui.panels.timeline_actions import (
    TimelineAction,
    make_timeline_actions,
    set_following,
    set_timeline_icons,
)
from gui.panels.timeline_combos import RunCombo, make_speed_combo
from gui.panels.timeline_line import TimelineLine
from gui.panels.timeline_player import TimelinePlayer
from gui.panels.timeline_slider import TimelineSlider


class TimelineBar(QWidget):
    """Run, buttons, slider, speed, and the numbers of the iteration in words.

    Signals
    -------
    seek_wanted(int, int)
        Show this iteration of this run, and follow the fit no more; answer with `set_position`.
    follow_wanted()
        Show the newest iteration, and go on doing so.
    film_wanted()
        Export the film of the shown run.
    """

    seek_wanted = Signal(int, int)
    follow_wanted = Signal()
    film_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timelineBar")
        self._position = TimelinePosition(self)
        self._player = TimelinePlayer(self._position, self)
        self._actions = make_timeline_actions(self)
        self.run_combo = RunCombo(self)
        self.slider = TimelineSlider(self)
        self.speed_combo = make_speed_combo(self)
        self.line = TimelineLine(self)
        self._lay_out()
        self._connect()
        self._refresh()

    def _make_button(self, name: TimelineAction) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name.removesuffix("Action") + "Button")
        button.setAutoRaise(True)
        button.setAutoRepeat(name in (TimelineAction.BACK, TimelineAction.ON))
        button.setDefaultAction(self._actions[name])
        return button

    def _lay_out(self) -> None:
        *steps, follow, film = (self._make_button(name) for name in TimelineAction)
        upper = QHBoxLayout()
        upper.setSpacing(2)
        for widget in (self.run_combo, *steps, self.slider, self.speed_combo, follow, film):
            upper.addWidget(widget, 1 if widget is self.slider else 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 2, 6, 2)
        column.setSpacing(0)
        column.addLayout(upper)
        column.addWidget(self.line)

    def _connect(self) -> None:
        position = self._position
        for name, slot in (
            (TimelineAction.FIRST, position.seek_first),
            (TimelineAction.BACK, position.step_back),
            (TimelineAction.ON, position.step_on),
            (TimelineAction.LAST, position.seek_last),
            (TimelineAction.FOLLOW, position.follow),
        ):
            self._actions[name].triggered.connect(self._player.stop)  # to go by hand ends playing
            self._actions[name].triggered.connect(slot)
        self._actions[TimelineAction.PLAY].triggered.connect(self._player.toggle)
        self._actions[TimelineAction.FILM].triggered.connect(self.film_wanted)
        self.slider.iteration_chosen.connect(self._player.stop)
        self.slider.iteration_chosen.connect(position.seek_iteration)
        self.run_combo.activated.connect(self._on_run_activated)
        self.speed_combo.currentIndexChanged.connect(self._on_speed_changed)
        self._player.playing_changed.connect(self._on_theme_changed)
        position.seek_wanted.connect(self.seek_wanted)
        position.follow_wanted.connect(self.follow_wanted)
        position.changed.connect(self._refresh)
        theme.current().changed.connect(self._on_theme_changed)

    @property
    def is_playing(self) -> bool:
        """True while it asks for one iteration after another."""
        return self._player.is_playing

    @property
    def follows(self) -> bool:
        """True while the newest iteration of a live fit is to be shown."""
        return self._position.follows

    @property
    def position(self) -> Position | None:
        """Run and iteration shown, both from 0; None for none."""
        return self._position.shown

    def actions_for_window(self) -> list[QAction]:
        """Return Play, back and on, whose keys work wherever the actions are added."""
        names = (TimelineAction.PLAY, TimelineAction.BACK, TimelineAction.ON)
        return [self._actions[name] for name in names]

    def set_runs(self, runs: Sequence[tuple[int, int, str]]) -> None:
        """Say which runs there are; the one shown stays.

        Parameters
        ----------
        runs : sequence of (int, int, str)
            Run from 0, its iterations with iteration 0 among them, and its title
            (`gui.models.timeline_text.run_title`).
        """
        self.run_combo.set_runs(runs)
        self._position.set_lengths({run: n_iterations for run, n_iterations, _ in runs})

    def set_position(self, run: int, iteration: int) -> None:
        """Stand at an iteration: it is shown now, asked for or not."""
        self._position.stand_at(run, iteration)

    def set_live(self, is_live: bool) -> None:
        """Say whether a fit runs; one that begins or goes on is followed, and ends playing."""
        if is_live and not self._position.is_live:
            self._player.stop()
        self._position.set_live(is_live)

    def show_row(self, row: LogRow, centroids_iteration: int, every: int = 1) -> None:
        """Show the numbers of the iteration.

        Parameters
        ----------
        row : LogRow
            Of the iteration shown.
        centroids_iteration : int
            The iteration whose centroids are shown.
        every : int
            Centroids of every so many-th iteration are kept (`History.thinning`); 1 if unknown.
        """
        self.line.show_row(row, centroids_iteration, every)
        self._refresh()

    def clear(self) -> None:
        """Forget runs and position; what is live stays so, and is followed again."""
        self._player.stop()
        self.line.clear()
        self.run_combo.set_runs(())
        self._position.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Play, go to first or last, unless what has the focus took it. Overrides QWidget."""
        name = _KEYS.get(event.key())
        if name is None or event.modifiers() or event.isAutoRepeat():
            super().keyPressEvent(event)
        else:
            self._actions[name].trigger()

    @Slot()
    def _refresh(self) -> None:
        has_runs = self._position.has_runs
        run, iteration = self._position.shown or (0, 0)
        last = max(self._position.last(run), iteration)
        self.slider.show_iteration(iteration, last + 1)
        self.run_combo.show_run(run if has_runs else None)
        for widget in (self.run_combo, self.slider, self.speed_combo):
            widget.setEnabled(has_runs)
        for name, is_possible in (
            (TimelineAction.FIRST, iteration > 0),
            (TimelineAction.BACK, iteration > 0),
            (TimelineAction.PLAY, last > 0),
            (TimelineAction.ON, iteration < last),
            (TimelineAction.LAST, iteration < last),
            (TimelineAction.FILM, True),
        ):
            self._actions[name].setEnabled(has_runs and is_possible)
        set_following(
            self._actions, is_possible=self._position.is_live, follows=self._position.follows
        )
        self.line.show_length(last + 1)
        self.slider.setAccessibleDescription(self.line.text)

    @Slot(int)
    def _on_run_activated(self, row: int) -> None:
        self._player.stop()
        self._position.seek_run(self.run_combo.itemData(row))

    @Slot(int)
    def _on_speed_changed(self, _row: int) -> None:
        self._player.set_speed(self.speed_combo.currentData())

    @Slot()
    def _on_theme_changed(self) -> None:
        set_timeline_icons(self._actions, is_playing=self.is_playing)


_KEYS: dict[int, TimelineAction] = {
    Qt.Key.Key_Space: TimelineAction.PLAY,
    Qt.Key.Key_Home: TimelineAction.FIRST,
    Qt.Key.Key_End: TimelineAction.LAST,
}


def _preview() -> None:
    """Show the bar over a run that goes wherever it is asked to."""
    import sys

    from PySide6.QtWidgets import QApplication

    app = QApplication(sys.argv)
    theme.apply(app)
    bar = TimelineBar()
    bar.seek_wanted.connect(bar.set_position)
    bar.set_runs([(0, 62, "run 1 of 2 (best)"), (1, 40, "run 2 of 2")])
    bar.set_position(0, 23)
    bar.show()
    app.exec()


if __name__ == "__main__":
    _preview()

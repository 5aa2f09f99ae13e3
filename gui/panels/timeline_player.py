"""Plays the film: one step after another, never faster than they are shown."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from gui.models.timeline_position import TimelinePosition

SPEEDS = (2, 5, 10, 20)  # iterations a second
DEFAULT_SPEED = 10


class TimelinePlayer(QObject):
    """Goes one iteration on with every beat, to the last one of the run.

    A step that is not shown yet when the next beat comes lets that beat pass.

    Parameters
    ----------
    position : TimelinePosition
        What it moves.
    parent : QObject, optional

    Signals
    -------
    playing_changed(bool)
        It began or ended.
    """

    playing_changed = Signal(bool)

    def __init__(self, position: TimelinePosition, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._position = position
        self._is_waiting = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        position.seek_wanted.connect(self._on_seek_wanted)
        position.arrived.connect(self._on_arrived)
        self.set_speed(DEFAULT_SPEED)

    @property
    def is_playing(self) -> bool:
        """True from `toggle` to the end."""
        return self._timer.isActive()

    def set_speed(self, steps_per_second: int) -> None:
        """Change the beat, also while it goes."""
        self._timer.setInterval(round(1000 / steps_per_second))

    @Slot()
    def toggle(self) -> None:
        """Play from here, or from the beginning where this is the end; or pause."""
        if self.is_playing:
            self.stop()
            return
        run, iteration = self._position.target
        self._timer.start()
        self.playing_changed.emit(True)
        if iteration >= self._position.last(run):
            self._position.seek(run, 0)
        elif self._position.follows:
            self._position.follow(False)

    @Slot()
    def stop(self) -> None:
        """End; nothing happens if it has."""
        if self.is_playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    @Slot()
    def _on_seek_wanted(self) -> None:
        self._is_waiting = True

    @Slot()
    def _on_arrived(self) -> None:
        self._is_waiting = False

    @Slot()
    def _on_timeout(self) -> None:
        run, iteration = self._position.target
        if self._is_waiting:
            return
        if iteration >= self._position.last(run):
            self.stop()
        else:
            self._position.step_on()

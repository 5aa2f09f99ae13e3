"""Where the time line stands, where it was asked to go, and whether it follows a fit."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal, Slot

Position = tuple[int, int]  # run and iteration, both from 0


class TimelinePosition(QObject):
    """An iteration of a run; what is asked for is not shown until somebody says so.

    Signals
    -------
    seek_wanted(int, int)
        Run and iteration to show, and the fit is followed no more.
    follow_wanted()
        The newest iteration is to be shown, and every one that comes.
    arrived()
        What was asked for last is shown.
    changed()
        Anything here is other than it was.
    """

    seek_wanted = Signal(int, int)
    follow_wanted = Signal()
    arrived = Signal()
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lengths: dict[int, int] = {}
        self._shown: Position | None = None
        self._asked: Position | None = None
        self._is_live = False
        self._follows = False

    @property
    def shown(self) -> Position | None:
        """What is shown; None for nothing."""
        return self._shown

    @property
    def target(self) -> Position:
        """What was asked for last and is to come, or what is shown: steps begin here."""
        return self._asked or self._shown or (0, 0)

    @property
    def has_runs(self) -> bool:
        """True if there is something to go to, and something shown."""
        return bool(self._lengths) and self._shown is not None

    @property
    def is_live(self) -> bool:
        """True while a fit runs."""
        return self._is_live

    @property
    def follows(self) -> bool:
        """True while the newest iteration of a live fit is to be shown."""
        return self._follows

    def last(self, run: int) -> int:
        """Return the last iteration of `run`; 0 if it has none."""
        return max(0, self._lengths.get(run, 0) - 1)

    def set_lengths(self, lengths: Mapping[int, int]) -> None:
        """Say how many iterations each run has, iteration 0 among them."""
        self._lengths = dict(lengths)
        self.changed.emit()

    def stand_at(self, run: int, iteration: int) -> None:
        """Take in what is shown now, asked for or not."""
        self._shown = run, iteration
        has_arrived = self._asked in (None, self._shown)
        if has_arrived:
            self._asked = None
        self.changed.emit()
        if has_arrived:
            self.arrived.emit()

    def set_live(self, is_live: bool) -> None:
        """Say whether a fit runs; one that begins or goes on is followed."""
        if is_live != self._is_live:
            self._is_live = self._follows = is_live
            if is_live:
                self._asked = None
            self.changed.emit()

    @Slot(bool)
    def follow(self, follows: bool) -> None:
        """Follow the live fit, or stay with what is shown."""
        self._follows = follows and self._is_live
        if self._follows:
            self._asked = None
            self.follow_wanted.emit()
        elif self._shown is not None:
            self._ask(self._shown)
        self.changed.emit()

    def seek(self, run: int, iteration: int) -> None:
        """Ask for an iteration of a run, the nearest there is; nothing if it is shown already."""
        wanted = run, min(max(0, iteration), self.last(run))
        if wanted != self.target or self._follows:
            self._follows = False
            self._ask(wanted)
            self.changed.emit()

    @Slot(int)
    def seek_iteration(self, iteration: int) -> None:
        """Ask for an iteration of the same run."""
        self.seek(self.target[0], iteration)

    @Slot()
    def seek_first(self) -> None:
        """Ask for iteration 0."""
        self.seek_iteration(0)

    @Slot()
    def seek_last(self) -> None:
        """Ask for the last iteration of the same run."""
        self.seek_iteration(self.last(self.target[0]))

    @Slot()
    def step_back(self) -> None:
        """Ask for the iteration before."""
        self.seek_iteration(self.target[1] - 1)

    @Slot()
    def step_on(self) -> None:
        """Ask for the next iteration."""
        self.seek_iteration(self.target[1] + 1)

    def seek_run(self, run: int) -> None:
        """Ask for another run: from end to end, else at the same iteration."""
        before, iteration = self.target
        self.seek(run, self.last(run) if iteration >= self.last(before) else iteration)

    def clear(self) -> None:
        """Forget runs and positions; what is live stays so, and is followed again."""
        self._lengths = {}
        self._shown = self._asked = None
        self._follows = self._is_live
        self.changed.emit()

    def _ask(self, wanted: Position) -> None:
        self._asked = wanted
        self.seek_wanted.emit(*wanted)

"""The queue of a sweep: what has run, what runs, what waits, and what can be done about it."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from engine.kmeans.reports import LogRow
from engine.sweep.queue import Entry, State
from gui.models.sweep_model import SweepModel
from gui.panels.fold_header import FoldHeader
from gui.panels.sweep_actions import QueueAction, make_queue_actions, set_paused
from gui.panels.sweep_table import SweepTable

NOTHING = "nothing is queued"
_OVER = (State.DONE, State.STOPPED, State.FAILED)


class SweepQueueView(QWidget):
    """A line that sums up, and below it a table and buttons (object name ``sweepQueue``).

    It opens when fits are queued and closes when all have ended; a click on the line does either.

    Signals
    -------
    pause_requested(), resume_requested(), stop_all_requested()
        For the whole queue.
    skip_requested(int), stop_requested(int)
        The number of a member that waits; of one that runs.
    move_requested(int, int)
        A member that waits, and its new place among those that do, 0 for next.
    """

    pause_requested = Signal()
    resume_requested = Signal()
    stop_all_requested = Signal()
    skip_requested = Signal(int)
    stop_requested = Signal(int)
    move_requested = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweepQueue")
        self._is_paused = self._is_active = False
        self.model = SweepModel(self)
        self.header = FoldHeader("&Queue")
        self.header.setObjectName("sweepQueueHeader")
        self.table = SweepTable(self.model)
        self.actions_by_name = make_queue_actions(self.table)
        self._body = QWidget()
        self._lay_out()
        for name, slot in (
            (QueueAction.PAUSE, self._on_pause),
            (QueueAction.UP, self._on_up),
            (QueueAction.DOWN, self._on_down),
            (QueueAction.SKIP, self._on_skip),
            (QueueAction.STOP, self._on_stop),
            (QueueAction.STOP_ALL, self.stop_all_requested),
        ):
            self.actions_by_name[name].triggered.connect(slot)
        self.header.toggled.connect(self._body.setVisible)
        self.table.selectionModel().currentRowChanged.connect(self._refresh_actions)
        self.model.layoutChanged.connect(self._refresh_actions)
        self._body.hide()
        self._refresh()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(2)
        for action in self.actions_by_name.values():
            button = QToolButton()
            button.setDefaultAction(action)
            button.setAutoRaise(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(3)
        body.addWidget(self.table)
        body.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 8, 2)
        column.setSpacing(2)
        column.addWidget(self.header)
        column.addWidget(self._body)

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        """Show what has become of every member, in the order of the queue."""
        self.model.show(entries)
        is_active = any(entry.state not in _OVER for entry in entries)
        if is_active != self._is_active or not entries:
            self._is_active = is_active
            self.header.setChecked(is_active)
            self.set_paused(False)
        self._refresh()

    def show_progress(self, number: int, row: LogRow) -> None:
        """Take in one more iteration of member `number`."""
        self.model.add_row(number, row)
        self._refresh_summary()

    def show_end(self, number: int, distortion: float, seconds: float) -> None:
        """Show what member `number` came to: its best run's distortion, the whole fit's time."""
        self.model.show_end(number, distortion, seconds)

    def set_paused(self, is_paused: bool) -> None:
        """Say whether the queue is held."""
        self._is_paused = is_paused
        set_paused(self.actions_by_name[QueueAction.PAUSE], is_paused)
        self._refresh_summary()

    def clear(self) -> None:
        """Empty the queue."""
        self.show_entries(())

    def _waiting(self) -> list[int]:
        return [e.member.number for e in self.model.entries if e.state is State.WAITING]

    def _running(self) -> Entry | None:
        return next((each for each in self.model.entries if each.state is State.RUNNING), None)

    def _refresh(self) -> None:
        self._refresh_actions()
        self._refresh_summary()

    @Slot()
    def _refresh_actions(self) -> None:
        number = self.table.number()
        waiting = self._waiting()
        place = waiting.index(number) if number in waiting else -1
        can = {
            QueueAction.PAUSE: self._is_active,
            QueueAction.UP: place > 0,
            QueueAction.DOWN: 0 <= place < len(waiting) - 1,
            QueueAction.SKIP: place >= 0,
            QueueAction.STOP: self._running() is not None,
            QueueAction.STOP_ALL: self._is_active,
        }
        for name, is_possible in can.items():
            self.actions_by_name[name].setEnabled(is_possible)

    def _refresh_summary(self) -> None:
        entries = self.model.entries
        self.header.setEnabled(bool(entries))
        if not entries:
            self.header.show_summary(NOTHING)
            return
        counts = Counter(entry.state for entry in entries)
        parts = ["paused"] if self._is_paused else []
        running = self._running()
        if running is not None:
            progress = self.model.progress(running.member.number)
            at = f", {progress.text}" if progress else ""
            parts.append(f"K = {running.member.parameters.n_clusters:,}{at}")
        parts.append(f"{counts[State.DONE]:,} of {len(entries):,} done")
        for state in (State.WAITING, State.STOPPED, State.FAILED):
            if counts[state]:
                parts.append(f"{counts[state]:,} {state}")
        self.header.show_summary(" · ".join(parts))

    @Slot()
    def _on_pause(self) -> None:
        (self.resume_requested if self._is_paused else self.pause_requested).emit()

    @Slot()
    def _on_up(self) -> None:
        self._move(-1)

    @Slot()
    def _on_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        number = self.table.number()
        if number is not None:
            self.move_requested.emit(number, self._waiting().index(number) + by)

    @Slot()
    def _on_skip(self) -> None:
        number, waiting = self.table.number(), self._waiting()
        if number is None:
            return
        # The next one that waits becomes the current one: the key can be pressed again.
        place = waiting.index(number)
        others = waiting[place + 1 :] + waiting[:place][::-1]
        self.skip_requested.emit(number)
        if others:
            self.table.go_to(others[0])

    @Slot()
    def _on_stop(self) -> None:
        running = self._running()
        if running is not None:
            self.stop_requested.emit(running.member.number)

"""The order in which the members of a sweep run, and what has become of each: `SweepQueue`."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from engine.sweep.plan import Member


class State(StrEnum):
    """What has become of a member."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Entry:
    """A member and what has become of it.

    Attributes
    ----------
    member : Member
        As planned.
    state : State
        `State.STOPPED` for one that was skipped, too.
    text : str
        Why it has ended, for people; empty until then.
    """

    member: Member
    state: State = State.WAITING
    text: str = ""


class SweepQueue:
    """The members of a sweep in their order.

    Any thread may ask and change it at any time: a window while an engine thread runs it. It
    starts no thread and calls nobody.

    Parameters
    ----------
    plan : iterable of Member
        In the order in which they are to run.
    """

    def __init__(self, plan: Iterable[Member]) -> None:
        self._lock = threading.Lock()
        self._entries = {member.number: Entry(member) for member in plan}
        self._order = list(self._entries)
        self._to_stop: set[int] = set()
        self._is_over = False

    # what a window asks

    def entries(self) -> tuple[Entry, ...]:
        """Return all members: those begun or skipped in that order, then those waiting."""
        with self._lock:
            return tuple(self._entries[number] for number in self._order)

    def waiting(self) -> tuple[Member, ...]:
        """Return the members that are still to run, next first."""
        with self._lock:
            return tuple(self._entries[number].member for number in self._waiting())

    @property
    def is_over(self) -> bool:
        """True once `stop_all` was called."""
        return self._is_over

    # what a window does

    def skip(self, number: int) -> bool:
        """Leave out a member that waits; return whether it did."""
        with self._lock:
            return self._skip(number)

    def move(self, number: int, place: int) -> bool:
        """Put a member that waits at `place` among those that do, 0 for next; return whether.

        A place beyond the last is the last.
        """
        with self._lock:
            if self._entries[number].state is not State.WAITING:
                return False
            waiting = self._waiting()
            waiting.remove(number)
            waiting.insert(max(0, place), number)
            self._order[-len(waiting) :] = waiting
            return True

    def stop_member(self, number: int) -> bool:
        """End a member that runs, or leave it out if it waits; the rest goes on.

        Returns whether it was one of both. What it has reached is kept.
        """
        with self._lock:
            if self._entries[number].state is State.RUNNING:
                self._to_stop.add(number)
                return True
            return self._skip(number)

    def stop_all(self) -> None:
        """End the member that runs and leave out all that wait."""
        with self._lock:
            self._is_over = True
            for number in self._waiting():
                self._skip(number)

    # what `run_sweep` does

    def take(self) -> Member | None:
        """Return the next member, which is running from now on; None if none waits."""
        with self._lock:
            number = next(iter(self._waiting()), None)
            if number is None:
                return None
            self._set(number, State.RUNNING, "")
            return self._entries[number].member

    def is_stopping(self, number: int) -> bool:
        """Return whether somebody wants this member, or all, to end."""
        with self._lock:
            return self._is_over or number in self._to_stop

    def finish(self, number: int, state: State, text: str) -> None:
        """Say what has become of a member that was taken."""
        with self._lock:
            self._set(number, state, text)

    def _waiting(self) -> list[int]:
        return [each for each in self._order if self._entries[each].state is State.WAITING]

    def _skip(self, number: int) -> bool:
        if self._entries[number].state is not State.WAITING:
            return False
        self._set(number, State.STOPPED, "Skipped.")
        return True

    def _set(self, number: int, state: State, text: str) -> None:
        """Change a member's state; one that no longer waits goes before those that do."""
        if self._entries[number].state is State.WAITING:
            self._order.remove(number)
            self._order.insert(len(self._order) - len(self._waiting()), number)
        self._entries[number] = replace(self._entries[number], state=state, text=text)

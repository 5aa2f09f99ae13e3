"""Lets a job run, wait, go one step or stop: asked by the engine thread, set by the window."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Gate:
    """One job's gate.

    Stopping is a flag and not a queued slot: a slot would wait behind the busy job.

    Parameters
    ----------
    paused : bool
        Whether it starts closed, with one step allowed.
    """

    def __init__(self, *, paused: bool = False) -> None:
        self._changed = threading.Condition()
        self._stopped = False
        self._paused = paused
        self._steps = 1 if paused else 0

    def stop(self) -> None:
        """Make `should_stop` true for good, and let a waiting job go on to see it."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def pause(self) -> None:
        """Make the job wait at its next turn."""
        with self._changed:
            self._paused, self._steps = True, 0

    def resume(self) -> None:
        """Let the job run on."""
        with self._changed:
            self._paused = False
            self._changed.notify_all()

    def step(self) -> None:
        """Let the job take one more turn, and wait again."""
        with self._changed:
            self._paused = True
            self._steps += 1
            self._changed.notify_all()

    def should_stop(self) -> bool:
        """Return whether the job is to end; has the signature of `engine.imageset.ShouldStop`."""
        return self._stopped

    def wait_turn(self, before_waiting: Callable[[], None]) -> None:
        """Return when the job may take its next turn, at once unless paused.

        Parameters
        ----------
        before_waiting : callable
            Called once if it has to wait.
        """
        with self._changed:
            has_to_wait = not self._may_go()
        if has_to_wait:
            before_waiting()  # without the lock: the window never waits for it
        with self._changed:
            self._changed.wait_for(self._may_go)
            if self._paused and not self._stopped:
                self._steps -= 1

    def _may_go(self) -> bool:
        return self._stopped or not self._paused or self._steps > 0

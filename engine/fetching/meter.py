"""How far a download has come and how fast it goes, ten times a second."""

from __future__ import annotations

import time
from collections import deque

from engine.imageset import Progress

PERIOD = 0.1  # seconds between two reports
_WINDOW = 3.0  # seconds that a speed is the mean of
_LEAST = 0.5  # seconds before there is one


class Meter:
    """Tells the caller of a download about it.

    Parameters
    ----------
    progress : callable
        Told the phase, and the bytes of all files of the set that are there and in all.
    total : int
        The latter.
    """

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = total
        self._phase = ""
        self._base = self._done = self._received = 0
        self._told = 0.0
        self._past: deque[tuple[float, int]] = deque()

    def begin(self, phase: str, base: int, done: int = 0) -> None:
        """Report a new phase at once.

        Parameters
        ----------
        phase : str
            What is being done.
        base : int
            Bytes of the files before this one.
        done : int
            Bytes of this one.
        """
        self._phase, self._base, self._done, self._received = phase, base, done, 0
        self._past.clear()
        self._tell(time.monotonic())

    def show(self, done: int) -> None:
        """Say that `done` bytes of this file are there; report if it is time."""
        self._done = done
        self.tick()

    def receive(self, n_bytes: int) -> None:
        """Say that so many more bytes came over the network; report if it is time."""
        self._received += n_bytes
        self.show(self._done + n_bytes)

    def tick(self) -> None:
        """Report if it is time, even where nothing came: the speed falls."""
        now = time.monotonic()
        if self._phase and now - self._told >= PERIOD:
            self._tell(now)

    def _tell(self, now: float) -> None:
        self._told = now
        self._past.append((now, self._received))
        while now - self._past[0][0] > _WINDOW:
            self._past.popleft()
        began, received = self._past[0]
        phase = self._phase
        if self._received and now - began >= _LEAST:
            speed = (self._received - received) / (now - began)
            phase = f"{phase} · {speed / 10**6:,.1f} MB/s"
        self._progress(phase, self._base + self._done, self._total)

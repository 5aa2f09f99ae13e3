"""How fast the fit is and how much memory the program holds."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

import psutil

WINDOW_S = 2.0  # long enough for a steady figure, short enough to follow a change
MEMORY_EVERY_S = 0.5


class Meter:
    """Counts iterations over the last two seconds.

    Parameters
    ----------
    clock : callable
        Seconds, never going back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()
        self._process = psutil.Process()
        self._memory = 0
        self._memory_at = -MEMORY_EVERY_S

    def restart(self) -> None:
        """Forget what was counted: a fit begins, or goes on after a pause."""
        self._seen.clear()

    def count(self, iterations: int) -> None:
        """Add `iterations` done just now."""
        self._seen.append((self._clock(), iterations))

    def iterations_per_second(self) -> float | None:
        """Return the speed; None until there is enough to tell."""
        now = self._clock()
        while self._seen and self._seen[0][0] < now - WINDOW_S:
            self._seen.popleft()
        if len(self._seen) < 2:
            return None
        began = self._seen[0][0]  # those counted first were done before it
        done = sum(iterations for _, iterations in self._seen) - self._seen[0][1]
        passed = self._seen[-1][0] - began
        return done / passed if passed > 0 else None

    def memory_bytes(self) -> int:
        """Return the memory the program holds (resident set), at most half a second old."""
        now = self._clock()
        if now - self._memory_at >= MEMORY_EVERY_S:
            self._memory = self._process.memory_info().rss
            self._memory_at = now
        return self._memory

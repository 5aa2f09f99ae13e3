"""How far the upright axis of a curve plot reaches."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ENOUGH = 3  # iterations after the seeds: with fewer, the seeds are most of what there is to see
LEAST_SHARE = 5e-3  # of the value itself: in a lower span its numbers would not differ in 4 digits


class Span:
    """Least and largest value of all runs, with and without iteration 0.

    Seeds are far worse than what one update makes of them: with them in it, an axis shows
    little else.
    """

    def __init__(self) -> None:
        self._seeds: dict[int, float] = {}
        self._later: dict[int, tuple[float, float]] = {}
        self._last = 0

    def clear(self) -> None:
        """Forget all runs."""
        self._seeds.clear()
        self._later.clear()
        self._last = 0

    def update(
        self, run: int, iterations: NDArray[np.float64], values: NDArray[np.float64]
    ) -> None:
        """Take in the whole curve of `run`, ndarrays of shape (n,), finite, iterations rising."""
        self._seeds.pop(run, None)
        self._later.pop(run, None)
        if not len(values):
            return
        self._last = max(self._last, int(iterations[-1]))
        later = values[1:] if iterations[0] == 0 else values
        if iterations[0] == 0:
            self._seeds[run] = float(values[0])
        if len(later):
            self._later[run] = (float(later.min()), float(later.max()))

    @property
    def can_leave_seeds(self) -> bool:
        """True once there is enough to see without iteration 0."""
        return self._last >= ENOUGH and bool(self._later)

    def seeds(self) -> tuple[float, float] | None:
        """Return least and largest value at iteration 0; None before there is one."""
        values = self._seeds.values()
        return (min(values), max(values)) if values else None

    def limits(self, *, with_seeds: bool) -> tuple[float, float] | None:
        """Return where the axis ends below and above; None while there is nothing to show."""
        spans = list(self._later.values())
        if with_seeds or not self.can_leave_seeds:
            spans += [(value, value) for value in self._seeds.values()]
        if not spans:
            return None
        low, high = min(low for low, _ in spans), max(high for _, high in spans)
        if low == high == 0:
            return (0.0, 1.0)
        missing = LEAST_SHARE * max(abs(low), abs(high)) - (high - low)
        return (low - missing / 2, high + missing / 2) if missing > 0 else (low, high)

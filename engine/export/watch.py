"""A long piece of work as its caller sees it: how far it is, and whether to go on."""

from __future__ import annotations

from engine.errors import Cancelled
from engine.imageset import Progress, ShouldStop


class Watch:
    """Progress and stop in one hand; both may be missing.

    Parameters
    ----------
    progress : callable or None
        Called as ``progress(phase, done, total)``.
    should_stop : callable or None
        Asked whether to end the work.
    """

    def __init__(self, progress: Progress | None, should_stop: ShouldStop | None) -> None:
        self._progress = progress
        self._should_stop = should_stop

    def check(self) -> None:
        """Ask whether to go on.

        Raises
        ------
        Cancelled
            If not.
        """
        if self._should_stop is not None and self._should_stop():
            raise Cancelled

    def report(self, phase: str, done: float, total: int) -> None:
        """Tell how far the work is, rounded down."""
        if self._progress is not None:
            self._progress(phase, int(done), total)

    def step(self, phase: str, done: float, total: int) -> None:
        """Tell how far the work is, and ask.

        Raises
        ------
        Cancelled
            If it is not to go on.
        """
        self.report(phase, done, total)
        self.check()

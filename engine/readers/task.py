"""What every reader gets besides its file: whom to tell, and whom to ask whether to go on."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import Cancelled
from engine.imageset import Progress, ShouldStop


def _nobody(_phase: str, _done: int, _total: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Task:
    """One opening of an image set, as its caller sees it.

    Attributes
    ----------
    progress : callable
        Told what is read.
    should_stop : callable
        Asked at least every 100 ms.
    """

    progress: Progress = _nobody
    should_stop: ShouldStop = lambda: False

    def check(self) -> None:
        """Raise `Cancelled` if the caller wants no more."""
        if self.should_stop():
            raise Cancelled

    def report(self, phase: str, done: int, total: int) -> None:
        """Tell of the progress, unless the caller wants no more."""
        self.check()
        self.progress(phase, done, total)

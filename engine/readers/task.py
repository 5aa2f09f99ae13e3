"""What every reader gets besides its file: whom to tell, and whom to ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import Progress, ShouldStop
from engine.options import DEFAULTS, OpenOptions
from engine.readers.questions import Question, Undecided

Preview = Callable[[NDArray[Any]], None]
"""Called with the first pictures read, (n, height, width, 1 or 3), long before all are."""


def _nobody(*_news: object) -> None:
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
    options : OpenOptions
        What the caller chose.
    preview : callable
        Shown the first pictures, which it may not keep or change.
    may_ask : bool
        Whether somebody is there to answer questions.
    """

    progress: Progress = _nobody
    should_stop: ShouldStop = lambda: False
    options: OpenOptions = DEFAULTS
    preview: Preview = _nobody
    may_ask: bool = False

    def check(self) -> None:
        """Raise `Cancelled` if the caller wants no more."""
        if self.should_stop():
            raise Cancelled

    def report(self, phase: str, done: int, total: int) -> None:
        """Tell of the progress, unless the caller wants no more."""
        self.check()
        self.progress(phase, done, total)

    def ask(self, question: Question) -> None:
        """Put `question` to the caller; return if the suggestion has to do."""
        if self.may_ask:
            raise Undecided(question)

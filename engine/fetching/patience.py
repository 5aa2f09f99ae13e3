"""Waiting for somebody far away without ever being deaf to the person in front."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from engine.errors import Cancelled
from engine.imageset import ShouldStop

SLICE = 0.05
"""Seconds between two looks at `should_stop` while nothing comes."""

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait.

    Attributes
    ----------
    connect : float
        Seconds for a name look-up, and for a connection to each address found.
    stall : float
        Seconds without a single byte.
    """

    connect: float = 10.0
    stall: float = 20.0

    @property
    def both(self) -> tuple[float, float]:
        """Connect and stall, as libraries want them."""
        return self.connect, self.stall


DEFAULT_TIMEOUTS = Timeouts()


class Overdue(Exception):
    """Raised when what was waited for did not come in time; says what, for people.

    No `OSError`: the libraries between the socket and its user let it through unchanged.
    """


class Patience:
    """Everything that waits during one transfer waits here, in slices.

    Parameters
    ----------
    timeouts : Timeouts
    should_stop : callable
        Asked in every slice.
    watch : callable
        Called in every slice, that a display does not stand still.

    Attributes
    ----------
    timeouts : Timeouts
        How long all this may take.
    """

    def __init__(
        self,
        timeouts: Timeouts,
        should_stop: ShouldStop,
        watch: Callable[[], None] = lambda: None,
    ) -> None:
        self.timeouts = timeouts
        self._should_stop = should_stop
        self._watch = watch
        self._limit = 0.0
        self._what = ""
        self._since = 0.0
        self.expect_answer()

    def expect_connection(self, host: str) -> None:
        """Wait for `host` from now on."""
        self._limit = self.timeouts.connect
        self._what = f"no connection to {host} within {self._limit:g} s"
        self.heard()

    def expect_answer(self) -> None:
        """Wait for bytes from now on."""
        self._limit = self.timeouts.stall
        self._what = f"nothing came for {self._limit:g} s"
        self.heard()

    def heard(self) -> None:
        """Begin the time anew: something came."""
        self._since = time.monotonic()

    def check(self) -> None:
        """Go on waiting.

        Raises
        ------
        Cancelled
            If `should_stop` answered true.
        Overdue
            If it takes too long.
        """
        if self._should_stop():
            raise Cancelled
        self._watch()
        if time.monotonic() - self._since > self._limit:
            raise Overdue(self._what)

    def wait(self, call: Callable[[], _Result]) -> _Result:
        """Call what raises `TimeoutError` after each `SLICE`, until it does not."""
        while True:
            try:
                result = call()
            except TimeoutError:
                self.check()
            else:
                self.heard()
                return result

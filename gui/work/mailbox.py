"""Carries news from the engine thread to the window: numbers all, pictures the newest only."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from engine.insight.representatives import Representatives
from engine.kmeans.reports import Iteration, LogRow

MOST_PREVIEWED = 60  # pictures shown of a set before all of it is there


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """What the clusters view shows of one iteration; all arrays are read-only."""

    report: Iteration
    representatives: Representatives


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """How far a job is: ``done`` of ``total`` in ``name``; `total` 0 where it is not known."""

    name: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mail:
    """What lay in the mailbox.

    Attributes
    ----------
    rows : list of LogRow
        Every iteration since the last time, in order.
    picture : Picture or None
        The newest, if there is a new one.
    phase : Phase or None
        The newest, if there is a new one.
    preview : ndarray of shape (n, height, width, channels) or None
        The first pictures of a set that is being opened, if they have come.
    """

    rows: list[LogRow] = field(default_factory=list)
    picture: Picture | None = None
    phase: Phase | None = None
    preview: NDArray[Any] | None = None


class Mailbox:
    """One job's mailbox. Posting never waits for the window; the window asks 30 times a second.

    A queued signal for every iteration would let the picture trail the engine by seconds.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: list[LogRow] = []
        self._picture: Picture | None = None
        self._phase: Phase | None = None
        self._preview: NDArray[Any] | None = None

    def post_row(self, row: LogRow) -> None:
        """Add the numbers of an iteration; none is ever lost."""
        with self._lock:
            self._rows.append(row)

    def post_picture(self, picture: Picture) -> None:
        """Replace the picture."""
        with self._lock:
            self._picture = picture

    def post_phase(self, name: str, done: int, total: int) -> None:
        """Replace the phase. Has the signature of `engine.imageset.Progress`."""
        with self._lock:
            self._phase = Phase(name=name, done=done, total=total)

    def post_preview(self, pixels: NDArray[Any]) -> None:
        """Replace the preview with a copy of the first of `pixels`.

        Has the signature of `engine.readers.task.Preview`.
        """
        some = pixels[:MOST_PREVIEWED].copy()
        with self._lock:
            self._preview = some

    def wants_picture(self) -> bool:
        """Return whether the last picture has been fetched, so that a new one is worth making."""
        with self._lock:
            return self._picture is None

    def drain(self) -> Mail:
        """Take everything out."""
        with self._lock:
            mail = Mail(
                rows=self._rows, picture=self._picture, phase=self._phase, preview=self._preview
            )
            self._rows, self._picture, self._phase, self._preview = [], None, None, None
        return mail

"""Writing the film of a run to the disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.export.film import FilmKind, write_film
from engine.export.film_frames import frames
from engine.history import History
from gui.work.gate import Gate
from gui.work.jobs import Opened
from gui.work.mailbox import Mailbox

if TYPE_CHECKING:
    from PIL import Image


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FilmJob:
    """Write the film of a run; the result is a `FilmWritten`.

    Attributes
    ----------
    opened, history
        The images, and the time line of their fit.
    path : str
        The file; one that is there is replaced.
    kind : {"webp", "gif"}
        The format.
    fps : float
        Iterations a second.
    size : (int, int)
        Width and height of a picture, in pixels.
    of_run : int
        From 0.
    iterations : range
        Those shown.
    """

    opened: Opened
    history: History
    path: str
    kind: FilmKind
    fps: float
    size: tuple[int, int]
    of_run: int
    iterations: range

    @property
    def name(self) -> str:
        """Name of the file."""
        return Path(self.path).name

    def run(self, mailbox: Mailbox, gate: Gate) -> FilmWritten:
        """Draw the pictures one by one, and write them."""
        path = write_film(
            self.path,
            _Frames(self),
            fps=self.fps,
            kind=self.kind,
            progress=mailbox.post_phase,
            should_stop=gate.should_stop,
        )
        return FilmWritten(path=path)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmWritten:
    """A film that is on the disk."""

    path: Path


class _Frames:
    """The pictures of a film, drawn when they are asked for; how many there are is known."""

    def __init__(self, job: FilmJob) -> None:
        self._job = job

    def __len__(self) -> int:
        return len(self._job.iterations)

    def __iter__(self) -> Iterator[Image.Image]:
        job = self._job
        moments = (job.history.moment(job.of_run, at) for at in job.iterations)
        return frames(job.opened.images, job.opened.scale, moments, size=job.size)

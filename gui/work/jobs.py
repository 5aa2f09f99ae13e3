"""What the engine thread can be asked to do. No Qt: a job runs as well in the calling thread."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from engine import load_images
from engine.export import export_fit
from engine.history import History
from engine.imageset import ImageSet
from engine.insight.display import DisplayScale, display_scale
from engine.insight.representatives import representatives
from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.preparing import prepare
from engine.kmeans.reports import FitEnded, Iteration
from engine.kmeans.samples import Samples
from engine.kmeans.workers import Workers, available_cores
from engine.options import DEFAULTS, OpenOptions
from engine.readers.questions import Question, Undecided
from gui.work.gate import Gate
from gui.work.mailbox import Mailbox, Picture


class Job(Protocol):
    """Work for the engine thread."""

    @property
    def name(self) -> str:
        """What it works on, for messages."""
        ...

    def run(self, mailbox: Mailbox, gate: Gate) -> object:
        """Do the work and return its result; raise `Cancelled` if ``gate.should_stop()``."""
        ...


Reports = Generator[Iteration | FitEnded, None, None]

PICTURE_SECONDS = 0.1  # drawing one is the longest the window is away from its events


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Opened:
    """An image set made ready: read, prepared for fits, with the scale it is shown at.

    Where `is_blank`, its pictures could not be found: all are of one grey, to look at what else
    a past fit holds, and nothing can be computed.
    """

    images: ImageSet
    samples: Samples
    scale: DisplayScale
    is_blank: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FitResult:
    """A fit that ended, with the picture of its best run."""

    ended: FitEnded
    picture: Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadJob:
    """Open an image set; the result is an `Opened`, or an `Asked` where a person has to choose.

    Attributes
    ----------
    source : str
        A path or a name of the catalogue.
    options : OpenOptions
        How it is to be opened.
    download : bool
        Whether a set of the catalogue that is not here may be fetched.
    data_folder : str
        Where fetched sets are kept; empty for the usual place.
    """

    source: str
    options: OpenOptions = DEFAULTS
    download: bool = False
    data_folder: str = ""

    @property
    def name(self) -> str:
        """File name or catalogue name."""
        return Path(self.source).name or self.source

    def run(self, mailbox: Mailbox, gate: Gate) -> Opened | Asked:
        """Read and prepare the images."""
        try:
            images = load_images(
                self.source,
                options=self.options,
                progress=mailbox.post_phase,
                should_stop=gate.should_stop,
                preview=mailbox.post_preview,
                may_ask=True,
                download=self.download,
                data_folder=self.data_folder or None,
            )
        except Undecided as undecided:
            return Asked(question=undecided.question, job=self)
        return prepared(images, mailbox, gate)


def prepared(images: ImageSet, mailbox: Mailbox, gate: Gate, *, is_blank: bool = False) -> Opened:
    """Return images made ready for fits; arguments as `Job.run` and `Opened` have them."""
    with Workers() as workers:
        samples = prepare(
            images, workers, should_stop=gate.should_stop, progress=mailbox.post_phase
        )
    return Opened(images=images, samples=samples, scale=display_scale(images), is_blank=is_blank)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """A question that has to be answered before `job` can open its image set."""

    question: Question
    job: LoadJob


def engine_threads() -> int:
    """Return how many threads a fit gets beside a window: one core's worth stays for that.

    Measured with two cores, K = 100 on CIFAR-10: with both, 15 % more iterations, and gaps in the
    window's event loop 30 % longer.
    """
    return max(1, available_cores() - 1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FitJob:
    """Cluster an image set; the result is a `FitResult`, None if stopped before any report.

    Attributes
    ----------
    opened : Opened
        The image set.
    parameters : KMeansParameters
        Of the fit.
    n_threads : int or None
        Threads of the fit; None for one a core.
    history : History or None
        Takes in every report before anybody hears of it.
    """

    opened: Opened
    parameters: KMeansParameters
    n_threads: int | None = None
    history: History | None = None

    @property
    def name(self) -> str:
        """Name of the image set."""
        return self.opened.images.name

    def run(self, mailbox: Mailbox, gate: Gate) -> FitResult | None:
        """Run the fit, waiting at the gate before each iteration."""
        pictures = _Pictures(self.opened.images, mailbox)
        gate.wait_turn(pictures.catch_up)
        # Its threads end here, also where a picture cannot be made.
        with closing(self.reports(mailbox, gate)) as reports:
            for report in reports:
                if isinstance(report, FitEnded):
                    return FitResult(ended=report, picture=pictures.of(report.best))
                self.keep(report)
                mailbox.post_row(report.row)
                pictures.offer(report)
                gate.wait_turn(pictures.catch_up)
        return None

    def reports(self, mailbox: Mailbox, gate: Gate) -> Reports:
        """Return the reports of the fit."""
        return fit(
            self.opened.samples,
            self.parameters,
            should_stop=gate.should_stop,
            n_threads=self.n_threads,
            progress=mailbox.post_phase,
        )

    def keep(self, report: Iteration) -> None:
        """Add a report to the history, if there is one."""
        if self.history is not None:
            self.history.add(report)


class _Pictures:
    """Makes pictures no faster than they are looked at, and always one of where it pauses."""

    def __init__(self, images: ImageSet, mailbox: Mailbox) -> None:
        self._images = images
        self._mailbox = mailbox
        self._newest: Iteration | None = None
        self._shown: Iteration | None = None
        self._next = 0.0

    def of(self, report: Iteration) -> Picture:
        return Picture(report=report, representatives=representatives(self._images, report))

    def offer(self, report: Iteration) -> None:
        self._newest = report
        if self._mailbox.wants_picture() and time.monotonic() >= self._next:
            self._next = time.monotonic() + PICTURE_SECONDS
            self.catch_up()

    def catch_up(self) -> None:
        if self._newest is not None and self._newest is not self._shown:
            self._shown = self._newest
            self._mailbox.post_picture(self.of(self._newest))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExportJob:
    """Write a fit to a folder; the result is the folder's path."""

    opened: Opened
    ended: FitEnded
    folder: str
    overwrite: bool = False

    @property
    def name(self) -> str:
        """Name of the folder."""
        return Path(self.folder).name

    def run(self, mailbox: Mailbox, gate: Gate) -> Path:
        """Write the files."""
        return export_fit(
            self.folder,
            self.opened.images,
            self.ended,
            overwrite=self.overwrite,
            progress=mailbox.post_phase,
            should_stop=gate.should_stop,
        )

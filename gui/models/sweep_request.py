"""What somebody asks of a sweep, and how much work that is."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import ParameterError
from engine.kmeans.parameters import InitName, KMeansParameters
from engine.sweep.plan import Member, plan_sweep

MOST_RUNS = 1000  # of one fit
MOST_FITS = 10_000  # of one sweep: a queue to be read

_FORMS = "Write 1, or 1, 3 to compare"
_LONGEST_SHOWN = 20  # characters of what was written


@dataclass(frozen=True, slots=True)
class SweepRequest:
    """Fits to run one after the other: every combination of what is listed.

    Attributes
    ----------
    values : tuple of int
        Numbers of clusters, rising.
    n_inits : tuple of int
        Numbers of runs a fit.
    inits : tuple of str
        Initialisations.
    warm_start : bool
        Whether each number of clusters starts from the centroids of the one before.
    """

    values: tuple[int, ...]
    n_inits: tuple[int, ...]
    inits: tuple[InitName, ...]
    warm_start: bool

    @property
    def n_fits(self) -> int:
        """How many fits that is."""
        return len(self.values) * len(self.n_inits) * len(self.inits)

    @property
    def n_runs(self) -> int:
        """How many runs; a fit that starts warm has one."""
        if not self.warm_start:
            return len(self.values) * sum(self.n_inits) * len(self.inits)
        warm = (len(self.values) - 1) * len(self.n_inits)
        return (sum(self.n_inits) + warm) * len(self.inits)

    @property
    def text(self) -> str:
        """``19 fits, 57 runs``."""
        return f"{_counted(self.n_fits, 'fit')}, {_counted(self.n_runs, 'run')}"

    def members(self, base: KMeansParameters) -> tuple[Member, ...]:
        """Return the fits; what does not vary is that of `base`, whose seed they derive from.

        Raises
        ------
        ParameterError
            If a value is outside its limits.
        """
        return plan_sweep(
            self.values,
            base,
            inits=self.inits,
            n_inits=self.n_inits,
            warm_start=self.warm_start,
        )


def parse_runs(text: str) -> tuple[int, ...]:
    """Return the numbers of runs that `text` lists between commas, rising, each once.

    Raises
    ------
    ParameterError
        If there is none, or a part is no whole number from 1 to `MOST_RUNS`.
    """
    if not text.strip():
        raise ParameterError("n_init", "No number of runs is given", _FORMS)
    return tuple(sorted({_runs(part.strip()) for part in text.split(",")}))


def _runs(part: str) -> int:
    shown = repr(part if len(part) <= _LONGEST_SHOWN else f"{part[:_LONGEST_SHOWN]}…")
    if not (part.isascii() and part.isdigit()):
        raise ParameterError("n_init", f"{shown} is no number of runs", _FORMS)
    # Python refuses to read thousands of digits; so many are too many in any case.
    runs = int(part.lstrip("0")[: len(str(MOST_RUNS)) + 1] or "0")
    if not 1 <= runs <= MOST_RUNS:
        raise ParameterError(
            "n_init", f"{shown} is outside its limits", f"Give 1 to {MOST_RUNS:,} runs"
        )
    return runs


def check_request(request: SweepRequest, n_images: int | None) -> None:
    """Check what can be known before the images are looked at.

    Parameters
    ----------
    request : SweepRequest
    n_images : int or None
        None while no images are open.

    Raises
    ------
    ParameterError
        If nothing is chosen to start from, there are too many fits, or a value is more than there
        are images.
    """
    if not request.inits:
        raise ParameterError("init", "No initialisation is chosen", "Choose one or more")
    if request.n_fits > MOST_FITS:
        raise ParameterError(
            "sweep", f"These are {request.n_fits:,} fits", f"Make it {MOST_FITS:,} or fewer"
        )
    if n_images is not None and request.values[-1] > n_images:
        raise ParameterError(
            "sweep",
            f"{request.values[-1]:,} clusters for {n_images:,} images",
            f"Give at most {n_images:,}",
        )


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"

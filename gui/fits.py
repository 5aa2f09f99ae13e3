"""The fits of the image set that is open, as far as they were computed or opened since."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from engine.history import History
from engine.insight.agreement import Agreement
from engine.insight.criteria import Criteria
from engine.kmeans.branching import alone
from engine.kmeans.reports import FitEnded
from gui.models.compared_fit import ComparedFit


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fit that can be shown again.

    Attributes
    ----------
    compared : ComparedFit
    ended : FitEnded
    history : History or None
        All it told; None where it is read from the library when it is wanted.
    fit_id : str
        Its name in the library; empty if it is not there.
    """

    compared: ComparedFit
    ended: FitEnded
    history: History | None
    fit_id: str = ""


class Fits(QObject):
    """Fits by key, oldest first.

    Signals
    -------
    changed()
        One came, went, or more is known of one.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fits: dict[str, Fit] = {}
        self._count = 0

    def add(self, ended: FitEnded, history: History | None, sweep: str = "") -> str:
        """Take in a fit and return its key."""
        self._count += 1
        key = str(self._count)
        self._fits[key] = Fit(_compared(key, ended, sweep), ended, history)
        self.changed.emit()
        return key

    def add_saved(self, ended: FitEnded, fit_id: str, sweep: str = "") -> str:
        """Take in a fit of the library and return its key; one that is here keeps its own."""
        for key, fit in self._fits.items():
            if fit.fit_id == fit_id:
                return key
        key = self.add(ended, None, sweep)
        self.set_saved(key, fit_id)
        return key

    def get(self, key: str) -> Fit | None:
        """Return a fit; None if it is not there."""
        return self._fits.get(key)

    def key_of(self, fit_id: str) -> str:
        """Return the key of a fit of the library; empty if it is not here."""
        return next((key for key, fit in self._fits.items() if fit.fit_id == fit_id), "")

    def compared(self) -> list[ComparedFit]:
        """Return all of them as they are compared."""
        return [fit.compared for fit in self._fits.values()]

    def set_saved(self, key: str, fit_id: str) -> None:
        """Say under which name the library holds a fit; its history is read from there."""
        if key in self._fits:
            self._fits[key] = replace(self._fits[key], fit_id=fit_id, history=None)

    def set_history(self, key: str, history: History) -> None:
        """Put a smaller time line in the place of a fit's own."""
        if key in self._fits:
            self._fits[key] = replace(self._fits[key], history=history)

    def set_measured(self, key: str, criteria: Criteria, agreement: Agreement | None) -> None:
        """Add what was measured of a fit."""
        fit = self._fits.get(key)
        if fit is not None:
            compared = replace(fit.compared, criteria=criteria, agreement=agreement)
            self._fits[key] = replace(fit, compared=compared)
            self.changed.emit()

    def clear(self) -> None:
        """Forget all: another image set is open."""
        self._fits.clear()
        self.changed.emit()


def _compared(key: str, ended: FitEnded, sweep: str) -> ComparedFit:
    """Return a fit as it is compared: without branches that its parameters do not make."""
    own = alone(ended)
    return ComparedFit(
        key=key,
        parameters=own.parameters,
        distortions=tuple(summary.distortion for summary in own.runs),
        best_run=own.best_run,
        iterations=own.n_iter_,
        seconds=own.seconds,
        stopped=own.stopped,
        labels=own.labels_,
        centroids=own.cluster_centers_,
        sweep=sweep,
    )

"""What fits of several K have to say: figures by name, the best of each K, the suggestion."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from engine.insight.suggestion import Candidate, Suggestion, suggest
from gui.models.compared_fit import ComparedFit


class FitColumn(IntEnum):
    """The columns of the table of fits; most of them are plotted, too."""

    CLUSTERS = 0
    INIT = 1
    RUNS = 2
    SEED = 3
    DISTORTION = 4
    SPREAD = 5
    SILHOUETTE = 6
    CALINSKI_HARABASZ = 7
    DAVIES_BOULDIN = 8
    ARI = 9
    NMI = 10
    ITERATIONS = 11
    SECONDS = 12


MEASURED = (FitColumn.SILHOUETTE, FitColumn.CALINSKI_HARABASZ, FitColumn.DAVIES_BOULDIN)
AGREEMENTS = (FitColumn.ARI, FitColumn.NMI)


def value_of(fit: ComparedFit, column: FitColumn) -> float | str | None:
    """Return a figure of a fit; None where it has none, or is not measured."""
    match column:
        case FitColumn.CLUSTERS:
            return fit.n_clusters
        case FitColumn.INIT:
            return fit.parameters.init_name
        case FitColumn.RUNS:
            return fit.parameters.n_init
        case FitColumn.SEED:
            # Given seeds leave nothing to chance.
            drawn = isinstance(fit.parameters.init, str)
            return fit.parameters.random_state if drawn else None
        case FitColumn.DISTORTION:
            return fit.distortion
        case FitColumn.SPREAD:
            return spread_of(fit.distortions)
        case FitColumn.SILHOUETTE:
            return None if fit.criteria is None else fit.criteria.silhouette
        case FitColumn.CALINSKI_HARABASZ:
            return None if fit.criteria is None else fit.criteria.calinski_harabasz
        case FitColumn.DAVIES_BOULDIN:
            return None if fit.criteria is None else fit.criteria.davies_bouldin
        case FitColumn.ARI:
            return None if fit.agreement is None else fit.agreement.ari
        case FitColumn.NMI:
            return None if fit.agreement is None else fit.agreement.nmi
        case FitColumn.ITERATIONS:
            return fit.iterations
        case FitColumn.SECONDS:
            return fit.seconds


def is_awaited(fit: ComparedFit, column: FitColumn) -> bool:
    """Return whether a figure is still to be measured."""
    if column in MEASURED:
        return fit.criteria is None
    return column in AGREEMENTS and fit.agreement is None


def spread_of(distortions: Sequence[float]) -> float | None:
    """Return by what share of the least distortion the greatest exceeds it; None for one run."""
    least, most = min(distortions), max(distortions)
    if len(distortions) < 2 or (least == 0 and most > 0):
        return None
    return (most - least) / least if least else 0.0


def best_of_each_k(fits: Sequence[ComparedFit]) -> list[ComparedFit]:
    """Return, in rising K, the fit with the least distortion; the earliest among equals.

    A fit that was stopped counts only where none of its K went to its end.
    """
    best: dict[int, ComparedFit] = {}
    for fit in sorted(fits, key=lambda each: (each.stopped, each.distortion)):
        best.setdefault(fit.n_clusters, fit)
    return [best[k] for k in sorted(best)]


def suggestion_of(fits: Sequence[ComparedFit]) -> Suggestion:
    """Return which K the fits that went to their end speak for."""
    return suggest(
        [
            Candidate(
                n_clusters=fit.n_clusters,
                distortion=fit.distortion,
                silhouette=None if fit.criteria is None else fit.criteria.silhouette,
                calinski_harabasz=None if fit.criteria is None else fit.criteria.calinski_harabasz,
                davies_bouldin=None if fit.criteria is None else fit.criteria.davies_bouldin,
            )
            for fit in fits
            if not fit.stopped
        ]
    )


def suggestion_text(suggestion: Suggestion, fits: Sequence[ComparedFit]) -> str:
    """Return the suggestion in words, with what it could not look at."""
    parts = [suggestion.text]
    n_awaited = sum(fit.criteria is None for fit in fits)
    if n_awaited:
        parts.append(f"Measuring {n_awaited:,} of {len(fits):,} fits…")
    n_stopped = sum(fit.stopped for fit in fits)
    if n_stopped:
        was = "fit was" if n_stopped == 1 else "fits were"
        parts.append(f"{n_stopped:,} {was} stopped early and left out.")
    return " ".join(parts)


def silhouette_title(fits: Sequence[ComparedFit]) -> str:
    """Return the title of the plot: of how many images the silhouette is."""
    for fit in fits:
        found = fit.criteria
        if found is not None and found.silhouette is not None:
            if found.silhouette_is_exact:
                return "Silhouette, exact"
            return f"Silhouette, on {found.silhouette_n:,} of {len(fit.labels):,} images"
    return "Silhouette"

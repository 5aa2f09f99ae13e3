"""Which K a sweep speaks for, if its criteria agree on one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEAST_VALUES = 3  # of K: of two, each is at an end
LISTED = 6  # values of K named one by one where some are left out between them

NAMES: Mapping[str, str] = {
    "silhouette": "silhouette",
    "calinski_harabasz": "Calinski-Harabasz",
    "davies_bouldin": "Davies-Bouldin",
}
"""The criteria in words for people, by their names in `Candidate`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One fit of a sweep, as `suggest` looks at it.

    Attributes
    ----------
    n_clusters : int
    distortion : float
        In squared pixel levels.
    silhouette, calinski_harabasz, davies_bouldin : float or None
        As `engine.insight.criteria.Criteria` has them.
    """

    n_clusters: int
    distortion: float
    silhouette: float | None
    calinski_harabasz: float | None
    davies_bouldin: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What K a sweep speaks for.

    Attributes
    ----------
    n_clusters : int or None
        The K on which all criteria agree; None where none is clear.
    best_by : dict of str to int
        By the names of the criteria, the K each is best at, the smallest among equals. Empty
        where no fit has all of them.
    text : str
        One or two sentences for people.
    """

    n_clusters: int | None
    best_by: dict[str, int]
    text: str


def suggest(candidates: Sequence[Candidate]) -> Suggestion:
    """Return the K that silhouette, Calinski-Harabasz and Davies-Bouldin agree on, or none.

    Distortion is not asked: it falls with every further cluster. An end of the range is no answer,
    as the best K may lie beyond it; K = 2 is, as 2 is the least there is to compare.

    Parameters
    ----------
    candidates : sequence of Candidate
        In any order. Of several fits of one K, the one with the least distortion counts, the
        earliest among equals. Fits without one of the criteria are left out.
    """
    by_k: dict[int, dict[str, float]] = {}
    for candidate in sorted(candidates, key=lambda each: each.distortion):
        figures = _merits(candidate)
        if figures is not None:
            by_k.setdefault(candidate.n_clusters, figures)
    tried = sorted(by_k)
    best_by = {name: max(tried, key=lambda k: by_k[k][name]) for name in NAMES} if tried else {}
    if len(tried) < LEAST_VALUES:
        text = (
            f"To suggest a K takes {LEAST_VALUES} values of it with all criteria; "
            f"values so far: {len(tried)}."
        )
        return Suggestion(n_clusters=None, best_by=best_by, text=text)
    chosen = set(best_by.values())
    k = min(chosen)
    at_an_end = k == tried[-1] or (k == tried[0] and k != 2)
    if len(chosen) == 1 and not at_an_end:
        text = (
            f"K = {k} is suggested: {_listed(list(NAMES.values()))} are all best there, "
            f"of {_span(tried)}."
        )
        return Suggestion(n_clusters=k, best_by=best_by, text=text)
    if len(chosen) == 1:
        end = "largest" if k == tried[-1] else "smallest"
        why = f"{_listed(list(NAMES.values()))} are all best at {k}, the {end} tried"
    else:
        parts = [f"{NAMES[name]} at {best}" for name, best in best_by.items()]
        why = parts[0].replace(" at ", " is best at ") + f", {_listed(parts[1:])}"
    text = f"There is no clear K in {_span(tried)}: {why}."
    return Suggestion(n_clusters=None, best_by=best_by, text=text)


def _merits(candidate: Candidate) -> dict[str, float] | None:
    """Return the criteria by name, each so that higher is better; None where one is missing."""
    if (
        candidate.silhouette is None
        or candidate.calinski_harabasz is None
        or candidate.davies_bouldin is None
    ):
        return None
    return {
        "silhouette": candidate.silhouette,
        "calinski_harabasz": candidate.calinski_harabasz,
        "davies_bouldin": -candidate.davies_bouldin,
    }


def _span(tried: list[int]) -> str:
    """Return the values of K as people write them: ``2-20``, or ``3, 5, 10 and 15``."""
    ends = f"{tried[0]}-{tried[-1]}"
    if tried[-1] - tried[0] == len(tried) - 1:
        return ends
    if len(tried) <= LISTED:
        return _listed([str(k) for k in tried])
    return f"{ends} ({len(tried)} values)"


def _listed(parts: list[str]) -> str:
    return ", ".join(parts[:-1]) + f" and {parts[-1]}"

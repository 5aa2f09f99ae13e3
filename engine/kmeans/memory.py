"""How much memory a fit takes above its images, and what it goes without when it may not."""

from __future__ import annotations

from dataclasses import dataclass

from engine.kmeans.projection import LARGEST_RANK, RANKS, rank_for
from engine.kmeans.samples import Samples

BYTES_A_CENTROID_VALUE = 48  # values, offsets, exact sums twice, tables, and moves as they happen
LEAST_FEATURES = 4  # features over directions from which a projection saves more than it costs
MEGABYTE = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a fit keeps to be fast.

    Attributes
    ----------
    rank : int or None
        Directions that images are projected on; None if they are not.
    keep_residuals : bool
        Whether measured scores are kept.
    note : str
        What the limit on memory costs, for people; empty if nothing.
    """

    rank: int | None
    keep_residuals: bool
    note: str = ""


def plan_for(samples: Samples, n_clusters: int, limit: int | None) -> Plan:
    """Return what to keep of `samples` for `n_clusters` within `limit` bytes above the images."""
    n, n_features = samples.rows.shape
    rank = rank_for(n_clusters)
    if n_clusters == 1 or n_features < LEAST_FEATURES * rank:
        return Plan(rank=None, keep_residuals=False)
    if limit is None:
        return Plan(rank=rank, keep_residuals=True)
    left = limit - BYTES_A_CENTROID_VALUE * n_clusters * n_features
    ranks = [each for _, each in RANKS if each < rank]
    for each in (rank, *reversed(ranks)):
        needed = 4 * n * (each + 2) + 12 * n_features * min(LARGEST_RANK, each)
        if needed <= left:
            keep = needed + 4 * n * n_clusters <= left
            whole = keep and each == rank
            return Plan(
                rank=each, keep_residuals=keep, note="" if whole else _note(limit, "less is kept")
            )
    return Plan(rank=None, keep_residuals=False, note=_note(limit, "nothing is kept"))


def _note(limit: int, what: str) -> str:
    return (
        f"memory limit: with {limit / MEGABYTE:,.0f} MB above the images {what} between "
        "iterations, which take longer. Results are the same."
    )

"""What reading, bounding and scoring rows costs, and so which way is the cheaper."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Measured, in nanoseconds; only their ratios count, and a poor guess costs time, never a label.
CONVERT = 0.5  # a value of a row read where it lies
GATHER = 0.15  # more for one picked out
MULTIPLY = 0.018  # a product in float32
PAIR = 0.9  # a product in float32 with a centroid picked out for the row
ROW = 400.0  # what a row that is scored costs besides
BOUND_ROW = 180.0  # what a row that is bounded costs besides
BOUND = 3.0  # looking at a bound
SCORE = 2.0  # looking at a score

THREAD = 1_200_000.0  # work that is worth a thread of its own

LOOKED_AT = 2**20  # scores or bounds looked at in one go: 4 MB as float32


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Costs of a row, in nanoseconds, and the sizes of the portions of work.

    Attributes
    ----------
    bound : float
        Of bounding the scores of a row.
    pick : float
        Of scoring a row picked out.
    sweep : float
        Of scoring a row in a pass over all.
    pair : float
        Of scoring one centroid for a row that is read.
    all_pairs : float
        Of scoring all.
    keep_residuals : bool
        Whether measured scores are kept for later bounds.
    """

    bound: float
    pick: float
    sweep: float
    pair: float
    all_pairs: float
    keep_residuals: bool
    filter_rows: int
    strip_rows: int

    @property
    def worth_a_thread(self) -> int:
        """Rows that are worth a thread of their own to score."""
        return max(1, int(THREAD / self.pick))

    @property
    def worth_a_filter(self) -> int:
        """Rows that are worth a thread of their own to bound."""
        return max(1, int(THREAD / self.bound))

    def pairs_pay(self, pairs: float) -> bool:
        """Return whether scoring so many centroids a row pays, instead of all."""
        return (pairs + 1) * self.pair < self.all_pairs

    def is_cheap_at_worst(self, active: int, n: int) -> bool:
        """Return whether filtering `active` rows pays even if it certifies none."""
        return active * (self.bound + self.pick) <= n * self.sweep

    def filter_pays(self, active: int, unsure: float, pairs: float, n: int) -> bool:
        """Return whether filtering pays.

        Where a share `unsure` of `active` rows is left, with so many centroids in question.
        """
        pick = self.pick + min(0, (pairs + 1) * self.pair - self.all_pairs)
        return active * (self.bound + unsure * pick) <= n * self.sweep


def costs_of(n_features: int, n_clusters: int, rank: int, *, keep_residuals: bool) -> Costs:
    """Return the costs for rows of `n_features` and `rank` directions."""
    score = ROW + (CONVERT + MULTIPLY * n_clusters) * n_features + SCORE * n_clusters
    bound = BOUND_ROW + (MULTIPLY * (rank + 2) + BOUND) * n_clusters
    rows = int(np.clip(LOOKED_AT // n_clusters, 256, 16384))
    return Costs(
        bound=bound,
        pick=score + GATHER * n_features,
        sweep=score,
        pair=PAIR * n_features,
        all_pairs=MULTIPLY * n_clusters * n_features,
        keep_residuals=keep_residuals,
        filter_rows=rows,
        strip_rows=min(rows, 8192),
    )

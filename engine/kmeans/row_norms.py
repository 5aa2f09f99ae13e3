"""Squared norms of the rows as they are, and the grid on which their values lie.

Sums of fractions need both; they are made in one pass and shared by all runs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.errors import Cancelled
from engine.imageset import ShouldStop
from engine.kmeans.samples import Samples, blocks_of
from engine.kmeans.sharing import PAIR_VALUES
from engine.kmeans.twofold import Floats, Pair, sum_of_squares, two_product
from engine.kmeans.workers import Workers
from engine.pixels import Pixels


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RowNorms:
    """What sums of fractions need to know about the rows; the same for every run.

    Attributes
    ----------
    top, bottom : int
        Values are at most ``2**top``, and multiples of ``2**bottom``.
    squares : pair of ndarrays of shape (n,), float64
        Squared norm of each row as it is, not centred, times ``4**-top``.
    """

    top: int
    bottom: int
    squares: Pair

    def weighted(self, weights: Floats | None) -> Pair:
        """Return `squares` times the weight of each row, shape (n,); as they are for None."""
        if weights is None:
            return self.squares
        product, error = two_product(weights, self.squares[0])
        return product, error + weights * self.squares[1]


def row_norms(samples: Samples, workers: Workers, should_stop: ShouldStop) -> RowNorms:
    """Return the norms of the rows of `samples`: one pass.

    Raises
    ------
    Cancelled
        If `should_stop`, asked at every block, answered true.
    """
    rows = samples.rows
    top = math.frexp(largest_value(samples))[1]
    short = is_short(rows)
    has_fractions = rows.dtype.kind == "f" and not samples.whole
    high, low = np.empty((2, len(rows)))

    def look(block: slice) -> float:
        if should_stop():
            raise Cancelled
        part = rows[block]
        for few in blocks_of(0, len(part), max(1, PAIR_VALUES // part.shape[1])):
            scaled = np.multiply(part[few], 2.0**-top, dtype=np.float64)
            high[block][few], low[block][few] = sum_of_squares(scaled, short=short)
        if not has_fractions:
            return 1.0
        sizes = np.abs(part)
        sizes[sizes == 0] = np.inf
        return float(sizes.min())

    blocks = blocks_of(0, len(samples), samples.block_rows)
    least = min(workers.map(look, blocks))
    unit = np.spacing(rows.dtype.type(least)) if math.isfinite(least) and has_fractions else 1.0
    bottom = math.frexp(unit)[1] - 1
    return RowNorms(top=top, bottom=bottom, squares=(high, low))


def kept_norms(samples: Samples, workers: Workers, should_stop: ShouldStop) -> RowNorms:
    """Return `row_norms`, made the first time and kept with the samples."""
    kept = samples.kept.get("row norms")
    if not isinstance(kept, RowNorms):
        kept = samples.kept["row norms"] = row_norms(samples, workers, should_stop)
    return kept


def is_short(rows: Pixels) -> bool:
    """Return whether all `rows` can hold is numbers of at most 26 bits."""
    return rows.dtype.itemsize <= 2 or (rows.dtype.kind == "f" and rows.dtype.itemsize <= 4)


def largest_value(samples: Samples) -> float:
    """Return a bound of the values' magnitudes."""
    return float(np.abs(samples.origin).max()) + samples.largest

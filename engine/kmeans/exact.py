"""Arithmetic without rounding, for what float64 cannot decide."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

INT64_SAFE = 2**62


def exact_dot(left: NDArray[np.int64], right: NDArray[np.int64]) -> int:
    """Return the inner product of two vectors of whole numbers, whatever its size."""
    largest = int(np.abs(left).max(initial=0)) * int(np.abs(right).max(initial=0))
    if largest * left.size < INT64_SAFE:
        return int(left @ right)
    return sum(int(a) * int(b) for a, b in zip(left, right, strict=True))


def within_scatter(sq_norm_sum: int, sums: NDArray[np.int64], count: int) -> float:
    """Return the sum of squared distances of a cluster's rows to their mean, rounded once.

    Parameters
    ----------
    sq_norm_sum : int
        Sum over the rows of ``|x|**2``.
    sums : ndarray of shape (n_features,), int64
        Sum of the rows.
    count : int
        Number of rows, at least 1.

    Notes
    -----
    ``sum |x - mean|**2 = sum |x|**2 - |sum x|**2 / count`` (Steiner), here over whole numbers
    and one division, so that nothing cancels.
    """
    return (count * sq_norm_sum - exact_dot(sums, sums)) / count


def nearest_exactly(
    row: NDArray[np.int64],
    candidates: NDArray[np.intp],
    sums: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> int:
    """Return which candidate's mean is nearest to `row`, the lowest number among equals.

    Parameters
    ----------
    row : ndarray of shape (n_features,), int64
    candidates : ndarray of shape (m,)
        Indices into `sums`, in rising order.
    sums, counts : ndarrays of shape (n_clusters, n_features) and (n_clusters,), int64
        Candidate ``j`` is the mean ``sums[j] / counts[j]``.

    Notes
    -----
    Compares ``|s|**2 / n**2 - 2 x.s / n`` as fractions: ``|x|**2`` is common to all.
    """

    def score(cluster: Any) -> Fraction:
        total, count = sums[cluster], int(counts[cluster])
        return Fraction(exact_dot(total, total) - 2 * count * exact_dot(row, total), count**2)

    return int(min(candidates, key=score))  # min keeps the first of equals

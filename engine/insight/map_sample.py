"""Which images a map shows, and which its axes are found from, where there are too many."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MAX_VALUES = 2**28  # in rows that are looked at some times over: CIFAR-10 has 2**27.2
SAMPLE_VALUES = 2**27  # in those looked at instead where all have more
LEAST_ROWS = 16  # however many values each has


def even_sample(n: int, m: int, seed: int) -> NDArray[np.intp]:
    """Return `m` of ``range(n)``, one drawn from each of `m` stretches of equal length.

    Sets that lie class after class are thus shown in proportion.

    Parameters
    ----------
    n, m : int
        All of them, in order, where `m` is not less than `n`.
    seed : int
        Of the draw, not negative.

    Returns
    -------
    ndarray of shape (min(n, m),), intp
        Rising.
    """
    if m >= n:
        return np.arange(n)
    edges = np.arange(m + 1, dtype=np.int64) * n // m
    rng = np.random.default_rng(seed)
    return rng.integers(edges[:-1], edges[1:]).astype(np.intp, copy=False)


def rows_for_axes(n: int, n_features: int, seed: int) -> NDArray[np.intp]:
    """Return which of `n` rows axes are found from: all, unless these hold too many values.

    A search takes some passes over them; `MAX_VALUES` keeps it to seconds.
    """
    if n * n_features <= MAX_VALUES:
        return np.arange(n)
    return even_sample(n, max(LEAST_ROWS, SAMPLE_VALUES // n_features), seed)

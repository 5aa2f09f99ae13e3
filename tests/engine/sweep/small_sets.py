"""Images for sweeps, small enough to be looked at one by one."""

from __future__ import annotations

import numpy as np

from engine.kmeans.workers import Workers
from tests.engine.kmeans import summing


def prepared(rows):
    with Workers(1) as workers:
        return summing.prepared(rows, workers)


def heaps(n=120, n_heaps=6, n_features=8, seed=0):
    """Return bytes in `n_heaps` heaps of unlike width."""
    rng = np.random.default_rng(seed)
    centres = rng.uniform(40, 210, (n_heaps, n_features))
    own = rng.integers(0, n_heaps, n)
    spread = 4 + 3 * own[:, np.newaxis]
    return np.clip(centres[own] + rng.normal(0, spread, (n, n_features)), 0, 255).astype(np.uint8)

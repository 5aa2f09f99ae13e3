"""Points laid out in two dimensions by t-SNE, with openTSNE.

openTSNE is an extra and imported only here, only when it is needed.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled, ParameterError
from engine.imageset import Progress, ShouldStop
from engine.insight.importing import one_at_a_time
from engine.insight.neighbours import nearest_neighbours

INSTALL = "Run: python3 bootstrap.py setup maps"
PERPLEXITY = 30
NEIGHBOURS = 90  # three times the perplexity, as openTSNE takes
FEWEST = 4  # points of which a neighbourhood can be spoken
EARLY, LATE = 250, 500  # iterations with exaggeration and without, openTSNE's defaults
MANY = 10_000  # points from which repulsion is interpolated, not summed over a tree
START_SPREAD = 1e-4  # standard deviation of the first axis at the start
JITTER = 0.01  # that of what keeps equal points apart, as a share of it


def require_opentsne() -> ModuleType:
    """Return openTSNE.

    Raises
    ------
    ParameterError
        If it is not installed, naming the command that installs it.
    """
    try:
        with one_at_a_time:
            return import_module("openTSNE")
    except ImportError as error:
        raise ParameterError("t-SNE", "this map needs openTSNE", INSTALL) from error


def tsne(
    points: NDArray[np.float64],
    *,
    seed: int,
    n_threads: int,
    should_stop: ShouldStop,
    progress: Progress,
) -> NDArray[np.float64]:
    """Return `points` in two dimensions, shape (m, 2), float64.

    Neighbours are exact; the forces between far points are approximate, as t-SNE's are. It starts
    from the first two columns, so that axes of a PCA give its large-scale order. The same seed
    gives the same layout, on any number of threads.

    Parameters
    ----------
    points : ndarray of shape (m, d), float64
        `d` at least 2, the columns of largest variance first. Points that are all the same, or
        fewer than `FEWEST`, are given back by their first two columns.

    Raises
    ------
    Cancelled
        If `should_stop` answered true; it is asked at every iteration.
    ParameterError
        If openTSNE is not installed.

    Notes
    -----
    van der Maaten and Hinton, Visualizing data using t-SNE, JMLR 9, 2008; started and sped up as
    in Kobak and Berens, The art of using t-SNE, Nature Communications 10, 2019.
    """
    module = require_opentsne()
    spread = points[:, 0].std()
    if len(points) < FEWEST or spread == 0:
        return points[:, :2].copy()
    points = points / spread
    k = min(NEIGHBOURS, len(points) - 1)
    neighbours, distances = nearest_neighbours(
        points, k, n_threads=n_threads, should_stop=should_stop, progress=progress
    )
    progress("laying out the map", 0, EARLY + LATE)
    affinities = module.affinity.PerplexityBasedNN(
        perplexity=min(PERPLEXITY, k / 3),
        knn_index=module.nearest_neighbors.PrecomputedNeighbors(neighbours, distances),
        n_jobs=n_threads,
    )
    noise = np.random.default_rng(seed).standard_normal((len(points), 2))
    layout = module.TSNE(
        early_exaggeration_iter=EARLY,
        n_iter=LATE,
        negative_gradient_method=_watched(module, len(points), should_stop, progress),
        n_jobs=n_threads,
        random_state=seed,
    ).fit(affinities=affinities, initialization=(points[:, :2] + JITTER * noise) * START_SPREAD)
    return np.array(layout, dtype=np.float64)


def _watched(module: ModuleType, m: int, should_stop: ShouldStop, progress: Progress) -> Any:
    """Return openTSNE's gradient for `m` points, asking `should_stop` whenever it is called.

    A callback would do, but has the error computed each time, which doubles the work.
    """
    name = "kl_divergence_bh" if m < MANY else "kl_divergence_fft"
    inner, done = getattr(module.tsne, name), 0

    def gradient(*args: Any, **options: Any) -> Any:
        nonlocal done
        if should_stop():
            raise Cancelled
        progress("laying out the map", min(done, EARLY + LATE), EARLY + LATE)
        done += 1
        return inner(*args, **options)

    return gradient

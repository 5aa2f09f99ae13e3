"""How much the runs of one fit agree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import ShouldStop
from engine.insight.contingency import contingency
from engine.insight.importing import one_at_a_time
from engine.insight.matching import match_by_overlap

Labels = NDArray[np.int32]

SAME = 1e-12  # relative difference of distortions that rounding can make
LEAST_PERCENT = 0.01  # smaller differences are not told in digits
CLOSE = 1e-3  # relative difference of those that count as near the best


def agreement_matrix(
    labels_by_run: Sequence[Labels], *, should_stop: ShouldStop = lambda: False
) -> NDArray[np.float64]:
    """Return how much every two runs agree: scikit-learn's adjusted Rand index.

    Parameters
    ----------
    labels_by_run : sequence of ndarray of shape (n,), int32
        Cluster of every image, a run each. Runs may differ in their number of clusters.
    should_stop : callable
        Asked before each pair of runs: some 10 ms for 50,000 images.

    Returns
    -------
    ndarray of shape (n_runs, n_runs), float64
        Symmetric, 1 on the diagonal: 1 is the same clusters, 0 what chance gives.

    Raises
    ------
    Cancelled
        If `should_stop` answered true.
    """
    with one_at_a_time:
        from sklearn.metrics import adjusted_rand_score

    matrix = np.eye(len(labels_by_run))
    for i, labels in enumerate(labels_by_run):
        for j in range(i):
            if should_stop():
                raise Cancelled
            matrix[i, j] = matrix[j, i] = adjusted_rand_score(labels, labels_by_run[j])
    return matrix


def company(labels_by_run: Sequence[Labels], reference: int) -> NDArray[np.int64]:
    """Return in how many runs each image kept the company it has in run `reference`.

    The clusters of each run are matched with those of `reference` so that most images are in
    matched clusters; an image that is keeps its company.

    Parameters
    ----------
    labels_by_run : sequence of ndarray of shape (n,), int32
        Cluster of every image, a run each.
    reference : int
        Index of a run, which itself counts.

    Returns
    -------
    ndarray of shape (n,), int64
        From 1 to the number of runs.
    """
    own = labels_by_run[reference]
    n_clusters = int(own.max(initial=-1)) + 1
    kept = np.zeros(len(own), dtype=np.int64)
    for labels in labels_by_run:
        table = contingency(own, n_clusters, labels, int(labels.max(initial=-1)) + 1)
        kept += match_by_overlap(table)[own] == labels
    return kept


def restart_text(distortions: Sequence[float]) -> str:
    """Return one line for people on how far runs of `distortions` are apart.

    ``3 runs: best 4.646e11 (run 2), worst +0.8 %; 2 within 0.1 % of the best``. Runs are counted
    from 1.

    Raises
    ------
    ValueError
        If there is no run.
    """
    best, worst = min(distortions), max(distortions)
    n_runs = len(distortions)
    if n_runs == 1:
        return f"1 run: {_short(best)}"
    if worst - best <= SAME * worst:
        return f"{n_runs} runs: all reach {_short(best)}"
    number = distortions.index(best) + 1
    text = f"{n_runs} runs: best {_short(best)} (run {number}), worst "
    if best <= 0:
        return text + _short(worst)
    near = sum(each <= best * (1 + CLOSE) for each in distortions)
    return f"{text}{_more(100 * (worst / best - 1))}; {near} within {100 * CLOSE:g} % of the best"


def _more(percent: float) -> str:
    """Return how much more something is: ``+0.8 %``."""
    if percent < LEAST_PERCENT:
        return f"less than +{LEAST_PERCENT} %"
    return f"+{percent:.{0 if percent >= 10 else 1 if percent >= 0.1 else 2}f} %"


def _short(distortion: float) -> str:
    """Return `distortion` in up to four digits: ``4.646e11``."""
    digits, _, exponent = f"{distortion:.4g}".partition("e")
    return f"{digits}e{int(exponent)}" if exponent else digits

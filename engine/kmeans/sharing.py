"""Work shared out between threads, in parts that their caches hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.kmeans.samples import blocks_of
from engine.kmeans.workers import Workers

PAIR_VALUES = 2**15  # pairs that the cache holds with all that is made of them
MANY_SUMS = 2**19  # threads that share out fewer wait for each other more than they gain


def share_out(
    work: Callable[[slice], None], parts: Iterator[slice], workers: Workers | None
) -> None:
    """Call `work` with each part, side by side where there are workers.

    Parameters
    ----------
    work : callable
        Writes nothing that it writes for another part.
    parts : iterator of slice
    workers : Workers or None
        None where there is too little to share.
    """
    if workers is not None:
        workers.map(work, parts)
        return
    for part in parts:
        work(part)


def share_out_clusters(
    work: Callable[[slice], None], n_clusters: int, n_features: int, workers: Workers | None
) -> None:
    """Call `work` with parts of `n_clusters` whose sums the cache holds as pairs.

    Parameters
    ----------
    work, workers
        As in `share_out`; few sums are not shared.
    n_clusters, n_features : int
        At least 1.
    """
    parts = blocks_of(0, n_clusters, max(1, PAIR_VALUES // n_features))
    is_small = n_clusters * n_features < MANY_SUMS
    share_out(work, parts, None if is_small else workers)

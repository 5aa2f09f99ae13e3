"""A sample in which every cluster has its share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.insight.map_sample import even_sample

LEAST = 2  # of each cluster that has so many: one alone would have no company


def stratified_sample(labels: NDArray[np.int32], m: int, seed: int) -> NDArray[np.intp]:
    """Return `m` images in which each cluster has its share, spread evenly over its members.

    Parameters
    ----------
    labels : ndarray of shape (n,), int32
        Cluster of every image; none negative.
    m : int
        How many images. All are returned where there are no more, and as many more than `m` as
        it takes for two of every cluster, or its only one.
    seed : int
        Of the draw, not negative.

    Returns
    -------
    ndarray of shape (max(m, least),) or (n,), intp
        Rising.
    """
    if m >= len(labels):
        return np.arange(len(labels))
    sizes = np.bincount(labels)
    order = np.argsort(labels, kind="stable")
    members = np.split(order, np.cumsum(sizes)[:-1])
    drawn = [
        some[even_sample(len(some), share, seed + cluster)]
        for cluster, (some, share) in enumerate(zip(members, _shares(sizes, m), strict=True))
        if share
    ]
    return np.sort(np.concatenate(drawn))


def _shares(sizes: NDArray[np.int64], m: int) -> list[int]:
    """Return how many of each cluster are drawn: the least, then in proportion to the rest.

    What is lost in rounding down goes to the largest remainders, the lower cluster first.
    """
    shares = np.minimum(sizes, LEAST)
    left = sizes - shares
    spare = max(0, m - int(shares.sum()))
    whole, remainders = np.divmod(left * spare, max(1, int(left.sum())))
    shares += whole
    missing = spare - int(whole.sum())
    shares[np.argsort(-remainders, kind="stable")[:missing]] += 1
    result: list[int] = shares.tolist()
    return result

"""Where the images of each cluster go as K grows: levels, the flows between them, an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.errors import ParameterError
from engine.insight.contingency import contingency

SWEEPS = 8  # down and up the tree; the best order seen is kept

Order = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Level:
    """The clusters of one K.

    Attributes
    ----------
    n_clusters : int
    sizes : ndarray of shape (n_clusters,), int64
        Images of each cluster.
    order : ndarray of shape (n_clusters,), intp
        Clusters as they are to be drawn, the first one first.
    """

    n_clusters: int
    sizes: NDArray[np.int64]
    order: Order


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FamilyTree:
    """The clusters of rising K, and how images flow from one K to the next.

    Attributes
    ----------
    levels : tuple of Level
        By rising K.
    flows : tuple of ndarray of shape (n_from, n_to), int64
        Between each level and the next: images of each cluster of the one in each of the other,
        by the clusters' numbers, not by their order.
    """

    levels: tuple[Level, ...]
    flows: tuple[NDArray[np.int64], ...]

    @property
    def n_images(self) -> int:
        """Images of the tree, the same at every level."""
        return int(self.levels[0].sizes.sum())


def family_tree(fits: Sequence[tuple[int, NDArray[np.int32]]]) -> FamilyTree:
    """Return the family tree of fits of one image set.

    Parameters
    ----------
    fits : sequence of (int, ndarray of shape (n,), int32)
        Number of clusters and cluster of every image, in any order.

    Returns
    -------
    FamilyTree
        Its arrays are read-only. The order at each level is one in which few flows cross.

    Raises
    ------
    ParameterError
        If there is no fit, two are of the same K, or not all of the same number of images.

    Notes
    -----
    Crossings are reduced by barycentre sweeps: Sugiyama, Tagawa and Toda, IEEE Transactions on
    Systems, Man and Cybernetics 11, 1981. Which order has the fewest is a hard problem; this one
    has no more than the clusters' numbers as they come.
    """
    ordered = sorted(fits, key=lambda fit: fit[0])
    _check([k for k, _ in ordered], [len(labels) for _, labels in ordered])
    flows = tuple(
        contingency(labels, k, next_labels, next_k)
        for (k, labels), (next_k, next_labels) in pairwise(ordered)
    )
    levels = []
    for (k, labels), order in zip(ordered, _orders([k for k, _ in ordered], flows), strict=True):
        sizes = np.bincount(labels, minlength=k).astype(np.int64, copy=False)
        sizes.flags.writeable = order.flags.writeable = False
        levels.append(Level(n_clusters=k, sizes=sizes, order=order))
    for flow in flows:
        flow.flags.writeable = False
    return FamilyTree(levels=tuple(levels), flows=flows)


def crossings(flow: NDArray[np.int64]) -> float:
    """Return how many pairs of images cross on their way from one level to the next.

    Parameters
    ----------
    flow : ndarray of shape (n_from, n_to), int64
        Rows and columns in the order they are drawn in.
    """
    # For each cell, all that starts below it and ends above it.
    before = np.cumsum(flow, axis=1) - flow
    below = np.cumsum(before[::-1], axis=0)[::-1] - before
    return float(np.sum(flow * below.astype(np.float64)))


def _check(every_k: list[int], lengths: list[int]) -> None:
    if not every_k:
        raise ParameterError("family tree", "there is no fit", "Run a sweep first")
    twice = [k for k, following in pairwise(every_k) if k == following]
    if twice:
        raise ParameterError("family tree", f"two fits of K = {twice[0]}", "Give one fit for each")
    if min(lengths) != max(lengths):
        raise ParameterError(
            "family tree",
            f"fits of {min(lengths):,} and of {max(lengths):,} images",
            "Give fits of one image set",
        )


def _orders(every_k: list[int], flows: tuple[NDArray[np.int64], ...]) -> list[Order]:
    """Return an order of each level's clusters in which few flows cross."""
    orders = [np.arange(k) for k in every_k]
    best, fewest = list(orders), _total(orders, flows)
    for sweep in range(SWEEPS):
        if sweep % 2 == 0:
            for i, flow in enumerate(flows):
                orders[i + 1] = _by_barycentre(flow.T, orders[i], orders[i + 1])
        else:
            for i in reversed(range(len(flows))):
                orders[i] = _by_barycentre(flows[i], orders[i + 1], orders[i])
        total = _total(orders, flows)
        if total < fewest:
            best, fewest = list(orders), total
    return best


def _total(orders: list[Order], flows: tuple[NDArray[np.int64], ...]) -> float:
    return sum(
        crossings(flow[np.ix_(upper, lower)])
        for (upper, lower), flow in zip(pairwise(orders), flows, strict=True)
    )


def _by_barycentre(flow: NDArray[np.int64], fixed: Order, order: Order) -> Order:
    """Return `order`, of the rows of `flow`, by where their images are among `fixed` columns.

    A place is a rank, as a share of how many there are; an empty cluster stays where it was.
    """
    places = np.empty(len(fixed))
    places[fixed] = (np.arange(len(fixed)) + 0.5) / len(fixed)
    sizes = flow.sum(axis=1)
    centres = np.empty(len(order))
    centres[order] = (np.arange(len(order)) + 0.5) / len(order)
    np.divide(flow @ places, sizes, out=centres, where=sizes > 0)
    return order[np.argsort(centres[order], kind="stable")]

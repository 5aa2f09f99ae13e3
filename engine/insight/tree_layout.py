"""Where the nodes and ribbons of a family tree lie, in numbers from 0 to 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.insight.family_tree import FamilyTree, Level

GAPS = 0.25  # of the height of every level, all gaps together

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Nodes:
    """The clusters of one level, by their numbers.

    Attributes
    ----------
    offsets : ndarray of shape (n_clusters,), float64
        Where each begins, from 0.
    heights : ndarray of shape (n_clusters,), float64
        In proportion to its images, by the same measure at every level; 0 for an empty cluster.
    """

    offsets: Floats
    heights: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ribbons:
    """The flows between a level and the next, one each where there are images.

    Attributes
    ----------
    sources, targets : ndarray of shape (m,), intp
        Clusters of the level and of the next, in drawing order.
    source_offsets, target_offsets : ndarray of shape (m,), float64
        Where the ribbon begins at either end. Side by side, ribbons fill their nodes.
    thicknesses : ndarray of shape (m,), float64
        The same at both ends.
    """

    sources: NDArray[np.intp]
    targets: NDArray[np.intp]
    source_offsets: Floats
    target_offsets: Floats
    thicknesses: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TreeLayout:
    """Where everything lies across the axis of K.

    Attributes
    ----------
    nodes : tuple of Nodes
        One a level.
    ribbons : tuple of Ribbons
        One between each level and the next.
    """

    nodes: tuple[Nodes, ...]
    ribbons: tuple[Ribbons, ...]


def layout(tree: FamilyTree, gaps: float = GAPS) -> TreeLayout:
    """Return where the nodes and ribbons of `tree` lie between 0 and 1.

    Parameters
    ----------
    tree : FamilyTree
    gaps : float
        Share of the height that is left free, at least 0 and below 1: the same at each level, in
        equal gaps between its nodes, or around a single one. So an image is as thick everywhere.

    Returns
    -------
    TreeLayout
        Its arrays are read-only.

    Raises
    ------
    ValueError
        If `gaps` is outside its limits.
    """
    if not 0 <= gaps < 1:
        raise ValueError(f"gaps of {gaps} leave no room between 0 and 1")
    unit = (1 - gaps) / tree.n_images
    nodes = tuple(_nodes(level, unit, gaps) for level in tree.levels)
    ribbons = tuple(
        _ribbons(flow, unit, tree.levels[i : i + 2], nodes[i : i + 2])
        for i, flow in enumerate(tree.flows)
    )
    return TreeLayout(nodes=nodes, ribbons=ribbons)


def _nodes(level: Level, unit: float, gaps: float) -> Nodes:
    order, n_gaps = level.order, level.n_clusters - 1
    heights = level.sizes.astype(np.float64) * unit
    before = (np.cumsum(level.sizes[order]) - level.sizes[order]) * unit
    offsets = np.empty(level.n_clusters)
    offsets[order] = before + (gaps * np.arange(n_gaps + 1) / n_gaps if n_gaps else gaps / 2)
    offsets.flags.writeable = heights.flags.writeable = False
    return Nodes(offsets=offsets, heights=heights)


def _ribbons(
    flow: NDArray[np.int64], unit: float, levels: tuple[Level, ...], nodes: tuple[Nodes, ...]
) -> Ribbons:
    """Return the ribbons of `flow`, at each end in the order of their other ends."""
    upper, lower = levels[0].order, levels[1].order
    drawn = flow[np.ix_(upper, lower)]
    rows, columns = np.nonzero(drawn)
    earlier_targets = (np.cumsum(drawn, axis=1) - drawn)[rows, columns]
    earlier_sources = (np.cumsum(drawn, axis=0) - drawn)[rows, columns]
    sources, targets = upper[rows], lower[columns]
    thicknesses = drawn[rows, columns].astype(np.float64) * unit
    result = Ribbons(
        sources=sources,
        targets=targets,
        source_offsets=nodes[0].offsets[sources] + earlier_targets * unit,
        target_offsets=nodes[1].offsets[targets] + earlier_sources * unit,
        thicknesses=thicknesses,
    )
    for array in (
        result.sources,
        result.targets,
        result.source_offsets,
        result.target_offsets,
        result.thicknesses,
    ):
        array.flags.writeable = False
    return result

"""What is said of the clusters and ribbons of a family tree; all of it is plain text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.insight.family_tree import FamilyTree
from gui.models.cluster_text import images_text, percent_text
from gui.models.family_places import Node, Ribbon


def node_tip(tree: FamilyTree, node: Node) -> str:
    """Return how large a cluster is, where its images came from and where they go."""
    level = tree.levels[node.level]
    size = int(level.sizes[node.cluster])
    lines = [
        f"K = {level.n_clusters}, cluster {node.cluster}: {images_text(size)}, "
        f"{percent_text(size / tree.n_images)} of all"
    ]
    if node.level > 0 and size:
        before = tree.flows[node.level - 1][:, node.cluster]
        lines.append(f"Most came from cluster {_most(before, size, tree, node.level - 1)}")
    if node.level < len(tree.flows) and size:
        after = tree.flows[node.level][node.cluster]
        lines.append(f"Most go to cluster {_most(after, size, tree, node.level + 1)}")
    return "\n".join(lines)


def _most(counts: NDArray[np.int64], size: int, tree: FamilyTree, level: int) -> str:
    most = int(counts.argmax())
    share = percent_text(int(counts[most]) / size)
    return (
        f"{most} of K = {tree.levels[level].n_clusters}: {images_text(int(counts[most]))}, {share}"
    )


def ribbon_tip(tree: FamilyTree, ribbon: Ribbon) -> str:
    """Return how many images flow, and what share of either end that is."""
    source, target = tree.levels[ribbon.level], tree.levels[ribbon.level + 1]
    count = int(tree.flows[ribbon.level][ribbon.source, ribbon.target])
    of_source = percent_text(count / max(1, int(source.sizes[ribbon.source])))
    of_target = percent_text(count / max(1, int(target.sizes[ribbon.target])))
    return (
        f"{images_text(count)} from cluster {ribbon.source} of K = {source.n_clusters} "
        f"to cluster {ribbon.target} of K = {target.n_clusters}\n"
        f"{of_source} of the one, {of_target} of the other. A click selects them."
    )

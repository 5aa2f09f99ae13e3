"""Nodes and ribbons: by hand, and side by side without a gap or an overlap."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.insight.family_tree import family_tree
from engine.insight.tree_layout import layout


def ints(*values):
    return np.array(values, np.int32)


def test_by_hand():
    # In the order drawn: one cluster; then 1 (three images) above 0 (one); gaps take a fifth.
    tree = family_tree([(1, ints(0, 0, 0, 0)), (2, ints(1, 1, 1, 0))])
    tree = dataclasses.replace(
        tree, levels=(tree.levels[0], dataclasses.replace(tree.levels[1], order=np.array([1, 0])))
    )
    found = layout(tree, gaps=0.2)
    one, two = found.nodes
    np.testing.assert_allclose(one.offsets, [0.1])
    np.testing.assert_allclose(one.heights, [0.8])
    np.testing.assert_allclose(two.heights, [0.2, 0.6])
    np.testing.assert_allclose(two.offsets, [0.8, 0])
    (ribbons,) = found.ribbons
    assert ribbons.sources.tolist() == [0, 0]
    assert ribbons.targets.tolist() == [1, 0]
    np.testing.assert_allclose(ribbons.source_offsets, [0.1, 0.7])
    np.testing.assert_allclose(ribbons.target_offsets, [0, 0.8])
    np.testing.assert_allclose(ribbons.thicknesses, [0.6, 0.2])


def filled(offsets, thicknesses, start, height, far_places):
    """Check that ribbons fill a node from its start, ordered by their far ends."""
    order = np.argsort(offsets)
    edges = start + np.concatenate([[0], np.cumsum(thicknesses[order])])
    np.testing.assert_allclose(offsets[order], edges[:-1], atol=1e-12)
    assert edges[-1] == pytest.approx(start + height, abs=1e-12)
    assert (np.diff(far_places[order]) > 0).all()


@given(
    seed=st.integers(0, 10_000),
    every_k=st.lists(st.integers(1, 7), min_size=1, max_size=4, unique=True),
    n=st.integers(1, 40),
    gaps=st.sampled_from([0.0, 0.25, 0.9]),
)
@settings(max_examples=100, deadline=None)
def test_everything_fits_together(seed, every_k, n, gaps):
    rng = np.random.default_rng(seed)
    tree = family_tree([(k, rng.integers(0, k, n).astype(np.int32)) for k in every_k])
    found = layout(tree, gaps)
    for level, nodes in zip(tree.levels, found.nodes, strict=True):
        assert nodes.heights.sum() == pytest.approx(1 - gaps)
        np.testing.assert_allclose(nodes.heights, level.sizes / n * (1 - gaps))
        starts, heights = nodes.offsets[level.order], nodes.heights[level.order]
        ends = starts + heights
        assert starts[0] == pytest.approx(0 if level.n_clusters > 1 else gaps / 2)
        assert ends[-1] == pytest.approx(1 if level.n_clusters > 1 else 1 - gaps / 2)
        free = gaps / max(1, level.n_clusters - 1)
        np.testing.assert_allclose(starts[1:] - ends[:-1], free, atol=1e-12)
    for i, (flow, ribbons) in enumerate(zip(tree.flows, found.ribbons, strict=True)):
        assert len(ribbons.sources) == np.count_nonzero(flow)
        cells = flow[ribbons.sources, ribbons.targets]
        np.testing.assert_allclose(ribbons.thicknesses, cells / n * (1 - gaps))
        places = [np.argsort(level.order) for level in tree.levels[i : i + 2]]
        ends = (
            (ribbons.sources, ribbons.source_offsets, places[1][ribbons.targets]),
            (ribbons.targets, ribbons.target_offsets, places[0][ribbons.sources]),
        )
        for nodes, (own, offsets, far) in zip(found.nodes[i : i + 2], ends, strict=True):
            for cluster in np.unique(own):
                here = own == cluster
                start, height = nodes.offsets[cluster], nodes.heights[cluster]
                filled(offsets[here], ribbons.thicknesses[here], start, height, far[here])


@pytest.mark.parametrize("gaps", [-0.1, 1.0, float("nan")])
def test_gaps_that_leave_no_room(gaps):
    with pytest.raises(ValueError, match="leave no room"):
        layout(family_tree([(1, ints(0))]), gaps)


def test_numbers_cannot_be_changed():
    found = layout(family_tree([(1, ints(0, 0)), (2, ints(0, 1))]))
    for part in (*found.nodes, *found.ribbons):
        for field in dataclasses.fields(part):
            assert not getattr(part, field.name).flags.writeable

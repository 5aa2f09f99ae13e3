"""Flows counted one by one, and an order in which few of them cross."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import ParameterError
from engine.insight.family_tree import crossings, family_tree


def ints(*values):
    return np.array(values, np.int32)


def crossing_pairs(flow):
    """Pairs of images that cross, cell by cell."""
    cells = list(np.ndindex(*flow.shape))
    return sum(
        int(flow[i, j]) * int(flow[k, m]) for (i, j), (k, m) in itertools.product(cells, cells)
        if i < k and j > m
    )  # fmt: skip


def total_crossings(tree, orders):
    return sum(
        crossing_pairs(flow[np.ix_(upper, lower)])
        for (upper, lower), flow in zip(itertools.pairwise(orders), tree.flows, strict=True)
    )


def test_by_hand():
    # The two halves swap numbers, then the second one splits; K = 4 has an empty cluster.
    two = ints(0, 0, 0, 1, 1, 1, 1)
    three = ints(1, 1, 1, 0, 0, 2, 2)
    four = ints(2, 2, 2, 3, 3, 0, 0)
    tree = family_tree([(4, four), (2, two), (3, three)])
    assert [level.n_clusters for level in tree.levels] == [2, 3, 4]
    assert [level.sizes.tolist() for level in tree.levels] == [[3, 4], [2, 3, 2], [2, 0, 3, 2]]
    assert [flow.tolist() for flow in tree.flows] == [
        [[0, 3, 0], [2, 0, 2]],
        [[0, 0, 0, 2], [0, 0, 3, 0], [2, 0, 0, 0]],
    ]
    assert tree.n_images == 7
    orders = [level.order for level in tree.levels]
    assert total_crossings(tree, [range(2), range(3), range(4)]) == 6 + 16
    assert total_crossings(tree, orders) == 0


@given(flow=st.lists(st.lists(st.integers(0, 5), min_size=3, max_size=3), min_size=1, max_size=4))
@settings(deadline=None)
def test_crossings_are_counted_right(flow):
    assert crossings(np.array(flow)) == crossing_pairs(np.array(flow))


def test_crossings_of_many_images_do_not_overflow():
    many = 4_000_000_000
    assert crossings(np.array([[0, many], [many, 0]])) == float(many) ** 2


SWEEPS = st.integers(1, 20).flatmap(
    lambda n: st.lists(st.integers(1, 6), min_size=1, max_size=4, unique=True).flatmap(
        lambda every_k: st.tuples(
            *(
                st.tuples(
                    st.just(k), st.lists(st.integers(0, k - 1), min_size=n, max_size=n).map(ints_of)
                )
                for k in every_k
            )
        )
    )
)


def ints_of(values):
    return np.array(values, np.int32)


@given(fits=SWEEPS)
@settings(max_examples=100, deadline=None)
def test_flows_are_counted_right_and_the_order_is_never_worse(fits):
    tree = family_tree(fits)
    rising = sorted(fits, key=lambda fit: fit[0])
    for (k, labels), level in zip(rising, tree.levels, strict=True):
        assert level.n_clusters == k
        assert level.sizes.tolist() == [int((labels == c).sum()) for c in range(k)]
        assert sorted(level.order.tolist()) == list(range(k))
    for ((k, labels), (next_k, next_labels)), flow in zip(
        itertools.pairwise(rising), tree.flows, strict=True
    ):
        assert flow.shape == (k, next_k)
        for a, b in np.ndindex(k, next_k):
            assert flow[a, b] == ((labels == a) & (next_labels == b)).sum()
    orders = [level.order for level in tree.levels]
    as_they_come = [np.arange(level.n_clusters) for level in tree.levels]
    assert total_crossings(tree, orders) <= total_crossings(tree, as_they_come)


def test_clusters_that_only_split_are_untangled():
    """Hierarchical clusters under shuffled numbers: no flow has to cross."""
    rng = np.random.default_rng(3)
    leaves = np.repeat(np.arange(16), 5)
    fits = []
    for k in range(2, 17):
        groups = np.maximum(leaves - (16 - k), 0)
        fits.append((k, rng.permutation(k)[groups].astype(np.int32)))
    tree = family_tree(fits)
    assert total_crossings(tree, [np.arange(level.n_clusters) for level in tree.levels]) > 0
    assert total_crossings(tree, [level.order for level in tree.levels]) == 0


@pytest.mark.parametrize(
    ("fits", "line"),
    [
        ([], "family tree: there is no fit. Run a sweep first."),
        (
            [(2, ints(0, 1)), (3, ints(0, 1)), (2, ints(1, 1))],
            "family tree: two fits of K = 2. Give one fit for each.",
        ),
        (
            [(2, ints(0, 1)), (3, ints(0, 1, 2))],
            "family tree: fits of 2 and of 3 images. Give fits of one image set.",
        ),
    ],
)
def test_what_is_no_family(fits, line):
    with pytest.raises(ParameterError) as caught:
        family_tree(fits)
    assert str(caught.value) == line


def test_the_tree_cannot_be_changed():
    tree = family_tree([(1, ints(0, 0)), (2, ints(0, 1))])
    arrays = [array for level in tree.levels for array in (level.sizes, level.order)]
    assert not any(array.flags.writeable for array in (*arrays, *tree.flows))

"""The table of classes and clusters, counted one by one, and kept up to date."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.imageset import ImageSet
from engine.insight.contingency import contingency, n_classes_of, n_unknown, update


def ints(*values):
    return np.array(values, np.int32)


def test_by_hand_with_a_gap_an_empty_cluster_and_an_unknown_class():
    labels_true, clusters = ints(0, 0, 3, -1, 3, 0), ints(0, 2, 2, 0, 2, 0)
    table = contingency(labels_true, 5, clusters, 4)
    assert table.dtype == np.int64
    assert table.tolist() == [
        [2, 0, 1, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 2, 0],
        [0, 0, 0, 0],
    ]
    assert n_unknown(labels_true) == 1
    assert table.sum() == len(labels_true) - 1


LABELLED = st.integers(0, 40).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(-1, 6), min_size=n, max_size=n),
        st.lists(st.integers(0, 4), min_size=n, max_size=n),
        st.lists(st.integers(0, 4), min_size=n, max_size=n),
    )
)


@given(lists=LABELLED)
@settings(max_examples=100, deadline=None)
def test_every_cell_and_every_move(lists):
    labels_true, before, after = (np.array(each, np.int32) for each in lists)
    table = contingency(labels_true, 7, before, 5)
    for label in range(7):
        for cluster in range(5):
            counted = sum((labels_true == label) & (before == cluster))
            assert table[label, cluster] == counted
    moved = np.flatnonzero(before != after).astype(np.int32)
    update(table, moved, before[moved].astype(np.uint8), after[moved].astype(np.uint8), labels_true)
    assert table.tolist() == contingency(labels_true, 7, after, 5).tolist()


def test_a_part_of_a_larger_table_is_updated_in_place():
    """A view that is not contiguous must not be copied by the way."""
    larger = np.zeros((4, 6), np.int64)
    table = larger[::2, 1:4]
    table[:] = contingency(ints(0, 1), 2, ints(0, 0), 3)
    update(table, ints(1), ints(0), ints(2), ints(0, 1))
    assert larger[::2, 1:4].tolist() == [[1, 0, 0], [0, 0, 1]]
    assert larger.sum() == 2


def test_no_image_no_class():
    assert contingency(ints(), 3, ints(), 2).tolist() == [[0, 0]] * 3
    assert contingency(ints(-1, -1), 0, ints(0, 1), 2).shape == (0, 2)


@pytest.mark.parametrize(
    ("labels_true", "clusters"),
    [((3,), (0,)), ((0,), (2,)), ((0,), (-1,)), ((0, 0), (0,))],
)
def test_what_has_no_place_in_the_table_is_refused(labels_true, clusters):
    with pytest.raises(ValueError, match=r"clusters of images|outside the table of 3 × 2"):
        contingency(ints(*labels_true), 3, ints(*clusters), 2)


def test_an_unknown_class_excuses_a_cluster_outside():
    assert contingency(ints(-1, 0), 1, ints(9, 0), 1).tolist() == [[1]]


def images_with(labels, class_names=()):
    return ImageSet(
        name="x",
        pixels=np.zeros((3, 1, 1, 1), np.uint8),
        labels=None if labels is None else ints(*labels),
        class_names=class_names,
    )


@pytest.mark.parametrize(
    ("labels", "class_names", "expected"),
    [
        (None, (), 0),
        ((0, 1, 0), ("a", "b", "never seen"), 3),
        ((0, 7, 0), ("a", "b"), 8),
        ((0, 7, 0), (), 8),
        ((-1, -1, -1), (), 0),
    ],
)
def test_number_of_classes(labels, class_names, expected):
    assert n_classes_of(images_with(labels, class_names)) == expected

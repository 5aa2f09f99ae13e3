"""Figures of agreement: scikit-learn's, from the labels and from the table alone."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from engine.insight.agreement import MEANINGS, Agreement, agreement, agreement_of_table
from engine.insight.contingency import contingency

FIGURES = tuple(MEANINGS)
NEVER_NONE = tuple(name for name in FIGURES if name != "matched_accuracy")


def ints(values):
    return np.array(values, np.int32)


def both(labels_true, n_classes, clusters, n_clusters):
    """The two ways to the same figures, which are compared on the way."""
    given_labels = ints(labels_true), n_classes, ints(clusters), n_clusters
    slow = agreement(*given_labels)
    fast = agreement_of_table(contingency(*given_labels))
    for name in NEVER_NONE:
        assert getattr(fast, name) == pytest.approx(getattr(slow, name), rel=0, abs=1e-12), name
    assert (fast.n, fast.matched_accuracy) == (slow.n, slow.matched_accuracy)
    assert fast.cluster_classes.tolist() == slow.cluster_classes.tolist()
    return fast


LABELLED = st.tuples(st.integers(0, 40), st.integers(1, 6), st.integers(1, 6)).flatmap(
    lambda sizes: st.tuples(
        st.lists(st.integers(-1, sizes[1] - 1), min_size=sizes[0], max_size=sizes[0]),
        st.just(sizes[1]),
        st.lists(st.integers(0, sizes[2] - 1), min_size=sizes[0], max_size=sizes[0]),
        st.just(sizes[2]),
    )
)


@given(labelled=LABELLED)
@settings(max_examples=100, deadline=None)
def test_both_ways_agree_and_are_scikit_learns(labelled):
    found = both(*labelled)
    labels_true, clusters = ints(labelled[0]), ints(labelled[2])
    clusters = clusters[labels_true >= 0]
    labels_true = labels_true[labels_true >= 0]
    assert found.n == len(labels_true)
    assert found.ari == pytest.approx(
        metrics.adjusted_rand_score(labels_true, clusters), rel=0, abs=1e-12
    )
    assert found.nmi == pytest.approx(
        metrics.normalized_mutual_info_score(labels_true, clusters), rel=0, abs=1e-12
    )
    assert (found.homogeneity, found.completeness, found.v_measure) == pytest.approx(
        metrics.homogeneity_completeness_v_measure(labels_true, clusters), rel=0, abs=1e-12
    )


@given(labelled=LABELLED)
@settings(max_examples=60, deadline=None)
def test_purity_and_matching_by_trying_all(labelled):
    found = both(*labelled)
    labels_true, _, clusters, n_clusters = labelled
    pairs = [pair for pair in zip(labels_true, clusters, strict=True) if pair[0] >= 0]
    classes = sorted({label for label, _ in pairs})
    right = [
        max((sum(pair == (label, cluster) for pair in pairs) for label in classes), default=0)
        for cluster in range(n_clusters)
    ]
    assert found.purity == (sum(right) / len(pairs) if pairs else 1)
    if len(classes) != n_clusters:
        assert found.matched_accuracy is None
        return
    best = max(
        sum(order[cluster] == label for label, cluster in pairs)
        for order in itertools.permutations(classes)
    )
    assert found.matched_accuracy == best / len(pairs)
    assert sorted(found.cluster_classes.tolist()) == classes
    kept = sum(found.cluster_classes[cluster] == label for label, cluster in pairs)
    assert kept == best


def test_by_hand():
    """Of 15 pairs 6 share a class, 6 a cluster and 2 both, which by chance 2.4 would."""
    found = both([0, 0, 0, 1, 1, 1], 2, [0, 0, 1, 1, 1, 0], 2)
    assert found.ari == pytest.approx((2 - 2.4) / (6 - 2.4), abs=1e-15)
    assert found.purity == found.matched_accuracy == 4 / 6
    assert found.cluster_classes.tolist() == [0, 1]


def test_a_perfect_match_is_1_whatever_the_numbers():
    found = both([0, 0, 3, 3, 3, 5], 6, [2, 2, 0, 0, 0, 1], 3)
    assert [getattr(found, name) for name in FIGURES] == pytest.approx([1] * len(FIGURES))
    assert found.cluster_classes.tolist() == [3, 5, 0]


def test_the_best_matching_is_not_the_majority():
    """Both clusters hold class 0 most often; matched, one of them has to take class 1."""
    found = both([0] * 9 + [1] * 4, 2, [0] * 5 + [1] * 4 + [0] * 1 + [1] * 3, 2)
    assert found.purity == 9 / 13
    assert found.matched_accuracy == 8 / 13
    assert found.cluster_classes.tolist() == [0, 1]


def test_classes_that_do_not_occur_ask_for_no_cluster():
    assert both([0, 5, 5], 9, [0, 1, 1], 2).matched_accuracy == 1
    assert both([0, 5, 5], 9, [0, 1, 1], 3).matched_accuracy is None  # one cluster is empty


def test_one_class():
    found = both([2] * 4, 3, [0, 0, 1, 2], 4)
    assert (found.ari, found.nmi, found.homogeneity, found.completeness) == (0, 0, 1, 0)
    assert found.purity == 1
    assert found.cluster_classes.tolist() == [2, 2, 2, -1]


def test_one_cluster():
    found = both([0, 0, 1, 2], 3, [0] * 4, 1)
    assert (found.ari, found.nmi, found.homogeneity, found.completeness) == (0, 0, 0, 1)
    assert found.purity == 0.5


def test_one_class_in_one_cluster_agrees():
    found = both([0, 0], 1, [0, 0], 1)
    assert [getattr(found, name) for name in FIGURES] == [1] * len(FIGURES)


@pytest.mark.parametrize("labels_true", [[], [-1, -1]])
def test_without_an_image_of_known_class_nothing_disagrees(labels_true):
    found = both(labels_true, 3, [0] * len(labels_true), 2)
    assert found.n == 0
    assert [getattr(found, name) for name in NEVER_NONE] == [1] * len(NEVER_NONE)
    assert found.matched_accuracy is None
    assert found.cluster_classes.tolist() == [-1, -1]


def test_500_classes_one_image_each_and_many():
    rng = np.random.default_rng(2)
    both(np.arange(500), 500, rng.integers(0, 500, 500), 500)
    both(rng.integers(0, 500, 3000), 500, rng.integers(0, 80, 3000), 80)


def test_counts_beyond_what_64_bits_can_multiply():
    """The table of two thousand million images: its figures are those of a small one like it."""
    small = np.array([[3, 1], [1, 3]])
    large = agreement_of_table(small * 2**28)
    found = agreement_of_table(small)
    for name in set(FIGURES) - {"ari"}:
        assert getattr(large, name) == pytest.approx(getattr(found, name), abs=1e-14)
    # Of so many, 1/2 of the pairs share a class, 1/2 a cluster, 10/32 both: by chance 1/4 would.
    assert large.ari == pytest.approx((10 / 32 - 1 / 4) / (1 / 2 - 1 / 4), abs=1e-8)


def test_every_figure_has_one_sentence_for_people():
    counted = {"n", "cluster_classes"}
    assert set(FIGURES) == {field.name for field in dataclasses.fields(Agreement)} - counted
    for sentence in MEANINGS.values():
        assert sentence.endswith(".")
        assert sentence.count(". ") == 0


def test_cluster_classes_are_read_only():
    table = np.array([[1, 2], [3, 4]])
    assert not agreement_of_table(table).cluster_classes.flags.writeable
    assert table.tolist() == [[1, 2], [3, 4]]

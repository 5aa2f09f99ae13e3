"""Fits side by side, matched by trying all matchings there are."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from engine.errors import ParameterError
from engine.insight.matching import match_by_overlap, match_fits


def ints(*values):
    return np.array(values, np.int32)


def column(*values):
    return np.array(values, np.float64)[:, np.newaxis]


def matchings(n_rows, n_columns):
    """Every way to give each of the fewer one of the more, as lists of pairs."""
    if n_rows <= n_columns:
        for columns in itertools.permutations(range(n_columns), n_rows):
            yield list(enumerate(columns))
    else:
        for rows in itertools.permutations(range(n_rows), n_columns):
            yield [(row, i) for i, row in enumerate(rows)]


def test_by_hand_with_a_cluster_more_and_an_empty_one():
    found = match_fits(
        ints(0, 0, 1, 1, 1, 2), column(10, 50, 90), ints(3, 3, 0, 1, 0, 1), column(52, 94, 30, 9)
    )
    assert found.pairs.tolist() == [[0, 3], [1, 0], [2, 1]]
    assert found.by_centroids
    assert found.sq_distances.tolist() == [1, 4, 16]
    assert found.overlaps.tolist() == [2, 2, 1]
    assert (found.only_a, found.only_b) == ((), (2,))
    assert found.changed.tolist() == [3]
    assert found.table.tolist() == [[0, 0, 0, 2], [2, 1, 0, 0], [0, 1, 0, 0]]


def test_a_cluster_without_a_match_changes_all_its_images():
    found = match_fits(ints(0, 1, 2, 2), column(0, 5, 9), ints(1, 0, 0, 0), column(9, 0))
    assert found.pairs.tolist() == [[0, 1], [2, 0]]
    assert (found.only_a, found.only_b) == ((1,), ())
    assert found.changed.tolist() == [1]


def test_a_fit_with_its_clusters_renumbered_changes_nobody():
    rng = np.random.default_rng(0)
    labels, centroids = rng.integers(0, 5, 80).astype(np.int32), rng.random((5, 7))
    order = rng.permutation(5)  # cluster k was order[k]
    found = match_fits(
        labels, centroids, np.argsort(order)[labels].astype(np.int32), centroids[order]
    )
    assert order[found.pairs[:, 1]].tolist() == found.pairs[:, 0].tolist() == [0, 1, 2, 3, 4]
    assert not found.changed.size
    assert not found.sq_distances.any()
    assert found.overlaps.tolist() == np.bincount(labels).tolist()
    assert found.ari == 1


TWO_FITS = st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 30)).flatmap(
    lambda sizes: st.tuples(
        *(
            st.tuples(
                st.lists(st.integers(0, k - 1), min_size=sizes[2], max_size=sizes[2]),
                st.lists(st.integers(0, 20), min_size=k, max_size=k),
            )
            for k in sizes[:2]
        )
    )
)


@given(fits=TWO_FITS, same_width=st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_matching_is_better(fits, same_width):
    (values_a, places_a), (values_b, places_b) = fits
    labels_a, labels_b = ints(*values_a), ints(*values_b)
    in_a = column(*places_a)
    in_b = column(*places_b) if same_width else np.zeros((len(places_b), 2))
    found = match_fits(labels_a, in_a, labels_b, in_b)
    shared = [
        [int(((labels_a == a) & (labels_b == b)).sum()) for b in range(len(in_b))]
        for a in range(len(in_a))
    ]
    assert found.by_centroids == same_width
    assert found.overlaps.tolist() == [shared[a][b] for a, b in found.pairs]
    every = list(matchings(len(in_a), len(in_b)))
    assert sorted(map(tuple, found.pairs.tolist())) in [sorted(pairs) for pairs in every]
    if same_width:
        least = min(sum((places_a[a] - places_b[b]) ** 2 for a, b in pairs) for pairs in every)
        assert found.sq_distances.sum() == least
    else:
        assert np.isnan(found.sq_distances).all()
        assert found.overlaps.sum() == max(sum(shared[a][b] for a, b in pairs) for pairs in every)
    kept = {(a, b) for a, b in found.pairs.tolist()}
    pairs_of_images = list(zip(values_a, values_b, strict=True))
    assert found.changed.tolist() == [
        i for i, pair in enumerate(pairs_of_images) if pair not in kept
    ]
    for side, only, n_clusters in ((0, found.only_a, len(in_a)), (1, found.only_b, len(in_b))):
        assert sorted([*found.pairs[:, side].tolist(), *only]) == list(range(n_clusters))
    assert found.ari == pytest.approx(adjusted_rand_score(values_a, values_b), abs=1e-12)


def test_fits_of_different_sets_are_refused():
    with pytest.raises(ParameterError) as caught:
        match_fits(ints(0, 0), column(1), ints(0, 0, 0), column(1))
    assert str(caught.value) == (
        "two fits: 2 images in one, 3 in the other. Compare fits of one image set."
    )


def test_by_overlap_some_rows_find_nobody():
    table = np.array([[1, 5], [4, 6], [0, 1]])
    assert match_by_overlap(table).tolist() == [1, 0, -1]
    assert match_by_overlap(table.T).tolist() == [1, 0]


def test_what_is_found_cannot_be_changed():
    found = match_fits(ints(0, 1), column(0, 9), ints(0, 1), column(0, 9))
    for array in (found.pairs, found.sq_distances, found.overlaps, found.changed, found.table):
        assert not array.flags.writeable

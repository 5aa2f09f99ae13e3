"""Batches: every image once, in pieces of one cluster and few lengths."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.kmeans.batches import Batch, batches_of, strip_width
from engine.kmeans.cluster_pixels import PIECE_ROWS, WholePixels
from tests.engine.kmeans.summing import prepared


@given(st.lists(st.integers(0, 4), min_size=1, max_size=200), st.integers(0, 130))
def test_every_image_is_in_one_piece_of_its_cluster(clusters, max_rows):
    clusters = np.array(clusters, dtype=np.int32)
    images = np.arange(len(clusters)) * 3
    label_of = dict(zip(images.tolist(), clusters.tolist(), strict=True))
    seen, lengths = [], {}
    for batch in batches_of(images, clusters, 1, max_rows):
        rows, n_pieces = batch.images.shape
        assert rows in {1, 2, 4, 8, 16, 32}
        assert 1 <= rows * n_pieces <= max(PIECE_ROWS, max_rows)
        for cluster, piece in zip(batch.clusters, batch.images.T.tolist(), strict=True):
            assert {label_of[image] for image in piece} == {cluster}
            lengths.setdefault(cluster, []).append(rows)
            seen += piece
    assert sorted(seen) == images.tolist()
    for cluster, found in lengths.items():
        n = int((clusters == cluster).sum())
        assert len(found) == n // PIECE_ROWS + (n % PIECE_ROWS).bit_count()


def test_more_clusters_than_16_bits_number():
    clusters = np.array([2**16 + 1, 1, 2**16 + 1], dtype=np.int32)
    found = {
        tuple(piece): cluster
        for batch in batches_of(np.arange(3), clusters, 1, 100)
        for cluster, piece in zip(batch.clusters, batch.images.T.tolist(), strict=True)
    }
    assert found == {(0, 2): 2**16 + 1, (1,): 1}


@pytest.mark.parametrize(("sign", "cluster_0"), [(1, [[0, 23, 5]]), (-1, [[0, -17, -5]])])
def test_pixels_join_or_leave_by_hand(sign, cluster_0, worker):
    rows = np.array([[9, 20, 5], [9, 0, 0], [9, 7, 1]], dtype=np.uint8)
    sums = np.zeros((1, 2, 3), dtype=np.int32)
    sums[0, 0, 1] = 3
    for batch in batches_of(np.arange(3), np.array([0, 0, 1], dtype=np.int32), sign, 8):
        batch.add_to(sums, WholePixels(prepared(rows, worker)), slice(1, 3))
    assert sums[:, 0].tolist() == cluster_0
    assert sums[:, 1].tolist() == [[0, sign * 7, sign]]


def test_a_cluster_may_have_several_pieces_in_a_batch(worker):
    rows = np.array([[1], [2], [4], [8]], dtype=np.uint8)
    sums = np.zeros((1, 1, 1), dtype=np.int32)
    batch = Batch(np.array([[0, 1], [2, 3]]), [0, 0], np.add)
    batch.add_to(sums, WholePixels(prepared(rows, worker)), slice(0, 1))
    assert sums.tolist() == [[[15]]]


@given(st.integers(1, 10**5), st.integers(1, 16), st.integers(PIECE_ROWS, 2**18))
def test_strips_fit_and_are_as_many_for_every_thread(n_features, n_threads, max_values):
    width = strip_width(n_features, n_threads, max_values)
    assert PIECE_ROWS <= width * PIECE_ROWS <= max_values
    # As wide as it takes for the fewest strips that are a multiple of the threads.
    rounds = math.ceil(n_features / (n_threads * (max_values // PIECE_ROWS)))
    assert width - 1 < n_features / (rounds * n_threads) <= width

"""Numbers for rows and centroids against a plain table of them."""

from __future__ import annotations

import numpy as np
import pytest

from engine.kmeans.residuals import FEW, Residuals, scores_like

COUNTS = [1, 2, FEW, FEW + 1, 90]


@pytest.mark.parametrize("n_clusters", COUNTS)
def test_room_for_scores_lies_the_quick_way(n_clusters):
    room = scores_like(7, n_clusters)
    assert room.shape == (7, n_clusters)
    assert room.dtype == np.float32
    assert room.flags.writeable
    side_by_side = room if n_clusters > FEW else room.T
    assert side_by_side.flags.c_contiguous
    # A product is written into it as into any array.
    rows, table = np.arange(21.0).reshape(7, 3), np.arange(3.0 * n_clusters).reshape(3, -1)
    np.matmul(rows.astype(np.float32), table.astype(np.float32), out=room)
    assert room.tolist() == (rows @ table).tolist()


@pytest.mark.parametrize("n_clusters", COUNTS)
@pytest.mark.parametrize("in_columns", [True, False])
def test_what_was_put_is_added(n_clusters, in_columns):
    rng = np.random.default_rng(n_clusters)
    n = 60
    residuals, plain = Residuals(n, n_clusters), np.zeros((n, n_clusters), dtype=np.float32)
    residuals.put(np.arange(n), plain)
    for _ in range(12):
        rows = rng.permutation(n)[: rng.integers(1, n)]
        values = rng.integers(-99, 99, (len(rows), n_clusters)).astype(np.float32)
        residuals.put(rows, np.asfortranarray(values) if in_columns else values)
        plain[rows] = values

        clusters = rng.integers(n_clusters, size=len(rows))
        few = rng.integers(-99, 99, len(rows)).astype(np.float32)
        residuals.put_pairs(rows, clusters, few)
        plain[rows, clusters] = few

        asked = rng.integers(n, size=25)
        scores = scores_like(25, n_clusters) if in_columns else np.empty((25, n_clusters), "f4")
        scores[:] = 1000
        residuals.add_to(scores, asked)
        assert scores.tolist() == (1000 + plain[asked]).tolist()


def test_of_what_is_put_a_copy_is_kept():
    residuals = Residuals(2, 3)
    values = np.ones((2, 3), dtype=np.float32)
    residuals.put(np.arange(2), values)
    values[:] = 7
    scores = np.zeros((2, 3), dtype=np.float32)
    residuals.add_to(scores, np.array([1, 0]))
    assert (scores == 1).all()
    assert (values == 7).all()

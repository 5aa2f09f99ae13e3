"""Nearest neighbours, against all distances."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import Cancelled
from engine.insight import neighbours as module
from engine.insight.neighbours import nearest_neighbours


def found_for(points, k, n_threads=1, should_stop=lambda: False, told=None):
    told = [] if told is None else told
    return nearest_neighbours(
        points,
        k,
        n_threads=n_threads,
        should_stop=should_stop,
        progress=lambda *news: told.append(news),
    )


@pytest.mark.parametrize("queries", [1, 7, 512])
@pytest.mark.parametrize("k", [1, 5, 39])
def test_against_all_distances(queries, k, monkeypatch):
    monkeypatch.setattr(module, "QUERIES", queries)
    points = np.random.default_rng(0).standard_normal((40, 3))
    away = np.linalg.norm(points[:, np.newaxis] - points, axis=2)
    np.fill_diagonal(away, np.inf)
    neighbours, distances = found_for(points, k)
    assert neighbours.tolist() == np.argsort(away, axis=1)[:, :k].tolist()
    np.testing.assert_allclose(distances, np.sort(away, axis=1)[:, :k], atol=1e-12)


def test_equal_points_are_each_others_neighbours_and_never_their_own():
    points = np.repeat([[0.0, 0.0], [5.0, 1.0]], [30, 20], axis=0)
    neighbours, distances = found_for(points, 4)
    assert (neighbours != np.arange(50)[:, np.newaxis]).all()
    assert ((neighbours < 30) == (np.arange(50) < 30)[:, np.newaxis]).all()
    assert all(len(set(row)) == 4 for row in neighbours.tolist())
    np.testing.assert_allclose(distances, 0, atol=1e-6)


def test_the_number_of_threads_does_not_matter():
    points = np.random.default_rng(1).standard_normal((1500, 20))
    one, two = found_for(points, 30, n_threads=1), found_for(points, 30, n_threads=2)
    assert one[0].tobytes() == two[0].tobytes()
    assert one[1].tobytes() == two[1].tobytes()


def test_progress_and_stop(monkeypatch):
    monkeypatch.setattr(module, "QUERIES", 10)
    points = np.random.default_rng(2).standard_normal((35, 2))
    told = []
    found_for(points, 3, told=told)
    assert [news[1:] for news in told] == [(0, 35), (10, 35), (20, 35), (30, 35)]
    told = []
    with pytest.raises(Cancelled):
        found_for(points, 3, told=told, should_stop=lambda: len(told) == 2)
    assert len(told) == 2

"""Distances to single images: right, exact for whole numbers, and complete where it matters."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import Cancelled
from engine.kmeans.closeness import Closeness
from engine.kmeans.preparing import prepare
from engine.kmeans.projection import project
from engine.kmeans.workers import Workers
from tests.engine.kmeans import families


def closeness(rows, rank=None, should_stop=lambda: False):
    workers = Workers(1)
    quiet = {"should_stop": lambda: False, "progress": lambda *_news: None}
    samples = prepare(rows, workers, **quiet)
    projection = None if rank is None else project(samples, rank, workers, **quiet)
    return Closeness(samples, projection, workers, should_stop)


def random_rows(dtype=np.uint8, n=60, d=5):
    rng = np.random.default_rng(8)
    if np.dtype(dtype).kind == "f":
        return rng.random((n, d)).astype(dtype)
    return rng.integers(0, np.iinfo(dtype).max, (n, d), dtype)


def sq_distances(rows, images):
    away = rows.astype(np.float64)[:, np.newaxis] - rows[images].astype(np.float64)
    return np.square(away).sum(axis=2)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.uint16, np.int32, np.float32, np.float64])
@pytest.mark.parametrize("d", [1, 3, 700])
def test_squared_distances_are_right_and_of_whole_numbers_exact(dtype, d):
    rows = random_rows(dtype, n=40, d=d)
    targets = np.array([3, 17, 5])
    images, found = closeness(rows).nearer(targets, np.full(40, np.inf))
    assert images.tolist() == list(range(40))
    if np.dtype(dtype).kind == "f" or np.dtype(dtype).itemsize > 2:
        np.testing.assert_allclose(found, sq_distances(rows, targets), rtol=1e-12)
        assert (found[targets, [0, 1, 2]] == 0).all()
    else:
        assert found.tolist() == sq_distances(rows, targets).tolist()


def test_black_and_white_distances_reach_the_limit_of_exact_float32_sums():
    rows = np.where(np.arange(4)[:, np.newaxis] % 2, 255, 0) * np.ones((1, 4096))
    found = closeness(rows.astype(np.uint8)).to_all(0)
    assert found.tolist() == [0, 4096 * 255**2, 0, 4096 * 255**2]


@pytest.mark.parametrize("name", families.ALL)
def test_bounds_leave_out_nobody_who_is_nearer(name):
    rows = families.ALL[name]
    rng = np.random.default_rng(2)
    every = closeness(rows)
    for rank in (1, 3, 8):
        bounded = closeness(rows, rank)
        for _ in range(5):
            first, *targets = rng.integers(len(rows), size=4).tolist()
            limits = every.to_all(first)
            images, found = bounded.nearer(np.array(targets), limits)
            _, truth = every.nearer(np.array(targets), np.full(len(rows), np.inf))
            nearer = np.flatnonzero((truth < limits[:, np.newaxis]).any(axis=1))
            assert np.isin(nearer, images).all()
            assert found.tolist() == truth[images].tolist()


def test_far_images_are_not_read():
    """Two tight groups far apart: for a target in one, the other need not be looked at."""
    rng = np.random.default_rng(3)
    rows = np.repeat([[20] * 64, [220] * 64], 500, axis=0) + rng.integers(0, 9, (1000, 64))
    bounded = closeness(rows.astype(np.uint8), 2)
    images, _ = bounded.nearer(np.array([700]), np.full(1000, 64 * 9.0**2))
    assert set(range(500, 1000)) >= set(images.tolist()) > set()


def test_it_can_be_stopped():
    with pytest.raises(Cancelled):
        closeness(random_rows(), should_stop=lambda: True).to_all(0)

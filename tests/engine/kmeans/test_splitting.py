"""Halves of a cluster against what any cut in two must be."""

from __future__ import annotations

import numpy as np
import pytest

from engine.kmeans import splitting
from engine.kmeans.splitting import halves


def distortion(rows, means):
    away = rows[:, np.newaxis].astype(np.float64) - means
    return np.square(away).sum(axis=2).min(axis=1).sum()


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.float32, np.float64])
def test_two_clouds_are_told_apart(dtype):
    rng = np.random.default_rng(1)
    rows = rng.integers(0, 20, (90, 15))
    rows[50:80] += 100
    rows = rows.astype(dtype)
    members = np.sort(rng.permutation(90)[:85])
    near, far = members[(members < 50) | (members >= 80)], members[(members >= 50) & (members < 80)]
    means = halves(rows, members)
    np.testing.assert_allclose(means[0], rows[near].mean(axis=0, dtype=np.float64), rtol=1e-12)
    np.testing.assert_allclose(means[1], rows[far].mean(axis=0, dtype=np.float64), rtol=1e-12)
    assert means.tobytes() == halves(rows, members).tobytes()


def test_two_means_leave_less_than_one_whatever_the_images():
    rng = np.random.default_rng(2)
    for number in range(60):
        n, d = int(rng.integers(2, 40)), int(rng.integers(1, 9))
        rows = rng.integers(0, (2, 5, 256)[number % 3], (n, d)).astype(np.uint8)
        rows[-1] = rows[0] + 1
        means = halves(rows, np.arange(n))
        one = rows.mean(axis=0)[np.newaxis]
        assert distortion(rows, means) < distortion(rows, one)


def test_the_one_that_differs_is_found_outside_the_sample(monkeypatch):
    monkeypatch.setattr(splitting, "SAMPLED", 4)
    rows = np.zeros((50_000, 12), dtype=np.float32)
    rows[31_234] = 1e-3
    means = halves(rows, np.arange(50_000))
    assert means[0].tolist() == [0.0] * 12
    np.testing.assert_array_equal(means[1], rows[31_234])


@pytest.mark.parametrize("rows", [[1e150, -1e150], [1e-130, 0], [1e8, np.nextafter(1e8, 2e8)]])
def test_values_that_are_huge_or_hardly_differ(rows):
    rows = np.array(rows)[:, np.newaxis]
    np.testing.assert_array_equal(halves(rows, np.arange(2)), rows)


def test_of_equal_halves_that_of_the_first_image_comes_first():
    rows = np.array([[9], [0], [1], [8]], dtype=np.uint8)
    assert halves(rows, np.arange(4)).tolist() == [[8.5], [0.5]]
    assert halves(rows, np.array([1, 2, 3])).tolist() == [[0.5], [8]]


def test_nothing_to_divide():
    rows = np.full((9, 3), 7, dtype=np.uint8)
    for members in ([], [4], range(9)):
        assert halves(rows, np.array(members, dtype=np.intp)) is None

"""Centroids that move: what is shown, what is exact, and which are the same."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from engine.kmeans.centroids import Centroids, differences, given
from tests.engine.kmeans import families
from tests.engine.kmeans.test_projection import prepared


def brute_duplicates(values):
    return [j for j in range(len(values)) if any((values[j] == values[i]).all() for i in range(j))]


@pytest.mark.parametrize("name", families.ALL)
def test_images_as_centroids_lie_where_the_images_do(name):
    rows = families.ALL[name]
    samples = prepared(rows)
    centroids = Centroids(samples, rows)
    assert len(centroids) == len(rows)
    assert centroids.values.tolist() == rows.astype(np.float64).tolist()
    assert not centroids.values.flags.writeable
    assert centroids.offsets.tolist() == (centroids.values - samples.origin).tolist()
    if samples.whole:
        assert centroids.counts.tolist() == [1] * len(rows)
        assert centroids.sums.tolist() == samples.centred(slice(0, len(rows))).tolist()
    else:
        assert not centroids.counts.any()
    assert centroids.duplicates().tolist() == brute_duplicates(rows)


def test_only_whole_seeds_are_exact():
    samples = prepared(families.WHOLE["lattice"])
    centroids = given(samples, [[0, 1, 2], [0.5, 1, 2], [1e12, 0, 0], [3, 3, 3]])
    assert centroids.counts.tolist() == [1, 0, 0, 1]
    assert (centroids.sums[[0, 3]] + samples.origin).tolist() == [[0, 1, 2], [3, 3, 3]]


def test_a_move_leaves_alone_what_was_shown_before():
    samples = prepared(families.WHOLE["lattice"])
    seeds = np.array([[0.0, 1, 2], [3, 3, 3], [1, 1, 1]])
    centroids = Centroids(samples, seeds)
    seeds[:] = 9
    shown, offsets = centroids.values, centroids.offsets
    before = shown.copy()

    clusters = np.array([2, 0])
    sums, counts = np.array([[1, 2, 3], [5, 5, 5]]), np.array([3, 2])
    offset = sums / counts[:, np.newaxis]
    moves = centroids.move(clusters, samples.origin + offset, offset, (sums, counts))
    assert shown.tolist() == before.tolist() == [[0, 1, 2], [3, 3, 3], [1, 1, 1]]
    assert centroids.values is not shown
    assert not centroids.values.flags.writeable
    assert centroids.values[1].tolist() == [3, 3, 3]
    assert centroids.values[clusters].tolist() == (samples.origin + offset).tolist()
    assert centroids.offsets is offsets
    assert moves.tolist() == (offset - (before[clusters] - samples.origin)).tolist()
    assert centroids.sums[clusters].tolist() == sums.tolist()
    assert centroids.counts.tolist() == [2, 1, 3]

    centroids.move(np.array([1]), shown[[1]], shown[[1]] - samples.origin, None)
    assert centroids.counts.tolist() == [2, 0, 3]


def test_of_fractions_what_is_shown_decides():
    rows = families.FRACTIONS["far from zero"]
    samples = prepared(rows)
    centroids = Centroids(samples, rows[:2])
    values = rows[5:6] + 1e-9
    moves = centroids.move(np.array([1]), values, np.full(values.shape, 77.0), None)
    assert centroids.offsets[1].tolist() == (values - samples.origin)[0].tolist()
    assert moves.tolist() == (centroids.offsets[1:] - (rows[1:2] - samples.origin)).tolist()


@pytest.mark.parametrize("n_features", [1, 7, 8, 9, 40])
def test_duplicates_are_found_wherever_others_differ(n_features):
    rng = np.random.default_rng(n_features)
    samples = prepared(rng.integers(0, 9, (5, n_features), np.uint8))
    values = rng.integers(0, 3, (6, n_features)).astype(np.float64)[rng.integers(6, size=30)]
    # Nearly all differ in one value, which may not be among those looked at first.
    values[np.arange(30), rng.integers(n_features, size=30)] += rng.integers(0, 2, 30)
    found = Centroids(samples, values).duplicates()
    assert found.tolist() == brute_duplicates(values)
    assert len(found)


def test_zeros_of_either_sign_are_the_same():
    samples = prepared(np.array([[-1.5, 2.5], [1.5, 0.25]]))
    centroids = Centroids(samples, [[0.0, 1.0], [-0.0, 1.0], [0.0, -1.0]])
    assert centroids.duplicates().tolist() == [1]


@pytest.mark.parametrize("name", families.ALL)
def test_differences_are_rounded_once(name):
    rows = families.ALL[name]
    samples = prepared(rows)
    n = len(rows)
    centroids = Centroids(samples, rows[: max(1, n // 2)])
    images, clusters = np.arange(n), np.arange(n) % len(centroids)
    exact = [
        [float(Fraction(float(x)) - Fraction(float(c))) for x, c in zip(row, centre, strict=True)]
        for row, centre in zip(rows[:, :9], centroids.values[clusters, :9], strict=True)
    ]
    for which in (images, slice(0, n)):
        assert differences(samples, centroids, which, clusters)[:, :9].tolist() == exact

"""The nearest of given centroids, and the distances to all, over kinds of images."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from engine.errors import Cancelled, DataError, ParameterError
from engine.imageset import ImageSet
from engine.kmeans import samples
from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.predict import distances, nearest
from tests.engine.kmeans import families, oracle

CASES = [
    pytest.param(rows, k, id=f"{name}, K={k}")
    for name, rows in families.ALL.items()
    for k in families.cluster_counts(len(rows))
]
FRACTIONS = [pytest.param(rows, id=name) for name, rows in families.FRACTIONS.items()]


def centroids_among(rows, n_clusters):
    """Centroids of which some are images, some lie between them, and one repeats another."""
    rng = np.random.default_rng(8)
    images = rows[rng.integers(0, len(rows), (2, n_clusters))].astype(np.float64)
    centroids = images[0] + rng.choice([0, 0.5, 1 / 3], (n_clusters, 1)) * (images[1] - images[0])
    centroids[-1] = centroids[0]
    return centroids


@pytest.mark.parametrize(("rows", "n_clusters"), CASES)
def test_labels_are_the_nearest_and_distances_theirs(rows, n_clusters):
    centroids = centroids_among(rows, n_clusters)
    labels, sq_distances = nearest(rows, centroids)
    sq = oracle.sq_distances(rows, centroids)
    own = sq[np.arange(len(rows)), labels]
    assert (labels.dtype, sq_distances.dtype) == (np.int32, np.float64)
    assert (own - sq.min(axis=1) <= 1e-12 * oracle.largest_sq_distance(rows)).all()
    np.testing.assert_allclose(sq_distances, own, rtol=1e-12, atol=0)
    assert n_clusters == 1 or not (labels == n_clusters - 1).any()  # it equals centroid 0


@pytest.mark.parametrize(("rows", "n_clusters"), CASES)
def test_images_keep_the_labels_of_the_fit(rows, n_clusters):
    parameters = KMeansParameters(n_clusters=n_clusters, tol=0, max_iter=4)
    *_, ended = fit(rows, parameters, n_threads=1)
    labels, sq_distances = nearest(rows, ended.cluster_centers_, n_threads=2)
    np.testing.assert_array_equal(labels, ended.labels_)
    truth = math.fsum(sq_distances)
    assert abs(truth - ended.inertia_) <= 1e-12 * truth


@pytest.mark.parametrize("rows", FRACTIONS)
def test_fractions_agree_with_exact_ones_where_distances_differ_in_float64(rows):
    centroids = centroids_among(rows, 5)[:4]
    labels, _ = nearest(rows, centroids)
    points = oracle.exact_rows(centroids)
    for row, label in zip(oracle.exact_rows(rows), labels, strict=True):
        exact = [oracle.exact_sq_distance(row, point) for point in points]
        assert exact[label] <= min(exact) * (1 + Fraction(1, 10**15))


def test_a_tie_that_rounding_of_the_centroids_hides():
    # 1 is exactly as far from 5/3 as from 1/3, but not from their nearest float64 numbers.
    rows = np.array([[1], [0], [2]], dtype=np.uint8)
    high, low = 5 / 3, 1 / 3
    assert 1 - Fraction(low) < Fraction(high) - 1
    assert nearest(rows, [[high], [low]])[0].tolist() == [0, 1, 0]
    assert nearest(rows, [[low], [high]])[0].tolist() == [0, 0, 1]


def test_centroids_of_fractions_are_what_they_are_given_as():
    centroids = [[1.5 + 2**-51], [0.5]]
    assert nearest(np.array([[1.0], [0.4]]), centroids)[0].tolist() == [1, 1]
    assert nearest(np.array([[1.0], [0.0]]), centroids)[0].tolist() == [0, 1]


def test_exact_ties_go_to_the_lowest_number_whatever_the_order():
    rows = np.array([[2, 2], [1, 2], [5, 5]], dtype=np.uint8)
    square = np.array([[0.0, 0], [4, 0], [0, 4], [4, 4]])
    for order in ([0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]):
        labels, sq_distances = nearest(rows, square[order])
        assert labels.tolist() == [0, min(order.index(0), order.index(2)), order.index(3)]
        assert sq_distances.tolist() == [8, 5, 2]


def test_threads_and_blocks_change_nothing(monkeypatch):
    rows = families.WHOLE["random bytes"]
    centroids = centroids_among(rows, 7)
    expected = nearest(rows, centroids, n_threads=1)
    far = distances(rows, centroids, n_threads=1)
    monkeypatch.setattr(samples, "BLOCK_VALUES", 1)
    monkeypatch.setattr("engine.kmeans.predict.MAX_STRIP_ROWS", 1)
    for found, wanted in zip(nearest(rows, centroids, n_threads=3), expected, strict=True):
        np.testing.assert_array_equal(found, wanted)
    np.testing.assert_allclose(distances(rows, centroids, n_threads=3), far, rtol=2e-12)


@pytest.mark.parametrize(("rows", "n_clusters"), CASES)
def test_distances_are_right_to_twelve_digits(rows, n_clusters):
    centroids = centroids_among(rows, n_clusters)
    found = distances(rows, centroids)
    truth = np.sqrt(oracle.sq_distances(rows, centroids))
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, truth, rtol=1e-12, atol=0)


def test_distances_of_many_features_and_pictures_close_to_a_centroid():
    rng = np.random.default_rng(4)
    rows = rng.integers(0, 256, (9, 20, 20, 3), dtype=np.uint8)
    images = ImageSet(name="nine", pixels=rows)
    flat = rows.reshape(9, -1).astype(np.float64)
    centroids = np.vstack([flat[:3], flat[3:6] + 1e-9 * rng.standard_normal((3, 1200))])
    found = distances(images, centroids)
    truth = np.sqrt(oracle.sq_distances(flat, centroids))
    np.testing.assert_allclose(found, truth, rtol=1e-12, atol=0)
    assert (found[[0, 1, 2], [0, 1, 2]] == 0).all()
    assert nearest(images, centroids)[0].tolist()[:6] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("centroids", "part"),
    [
        (np.zeros((2, 3)), "shape 2 × 3 for images of 2 values. Give (clusters, 2)"),
        (np.zeros(2), "shape 2 for"),
        (np.zeros((0, 2)), "shape 0 × 2"),
        (3.0, "shape none"),
        ([[np.nan, 0]], "NaN"),
        ([[2e150, 0]], "1e150"),
    ],
    ids=str,
)
@pytest.mark.parametrize("function", [nearest, distances])
def test_centroids_that_do_not_fit_are_refused(function, centroids, part):
    with pytest.raises(ParameterError, match=r"^centroids: ") as error:
        function(np.zeros((4, 2)), centroids)
    assert part in str(error.value)
    assert len(str(error.value)) <= 160


@pytest.mark.parametrize("function", [nearest, distances])
def test_images_that_hold_no_numbers_are_refused(function):
    with pytest.raises(DataError, match="1 values are NaN"):
        function(np.array([[0.0, np.nan]]), [[0, 0]])
    with pytest.raises(DataError, match="holds no numbers"):
        function(np.array([["a", "b"]]), [[0, 0]])


@pytest.mark.parametrize("answers", range(4))
def test_stop_is_asked_at_every_stage(answers):
    left = iter([False] * answers)
    with pytest.raises(Cancelled):  # two looks at the pixels, their scores, their distances
        nearest(np.eye(3), np.eye(3), n_threads=1, should_stop=lambda: next(left, True))

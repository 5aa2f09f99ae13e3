"""Why an image is where it is, by hand and for every image of a fit."""

from __future__ import annotations

import numpy as np
import pytest

from engine.imageset import ImageSet
from engine.insight.distances import margins, sq_distances
from engine.insight.reasons import explain
from engine.kmeans.fit import fit
from engine.kmeans.parameters import INIT_NAMES, KMeansParameters

TWO_BY_TWO = ImageSet(
    name="two", pixels=np.array([[1, 2, 3, 4], [9, 9, 9, 9]], np.uint8).reshape(2, 2, 2, 1)
)


def test_by_hand():
    centroids = np.array([[9.0, 9, 9, 9], [1.0, 2, 3, 6], [0.0, 2, 3, 4]])
    reason = explain(TWO_BY_TWO, centroids, np.array([2, 0], np.int32), 0)
    assert (reason.index, reason.cluster, reason.runner_up) == (0, 2, 1)
    assert reason.sq_distances.tolist() == [64 + 49 + 36 + 25, 4, 1]
    assert reason.sq_margin == 3
    assert reason.difference_to_own.tolist() == [[[1], [0]], [[0], [0]]]
    assert reason.difference_to_runner_up.tolist() == [[[0], [0]], [[0], [-2]]]


def test_one_cluster_has_no_runner_up():
    reason = explain(TWO_BY_TWO, np.full((1, 4), 8.5), np.zeros(2, np.int32), 1)
    assert reason.sq_distances.tolist() == [1]
    assert reason.runner_up is None
    assert np.isnan(reason.sq_margin)
    assert reason.difference_to_own.tolist() == [[[0.5], [0.5]], [[0.5], [0.5]]]
    assert reason.difference_to_runner_up is None


def test_among_equals_the_lowest_is_the_runner_up():
    centroids = np.array([[9.0] * 4, [1.0, 2, 3, 4], [1.0, 2, 3, 4], [1.0, 2, 3, 4]])
    for cluster, runner_up in ((1, 2), (2, 1), (3, 1)):
        reason = explain(TWO_BY_TWO, centroids, np.array([cluster, 0], np.int32), 0)
        assert (reason.runner_up, reason.sq_margin) == (runner_up, 0)


def test_a_cluster_that_is_not_the_nearest_is_told_with_a_margin_of_0():
    centroids = np.array([[9.0] * 4, [1.0, 2, 3, 4]])
    reason = explain(TWO_BY_TWO, centroids, np.array([0, 0], np.int32), 0)
    assert (reason.cluster, reason.runner_up, reason.sq_margin) == (0, 1, 0)


@pytest.mark.parametrize("init", INIT_NAMES)
@pytest.mark.parametrize("high", [3, 256])
def test_every_image_of_every_report(init, high):
    pixels = np.random.default_rng(high).integers(0, high, (60, 2, 3, 3), np.uint8)
    images = ImageSet(name="random", pixels=pixels)
    *reports, _ = fit(images, KMeansParameters(n_clusters=5, init=init, max_iter=3), n_threads=1)
    for report in reports:
        given = images, report.centroids, report.labels
        own, margin = sq_distances(*given), margins(*given)
        for index in range(len(images)):
            reason = explain(*given, index)
            found = reason.sq_distances
            assert reason.cluster == report.labels[index] != reason.runner_up
            assert found[reason.cluster] <= found.min() * (1 + 1e-14)
            assert found[reason.cluster] == own[index]
            assert reason.sq_margin == margin[index]
            for cluster, difference in (
                (reason.cluster, reason.difference_to_own),
                (reason.runner_up, reason.difference_to_runner_up),
            ):
                assert difference.shape == (2, 3, 3)
                put_back = difference + report.centroids[cluster].reshape(2, 3, 3)
                np.testing.assert_allclose(put_back, pixels[index], rtol=0, atol=1e-12)


def test_float_pixels_and_what_comes_back_is_read_only():
    images = ImageSet(name="x", pixels=np.array([0.5, 2.5], np.float32).reshape(2, 1, 1, 1))
    reason = explain(images, np.array([[0.0], [2.0]]), np.array([0, 1], np.int32), 1)
    assert reason.sq_distances.tolist() == [6.25, 0.25]
    arrays = reason.sq_distances, reason.difference_to_own, reason.difference_to_runner_up
    for array in arrays:
        assert array.dtype == np.float64
        assert not array.flags.writeable


@pytest.mark.parametrize("index", [-1, 2])
def test_an_image_that_is_not_there(index):
    with pytest.raises(IndexError, match=f"no image {index} among 2"):
        explain(TWO_BY_TWO, np.zeros((1, 4)), np.zeros(2, np.int32), index)

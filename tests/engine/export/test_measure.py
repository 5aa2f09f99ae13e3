import dataclasses
import math

import numpy as np
import pytest

from engine import ImageSet
from engine.errors import Cancelled
from engine.export import measure as measure_module
from engine.export.measure import measure


def brute(images, centroids, labels):
    """Return own and second squared distances and second cluster, by the definition."""
    rows = images.pixels.reshape(len(images), -1).astype(np.float64)
    sq_distances = np.array([[np.square(row - c).sum() for c in centroids] for row in rows])
    here = np.arange(len(rows))
    own = sq_distances[here, labels]
    sq_distances[here, labels] = np.inf
    return own, sq_distances.argmin(axis=1), sq_distances.min(axis=1)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("block", [1, 333, 1 << 20])
def test_all_images_against_the_definition(make_images, fit_of, monkeypatch, dtype, block):
    monkeypatch.setattr(measure_module, "_BLOCK", block)
    images = make_images(dtype)
    ended = fit_of(images, n_clusters=5, init="random")
    found = measure(images, ended.best)
    own, second_clusters, second = brute(images, ended.centroids, ended.labels)
    assert np.array_equal(found.second_clusters, second_clusters)
    np.testing.assert_allclose(found.own, own, rtol=1e-14)
    np.testing.assert_allclose(found.second, second, rtol=1e-14)
    assert math.fsum(found.own) == pytest.approx(ended.inertia_, rel=1e-12)


def test_far_from_zero_and_close_together_nothing_is_lost(fit_of):
    rng = np.random.default_rng(1)
    pixels = 65_000 + rng.integers(0, 3, (60, 4, 4, 3))
    images = ImageSet(name="far", pixels=pixels.astype(np.uint16))
    ended = fit_of(images, n_clusters=12, init="random", max_iter=2)
    found = measure(images, ended.best)
    own, second_clusters, second = brute(images, ended.centroids, ended.labels)
    assert np.array_equal(found.second_clusters, second_clusters)
    np.testing.assert_allclose(found.own, own, rtol=1e-14)
    np.testing.assert_allclose(found.second, second, rtol=1e-14)


def test_among_equals_the_lowest_cluster_is_second(four, fit_of):
    init = [[0.0, 1.0], [10.0, 1.0], [10.0, 1.0], [10.0, 1.0]]
    ended = fit_of(four, n_clusters=4, init=init)
    found = measure(four, ended.best)
    assert ended.labels.tolist() == [0, 0, 1, 1]
    assert found.second_clusters.tolist() == [1, 1, 2, 2]
    assert found.second.tolist() == [101.0, 101.0, 1.0, 1.0]


def test_one_cluster_has_no_second(four, fit_of):
    found = measure(four, fit_of(four, n_clusters=1, init="random").best)
    assert found.own.tolist() == [26.0] * 4
    assert found.second is None
    assert found.second_clusters is None


def test_cancel_between_any_two_blocks(images, ended, monkeypatch):
    monkeypatch.setattr(measure_module, "_BLOCK", 1)
    done = []
    with pytest.raises(Cancelled):
        measure(images, ended.best, progress=done.append, should_stop=lambda: len(done) == 3)
    assert done == [1, 2, 3]


def test_the_report_is_left_alone(images, ended):
    best = dataclasses.replace(ended.best, labels=ended.labels.copy())
    best.labels.flags.writeable = False
    best.centroids.flags.writeable = False
    assert measure(images, best).own.shape == (len(images),)

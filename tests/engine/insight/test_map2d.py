"""Centroids on a map."""

from __future__ import annotations

import numpy as np
import pytest

from engine.insight.map2d import ImageMap, members_means, project


def a_map(indices, points, **changes):
    fields = {
        "method": "tsne",
        "n_images": 6,
        "indices": np.array(indices),
        "points": np.array(points, dtype=np.float32).reshape(-1, 2),
        "mean": None,
        "axes": None,
        "explained": None,
        "note": "",
    }
    return ImageMap(**fields | changes)


def test_projection_by_hand():
    image_map = a_map(
        [0],
        [[0, 0]],
        method="pca",
        mean=np.array([1.0, 2.0, 3.0]),
        axes=np.array([[0, 0.6, 0.8], [1.0, 0, 0]]),
        explained=np.array([0.9, 0.1]),
    )
    found = project(image_map, np.array([[1, 2, 3], [3, 7, 3], [1, 12, 13]], dtype=np.uint8))
    np.testing.assert_allclose(found, [[0, 0], [3, 2], [14, 0]], atol=1e-14)
    assert found.dtype == np.float64
    assert project(image_map, np.empty((0, 3))).shape == (0, 2)


def test_tsne_places_no_vectors():
    with pytest.raises(ValueError, match="members_means"):
        project(a_map([0], [[0, 0]]), np.zeros((1, 3)))


def test_means_of_members_by_hand():
    image_map = a_map([0, 2, 3, 5], [[0, 0], [2, 4], [4, 8], [7, -7]])
    labels = np.array([1, 0, 1, 1, 3, 2], dtype=np.int32)  # images 1 and 4 are not on the map
    means = members_means(image_map, labels, 5)
    nan = np.nan
    np.testing.assert_array_equal(means, [[nan, nan], [2, 4], [7, -7], [nan, nan], [nan, nan]])


def test_a_map_is_read_only_and_knows_whether_it_is_a_sample():
    image_map = a_map([0, 2], [[0, 0], [1, 1]])
    assert image_map.is_sample
    assert not a_map(range(6), np.zeros((6, 2))).is_sample
    assert not image_map.points.flags.writeable
    assert not image_map.indices.flags.writeable

"""Seeds chosen by hand, to the last bit, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ParameterError
from engine.imageset import ImageSet
from engine.kmeans.fork import removed, replaced, seeds_from_images, split
from tests.engine.kmeans.summing import prepared

ROWS = np.array([[0, 0], [0, 1], [9, 9], [9, 8], [0, 0]], dtype=np.uint8)
CENTROIDS = np.array([[0.0, 0.5], [9.0, 8.5], [4.0, 4.0]])


def line_of(error):
    text = str(error.value)
    assert "\n" not in text
    assert len(text) <= 160
    return text


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
def test_seeds_are_the_pixels_in_the_order_asked(dtype, worker):
    rows = np.random.default_rng(0).integers(0, 256, (30, 12)).astype(dtype)
    if dtype in (np.float32, np.float64):
        rows /= dtype(7)
    chosen = [17, 3, 29, 0]
    for images in (rows, rows.reshape(30, 2, 2, 3), prepared(rows, worker)):
        seeds = seeds_from_images(images, chosen)
        assert seeds.dtype == np.float64
        assert seeds.tobytes() == rows[chosen].astype(np.float64).tobytes()
    assert seeds_from_images(rows, np.array([5])).shape == (1, 12)


def test_seeds_that_are_the_same_are_refused_with_their_pair():
    images = ImageSet(name="five", pixels=ROWS.reshape(5, 1, 2, 1))
    with pytest.raises(ParameterError) as error:
        seeds_from_images(images, [2, 4, 1, 0])
    assert line_of(error) == "five: images 4 and 0 are the same. Select only one of them."
    with pytest.raises(ParameterError, match="images 3 and 3 are the same"):
        seeds_from_images(images, [3, 3])
    with pytest.raises(ParameterError, match="images 0 and 1 are the same"):
        seeds_from_images(np.array([[0.0], [-0.0]]), [0, 1])


def test_no_image_is_no_seed():
    with pytest.raises(ParameterError) as error:
        seeds_from_images(ROWS, [])
    assert line_of(error) == "images: no image is selected. Select one for each cluster."


def test_a_centroid_replaced_by_an_image():
    fork = replaced(CENTROIDS, 2, ROWS, 3)
    assert fork.seeds.tolist() == [[0, 0.5], [9, 8.5], [9, 8]]
    assert fork.text == "cluster 2 replaced by image 3"
    assert not fork.seeds.flags.writeable
    assert CENTROIDS[2].tolist() == [4, 4]


@pytest.mark.parametrize("cluster", [0, 1])
def test_an_image_that_is_a_centroid_replaces_none(cluster):
    centroids = np.array([[0.0, 1.0], [9.0, 9.0]])
    with pytest.raises(ParameterError) as error:
        replaced(centroids, cluster, ROWS, 2)
    assert line_of(error) == ("images: image 2 is the centroid of cluster 1. Choose another image.")


@pytest.mark.parametrize(
    ("cluster", "left", "text"),
    [
        (0, [1, 2], "cluster 0 removed; 1 to 2 are now 0 to 1"),
        (1, [0, 2], "cluster 1 removed; 2 is now 1"),
        (2, [0, 1], "cluster 2 removed"),
    ],
)
def test_a_centroid_removed(cluster, left, text):
    fork = removed(CENTROIDS, cluster)
    assert fork.seeds.tolist() == CENTROIDS[left].tolist()
    assert fork.text == text
    assert len(CENTROIDS) == 3


def test_the_only_centroid_stays():
    with pytest.raises(ParameterError) as error:
        removed(CENTROIDS[:1], 0)
    assert line_of(error) == "clusters: the only one cannot be removed. Split it first."


def test_a_cluster_split():
    labels = np.array([0, 0, 0, 0, 2])
    fork = split(CENTROIDS, labels, ROWS, 0)
    assert fork.seeds.tolist() == [[0, 0.5], [9, 8.5], [4, 4], [9, 8.5]]
    assert fork.text == "cluster 0 split in two: 0 and 3"
    assert CENTROIDS[0].tolist() == [0, 0.5]


@pytest.mark.parametrize("labels", [[0, 1, 1, 1, 0], [0, 1, 1, 1, 2], [1, 1, 1, 1, 2]])
def test_a_cluster_of_no_two_different_images_stays_whole(labels):
    with pytest.raises(ParameterError) as error:
        split(CENTROIDS, np.array(labels), ROWS, 0)
    assert line_of(error) == (
        "images: cluster 0 has fewer than 2 different images. Split another cluster."
    )


@pytest.mark.parametrize("number", [-1, 3])
def test_clusters_that_are_not_there(number):
    calls = (
        lambda: replaced(CENTROIDS, number, ROWS, 0),
        lambda: split(CENTROIDS, np.zeros(5), ROWS, number),
        lambda: removed(CENTROIDS, number),
    )
    for call in calls:
        with pytest.raises(IndexError, match=f"no cluster {number}"):
            call()


@pytest.mark.parametrize("number", [-1, 5])
def test_images_that_are_not_there(number):
    for call in (
        lambda: replaced(CENTROIDS, 0, ROWS, number),
        lambda: seeds_from_images(ROWS, [0, number]),
    ):
        with pytest.raises(IndexError, match=f"no image {number}"):
            call()

from __future__ import annotations

import numpy as np
import pytest

from engine.imageset import ImageSet
from engine.insight.reasons import explain
from gui.models.reason_text import distance_text, distance_tip, margin_text

IMAGES = ImageSet(name="one", pixels=np.full((1, 1, 1, 1), 10, np.uint8))


@pytest.mark.parametrize(
    ("centroids", "label", "words"),
    [
        ([10.0 - 7.5, 0.0, 60.0], 0, "25.0 % nearer to cluster 0 than to 1"),
        ([50.0, 10.0], 1, "100.0 % nearer to cluster 1 than to 0"),
        ([5.0, 15.0], 1, "As near to cluster 1 as to 0"),
        ([0.0, 20.001], 0, "Less than 0.1 % nearer to cluster 0 than to 1"),
        ([0.0, 15.0], 0, "100.0 % farther from cluster 0 than from 1"),
        ([0.0, 10.0], 0, "On the centroid of cluster 1, not on that of 0"),
        ([10.0, 10.0], 0, "As near to cluster 0 as to 1"),
        ([3.0], 0, "Cluster 0 is the only one"),
    ],
)
def test_the_margin_in_words(centroids, label, words):
    given = np.array(centroids).reshape(-1, 1)
    assert margin_text(explain(IMAGES, given, np.array([label], np.int32), 0)) == words


def test_distances_are_not_squared_and_tips_are():
    assert distance_text(2282.0**2) == "2282"
    assert distance_tip(4, 9.0, 0) == (
        "Centroid of cluster 4: the nearest\ndistance 3 pixel levels\n"
        "squared, as k-means counts it: 9"
    )
    assert "number 3 in nearness" in distance_tip(4, 9.0, 2)

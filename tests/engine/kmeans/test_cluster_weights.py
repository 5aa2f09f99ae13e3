"""Sizes and weights of clusters as images come and go."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from engine.kmeans.cluster_weights import ClusterWeights

THREE, CLUSTERS = np.arange(3), np.array([0, 0, 2], dtype=np.int32)


def filled(*weights):
    found = ClusterWeights(3, np.array(weights) if weights else None)
    found.add(THREE, CLUSTERS, 1)
    return found


def test_images_without_weights_count_once():
    found = filled()
    assert (found.scaled, found.exponent) == (None, 0)
    assert found.sizes.tolist() == found.totals.tolist() == [2, 0, 1]
    found.add(np.array([1]), np.array([0], dtype=np.int32), -1)
    assert found.sizes.tolist() == [1, 0, 1]
    high, low = found.pair(np.array([2, 1]))
    assert (high.tolist(), low.tolist()) == ([1, 0], [0, 0])


@pytest.mark.parametrize("scale", [1.0, 2.0**-900, 2.0**300, 0.3, 1e100])
def test_weights_are_scaled_and_come_back(scale):
    weights = np.array([1.0, 1e-9, 5.0]) * scale
    found = filled(*weights)
    assert found.sizes.tolist() == [2, 0, 1]
    assert 0.5 <= found.scaled.max() < 1
    assert np.ldexp(found.scaled, found.exponent).tolist() == weights.tolist()
    both = Fraction(weights[0]) + Fraction(weights[1])
    assert found.totals.tolist() == [float(both), 0, weights[2]]
    high, low = found.pair(np.array([0]))
    pair = (Fraction(float(high[0])) + Fraction(float(low[0]))) * Fraction(2) ** found.exponent
    assert pair == both


def test_only_an_image_that_counts_and_leaves_others_may_be_given():
    assert [filled().may_give(image, int(CLUSTERS[image])) for image in THREE] == [1, 1, 0]
    for weights, able in (((2.0, 1.0, 4.0), [1, 1, 0]), ((2.0, 0.0, 4.0), [0, 0, 0])):
        found = filled(*weights)
        assert [found.may_give(image, int(CLUSTERS[image])) for image in THREE] == able


@pytest.mark.parametrize("weights", [(), (2.0, 1.0, 4.0)])
def test_a_copy_changes_alone(weights):
    found = filled(*weights)
    before = found.totals.tolist()
    other = found.copy()
    other.add(np.array([0]), np.array([0], dtype=np.int32), -1)
    assert (found.sizes.tolist(), found.totals.tolist()) == ([2, 0, 1], before)
    assert (other.sizes.tolist(), other.totals.tolist()) == ([1, 0, 1], [1, 0, before[2]])

"""Tallies against fractions, and what is left once everything has been taken away."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.kmeans.tally import Tally

numbers = st.floats(-1e200, 1e200)
filled = st.lists(st.tuples(numbers, numbers, st.integers(0, 2)), min_size=1, max_size=30)


def columns(images):
    first, second, clusters = zip(*images, strict=True)
    return np.array(first), np.array(second), np.array(clusters, dtype=np.int32)


@given(filled)
def test_layers_hold_the_sums_without_rounding(images):
    first, second, clusters = columns(images)
    tally = Tally(3, first, second)
    tally.add(np.arange(len(images)), clusters, 1)
    exact = [Fraction(0)] * 3
    for one, other, cluster in images:
        exact[cluster] += Fraction(one) + Fraction(other)
    layers = tally.layers(np.arange(3))
    assert [sum(map(Fraction, column)) for column in layers.T.tolist()] == exact
    high, low = tally.pair(np.array([2, 0]))
    for place, cluster in enumerate((2, 0)):
        pair = Fraction(float(high[place])) + Fraction(float(low[place]))
        assert abs(pair - exact[cluster]) <= Fraction(2) ** -100 * abs(exact[cluster])


@given(filled, st.randoms())
def test_what_came_and_went_leaves_no_trace(images, random):
    first, second, clusters = columns(images)
    every = np.arange(len(images))
    leaving = np.array([random.random() < 0.5 for _ in images])
    tally, fresh = Tally(3, first, second), Tally(3, first, second)
    tally.add(every, clusters, 1)
    tally.add(every[leaving], clusters[leaving], -1)
    fresh.add(every[~leaving], clusters[~leaving], 1)
    for one, other in zip(tally.pair(slice(None)), fresh.pair(slice(None)), strict=True):
        assert one.tolist() == other.tolist()


def test_a_tally_by_hand():
    tally = Tally(2, np.array([1e100, 1.0, 0.5, 0.0]))
    tally.add(np.arange(4), np.array([0, 0, 1, 1], dtype=np.int32), 1)
    high, low = tally.pair(np.arange(2))
    assert (high.tolist(), low.tolist()) == ([1e100, 0.5], [1.0, 0.0])
    tally.add(np.array([0]), np.array([0], dtype=np.int32), -1)
    assert tally.pair(np.array([0]))[0] == 1


@pytest.mark.parametrize("changed", [0, 1])
def test_a_copy_changes_alone(changed):
    tallies = [Tally(1, np.array([3.0, 0.25]))]
    tallies[0].add(np.array([0]), np.zeros(1, np.int32), 1)
    tallies.append(tallies[0].copy())
    tallies[changed].add(np.array([1]), np.zeros(1, np.int32), 1)
    assert tallies[changed].pair(slice(None))[0] == 3.25
    assert tallies[1 - changed].pair(slice(None))[0] == 3

"""Spread and medoid, against exact fractions."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from engine.errors import Cancelled
from engine.imageset import ImageSet
from engine.insight import distances
from engine.insight.spread import change, spread


def image_set(rows):
    return ImageSet(name="rows", pixels=rows.reshape(len(rows), 1, -1, 1))


def exactly(rows):
    """Mean, standard deviation and sums of squared distances, by definition."""
    columns = [[Fraction(float(value)) for value in column] for column in rows.T]
    means = [sum(column) / len(column) for column in columns]
    variances = [
        sum((value - mean) ** 2 for value in column) / len(column)
        for column, mean in zip(columns, means, strict=True)
    ]
    sums = [
        sum((column[i] - column[j]) ** 2 for column in columns for j in range(len(rows)))
        for i in range(len(rows))
    ]
    return [float(mean) for mean in means], [math.sqrt(each) for each in variances], sums


def of_all(rows):
    return spread(image_set(rows), np.zeros(len(rows), np.int32), 0)


def test_by_hand():
    pixels = np.array([[[0, 9]], [[4, 9]], [[77, 1]], [[5, 9]]], np.uint8)[..., np.newaxis]
    found = spread(ImageSet(name="x", pixels=pixels), np.array([1, 1, 0, 1], np.int32), 1)
    assert (found.cluster, found.n, found.medoid) == (1, 3, 1)
    assert found.mean.tolist() == [[[3], [9]]]
    assert found.standard_deviation.tolist() == [[[math.sqrt(14 / 3)], [0]]]


WHOLE = st.one_of(
    npst.arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 4))),
    npst.arrays(np.uint16, st.tuples(st.integers(1, 9), st.integers(1, 4))),
    npst.arrays(np.uint8, (8, 2), elements=st.integers(0, 2)),
)


@given(rows=WHOLE)
@settings(max_examples=150, deadline=None)
def test_whole_numbers_are_exact(rows):
    means, deviations, sums = exactly(rows)
    found = of_all(rows)
    assert found.mean.ravel().tolist() == means
    np.testing.assert_allclose(found.standard_deviation.ravel(), deviations, rtol=4e-15)
    assert found.medoid == sums.index(min(sums))


@pytest.mark.parametrize("block_values", [1, 2**16])
@pytest.mark.parametrize("far", [0.0, 60000.0, -1e30])
def test_fractions_keep_their_digits_far_from_0(far, block_values, monkeypatch):
    monkeypatch.setattr(distances, "BLOCK_VALUES", block_values)
    rows = (far + np.random.default_rng(3).random((25, 6))).astype(np.float32)
    means, deviations, sums = exactly(rows)
    found = of_all(rows)
    np.testing.assert_allclose(found.mean.ravel(), means, rtol=1e-15)
    np.testing.assert_allclose(found.standard_deviation.ravel(), deviations, rtol=1e-12)
    assert found.medoid == sums.index(min(sums))


def test_the_medoid_is_decided_where_float64_cannot():
    """Squared distances to the mean of 6e11, of which the least two differ by 2 / 40,000.

    Exactly: ``n |x - m|**2`` of image 0 less that of image 1 is twice what the sum of the second
    pixel is above that of the first.
    """
    rows = np.zeros((40_000, 600), np.uint16)
    rows[20_001:] = 65535  # fewer white ones, so that the mean is nearer to the black
    rows[0, 0] = rows[1, 1] = rows[2, 1] = 1
    assert of_all(rows).medoid == 1


def test_a_medoid_is_not_the_representative_of_an_old_centroid():
    """The members decide alone: of 0, 0, 10 the mean is 10 / 3, whatever the centroid was."""
    assert of_all(np.array([[10], [0], [0]], np.uint8)).medoid == 1


def test_of_equal_members_the_lowest_index_is_the_medoid_and_nothing_spreads():
    for rows in (np.full((30, 3), 7, np.uint8), np.full((30, 3), 0.1, np.float32)):
        found = spread(image_set(rows), np.repeat([1, 0], [4, 26]).astype(np.int32), 0)
        assert found.medoid == 4
        assert not found.standard_deviation.any()
        assert found.mean.ravel().tolist() == rows[0].tolist()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_an_empty_cluster_is_all_zeros(dtype):
    images = ImageSet(name="x", pixels=np.ones((2, 2, 3, 3), dtype))
    found = spread(images, np.zeros(2, np.int32), 1)
    assert (found.n, found.medoid) == (0, None)
    assert found.mean.tolist() == found.standard_deviation.tolist() == np.zeros((2, 3, 3)).tolist()


def test_one_member_is_its_own_mean():
    found = of_all(np.array([[3, 200]], np.uint16))
    assert (found.n, found.medoid) == (1, 0)
    assert found.mean.ravel().tolist() == [3, 200]
    assert found.standard_deviation.ravel().tolist() == [0, 0]


def test_pictures_come_back_read_only_in_their_shape():
    pixels = np.random.default_rng(0).integers(0, 256, (5, 2, 3, 3), np.uint8)
    found = spread(ImageSet(name="x", pixels=pixels), np.zeros(5, np.int32), 0)
    np.testing.assert_allclose(found.standard_deviation, pixels.std(axis=0), rtol=1e-13)
    for array in (found.mean, found.standard_deviation):
        assert (array.shape, array.dtype) == ((2, 3, 3), np.float64)
        assert not array.flags.writeable


def test_stopped_before_any_block_of_either_pass(monkeypatch):
    monkeypatch.setattr(distances, "BLOCK_VALUES", 2)
    images, labels = image_set(np.zeros((4, 2), np.uint8)), np.array([0, 0, 1, 0], np.int32)
    for asked in range(6):
        answers = iter([False] * asked + [True])
        with pytest.raises(Cancelled):
            spread(images, labels, 0, should_stop=lambda answers=answers: next(answers))
    answers = iter([False] * 6)
    assert spread(images, labels, 0, should_stop=lambda: next(answers)).n == 3


def test_change_is_signed_and_has_the_shape_of_a_picture():
    found = change(np.array([1.0, 2, 3, 4]), np.array([1.5, 2, 3, 0]), (2, 2, 1))
    assert found.tolist() == [[[0.5], [0]], [[0], [-4]]]

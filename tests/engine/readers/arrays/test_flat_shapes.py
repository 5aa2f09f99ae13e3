import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import DataError
from engine.options import MAX_SIDE
from engine.readers.arrays.flat_shapes import (
    MOST,
    asked_shape,
    likeliest_shape,
    likely_shapes,
    line,
)
from engine.readers.arrays.layout import flat_layout


@given(st.integers(1, 1 << 26))
def test_every_shape_has_as_many_numbers(n_features):
    shapes = likely_shapes(n_features)
    assert 1 <= len(shapes) <= MOST
    assert len(set(shapes)) == len(shapes)
    assert shapes[-1] == line(n_features)
    for shape in shapes[:-1]:
        assert math.prod(shape) == n_features
        assert max(shape) <= MAX_SIDE
        assert flat_layout(shape).image_shape[2] in (1, 3)
        assert min(flat_layout(shape).image_shape[:2]) > 1


@pytest.mark.parametrize(
    ("n_features", "first"),
    [
        (784, [(28, 28, 1), (16, 49, 1), (49, 16, 1), (14, 56, 1), (56, 14, 1), (1, 784, 1)]),
        (2914, [(47, 62, 1), (62, 47, 1), (31, 94, 1), (94, 31, 1), (1, 2914, 1)]),
        (3072, [(32, 32, 3), (3, 32, 32), (48, 64, 1), (64, 48, 1)]),
        (27, [(3, 3, 3), (3, 9, 1), (9, 3, 1), (1, 27, 1)]),
        (13, [(1, 13, 1)]),
        (1, [(1, 1, 1)]),
        (3, [(1, 3, 1)]),
    ],
)
def test_the_likeliest_come_first(n_features, first):
    assert list(likely_shapes(n_features)[: len(first)]) == first


def smooth(n, *shape):
    """Pictures whose neighbouring pixels differ by little, but not the colours of one."""
    height, width, _ = np.indices(shape)
    colours = np.array([0, 120, 240])
    return np.stack([colours + height + width + i for i in range(n)]).astype(np.uint8)


def test_colours_beside_one_another_are_told_from_planes():
    pictures = smooth(4, 8, 8, 3)
    assert likeliest_shape(192, pictures.reshape(4, -1)) == (8, 8, 3)
    planes = pictures.transpose(0, 3, 1, 2).reshape(4, -1)
    assert likeliest_shape(192, planes) == (3, 8, 8)


def test_what_is_taken_where_nobody_answers():
    assert likeliest_shape(784, np.zeros((2, 784))) == (28, 28, 1)
    assert likeliest_shape(2914, np.zeros((2, 2914))) == (1, 2914, 1)
    assert likeliest_shape(48, np.full((1, 48), np.nan)) == (4, 4, 3)
    assert likeliest_shape(48, np.full((1, 48), np.inf)) == (4, 4, 3)


@pytest.mark.parametrize(
    ("n_features", "asked", "shape"),
    [
        (12, (3, 4), (3, 4, 1)),
        (36, (3, 4), (3, 4, 3)),
        (12, (3, 4, 1), (3, 4, 1)),
        (12, (2, 2, 3), (2, 2, 3)),
        (24, (3, 4, 2), (3, 4, 2)),
        (5000, (1, 5000), (1, 5000, 1)),
    ],
)
def test_a_shape_that_fits_is_taken(n_features, asked, shape):
    assert asked_shape(n_features, asked, "a") == shape


@pytest.mark.parametrize(
    ("n_features", "asked"), [(784, (30, 30)), (784, (28, 28, 3)), (16, (4, 2, 2)), (8, (2, 2))]
)
def test_a_shape_that_does_not_fit_is_refused(n_features, asked):
    with pytest.raises(DataError) as caught:
        asked_shape(n_features, asked, "a.npy")
    numbers = " × ".join(map(str, asked))
    line = f"a.npy: rows of {n_features} numbers are no pictures of {numbers}. Choose another shape"
    assert str(caught.value).startswith(line)

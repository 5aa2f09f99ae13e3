"""Parameters and weights that do not fit the images, refused with the numbers."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ParameterError
from engine.kmeans.checks import MAX_WEIGHT, check_parameters, checked_weights
from engine.kmeans.parameters import KMeansParameters

ROWS = np.zeros((4, 3), dtype=np.uint8)


@pytest.mark.parametrize("init", ["random", np.zeros((4, 3))])
def test_parameters_that_fit(init):
    check_parameters("four", ROWS, KMeansParameters(n_clusters=4, init=init))


@pytest.mark.parametrize(
    ("n_clusters", "init", "line"),
    [
        (5, "random", "four: 5 clusters asked of 4 images. Choose at most 4 clusters."),
        (2, np.zeros((2, 1200)), "init: seeds of 1,200 values for images of 3. Give seeds of 3"),
    ],
)
def test_parameters_that_do_not(n_clusters, init, line):
    with pytest.raises(ParameterError) as error:
        check_parameters("four", ROWS, KMeansParameters(n_clusters=n_clusters, init=init))
    assert str(error.value).startswith(line)


@pytest.mark.parametrize(
    "weights", [[1, 0, 2], np.array([0.5, 0, 7], np.float32), (0, 0, MAX_WEIGHT)]
)
def test_weights_become_float64(weights):
    found = checked_weights(weights, 3)
    assert found.dtype == np.float64
    assert found.tolist() == [float(each) for each in weights]


@pytest.mark.parametrize(
    ("weights", "line"),
    [
        ([1, 2], "weights of shape 2 for 3 images. Give 3 numbers."),
        ([[1, 2, 3]], "weights of shape 1 × 3 for 3 images. Give 3 numbers."),
        (1.0, "weights of shape one number for 3 images. Give 3 numbers."),
        ([1, np.nan, -1], "2 weights are negative, infinite or NaN, one that of image 1. Give"),
        ([1, 1, np.inf], "1 weights are negative, infinite or NaN, one that of image 2. Give"),
        ([1, 1.01 * MAX_WEIGHT, 1], "1 weights are negative, infinite or NaN, one that of image 1"),
        ([0, 0, 0], "all weights are 0. Give some images more."),
    ],
    ids=str,
)
def test_weights_that_do_not_fit(weights, line):
    with pytest.raises(ParameterError) as error:
        checked_weights(weights, 3)
    assert str(error.value).startswith(f"sample_weight: {line}")

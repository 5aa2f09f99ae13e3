"""What cannot be clustered is refused in one line that holds the numbers."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import CentroidLabError, DataError, ParameterError
from engine.imageset import ImageSet
from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters

FOUR = np.arange(8, dtype=np.uint8).reshape(4, 2)


def line_of(error, *parts):
    text = str(error.value)
    assert isinstance(error.value, CentroidLabError)
    assert "\n" not in text
    assert len(text) <= 160
    for part in parts:
        assert part in text
    return text


def test_more_clusters_than_images_at_once():
    images = ImageSet(name="four", pixels=FOUR.reshape(4, 2, 1, 1))
    with pytest.raises(ParameterError) as error:
        fit(images, KMeansParameters(n_clusters=5))
    assert line_of(error) == "four: 5 clusters asked of 4 images. Choose at most 4 clusters."
    with pytest.raises(ParameterError):
        fit(FOUR)  # ten by default


def test_seeds_of_another_width_at_once():
    parameters = KMeansParameters(n_clusters=2, init=np.zeros((2, 3)))
    with pytest.raises(ParameterError) as error:
        fit(FOUR, parameters)
    line_of(error, "init", "3", "2 values")


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((0, 4)),
        np.zeros((4, 0)),
        np.zeros(4),
        np.float64(3),
        np.array([["a", "b"]]),
        np.array([[object(), 1]]),
        np.array([[1 + 2j, 3]]),
        np.array([["2020-01-01"]], dtype="datetime64[D]"),
    ],
    ids=["no rows", "no columns", "no table", "scalar", "texts", "objects", "complex", "dates"],
)
def test_what_holds_no_numbers_at_once(array):
    with pytest.raises(DataError) as error:
        fit(array, KMeansParameters(n_clusters=1))
    line_of(error, "images: ")


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("n_threads", [1, 3])
def test_nan_and_infinity_with_the_first_report(value, dtype, n_threads):
    rows = np.zeros((3000, 400), dtype=dtype)
    rows[2100, 7] = rows[1402, 33] = rows[2999, 399] = value
    reports = fit(rows, KMeansParameters(n_clusters=1), n_threads=n_threads)
    with pytest.raises(DataError) as error:
        next(reports)
    line_of(error, "3 values are NaN, infinite", "image 1,402", "value 33", "Remove or replace")


def test_values_whose_squares_overflow():
    rows = np.array([[0.0, 1e150], [1.1e150, 0], [-2e200, 5]])
    with pytest.raises(DataError) as error:
        next(fit(rows, KMeansParameters(n_clusters=1)))
    line_of(error, "2 values", "1e150", "image 1 at value 0")


def test_differences_whose_squares_vanish():
    rows = np.array([[0.0], [1e-170], [3e-170]])
    with pytest.raises(DataError) as error:
        next(fit(rows, KMeansParameters(n_clusters=2)))
    line_of(error, "3e-170", "Multiply")
    *_, ended = fit(rows * 1e100, KMeansParameters(n_clusters=2))
    assert sorted(ended.sizes) == [1, 2]


@pytest.mark.parametrize("extreme", [2**53 + 1, -(2**53) - 1])
def test_whole_numbers_that_float64_cannot_tell_apart(extreme):
    rows = np.array([[extreme], [0]], dtype=np.int64)
    with pytest.raises(DataError) as error:
        next(fit(rows, KMeansParameters(n_clusters=1)))
    line_of(error, "2**53")
    *_, ended = fit(np.clip(rows, -(2**53), 2**53), KMeansParameters(n_clusters=2))
    assert ended.inertia_ == 0


@pytest.mark.parametrize(
    ("parameters", "parts"),
    [
        ({"n_clusters": 0}, ["n_clusters: 0", "at least 1"]),
        ({"n_clusters": -3}, ["-3"]),
        ({"n_clusters": 2.5}, ["2.5 is not a whole number"]),
        ({"n_clusters": "4"}, ["'4' is not a whole number"]),
        ({"n_init": 0}, ["n_init: 0"]),
        ({"max_iter": 0}, ["max_iter: 0"]),
        ({"tol": -1e-9}, ["tol: -1e-09", "0 or more"]),
        ({"tol": np.nan}, ["tol: nan"]),
        ({"tol": np.inf}, ["tol: inf"]),
        ({"tol": "small"}, ["tol: 'small' is not a number"]),
        ({"random_state": -1}, ["random_state: -1", "0 to 4294967295"]),
        ({"random_state": 2**32}, ["4294967296"]),
        ({"random_state": None}, ["None is not a whole number"]),
        ({"init": "kmeans"}, ["'kmeans'", "k-means++, random, farthest, partition, gaussian"]),
        ({"init": None}, ["init: "]),
        ({"init": [["a", "b"]]}, ["neither a name nor numbers"]),
        ({"n_clusters": 3, "init": np.zeros((2, 4))}, ["2 × 4", "3 clusters"]),
        ({"n_clusters": 1, "init": np.zeros(4)}, ["seeds of shape 4"]),
        ({"n_clusters": 1, "init": np.zeros((1, 0))}, ["1 × 0"]),
        ({"n_clusters": 1, "init": np.array([[np.nan]])}, ["NaN"]),
        ({"n_clusters": 1, "init": np.array([[1e151]])}, ["1e150"]),
        ({"n_clusters": 1, "init": np.zeros((1, 4)), "n_init": 2}, ["n_init: 2", "Set 1"]),
    ],
    ids=str,
)
def test_parameters_outside_their_limits(parameters, parts):
    with pytest.raises(ParameterError) as error:
        KMeansParameters(**parameters)
    line_of(error, *parts)
    with pytest.raises(ValueError, match=error.value.name):
        KMeansParameters(**parameters)


def test_parameters_take_numpy_numbers_and_keep_plain_ones():
    parameters = KMeansParameters(
        n_clusters=np.int64(3), tol=np.float32(0.5), init=np.str_("random"), random_state=2**32 - 1
    )
    assert type(parameters.n_clusters) is int
    assert type(parameters.tol) is float
    assert type(parameters.init) is str
    assert parameters.init_name == "random"
    given = KMeansParameters(n_clusters=2, init=np.zeros((2, 4, 4, 3)))
    assert given.init.shape == (2, 48)
    assert given.init_name == "given"
    assert not given.init.flags.writeable

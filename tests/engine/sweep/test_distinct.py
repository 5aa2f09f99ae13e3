"""Distinct images, counted as sets count, and a sweep that goes beyond them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import engine.sweep.distinct as subject
from engine.errors import Cancelled, ParameterError
from engine.imageset import ImageSet
from engine.kmeans.parameters import KMeansParameters
from engine.sweep.distinct import check_sweep, n_distinct
from engine.sweep.plan import plan_sweep
from tests.engine.sweep.small_sets import prepared

FIVE = np.array([[0, 0], [0, 1], [0, 0], [7, 1], [0, 1]], dtype=np.uint8)


DIGITS = st.integers(0, 2)


@given(
    hnp.arrays(
        np.uint8, st.tuples(st.integers(1, 30), st.integers(1, 3)), elements=st.integers(0, 2)
    ),
    st.integers(0, 40),
)
def test_as_many_as_a_set_holds(rows, at_most):
    assert n_distinct(rows, at_most) == min(at_most, len({tuple(row) for row in rows.tolist()}))


@pytest.mark.parametrize("dtype", [np.bool_, np.int64, np.uint16, np.float32, np.float64])
def test_any_type(dtype):
    rows = np.array([[0, 1], [1, 1], [0, 1]], dtype=dtype)
    assert n_distinct(rows, 9) == 2


def test_both_zeros_are_one_value():
    assert n_distinct(np.array([[0.0, 1.0], [-0.0, 1.0]]), 9) == 1


def test_image_sets_and_samples_count_alike():
    images = ImageSet(name="five", pixels=FIVE.reshape(5, 1, 2, 1))
    assert n_distinct(images, 9) == n_distinct(prepared(FIVE), 9) == 3


def test_equal_hashes_do_not_make_images_equal(monkeypatch):
    monkeypatch.setattr(subject, "hash", lambda _content: 1, raising=False)
    assert n_distinct(FIVE, 9) == 3


def test_it_looks_no_further_than_it_must(monkeypatch):
    monkeypatch.setattr(subject, "row_blocks", lambda rows: (slice(i, i + 1) for i in range(5)))
    for at_most, blocks in ((0, 0), (1, 1), (2, 2), (3, 4), (4, 5)):
        asked = []

        def should_stop(asked=asked):
            asked.append(1)
            return False

        assert n_distinct(FIVE, at_most, should_stop) == min(at_most, 3)
        assert len(asked) == blocks


def test_it_can_be_stopped():
    with pytest.raises(Cancelled):
        n_distinct(FIVE, 2, lambda: True)


def test_a_sweep_within_the_images_passes():
    check_sweep(FIVE, plan_sweep([1, 3], KMeansParameters()))
    check_sweep(FIVE, ())


def test_a_sweep_beyond_them_is_refused_with_the_number():
    plan = plan_sweep([2, 4], KMeansParameters())
    images = ImageSet(name="five", pixels=FIVE.reshape(5, 1, 2, 1))
    with pytest.raises(ParameterError) as error:
        check_sweep(images, plan)
    assert str(error.value) == (
        "five: a sweep up to 4 clusters, but only 3 distinct images. Give values up to 3."
    )
    with pytest.raises(ParameterError, match="only 3 distinct images"):
        check_sweep(prepared(FIVE), plan)

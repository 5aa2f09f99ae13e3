"""Even samples: one of each stretch, and only where all are too many."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.insight.map_sample import (
    LEAST_ROWS,
    MAX_VALUES,
    SAMPLE_VALUES,
    even_sample,
    rows_for_axes,
)


@given(st.integers(1, 300), st.integers(1, 300), st.integers(0, 2**32))
def test_one_of_each_stretch(n, m, seed):
    sample = even_sample(n, m, seed)
    assert len(sample) == min(n, m)
    assert sample.dtype == np.intp
    if m >= n:
        assert sample.tolist() == list(range(n))
    else:
        assert (sample * m // n <= np.arange(m)).all()  # not beyond its stretch,
        assert ((sample + 1) * m > np.arange(m) * n).all()  # nor before it
        assert (np.diff(sample) > 0).all()


def test_classes_that_lie_one_after_the_other_keep_their_shares():
    labels = np.repeat([0, 1, 2], [6000, 3000, 1000])
    assert np.bincount(labels[even_sample(10_000, 1000, 3)]).tolist() == [600, 300, 100]


def test_the_seed_draws():
    assert even_sample(1000, 100, 1).tolist() == even_sample(1000, 100, 1).tolist()
    assert even_sample(1000, 100, 1).tolist() != even_sample(1000, 100, 2).tolist()


def test_numbers_of_images_beyond_32_bits_do_not_overflow():
    sample = even_sample(2**40, 1000, 0)
    assert sample[0] < 2**31
    assert sample[-1] > 2**40 - 2**31


@pytest.mark.parametrize(
    ("n", "n_features", "expected"),
    [
        (50_000, 3072, 50_000),
        (MAX_VALUES // 1024, 1024, MAX_VALUES // 1024),
        (MAX_VALUES // 1024 + 1, 1024, SAMPLE_VALUES // 1024),
        (100_000, 96 * 96 * 3, SAMPLE_VALUES // (96 * 96 * 3)),
        (1000, 2**24, LEAST_ROWS),
        (3, 2**28, 3),
    ],
)
def test_axes_are_found_from_all_rows_unless_these_hold_too_much(n, n_features, expected):
    rows = rows_for_axes(n, n_features, 0)
    assert len(rows) == expected
    assert rows[-1] < n

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.kmeans.exact import exact_dot, nearest_exactly, within_scatter

vectors = st.integers(1, 8).flatmap(
    lambda d: st.tuples(*2 * [hnp.arrays(np.int64, d, elements=st.integers(-(2**40), 2**40))])
)


@given(vectors)
def test_inner_products_of_any_size(pair):
    left, right = pair
    assert exact_dot(left, right) == sum(a * b for a, b in zip(*map(np.ndarray.tolist, pair)))  # noqa: B905


def test_an_inner_product_beyond_64_bits():
    large = np.array([2**40, -(2**40)])
    assert exact_dot(large, large) == 2**81


@given(hnp.arrays(np.int64, st.tuples(st.integers(1, 9), st.integers(1, 4)),
                  elements=st.integers(-65535, 65535)))  # fmt: skip
def test_scatter_is_the_sum_of_squared_distances_to_the_mean(rows):
    sums = rows.sum(axis=0)
    exact = sum(
        (Fraction(value) - Fraction(int(total), len(rows))) ** 2
        for row in rows.tolist()
        for value, total in zip(row, sums.tolist(), strict=True)
    )
    assert within_scatter(int(np.square(rows).sum()), sums, len(rows)) == float(exact)


def test_the_nearest_of_means_that_only_fractions_tell_apart():
    # From 0: 1/3 and (10**15 + 1) / (3 * 10**15), nearer by a third of 1e-15.
    sums = np.array([[10**15 + 1], [1], [2], [-1]])
    counts = np.array([3 * 10**15, 3, 6, 3])
    origin = np.array([0])
    assert nearest_exactly(origin, np.array([0, 1]), sums, counts) == 1
    assert nearest_exactly(origin, np.array([0, 2]), sums, counts) == 2
    assert nearest_exactly(origin, np.array([1, 2, 3]), sums, counts) == 1
    assert nearest_exactly(np.array([1]), np.array([0, 1]), sums, counts) == 0

"""Float32 products against sums without rounding, at every edge of their blocks."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.kmeans.products import (
    DEPTH,
    EXACT_DEPTH,
    STACKED_COLUMNS,
    UNIT32,
    exact_products,
    exact_sq_norms,
    paired_products,
    product_error,
    products,
)

SIZES = [1, DEPTH - 1, DEPTH, DEPTH + 1, 2 * DEPTH, 700, 3072]
EXACT_SIZES = [1, EXACT_DEPTH - 1, EXACT_DEPTH, EXACT_DEPTH + 1, 700, 3072, 4101]


def rounding_up(size):
    """Numbers whose products and sums all round the same way."""
    return np.full(size, 1 + 2.0**-12 + 2.0**-23)


KINDS = {
    "of both signs": lambda rng, size: rng.standard_normal(size),
    "of one sign": lambda rng, size: rng.random(size),
    "of all magnitudes": lambda rng, size: (
        rng.choice([-1, 1], size) * 10.0 ** rng.uniform(-6, 6, size)
    ),
    "rounding one way": lambda _rng, size: rounding_up(size),
    "cancelling": lambda _rng, size: np.where(np.arange(size[1]) % 2, 1, -1) * rounding_up(size),
}


def pair(kind, n_features, n_columns, n_rows=5):
    """Rows (n_rows, n_features) and columns (n_columns, n_features) in float64."""
    rng = np.random.default_rng(n_features)
    return KINDS[kind](rng, (n_rows, n_features)), KINDS[kind](rng, (n_columns, n_features))


def exact(row, column):
    """The inner product, correctly rounded: float64 holds products of float32 values whole."""
    return math.fsum((row * column).tolist())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n_columns", [1, 3, STACKED_COLUMNS + 1])
@pytest.mark.parametrize("n_features", SIZES)
def test_products_are_off_by_no_more_than_they_say(n_features, n_columns, kind):
    rows, columns = pair(kind, n_features, n_columns)
    narrow = rows.astype(np.float32), columns.astype(np.float32)
    out = np.full((len(rows), n_columns), np.nan, dtype=np.float32)
    products(narrow[0], np.ascontiguousarray(narrow[1].T), out)
    paired = paired_products(narrow[0][:1].repeat(n_columns, axis=0), narrow[1])
    for column, wide in enumerate(columns[:4]):
        for row, x in enumerate(rows):
            most = product_error(n_features) * np.linalg.norm(x) * np.linalg.norm(wide)
            # `fsum` of float64 products of float64 values: right to 1e-16 of the lengths.
            assert abs(float(out[row, column]) - exact(x, wide)) <= most
        most = product_error(n_features) * np.linalg.norm(rows[0]) * np.linalg.norm(wide)
        assert abs(float(paired[column]) - exact(rows[0], wide)) <= most


def test_many_columns_are_as_right_as_few():
    rows, columns = pair("of both signs", 700, 2 * STACKED_COLUMNS)
    rows, columns = rows.astype(np.float32), columns.astype(np.float32)
    many = np.empty((len(rows), len(columns)), dtype=np.float32)
    products(rows, np.ascontiguousarray(columns.T), many)
    lengths = np.outer(np.linalg.norm(rows, axis=1), np.linalg.norm(columns, axis=1))
    truth = rows.astype(np.float64) @ columns.T.astype(np.float64)
    assert (np.abs(many - truth) <= product_error(700) * lengths).all()


def test_short_sums_promise_more_than_long_ones():
    errors = [product_error(n) for n in range(1, 5000)]
    assert errors == sorted(errors)
    assert product_error(1) > 3 * UNIT32  # two roundings to float32, and that of the product
    # Summed in one go, 3,072 products could be off by 3,072 units.
    assert product_error(3072) < 3072 * UNIT32 / 10


@pytest.mark.parametrize("n_features", EXACT_SIZES)
@pytest.mark.parametrize("sign", [1, -1])
def test_extreme_8_bit_values_are_multiplied_without_rounding(n_features, sign):
    rows = np.full((3, n_features), 255, dtype=np.float32)
    rows[1, ::2] = 254
    columns = sign * rows[:2].T.astype(np.float64)
    whole = rows.astype(np.int64)
    assert exact_products(rows, columns).tolist() == (whole @ (sign * whole[:2].T)).tolist()
    assert exact_sq_norms(rows).tolist() == np.square(whole).sum(axis=1).tolist()


@given(
    n_rows=st.integers(1, 9),
    n_columns=st.integers(1, 9),
    n_features=st.integers(1, 600),
    seed=st.integers(0, 99),
)
def test_whole_numbers_are_multiplied_without_rounding(n_rows, n_columns, n_features, seed):
    rng = np.random.default_rng(seed)
    rows = rng.integers(-255, 256, (n_rows, n_features))
    columns = rng.integers(-255, 256, (n_features, n_columns))
    found = exact_products(rows.astype(np.float32), columns.astype(np.float64))
    assert found.dtype == np.float64
    assert found.tolist() == (rows @ columns).tolist()
    norms = exact_sq_norms(rows.astype(np.float32))
    assert norms.tolist() == np.square(rows).sum(axis=1).tolist()

"""Pairs and layers against fractions."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.kmeans.twofold import (
    Layers,
    collapse,
    granule,
    halves,
    pair_scatter,
    quotient,
    remainder,
    sum_of_squares,
    two_product,
    two_sum,
)

numbers = st.floats(-1e100, 1e100, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-50)
columns = st.lists(st.tuples(numbers, numbers), min_size=1, max_size=9)


def fractions(*arrays):
    """The sum of arrays, element by element, as fractions."""
    return [sum(map(Fraction, map(float, each))) for each in zip(*arrays, strict=True)]


def two_columns(pairs):
    return np.array(pairs).T


@given(columns)
def test_sums_and_products_lose_nothing(pairs):
    left, right = two_columns(pairs)
    assert fractions(*two_sum(left, right)) == fractions(left, right)
    products = [Fraction(a) * Fraction(b) for a, b in pairs]
    assert fractions(*two_product(left, right)) == products


@given(columns)
def test_halves_have_half_the_bits(pairs):
    values = np.array(pairs).ravel()
    high, low = halves(values)
    assert fractions(high, low) == fractions(values)
    for half in (high, low):
        mantissas = np.ldexp(np.frexp(half)[0], 26)
        assert (mantissas == np.rint(mantissas)).all()


@given(columns, st.integers(1, 10**6))
def test_a_quotient_that_is_a_float_is_found(pairs, n):
    values = two_columns(pairs)[0]
    divisor = np.float64(n), np.float64(0)
    dividend = two_product(values, divisor[0])
    assert quotient(dividend, divisor)[0].tolist() == values.tolist()
    assert not remainder(dividend, values, divisor).any()


def test_a_third_to_thirty_digits():
    high, low = quotient((np.ones(1), np.zeros(1)), (np.full(1, 3.0), np.zeros(1)))
    assert abs(fractions(high, low)[0] - Fraction(1, 3)) < Fraction(2) ** -104
    small = np.full(1, 2.0**-60)
    high, low = quotient((np.ones(1), small), (np.full(1, 3.0), -small))
    exact = (1 + Fraction(2) ** -60) / (3 - Fraction(2) ** -60)
    assert abs(fractions(high, low)[0] - exact) < Fraction(2) ** -104


@given(st.lists(st.tuples(numbers, numbers, numbers), min_size=1, max_size=6))
def test_layers_of_any_sizes_collapse_to_a_pair(triples):
    layers = np.array(triples).T
    high, low = collapse(layers)
    assert (high + low == high).all()
    for found, one in zip(fractions(high, low), fractions(*layers), strict=True):
        assert abs(found - one) <= Fraction(2) ** -104 * abs(one)


def test_what_cancels_leaves_what_is_below():
    high, low = collapse([np.array([1e90]), np.array([-1e90]), np.array([3e-90])])
    assert (high.tolist(), low.tolist()) == ([3e-90], [0])


@pytest.mark.parametrize(("top", "depth"), [(0, 24), (0, 200), (330, 400), (-900, 174), (5, 0)])
@pytest.mark.parametrize("count", [1, 2, 1000, 2**20])
def test_sums_of_layers_are_exact_in_any_order(top, depth, count):
    rng = np.random.default_rng(depth)
    unit = Fraction(2) ** (top - depth)
    steps = np.ldexp(rng.uniform(-1, 1, 300), rng.integers(0, depth + 1, 300))
    digits = [int(Fraction(step)) for step in steps.tolist()]  # below 2**depth
    values = np.array([float(digit * unit) for digit in digits])
    layers = Layers.covering(top, depth, count)
    pieces = list(layers.chop(values))
    assert len(pieces) == len(layers)
    assert fractions(*pieces) == fractions(values)
    few = slice(0, min(count, len(values)))
    for piece in pieces:
        exact = sum(map(Fraction, piece[few].tolist()))
        forwards, backwards = np.cumsum(piece[few])[-1], np.cumsum(piece[few][::-1])[-1]
        assert Fraction(float(forwards)) == exact == Fraction(float(backwards))


def test_layers_hold_as_many_of_the_largest_as_promised():
    """2**20 ones and as many units of 2**-90: any carry beyond 53 bits would show."""
    count = 2**20
    layers = Layers.covering(0, 90, count)
    value = np.array([1.0, 2.0**-90, 1 - 2.0**-53])
    for piece in layers.chop(value):
        many = piece * count  # a power of two times: exact
        less = many - piece
        assert fractions(less, piece) == fractions(many)


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("size", [1e-140, 1e-3, 1.0, 1e140])
@pytest.mark.parametrize("d", [1, 2, 65])
def test_sums_of_squares_to_a_hundred_bits(d, size, short):
    rng = np.random.default_rng(d)
    values = size * rng.standard_normal((7, d))
    values[1] = 0
    values[2, 0] *= 1e6
    rests = None
    if short:
        values = np.ldexp(np.rint(np.ldexp(np.frexp(values)[0], 24)), np.frexp(values)[1] - 24)
    else:
        rests = values * rng.uniform(-(2.0**-54), 2.0**-54, values.shape)
    found = fractions(*sum_of_squares(values, rests, short=short))
    rests = np.zeros_like(values) if rests is None else rests
    for one, row, rest in zip(found, values, rests, strict=True):
        exact = sum(each**2 for each in fractions(row, rest))
        assert abs(one - exact) <= Fraction(2) ** -100 * exact


def test_scatter_where_fifteen_digits_cancel():
    """Of 1e8 and 1e8 + 1 with weights 1 and 3: 3/4 about their mean."""
    squares = 10**16 + 3 * (10**8 + 1) ** 2
    total = (4 * 10**8 + 3) ** 2
    pairs = [
        (np.array([float(each)]), np.array([float(each - int(float(each)))]))
        for each in (squares, total, 4)
    ]
    assert pair_scatter(*pairs)[0] == 0.75


@given(columns)
def test_the_granule_divides_all_and_is_the_largest(pairs):
    values = np.array(pairs).ravel()
    unit = Fraction(2) ** granule(values)
    assert all((each / unit).denominator == 1 for each in fractions(values))
    if values.any():
        assert any((each / (2 * unit)).denominator == 2 for each in fractions(values))


def test_granules_by_hand():
    assert granule(np.array([0.0, 6.0, 20.0])) == 1
    assert granule(np.array([0.75, 1e3])) == -2
    assert granule(np.array([math.ulp(0.0), 1.0])) == -1074
    assert granule(np.zeros(2)) == 0

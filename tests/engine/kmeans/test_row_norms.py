"""Norms of rows, and the grid of their values, against fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from engine.errors import Cancelled
from engine.kmeans import row_norms as module
from engine.kmeans.row_norms import is_short, kept_norms, largest_value, row_norms
from engine.kmeans.workers import Workers
from tests.engine.kmeans import families, oracle
from tests.engine.kmeans.summing import bytes_of, filled, never, prepared


def squares_of(rows):
    return [sum(x**2 for x in row) for row in oracle.exact_rows(rows)]


def assert_pairs(pairs, exact, norms, tolerance):
    for high, low, one in zip(*pairs, exact, strict=True):
        found = (Fraction(float(high)) + Fraction(float(low))) * Fraction(4) ** norms.top
        assert abs(found - one) <= tolerance * one + Fraction(4) ** norms.top * Fraction(2) ** -1000


@pytest.mark.parametrize("rows", families.ALL.values(), ids=families.ALL)
def test_norms_and_grid(rows, worker):
    rows = rows[:, :50]
    samples = prepared(rows, worker)
    norms = row_norms(samples, worker, never)
    assert_pairs(norms.squares, squares_of(rows), norms, Fraction(2) ** -96)
    unit, most = Fraction(2) ** norms.bottom, Fraction(2) ** norms.top
    for value in np.unique(samples.rows).tolist():
        assert abs(value) <= most
        assert (Fraction(value) / unit).denominator == 1
    assert np.abs(rows.astype(np.float64)).max() <= largest_value(samples) <= float(most)
    weights = np.random.default_rng(5).random(len(rows))
    heavier = [Fraction(w) * s for w, s in zip(weights.tolist(), squares_of(rows), strict=True)]
    assert_pairs(norms.weighted(weights), heavier, norms, Fraction(2) ** -96)
    assert norms.weighted(None) is norms.squares


def test_the_same_bytes_for_any_threads_and_blocks(worker, monkeypatch):
    samples = prepared(families.FRACTIONS["one huge outlier"], worker)
    seen = []
    for n_threads, values in ((1, 2**15), (2, 1), (3, 17)):
        monkeypatch.setattr(module, "PAIR_VALUES", values)
        monkeypatch.setattr("engine.kmeans.samples.BLOCK_VALUES", values)
        with Workers(n_threads) as workers:
            norms = row_norms(samples, workers, never)
        seen.append((norms.top, norms.bottom, *(each.tobytes() for each in norms.squares)))
    assert seen[0] == seen[1] == seen[2]


def test_norms_can_be_shared_between_runs(worker):
    rows = families.FRACTIONS["float64, 0 to 1"]
    samples = prepared(rows, worker)
    norms = kept_norms(samples, worker, never)
    assert kept_norms(samples, worker, lambda: True) is norms
    labels = np.arange(len(rows), dtype=np.int32) % 3
    made, shared = filled(rows, labels, worker), filled(rows, labels, worker, norms=norms)
    assert bytes_of(made, labels) == bytes_of(shared, labels)


def test_norms_that_were_stopped_are_not_kept(worker):
    samples = prepared(np.array([[0.5], [1.5]]), worker)
    with pytest.raises(Cancelled):
        kept_norms(samples, worker, lambda: True)
    assert not samples.kept


@pytest.mark.parametrize(
    ("dtype", "short"),
    [("u1", True), ("i2", True), ("f2", True), ("f4", True), ("i4", False), ("f8", False)],
)
def test_types_of_at_most_26_bits_whose_squares_float64_holds(dtype, short):
    assert is_short(np.zeros((1, 1), dtype)) is short
    limits = np.finfo(dtype) if dtype[0] == "f" else np.iinfo(dtype)
    longest = int(limits.max)  # a one in every digit
    assert (longest.bit_count() <= 26) is short

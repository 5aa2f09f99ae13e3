"""Directions: whole numbers where that makes projections exact, and never too many."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import Cancelled
from engine.kmeans.basis import EXACT_SUM32, LEAST_RANK, find_basis
from engine.kmeans.workers import Workers
from tests.engine.kmeans import families
from tests.engine.kmeans.test_projection import (
    EVERYTHING,
    prepared,
    rows_named,
    scaled_rows,
    smooth,
)


def basis_of(samples, rank, should_stop=lambda: False):
    with Workers(1) as workers:
        return find_basis(samples, rank, workers, should_stop)


@pytest.mark.parametrize("rank", [1, 5, 30])
@pytest.mark.parametrize("name", EVERYTHING)
def test_coordinates_are_those_along_orthonormal_directions(name, rank):
    samples = prepared(rows_named(name))
    basis = basis_of(samples, rank)
    assert 1 <= basis.rank <= min(rank, *samples.rows.shape)
    columns = basis.columns.astype(np.float64)
    directions = columns @ basis.to_orthonormal.T
    np.testing.assert_allclose(directions.T @ directions, np.eye(directions.shape[1]), atol=1e-9)
    # As many as there are independent columns, and in their span.
    assert directions.shape[1] == np.linalg.matrix_rank(columns, tol=1e-3 * basis.stretch)
    again = directions @ (directions.T @ columns)
    np.testing.assert_allclose(again, columns, atol=2e-3 * basis.stretch)


@pytest.mark.parametrize("name", EVERYTHING)
def test_stretch_is_the_largest_there_is(name):
    basis = basis_of(prepared(rows_named(name)), 5)
    largest = np.linalg.svd(basis.columns.astype(np.float64), compute_uv=False)[0]
    assert basis.stretch == pytest.approx(largest, rel=1e-9)
    if not basis.exact:
        assert basis.stretch == pytest.approx(1, rel=1e-5)


BYTES = [name for name in EVERYTHING if rows_named(name).dtype.itemsize == 1]


@pytest.mark.parametrize("rank", [1, 24])
@pytest.mark.parametrize("name", BYTES)
def test_8_bit_images_have_exact_projections(name, rank):
    samples = prepared(rows_named(name))
    basis = basis_of(samples, rank)
    assert basis.exact
    columns = basis.columns.astype(np.int64)
    assert (columns == basis.columns).all()
    stored = samples.converted(slice(0, len(samples)))
    # No part of any sum reaches what float32 cannot hold, in whatever order it is summed.
    for whole in (stored.astype(np.int64), samples.base.astype(np.int64)[np.newaxis]):
        assert (np.abs(whole) @ np.abs(columns)).max() < EXACT_SUM32 * np.sqrt(len(columns))
        lengths = np.sqrt(np.square(whole).sum(axis=1))
        assert lengths.max() * np.sqrt(np.square(columns).sum(axis=0)).max() < EXACT_SUM32
        assert (whole.astype(np.float32) @ basis.columns).tolist() == (whole @ columns).tolist()


@pytest.mark.parametrize("name", [name for name in EVERYTHING if name not in BYTES])
def test_other_images_have_directions_of_unit_length(name):
    basis = basis_of(prepared(rows_named(name)), 5)
    assert not basis.exact
    np.testing.assert_allclose(np.linalg.norm(basis.columns, axis=0), 1, rtol=1e-5)


def test_large_bright_images_would_need_too_short_directions():
    rows = np.full((3, 30_000), 255, dtype=np.uint8)
    rows[0, :9] = 254
    assert not basis_of(prepared(rows), 2).exact
    assert basis_of(prepared(rows[:, :3000]), 2).exact


@pytest.mark.parametrize("name", ["digits", "emoji", "blobs"])
def test_directions_hold_nearly_as_much_as_the_best(name):
    samples = prepared(smooth(name))
    rows = scaled_rows(samples)
    basis = basis_of(samples, 10)
    assert basis.rank == 10
    inside = rows @ basis.columns.astype(np.float64) @ basis.to_orthonormal.T
    best = np.linalg.eigvalsh(rows.T @ rows if len(rows.T) < len(rows) else rows @ rows.T)[-10:]
    assert best.sum() * (1 + 1e-9) >= np.square(inside).sum() >= 0.9 * best.sum()


def test_noise_gets_few_directions():
    noise = np.random.default_rng(1).integers(0, 256, (400, 500), np.uint8)
    assert basis_of(prepared(noise), 24).rank == LEAST_RANK
    assert basis_of(prepared(noise), 3).rank == 3


def test_the_same_images_get_the_same_directions():
    samples = prepared(families.WHOLE["random bytes"])
    assert basis_of(samples, 8).columns.tobytes() == basis_of(samples, 8).columns.tobytes()


@pytest.mark.parametrize("most", [0, 1])
def test_the_search_can_be_stopped(most):
    answers = iter([False] * most)
    with pytest.raises(Cancelled):
        basis_of(prepared(smooth("digits")), 4, should_stop=lambda: next(answers, True))

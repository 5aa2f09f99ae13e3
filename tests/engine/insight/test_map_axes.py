"""Principal axes, against an eigendecomposition in float64."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from engine.errors import Cancelled
from engine.insight import map_axes as module
from engine.insight.map_axes import principal_axes
from engine.kmeans.preparing import prepare
from engine.kmeans.workers import Workers, single_threaded_blas


def quiet(_phase, _done, _total):
    pass


def axes_of(rows, n_axes=2, n_threads=2, seed=0, should_stop=lambda: False):
    with Workers(n_threads) as workers, single_threaded_blas():
        samples = prepare(rows, workers, should_stop=lambda: False, progress=quiet)
        return principal_axes(
            samples, n_axes, workers, seed=seed, should_stop=should_stop, progress=quiet
        )


def by_eigh(rows, n_axes=2):
    """Mean, axes and shares of variance in float64, the axes without a sign."""
    exact = rows.astype(np.float64)
    centred = exact - exact.mean(axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred / len(rows))
    return exact.mean(axis=0), vectors[:, ::-1][:, :n_axes].T, values[::-1][:n_axes] / values.sum()


def smooth(rng, n, n_features):
    """Rows whose variance falls off as that of pictures does."""
    waves = np.cos(np.outer(np.arange(n_features), np.pi * np.arange(n_features) / n_features))
    return rng.standard_normal((n, n_features)) / (1 + np.arange(n_features)) @ waves.T


def levels(values, top, dtype):
    low, high = values.min(), values.max()
    return np.rint((values - low) / (high - low) * top).astype(dtype)


KINDS = {
    "bytes": lambda rng: levels(smooth(rng, 500, 200), 255, np.uint8),
    "16 bits": lambda rng: levels(smooth(rng, 500, 200), 60_000, np.uint16),
    "16 bits, far up": lambda rng: 60_000 + levels(smooth(rng, 500, 200), 900, np.uint16),
    "fractions": lambda rng: smooth(rng, 500, 200).astype(np.float32),
    "fractions, far up": lambda rng: (1000 + smooth(rng, 500, 200)).astype(np.float32),
    "tiny": lambda rng: (1e-30 * smooth(rng, 500, 200)).astype(np.float32),
    "huge": lambda rng: (1e36 * smooth(rng, 500, 200)).astype(np.float32),
    "more values than images": lambda rng: levels(smooth(rng, 40, 900), 255, np.uint8),
    "many images": lambda rng: levels(smooth(rng, 9000, 100), 255, np.uint8),
    "noise, few values": lambda rng: rng.integers(0, 256, (3000, 60), np.uint8),
    "three values": lambda rng: rng.integers(0, 9, (200, 3), np.uint8) * np.uint8([9, 3, 1]),
    "two images": lambda rng: np.uint8([[0, 0, 5, 0], [0, 0, 1, 3]]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_against_an_eigendecomposition(kind):
    rows = KINDS[kind](np.random.default_rng(1))
    mean, axes, explained = by_eigh(rows)
    found = axes_of(rows)
    n_real = 1 if kind == "two images" else 2
    assert found.refined
    np.testing.assert_allclose(found.explained, explained, rtol=0, atol=1e-6)
    np.testing.assert_allclose(found.axes @ found.axes.T, np.eye(2), atol=1e-13)
    alike = np.abs(np.sum(found.axes * axes, axis=1))[:n_real]
    np.testing.assert_allclose(alike, 1, atol=1e-9)
    spread = np.sqrt(np.var(rows.astype(np.float64), axis=0).max())
    np.testing.assert_allclose(found.mean, mean, rtol=1e-14, atol=1e-6 * spread)


def test_many_axes():
    rows = KINDS["bytes"](np.random.default_rng(2))
    _, axes, explained = by_eigh(rows, 50)
    found = axes_of(rows, 50)
    np.testing.assert_allclose(found.explained, explained, atol=1e-6)
    np.testing.assert_allclose(found.axes @ found.axes.T, np.eye(50), atol=1e-13)
    assert np.abs(np.sum(found.axes * axes, axis=1))[:5] == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("kind", ["bytes", "fractions", "many images"])
def test_signs_are_fixed_and_neither_seed_nor_threads_change_the_axes(kind):
    rows = KINDS[kind](np.random.default_rng(3))
    one = axes_of(rows, n_threads=1)
    largest = np.abs(one.axes).argmax(axis=1)
    assert (one.axes[[0, 1], largest] > 0).all()
    for n_threads in (2, 5):
        assert axes_of(rows, n_threads=n_threads).axes.tobytes() == one.axes.tobytes()
    np.testing.assert_allclose(axes_of(rows, seed=9).axes, one.axes, atol=1e-5)


def test_an_axis_that_one_row_makes_is_found_though_no_sample_has_it():
    rows = np.zeros((9000, 40), dtype=np.uint8)
    rows[:, 3] = np.arange(9000) % 2  # the spread that the sample sees
    missed = 4322
    sample = np.linspace(0, len(rows) - 1, module.START_ROWS).astype(np.intp)
    assert missed not in sample
    rows[missed, 7:9] = 255
    found = axes_of(rows)
    _, axes, explained = by_eigh(rows)
    assert np.abs(found.axes @ [0.5**0.5 * (i in (7, 8)) for i in range(40)])[0] > 0.999
    np.testing.assert_allclose(np.abs(found.axes), np.abs(axes), atol=1e-5)
    np.testing.assert_allclose(found.explained, explained, atol=1e-6)


def test_by_hand():
    """Four points on a cross: variance 8 along (1, 0), 2 along (0, 1)."""
    found = axes_of(np.uint8([[14, 10], [6, 10], [10, 12], [10, 8]]))
    np.testing.assert_allclose(found.axes, [[1, 0], [0, 1]], atol=1e-6)
    np.testing.assert_allclose(found.explained, [0.8, 0.2], atol=1e-6)
    assert found.mean.tolist() == [10, 10]


def test_one_value_a_row_leaves_no_second_axis():
    found = axes_of(np.uint8([[1], [5], [9]]))
    assert found.axes.tolist() == [[1], [0]]
    assert found.explained == pytest.approx([1, 0])


@pytest.mark.parametrize(
    "rows",
    [
        np.full((50, 7), 9, dtype=np.uint8),
        np.tile(np.float32([0.1, 0.7, 1e9, 0.3]), (9000, 1)),
        np.zeros((5, 3), dtype=np.float32),
        np.uint16([[700, 3, 5]]),
        np.uint8([[4]]),
    ],
)
def test_rows_all_the_same_lie_exactly_at_the_middle(rows):
    found = axes_of(rows)
    n = min(2, rows.shape[1])
    assert found.refined
    assert found.explained.tolist() == [0, 0]
    assert found.axes.shape == (2, rows.shape[1])
    assert (found.axes @ found.axes.T).tolist() == np.diag([1.0] * n + [0.0] * (2 - n)).tolist()
    assert not (rows - found.mean).any()


def test_one_row_that_differs_least_is_not_taken_for_the_same():
    rows = np.ones((300, 5), dtype=np.float32)
    rows[17, 2] = np.nextafter(np.float32(1), np.float32(2))
    found = axes_of(rows)
    np.testing.assert_allclose(found.axes[0], [0, 0, 1, 0, 0], atol=1e-5)
    np.testing.assert_allclose(found.explained, [1, 0], atol=1e-6)


@pytest.mark.parametrize("limit", ["MAX_SPANNED", "MAX_READ"])
def test_a_search_that_is_given_up_says_so(limit, monkeypatch):
    rows = np.random.default_rng(4).integers(0, 256, (2000, 300), np.uint8)
    assert axes_of(rows).refined
    monkeypatch.setattr(module, limit, 1)
    found = axes_of(rows)
    assert not found.refined
    np.testing.assert_allclose(found.axes @ found.axes.T, np.eye(2), atol=1e-13)
    _, _, explained = by_eigh(rows)
    assert explained[0] > found.explained[0] > 0.5 * explained[0]


def test_stop_is_answered_wherever_it_comes():
    rows = KINDS["many images"](np.random.default_rng(5))
    asked = itertools.count()
    axes_of(rows, n_threads=1, should_stop=lambda: next(asked) < 0)
    n_asked = next(asked)
    assert n_asked > 4
    for when in range(n_asked):
        times = iter(range(n_asked))
        with pytest.raises(Cancelled):
            axes_of(rows, n_threads=2, should_stop=lambda t=times, w=when: next(t) >= w)

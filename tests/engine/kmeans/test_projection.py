"""Rows along a few directions: what is inside, what is left outside, made once and kept."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from engine import load_images
from engine.errors import Cancelled
from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.preparing import prepare
from engine.kmeans.projection import LARGEST_RANK, project, rank_for
from engine.kmeans.workers import Workers
from tests.engine.kmeans import families

QUIET = {"should_stop": lambda: False, "progress": lambda *_news: None}
RANKS = [1, 3, 24]


@cache
def smooth(name):
    """Rows of pictures in which neighbours are alike: built-in ones, or blobs."""
    if name == "blobs":
        rng = np.random.default_rng(40)
        centres = rng.uniform(30, 220, (12, 300))
        return (centres[rng.integers(12, size=300)] + rng.normal(0, 6, (300, 300))).astype(np.uint8)
    pixels = load_images(name.removesuffix(" as fractions")).pixels
    rows = pixels.reshape(len(pixels), -1)[:300]
    return rows / np.float32(255) if name.endswith("fractions") else rows


SMOOTH = ["digits", "emoji", "blobs", "emoji as fractions"]
EVERYTHING = [*families.ALL, *SMOOTH]


def rows_named(name):
    return families.ALL[name] if name in families.ALL else smooth(name)


def prepared(rows, n_threads=1):
    with Workers(n_threads) as workers:
        return prepare(rows, workers, **QUIET)


def projected(samples, rank, n_threads=1):
    with Workers(n_threads) as workers:
        return project(samples, rank, workers, **QUIET)


def scaled_rows(samples):
    """All centred rows as float64 in the lengths that the projection is in."""
    return samples.centred(slice(0, len(samples))) * samples.scale


@pytest.mark.parametrize("rank", RANKS)
@pytest.mark.parametrize("name", EVERYTHING)
def test_no_row_is_longer_than_its_parts(name, rank):
    samples = prepared(rows_named(name))
    projection = projected(samples, rank)
    basis, found = projection.basis, projection.rows.astype(np.float64)
    rows = scaled_rows(samples)
    sq_norms = np.square(rows).sum(axis=1)
    np.testing.assert_allclose(projection.norms**2, sq_norms, rtol=1e-12)

    along, outside = found[:, :-2], found[:, -2]
    inside = along @ basis.to_orthonormal.T
    assert (sq_norms <= np.square(inside).sum(axis=1) + np.square(outside)).all()
    assert (found[:, -1] == 1).all()

    # Against directions that are orthonormal to the last digit.
    truth = rows @ basis.columns.astype(np.float64)
    off = np.abs(along - truth)
    assert (off <= projection.error * projection.norms[:, np.newaxis] * (1 + 1e-9)).all()
    true_inside = truth @ basis.to_orthonormal.T
    left = rows - true_inside @ basis.to_orthonormal @ basis.columns.astype(np.float64).T
    true_outside = np.sqrt(np.square(left).sum(axis=1))
    assert (true_outside <= outside).all()
    # And by so much the length may be too great where nothing is left: the root of a rounding.
    slack = 1e-6 if basis.exact else 0.03
    assert (outside <= true_outside + slack * projection.norms).all()


def test_products_of_large_bright_8_bit_images_keep_their_error():
    """So many values that directions are not exact, and all of them far above what they vary by."""
    rng = np.random.default_rng(0)
    rows = np.full((60, 20_000), 255, dtype=np.uint8)
    np.put_along_axis(rows, rng.integers(0, 40, (60, 3)), 253, axis=1)
    samples = prepared(rows)
    projection = projected(samples, 4)
    assert not projection.basis.exact
    truth = scaled_rows(samples) @ projection.basis.columns.astype(np.float64)
    off = np.abs(projection.rows[:, :-2] - truth).max(axis=1)
    assert (off <= projection.error * projection.norms).all()


def test_little_is_left_outside_of_smooth_images():
    projection = projected(prepared(smooth("emoji")), 24)
    outside = projection.rows[:, -2].astype(np.float64)
    assert np.square(outside).sum() < 0.35 * np.square(projection.norms).sum()


def test_more_clusters_get_more_directions():
    ranks = [rank_for(n_clusters) for n_clusters in range(2, 2000)]
    assert ranks == sorted(ranks)
    assert (ranks[0], ranks[-1]) == (24, LARGEST_RANK)
    assert rank_for(4) == 24 < rank_for(5) == rank_for(24) == 48 < rank_for(25)


def test_it_is_made_once_and_kept_with_the_samples():
    samples = prepared(smooth("digits"))
    first = projected(samples, 3)
    assert projected(samples, 3) is first
    assert projected(samples, 2) is not first
    assert projected(prepared(smooth("digits")), 3) is not first
    assert not first.rows.flags.writeable


def test_a_second_fit_of_the_same_samples_passes_over_no_row_for_it():
    samples = prepared(smooth("emoji"))
    phases = []
    for n_clusters in (3, 4, 4, 5):
        list(
            fit(
                samples,
                KMeansParameters(n_clusters=n_clusters, max_iter=2, n_init=2),
                n_threads=1,
                progress=lambda phase, _done, _total: phases.append(phase),
            )
        )
    # Two runs of three fits share 24 directions; two runs of the fourth share 48.
    assert phases.count("looking for what images share") == 2


@pytest.mark.parametrize("name", ["digits", "whole: random bytes"])
def test_exact_projections_are_the_same_for_any_threads(name):
    ways = [projected(prepared(rows_named(name)), 5, n_threads) for n_threads in (1, 2, 3)]
    assert all(way.basis.exact and way.error == 0 for way in ways)
    assert len({way.basis.columns.tobytes() + way.rows.tobytes() for way in ways}) == 1


def test_stopped_it_keeps_nothing():
    samples = prepared(smooth("digits"))
    for most in (0, 1, 2):
        answers = iter([False] * most)
        with Workers(1) as workers, pytest.raises(Cancelled):
            project(
                samples,
                3,
                workers,
                should_stop=lambda answers=answers: next(answers, True),
                progress=lambda *_news: None,
            )
        assert not samples.kept
    assert projected(samples, 3).rows.shape == (300, 5)

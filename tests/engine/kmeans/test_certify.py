"""Scores whose error is known, and exact decisions where that leaves a doubt."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from engine.errors import Cancelled
from engine.kmeans.centroids import Centroids
from engine.kmeans.certify import PAIRS, ScoreTable, best_two, score_table, scores, settle
from tests.engine.kmeans import families, oracle
from tests.engine.kmeans.test_bounds import Walk
from tests.engine.kmeans.test_projection import EVERYTHING, prepared, rows_named, scaled_rows


def never():
    return False


@pytest.mark.parametrize("name", EVERYTHING)
def test_scores_are_off_by_no_more_than_they_say(name):
    rows = rows_named(name)[:150]
    walk = Walk(rows, 2, min(9, len(rows)))
    samples = walk.samples
    centred = scaled_rows(samples)
    norms = np.sqrt(np.square(centred).sum(axis=1))
    for _ in range(4):
        table = walk.table
        truth, alone = walk.scores(centred), np.ones(len(walk.centroids), dtype=bool)
        alone[walk.centroids.duplicates()] = False
        assert table.degenerate == (not alone.all())
        most = (table.slope * norms + table.intercept)[:, np.newaxis]
        for which in (slice(0, len(rows)), np.arange(len(rows))):
            found = scores(samples, which, table, never)
            assert (found[:, ~alone] == np.inf).all()
            assert (
                np.abs(found - truth)[:, alone] <= np.broadcast_to(most, truth.shape)[:, alone]
            ).all()
        walk.step()
        # Taking over those that moved is as good as starting afresh.
        fresh = score_table(samples, walk.centroids)
        assert walk.table.constants.tolist() == fresh.constants.tolist()
        assert walk.table.columns.tolist() == fresh.columns.tolist()
        assert walk.table.sq_norms.tolist() == fresh.sq_norms.tolist()
        assert (walk.table.slope, walk.table.intercept) == (fresh.slope, fresh.intercept)


def test_an_error_bound_is_no_excuse_to_doubt_everything():
    rows = rows_named("emoji")
    walk = Walk(rows, 2, 9)
    gaps = np.sort(walk.scores(scaled_rows(walk.samples)), axis=1)
    unsure = gaps[:, 1] - gaps[:, 0] < 2 * (walk.table.slope * walk.projection.norms)
    assert unsure.mean() < 0.05


def test_centroids_too_far_for_float32_leave_everything_in_doubt():
    samples = prepared(families.WHOLE["lattice"])
    table = ScoreTable(samples, Centroids(samples, [[0.0, 0, 0], [2.0**60, 0, 0], [0.0, 0, 0]]))
    assert table.degenerate
    assert table.intercept == np.inf
    assert table.constants.tolist() == [0, 0, np.inf]
    assert np.isfinite(scores(samples, slice(0, 64), table, never)[:, :2]).all()


def test_the_best_two_by_hand():
    block = np.array([[3, 1, 2], [5, 5, 9], [0, np.inf, np.inf], [7, 8, 7]], dtype=np.float32)
    kept = block.copy()
    best, first, second = best_two(block)
    assert best.tolist() == [1, 0, 0, 0]
    assert first.tolist() == [1, 5, 0, 7]
    assert second.tolist() == [2, 5, np.inf, 7]
    assert block.tolist() == kept.tolist()
    best, first, second = best_two(block[:, :1])
    assert (best.tolist(), first.tolist()) == ([0] * 4, [3, 5, 0, 7])
    assert second.tolist() == [np.inf] * 4


@pytest.mark.parametrize("shape", [(1, 2), (40, 3), (9, 200)])
def test_the_best_two_are_those_of_a_sort(shape):
    block = np.random.default_rng(0).integers(0, 20, shape).astype(np.float32)
    for layout in (block, np.asfortranarray(block)):
        best, first, second = best_two(layout)
        assert best.tolist() == block.argmin(axis=1).tolist()
        assert np.stack([first, second], axis=1).tolist() == np.sort(block, axis=1)[:, :2].tolist()


@pytest.mark.parametrize("name", families.ALL)
def test_among_all_candidates_the_nearest_is_found_exactly(name):
    rows = families.ALL[name][:, :40]
    samples = prepared(rows)
    chosen = np.random.default_rng(1).integers(len(rows), size=min(6, len(rows)))
    centroids = Centroids(samples, rows[chosen])
    images = np.arange(len(rows))
    everybody = np.ones((len(rows), len(chosen)), dtype=bool)
    labels = settle(samples, centroids, images, everybody, never)
    exact = oracle.exact_labels(oracle.exact_rows(rows), oracle.exact_rows(centroids.values))
    assert labels.tolist() == exact

    candidates = np.random.default_rng(2).random(everybody.shape) < 0.5
    candidates[images, exact] = False
    candidates[~candidates.any(axis=1), 0] = True
    labels = settle(samples, centroids, images[::-1], candidates[::-1], never)[::-1]
    assert candidates[images, labels].all()
    sq = np.where(candidates, oracle.sq_distances(rows, centroids.values), np.inf)
    assert (sq[images, labels] <= sq.min(axis=1) * (1 + 1e-12)).all()


def test_ties_with_means_that_float64_cannot_hold_go_to_the_lowest():
    """Thirds and sevenths: equal, or apart by less than float64 sees."""
    rows = np.arange(8, dtype=np.uint8)[:, np.newaxis]
    samples = prepared(rows)
    origin = int(samples.origin[0])
    centroids = Centroids(samples, np.zeros((4, 1)))
    huge = 3 * 10**15
    means = [Fraction(11, 3), Fraction(7, 3), Fraction(11 * 10**15 - 1, huge), Fraction(33, 9)]
    sums = np.array([[int((m - origin) * c)] for m, c in zip(means, (3, 3, huge, 9), strict=True)])
    counts = np.array([3, 3, huge, 9])
    offsets = sums / counts[:, np.newaxis]
    centroids.move(np.arange(4), offsets + origin, offsets, (sums, counts))
    found = settle(samples, centroids, np.arange(8), np.ones((8, 4), dtype=bool), never)
    exact = oracle.exact_labels(oracle.exact_rows(rows), [(mean,) for mean in means])
    assert exact == [1, 1, 1, 2, 0, 0, 0, 0]  # 3 is as far from 11/3 as from 7/3, but for a trifle
    assert found.tolist() == exact
    only = settle(samples, centroids, np.array([3]), np.array([[True, True, False, True]]), never)
    assert only.tolist() == [0]


@pytest.mark.parametrize("most", [0, 1, 2, 5])
def test_work_on_doubts_can_be_stopped(most):
    rows = np.zeros((PAIRS // 2, 2), dtype=np.uint8)
    samples = prepared(rows)
    centroids = Centroids(samples, [[0, 1], [1, 0], [0, -1]])
    answers = iter([False] * most)
    with pytest.raises(Cancelled):
        settle(
            samples,
            centroids,
            np.arange(len(rows)),
            np.ones((len(rows), 3), dtype=bool),
            lambda: next(answers, True),
        )
    if not most:
        with pytest.raises(Cancelled):
            scores(samples, slice(0, 9), ScoreTable(samples, centroids), lambda: True)

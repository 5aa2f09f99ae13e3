"""Bounds of scores, and how long a lead lasts, while centroids go wherever they like."""

from __future__ import annotations

import numpy as np
import pytest

from engine.kmeans.bounds import Motion
from engine.kmeans.centroids import Centroids
from engine.kmeans.certify import ScoreTable
from tests.engine.kmeans.test_projection import (
    EVERYTHING,
    prepared,
    projected,
    rows_named,
    scaled_rows,
    smooth,
)

MOMENTS = 8


class Walk:
    """Centroids that start on images; at every step some rest, some drift and one may leap.

    Steps are multiples of a power of two, so that whole numbers stay exact fractions.
    """

    def __init__(self, rows, rank, n_clusters, seed=0, *, leaps=0.3, pace=0.02):
        self.rng = np.random.default_rng(seed)
        self.samples = prepared(rows)
        self.projection = projected(self.samples, rank)
        chosen = self.rng.choice(len(rows), n_clusters, replace=False)
        self.centroids = Centroids(self.samples, rows[chosen])
        self.table = ScoreTable(self.samples, self.centroids)
        self.leaps, self.pace = leaps, pace
        self.restart()

    def restart(self):
        self.motion = Motion(self.samples, self.projection, len(self.centroids))
        every = np.arange(len(self.centroids))
        self.bounds = self.motion.advance(
            self.centroids, self.table, every, np.zeros(self.centroids.offsets.shape)
        )

    def step(self):
        """Move some centroids; `bounds` are then of the new moment."""
        rng, samples = self.rng, self.samples
        clusters = np.flatnonzero(rng.random(len(self.centroids)) < 0.7)
        values = self.centroids.values[clusters]
        # Along the way to an image, as means go, and off it.
        towards = samples.rows[rng.integers(len(samples), size=len(clusters))] - values
        values = values + self.pace * (
            towards + rng.standard_normal(values.shape) * samples.largest
        )
        if len(clusters) and rng.random() < self.leaps:
            values[0] = samples.rows[rng.integers(len(samples))]
        self.put(clusters, np.rint(values * 16) / 16 if samples.whole else values)

    def put(self, clusters, values):
        """Move `clusters` to `values`."""
        offsets = values - self.samples.origin
        moves = self.centroids.move(clusters, values, offsets, self._exact(offsets))
        self.table.refresh(self.centroids, clusters)
        self.follow(clusters, moves)

    def follow(self, clusters, moves):
        self.bounds = self.motion.advance(self.centroids, self.table, clusters, moves)

    def _exact(self, offsets):
        if not self.samples.whole:
            return None
        return (offsets * 16).astype(np.int64), np.full(len(offsets), 16)

    def scores(self, rows):
        """True scores of scaled, centred rows, shape (n, n_clusters)."""
        offsets = self.centroids.offsets * self.samples.scale
        return np.square(offsets).sum(axis=1) - 2 * rows @ offsets.T

    def distances(self, rows):
        """True distances of scaled, centred rows, by differences."""
        offsets = self.centroids.offsets * self.samples.scale
        return np.stack([np.sqrt(np.square(rows - c).sum(axis=1)) for c in offsets], axis=1)


def walk_among(name, rank, n_clusters=6):
    rows = rows_named(name)
    return Walk(rows, rank, min(n_clusters, len(rows)))


def stated_error(walk):
    return (walk.bounds.slope * walk.projection.norms + walk.bounds.intercept)[:, np.newaxis]


@pytest.mark.parametrize("rank", [1, 8])
@pytest.mark.parametrize("name", EVERYTHING)
def test_tables_bound_every_score_from_both_sides(name, rank):
    walk = walk_among(name, rank)
    rows = scaled_rows(walk.samples)
    projection = walk.projection.rows
    outside = projection[:, -2:-1].astype(np.float64)
    measured = []
    for moment in range(MOMENTS):
        bounds, truth, error = walk.bounds, walk.scores(rows), stated_error(walk)
        assert bounds.moment == moment
        lower = (projection @ bounds.free).astype(np.float64)
        assert (lower - error <= truth).all()
        assert (truth <= lower + 4 * outside * bounds.outside + error).all()

        now = (projection @ bounds.anchored).astype(np.float64)
        measured.append((truth - now, error))
        for earlier, (residual, its_error) in enumerate(measured):
            lower = now + residual
            error_then_and_now = error + its_error
            assert (lower - error_then_and_now <= truth).all()
            gone = bounds.path - bounds.paths[earlier]
            assert (gone >= 0).all()
            assert (truth <= lower + 4 * outside * gone + error_then_and_now).all()
        walk.step()


@pytest.mark.parametrize("name", EVERYTHING)
def test_a_lead_outlasts_what_has_been_spent(name):
    """Whose lead at any earlier moment exceeds what was spent since then, leads still."""
    walk = walk_among(name, 3)
    rows = scaled_rows(walk.samples)
    every = np.arange(len(rows))
    seen = []
    for _ in range(MOMENTS):
        distances = walk.distances(rows)
        labels = distances.argmin(axis=1)
        for then, lead, spent in seen:
            lasts = lead > (walk.bounds.spent - spent)[then]
            others = distances.copy()
            others[every, then] = np.inf
            assert (distances[every, then] < others.min(axis=1))[lasts].all()
        nearest = np.partition(distances, 1, axis=1) if distances.shape[1] > 1 else None
        lead = np.full(len(rows), np.inf) if nearest is None else nearest[:, 1] - nearest[:, 0]
        seen.append((labels, lead * (1 - 1e-9) - 1e-15, walk.bounds.spent))
        walk.step()


def test_some_leads_do_outlast_small_steps():
    walk = Walk(smooth("blobs"), 8, 4, leaps=0, pace=0.001)
    distances = np.sort(walk.distances(scaled_rows(walk.samples)), axis=1)
    for _ in range(3):
        walk.step()
    assert (distances[:, 1] - distances[:, 0] > walk.bounds.spent.max()).mean() > 0.5


def test_what_is_spent_by_hand():
    """One moves by 5, one by 13, one not at all: each spends its own move and the longest other."""
    rows = np.zeros((4, 2), dtype=np.uint8)
    rows[0] = 100
    walk = Walk(rows, 2, 3)
    start = walk.centroids.values.copy()
    walk.put(np.array([0, 2]), start[[0, 2]] + [[3, 4], [5, -12]])
    np.testing.assert_allclose(walk.bounds.spent, [5 + 13, 13, 13 + 5], rtol=1e-9)
    walk.put(np.array([1]), start[[1]] + [[0, 1]])
    np.testing.assert_allclose(walk.bounds.spent, [18 + 1, 13 + 1, 18 + 1], rtol=1e-9)
    walk.put(np.array([], dtype=np.intp), np.empty((0, 2)))
    np.testing.assert_allclose(walk.bounds.spent, [19, 14, 19], rtol=1e-9)


def test_the_only_cluster_spends_its_own_moves():
    walk = Walk(np.arange(6, dtype=np.uint8).reshape(3, 2), 1, 1)
    walk.put(np.array([0]), walk.centroids.values + np.array([3, 4]))
    np.testing.assert_allclose(walk.bounds.spent, [5], rtol=1e-9)


def test_the_path_is_gone_outside_the_span_alone():
    rows = np.zeros((50, 3), dtype=np.uint8)
    rows[:, 0] = np.arange(0, 250, 5)  # the only direction there is
    walk = Walk(rows, 1, 3)
    start = walk.centroids.values.copy()
    walk.put(np.arange(3), start + np.array([[40, 0, 0], [0, 3, 4], [40, 0, 0]]))
    np.testing.assert_allclose(walk.bounds.path, [0, 5, 0], atol=1e-3)
    assert walk.bounds.pace == pytest.approx(5 / 3, abs=1e-3)
    walk.put(np.arange(3), start)
    np.testing.assert_allclose(walk.bounds.path, [0, 10, 0], atol=1e-3)
    walk.put(np.array([0]), start[[0]])
    assert walk.bounds.pace == pytest.approx(0, abs=1e-3)
    np.testing.assert_allclose(
        walk.bounds.paths, [[0, 0, 0], [0, 5, 0], [0, 10, 0], [0, 10, 0]], atol=1e-3
    )


def test_residuals_are_usable_while_their_path_is_shorter_than_what_is_outside():
    walk = Walk(smooth("emoji"), 8, 5, pace=0.05)
    usable = []
    for _ in range(30):
        walk.step()
        bounds = walk.bounds
        gone = (bounds.path - bounds.paths).sum(axis=1)
        worth = gone < bounds.outside.astype(np.float64).sum() * (1 + 1e-6)
        usable.append(bounds.usable)
        assert worth.tolist() == [moment >= bounds.usable for moment in range(len(worth))]
    # Some that were measured long ago are not, the latest ever are.
    assert usable == sorted(usable)
    assert 0 < usable[-1] <= 30

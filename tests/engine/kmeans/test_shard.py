"""Labels after every step against brute force, while centroids go wherever they like."""

from __future__ import annotations

from dataclasses import replace
from itertools import count, pairwise

import numpy as np
import pytest

from engine.errors import Cancelled
from engine.kmeans.costs import costs_of
from engine.kmeans.shard import Shard
from engine.kmeans.workers import Workers
from tests.engine.kmeans import families, oracle
from tests.engine.kmeans.test_bounds import Walk
from tests.engine.kmeans.test_projection import smooth

# Whatever costs are taken for granted, labels are the same.
WAYS = {
    "as it costs": {},
    "bounded, all scored": {"sweep": 1e300, "pair": 1e300},
    "bounded, pairs scored": {"sweep": 1e300, "pair": 0.0},
    "bounded, nothing kept": {"sweep": 1e300, "keep_residuals": False},
    "in small portions": {"sweep": 1e300, "filter_rows": 7, "strip_rows": 3},
    "never bounded": {"sweep": 0.0},
}
FLOATS = "emoji as fractions"
SMALL = {name: rows for name, rows in families.ALL.items() if len(rows) > 6 and rows.size < 4000}


class WildWalk(Walk):
    """A walk on which centroids also meet, run away and tie, and have bounds as in a run."""

    def step(self):
        values, rows = self.centroids.values, self.samples.rows
        one, other = self.rng.integers(len(values), size=2)
        kind = self.rng.choice(["walk", "walk", "meet", "away", "tie"])
        if kind == "walk":
            super().step()
        elif kind == "meet":
            self.put(np.array([one]), values[[other]])
        elif kind == "away":
            self.put(np.array([one]), values[[one]] + self.rng.choice([2.0**10, 2.0**52]))
        else:  # each as far from an image as the other, on its other side
            image = rows[self.rng.integers(len(rows))].astype(np.float64)
            self.put(np.array([one]), 2 * image - values[[other]])

    def follow(self, clusters, moves):
        if self.table.degenerate:
            self.motion = self.bounds = None
        elif self.motion is None:
            self.restart()
        else:
            super().follow(clusters, moves)


class Glide(Walk):
    """A walk along the directions of the projection: what is outside of them stays as it was."""

    def step(self):
        values = self.centroids.values
        images = self.rng.integers(len(self.samples), size=len(values))
        basis = self.projection.basis
        directions = basis.columns.astype(np.float64) @ basis.to_orthonormal.T
        along = (self.samples.rows[images] - values) @ directions @ directions.T
        self.put(np.arange(len(values)), np.rint((values + self.pace * along) * 16) / 16)


class Follower:
    """A shard that is shown every step of a walk."""

    def __init__(self, walk, way=(), part=None, labels=None):
        self.walk = walk
        self.part = part or slice(0, len(walk.samples))
        n_clusters, rank = len(walk.centroids), walk.projection.basis.rank
        costs = costs_of(walk.samples.n_features, n_clusters, rank, keep_residuals=True)
        costs = replace(costs, **dict(way))
        self.shard = Shard(walk.samples, walk.projection, self.part, n_clusters, costs, labels)

    def assign(self, should_stop=lambda: False):
        """Assign, at first without bounds, as a run does."""
        walk, before = self.walk, self.shard.labels.copy()
        bounds = None if (before < 0).any() else walk.bounds
        with Workers(1) as workers:
            step = self.shard.assign(walk.centroids, walk.table, bounds, workers, should_stop)
        changed = np.flatnonzero(before != self.shard.labels)
        assert step.images.tolist() == (changed + self.part.start).tolist()
        assert step.before.tolist() == before[changed].tolist()
        assert step.after.tolist() == self.shard.labels[changed].tolist()
        assert step.settled <= step.converted <= len(before) >= step.filtered
        return step


def assert_nearest(labels, walk):
    """Assert that labels are the nearest; of whole numbers to the last digit."""
    rows, values = walk.samples.rows, walk.centroids.values
    sq = oracle.sq_distances(rows, values)
    own, least = sq[np.arange(len(rows)), labels], sq.min(axis=1)
    assert not np.isin(labels, walk.centroids.duplicates()).any()
    if not walk.samples.whole:
        assert (own - least <= 1e-12 * oracle.largest_sq_distance(rows)).all()
        return
    assert (own <= least * (1 + 1e-9)).all()
    close = sq <= (least * (1 + 1e-9))[:, np.newaxis]
    for row in np.flatnonzero(close.sum(axis=1) > 1):
        candidates = np.flatnonzero(close[row])
        away = rows[row] - values[candidates]  # sixteenths, which float64 holds
        exact = np.square((16 * away).astype(np.int64).astype(object)).sum(axis=1).tolist()
        assert labels[row] == candidates[exact.index(min(exact))]


def assert_right_all_the_way(walk, way, n_steps):
    follower = Follower(walk, WAYS[way])
    for _ in range(n_steps):
        follower.assign()
        assert_nearest(follower.shard.labels, walk)
        walk.step()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", SMALL)
def test_every_label_is_the_nearest_wherever_centroids_go(name, way):
    rows = SMALL[name]
    assert_right_all_the_way(WildWalk(rows, 3, 6, seed=6), way, 8)
    assert_right_all_the_way(WildWalk(rows, 3, min(40, len(rows)), seed=40), way, 4)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("kind", "name", "rank"),
    [(Glide, "digits", 2), (Glide, "emoji", 20), (Walk, "blobs", 8), (Walk, FLOATS, 8)],
)
def test_every_label_of_smooth_images_is_the_nearest(kind, name, rank, way):
    pace, n_steps = (0.1, 12) if kind is Glide else (0.01, 5)
    assert_right_all_the_way(kind(smooth(name)[:120], rank, 30, pace=pace), way, n_steps)


def test_parts_find_what_the_whole_finds():
    walk = Walk(smooth("digits"), 8, 6)
    whole = Follower(walk)
    followers = [Follower(walk, part=slice(*ends)) for ends in pairwise([0, 1, 180, 300])]
    for _ in range(5):
        steps = [follower.assign() for follower in followers]
        step = whole.assign()
        found = np.concatenate([follower.shard.labels for follower in followers])
        assert found.tolist() == whole.shard.labels.tolist()
        assert np.concatenate([each.images for each in steps]).tolist() == step.images.tolist()
        walk.step()


def test_known_labels_are_taken_without_a_look_at_any_row():
    walk = Walk(smooth("digits"), 8, 6)
    known = oracle.nearest(walk.samples.rows, walk.centroids.values).astype(np.int32)
    follower = Follower(walk, labels=known)
    step = follower.assign()
    assert (step.filtered, step.converted, step.settled) == (0, 0, 0)
    assert follower.shard.labels.tolist() == known.tolist()
    assert (step.before == -1).all()
    for _ in range(4):
        walk.step()
        follower.assign()
        assert_nearest(follower.shard.labels, walk)


def test_rows_of_groups_far_apart_are_soon_neither_bounded_nor_read():
    rng = np.random.default_rng(3)
    centres = rng.integers(20, 200, (8, 100))
    rows = (np.tile(centres, (250, 1)) + rng.integers(0, 30, (2000, 100))).astype(np.uint8)
    walk = Walk(rows, 8, 8, leaps=0, pace=0.002)
    walk.put(np.arange(8), rows[:8].astype(np.float64))
    follower, steps = Follower(walk), []
    for _ in range(8):
        steps.append(follower.assign())
        assert_nearest(follower.shard.labels, walk)
        walk.step()
    assert steps[0].converted == len(rows)
    assert max(step.filtered for step in steps[2:]) < 0.05 * len(rows)
    assert max(step.converted for step in steps[2:]) < 0.01 * len(rows)
    assert max(step.settled for step in steps) == 0


@pytest.mark.parametrize("way", ["bounded, pairs scored", "bounded, all scored", "never bounded"])
def test_a_step_can_be_stopped_at_every_look(way):
    for n_looks in count():
        walk = Walk(smooth("digits"), 4, 6)
        follower = Follower(walk, {**WAYS[way], "filter_rows": 100})
        for _ in range(2):
            follower.assign()
            walk.step()
        answers = iter([False] * n_looks)
        try:
            follower.assign(lambda answers=answers: next(answers, True))
        except Cancelled:
            continue
        break
    assert n_looks >= 1
    assert_nearest(follower.shard.labels, walk)

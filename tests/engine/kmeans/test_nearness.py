"""Distances to the own centroid: bounds that hold at once, and measures that are exact."""

from __future__ import annotations

import numpy as np
import pytest

from engine.kmeans import memory as module
from engine.kmeans.fit import fit
from engine.kmeans.nearness import TOGETHER, Nearness
from engine.kmeans.parameters import KMeansParameters
from tests.engine.kmeans import oracle
from tests.engine.kmeans.test_bounds import MOMENTS, Walk
from tests.engine.kmeans.test_projection import EVERYTHING, SMOOTH, rows_named, smooth


def nearness_of(walk, labels, *, bounded=True):
    return Nearness(
        walk.samples,
        walk.centroids.values,
        labels,
        walk.projection if bounded else None,
        walk.bounds if bounded else None,
    )


def own_sq_distances(rows, centroids, labels):
    return np.square(rows.astype(np.float64) - centroids[labels]).sum(axis=1)


@pytest.mark.parametrize("n_clusters", [1, 7, TOGETHER + 10])
@pytest.mark.parametrize("name", EVERYTHING)
def test_bounds_hold_for_any_labels_while_centroids_walk(name, n_clusters):
    rows = rows_named(name)[:200]
    walk = Walk(rows, 5, min(n_clusters, len(rows)))
    for _ in range(MOMENTS):
        labels = walk.rng.integers(len(walk.centroids), size=len(rows)).astype(np.int32)
        truth = own_sq_distances(rows, walk.centroids.values, labels)
        lower, upper = nearness_of(walk, labels).bounds()
        assert lower.shape == upper.shape == (len(rows),)
        assert (lower >= 0).all()
        # Float64 rounds the squared lengths of the rows themselves.
        rounding = 1e-14 * (walk.samples.sq_norms + truth)
        assert (lower <= truth + rounding).all()
        assert (truth <= upper + rounding).all()
        walk.step()


@pytest.mark.parametrize("name", SMOOTH)
def test_bounds_hold_at_every_report_and_are_had_by_bounding(name, monkeypatch):
    monkeypatch.setattr(module, "LEAST_FEATURES", 0)
    rows = smooth(name)
    for n_clusters in (3, 20):
        parameters = KMeansParameters(n_clusters=n_clusters, tol=0, max_iter=8)
        *reports, _ended = fit(rows, parameters, n_threads=1)
        for report in reports:
            truth = own_sq_distances(rows, report.centroids, report.labels)
            lower, upper = report.nearness.bounds()
            assert (lower <= truth * (1 + 1e-12)).all()
            assert (truth <= upper * (1 + 1e-12)).all()
            assert (lower < upper).mean() == (report.iteration > 0)
            assert report.nearness.bounds()[0] is lower


def test_bounds_of_smooth_images_tell_near_from_far():
    rows = smooth("emoji")
    *_, report, _ended = fit(rows, KMeansParameters(n_clusters=4, tol=0), n_threads=1)
    lower, upper = report.nearness.bounds()
    truth = own_sq_distances(rows, report.centroids, report.labels)
    assert (upper - lower).mean() < 0.2 * truth.mean()
    # The nearest images are certain to be among a few.
    wanted = 10
    assert (lower <= np.sort(upper)[wanted]).sum() < 5 * wanted


@pytest.mark.parametrize("name", EVERYTHING)
def test_measured_distances_are_those_of_differences(name):
    rows = rows_named(name)
    walk = Walk(rows, 3, min(6, len(rows)))
    walk.step()
    labels = oracle.nearest(rows, walk.centroids.values).astype(np.int32)
    nearness = nearness_of(walk, labels)
    images = walk.rng.permutation(len(rows))[: max(1, len(rows) // 2)]
    found = nearness.measured(images)
    assert found.dtype == np.float64
    if walk.samples.whole:  # and centroids are sixteenths: nothing is rounded
        sixteenths = (16 * walk.centroids.values).astype(np.int64)[labels[images]]
        exact = np.square(16 * rows[images].astype(np.int64) - sixteenths).sum(axis=1)
        assert (256 * found).tolist() == exact.tolist()
    else:
        truth = own_sq_distances(rows, walk.centroids.values, labels)[images]
        np.testing.assert_allclose(found, truth, rtol=1e-13)
    assert nearness.measured(images[:0]).shape == (0,)


@pytest.mark.parametrize("name", ["digits", "fractions: far from zero"])
def test_what_cannot_be_bounded_is_measured(name):
    rows = rows_named(name)
    walk = Walk(rows, 3, 6)
    labels = oracle.nearest(rows, walk.centroids.values).astype(np.int32)
    nearness = nearness_of(walk, labels, bounded=False)
    lower, upper = nearness.bounds()
    assert lower.tolist() == upper.tolist() == nearness.measured(np.arange(len(rows))).tolist()


def test_pixels_are_read_once_and_only_where_nothing_bounds_them():
    class Counted(np.ndarray):
        reads = 0

        def __getitem__(self, which):
            Counted.reads += 1
            return super().__getitem__(which)

    rows = smooth("digits")
    walk = Walk(rows, 3, 6)
    object.__setattr__(walk.samples, "rows", rows.view(Counted))
    labels = np.zeros(len(rows), dtype=np.int32)
    nearness_of(walk, labels).bounds()
    assert Counted.reads == 0
    nearness = nearness_of(walk, labels, bounded=False)
    nearness.bounds()
    once = Counted.reads
    assert once > 0
    nearness.bounds()
    assert Counted.reads == once

"""Whole runs against the plain algorithm, iteration by iteration."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import FitEnded
from tests.engine.kmeans import oracle


def cases():
    rng = np.random.default_rng(11)
    for number in range(24):
        n, d = int(rng.integers(10, 120)), int(rng.integers(2, 30))
        n_clusters = int(rng.integers(1, 9))
        kind = ("bytes", "float32", "float64", "16 bits")[number % 4]
        rows = {
            "bytes": lambda n=n, d=d: rng.integers(0, 256, (n, d), np.uint8),
            "float32": lambda n=n, d=d: rng.random((n, d), np.float32),
            "float64": lambda n=n, d=d: 1e3 + rng.standard_normal((n, d)),
            "16 bits": lambda n=n, d=d: rng.integers(0, 65536, (n, d), np.uint16),
        }[kind]()
        seeds = rows[:n_clusters] + rng.random((n_clusters, d))
        # Every third case has seeds so far out that their clusters start empty.
        if number % 3 == 0:
            seeds[n_clusters // 2 :] = rows.max() * 3.0 + 1e4
        yield pytest.param(rows, seeds, id=f"{number}-{kind}-{n}x{d}-K={n_clusters}")


@pytest.mark.parametrize(("rows", "seeds"), list(cases()))
def test_every_iteration_is_that_of_the_plain_algorithm(rows, seeds):
    parameters = KMeansParameters(n_clusters=len(seeds), init=seeds, tol=0)
    *reports, ended = fit(rows, parameters, n_threads=2)
    story = oracle.lloyd(rows, seeds)
    assert isinstance(ended, FitEnded)
    assert len(reports) == len(story)
    for report, plain in zip(reports, story, strict=True):
        assert report.labels.tolist() == plain.labels.tolist()
        np.testing.assert_allclose(report.centroids, plain.centroids, rtol=1e-12, atol=1e-12)
        assert report.distortion == pytest.approx(plain.distortion, rel=1e-11)
        assert report.moved == plain.moved
        assert [(event.cluster, event.image) for event in report.reseeded] == plain.reseeded
        if report.iteration:
            assert report.shift == pytest.approx(plain.shift, rel=1e-9, abs=1e-12)
        else:
            assert math.isnan(report.shift)


def test_reports_do_not_change_under_their_reader():
    rows = np.random.default_rng(0).integers(0, 256, (200, 8), np.uint8)
    kept = []
    for report in fit(rows, KMeansParameters(n_clusters=7, tol=0), n_threads=2):
        if isinstance(report, FitEnded):
            break
        kept.append((report, report.labels.tobytes(), report.centroids.tobytes()))
        kept[-1] += (report.sizes.tobytes(), report.sq_distances_by_cluster.tobytes())
    assert len(kept) > 3
    for report, labels, centroids, sizes, by_cluster in kept:
        assert report.labels.tobytes() == labels
        assert report.centroids.tobytes() == centroids
        assert report.sizes.tobytes() == sizes
        assert report.sq_distances_by_cluster.tobytes() == by_cluster


def test_one_dimension_never_beats_the_best_there_is():
    """Exact optimum of sorted numbers by dynamic programming over where clusters begin."""
    rng = np.random.default_rng(7)
    for _ in range(10):
        values = np.sort(rng.integers(0, 256, 25))
        best = np.full((5, 26), np.inf)
        best[0, 0] = 0
        for k in range(1, 5):
            for stop in range(1, 26):
                for start in range(stop):
                    part = values[start:stop]
                    cost = float(np.square(part - part.mean()).sum())
                    best[k, stop] = min(best[k, stop], best[k - 1, start] + cost)
        rows = values[:, np.newaxis].astype(np.uint8)
        found = [
            list(fit(rows, KMeansParameters(n_clusters=k, n_init=5)))[-1].inertia_
            for k in range(1, 5)
        ]
        assert all(inertia >= best[k, 25] * (1 - 1e-12) for k, inertia in enumerate(found, start=1))
        assert found[0] == pytest.approx(best[1, 25], rel=1e-12)

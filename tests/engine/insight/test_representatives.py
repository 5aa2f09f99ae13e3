"""The nearest members of every cluster, against brute force."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from engine.imageset import ImageSet
from engine.insight import representatives as module
from engine.insight.representatives import N_REPRESENTATIVES, representatives
from engine.kmeans.fit import fit
from engine.kmeans.parameters import INIT_NAMES, KMeansParameters
from engine.kmeans.reports import FitEnded


def image_set(rows):
    return ImageSet(name="rows", pixels=rows.reshape(len(rows), 1, -1, 1))


def reports_of(rows, **parameters):
    *reports, _ = fit(rows, KMeansParameters(**parameters), n_threads=2)
    return reports


def brute_force(rows, report, m):
    """Indices and squared distances, nearest first, the lower index first among equals."""
    indices = np.full((len(report.centroids), m), -1)
    sq_distances = np.full((len(report.centroids), m), np.nan)
    for cluster, centroid in enumerate(report.centroids):
        members = np.flatnonzero(report.labels == cluster)
        away = rows[members].astype(np.float64) - centroid
        exact = np.einsum("ij,ij->i", away, away)
        order = np.argsort(exact, kind="stable")[:m]
        indices[cluster, : len(order)] = members[order]
        sq_distances[cluster, : len(order)] = exact[order]
    return indices, sq_distances


KINDS = {
    "bytes": lambda rng: rng.integers(0, 256, (150, 12), np.uint8),
    "few levels, many ties": lambda rng: rng.integers(0, 2, (150, 4), np.uint8),
    "16 bits, far up": lambda rng: rng.integers(65000, 65050, (150, 12), np.uint16),
    "fractions": lambda rng: rng.random((150, 12), np.float32),
    "fractions, far up": lambda rng: (6e4 + rng.random((150, 12))).astype(np.float32),
    "copies": lambda rng: np.repeat(rng.integers(0, 256, (15, 12), np.uint8), 10, axis=0),
}


@pytest.mark.parametrize("m", [1, 3, N_REPRESENTATIVES, 200])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("block_values", [1, 2**18])
def test_every_report_against_brute_force(kind, m, block_values, monkeypatch):
    monkeypatch.setattr(module, "BLOCK_VALUES", block_values)
    rows = KINDS[kind](np.random.default_rng(4))
    images = image_set(rows)
    for init in INIT_NAMES:
        for report in reports_of(rows, n_clusters=6, init=init, max_iter=4):
            nearest = representatives(images, report, m)
            indices, sq_distances = brute_force(rows, report, m)
            assert nearest.indices.tolist() == indices.tolist()
            np.testing.assert_array_equal(nearest.sq_distances, sq_distances)


def test_by_hand_with_a_tie_a_small_and_an_empty_cluster():
    rows = np.array([[4], [6], [0], [5], [10], [200]], dtype=np.uint8)
    seeds = np.array([[5.0], [255.0], [120.0]])
    report = reports_of(rows, n_clusters=3, init=seeds)[0]
    nearest = representatives(image_set(rows), report, 4)
    assert nearest.indices.tolist() == [[3, 0, 1, 2], [5, -1, -1, -1], [-1, -1, -1, -1]]
    np.testing.assert_array_equal(
        nearest.sq_distances,
        [[0, 1, 1, 25], [55**2, np.nan, np.nan, np.nan], [np.nan] * 4],
    )


def test_what_comes_back_is_read_only_and_typed():
    rows = np.zeros((3, 2), dtype=np.uint8)
    nearest = representatives(image_set(rows), reports_of(rows, n_clusters=1)[0])
    assert nearest.indices.dtype == np.int64
    assert nearest.sq_distances.dtype == np.float64
    assert nearest.indices.shape == nearest.sq_distances.shape == (1, N_REPRESENTATIVES)
    assert not nearest.indices.flags.writeable
    assert not nearest.sq_distances.flags.writeable


def test_a_fit_that_ended_is_shown_by_its_best_iteration():
    rows = KINDS["bytes"](np.random.default_rng(5))
    *_, ended = fit(rows, KMeansParameters(n_clusters=4, n_init=3, init="random"))
    assert isinstance(ended, FitEnded)
    nearest = representatives(image_set(rows), ended.best, 5)
    assert nearest.indices.tolist() == brute_force(rows, ended.best, 5)[0].tolist()


def test_when_every_member_ties_memory_stays_bounded():
    """20,000 equal images of 768 values: as float64 all at once they would take 123 MB."""
    rows = np.full((20_000, 768), 9, dtype=np.uint8)
    images = image_set(rows)
    report = reports_of(rows, n_clusters=1, init=np.full((1, 768), 10.0))[0]
    tracemalloc.start()
    try:
        nearest = representatives(images, report)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert nearest.indices.tolist() == [list(range(10))]
    assert nearest.sq_distances.tolist() == [[768.0] * 10]
    assert peak < 12e6

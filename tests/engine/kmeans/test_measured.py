"""Measured distortions against fractions."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import Cancelled
from engine.kmeans.cluster_weights import ClusterWeights
from engine.kmeans.measured import measured_distortions
from engine.kmeans.workers import Workers
from tests.engine.kmeans import families, oracle
from tests.engine.kmeans.summing import clusters_as_fractions, never, prepared


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("rows", families.ALL.values(), ids=families.ALL)
def test_distortions_of_some_clusters(rows, weighted, monkeypatch):
    monkeypatch.setattr("engine.kmeans.samples.BLOCK_VALUES", 1)  # blocks of 16 rows
    rows = rows[:, :40]
    rng = np.random.default_rng(len(rows))
    labels = rng.integers(0, 4, len(rows)).astype(np.int32)
    weights = 1e5 * rng.random(len(rows)) if weighted else None
    clusters = np.array([3, 0])
    values = rows[rng.integers(0, len(rows), 2)] * 0.75
    exact = clusters_as_fractions(rows, labels, weights, 4)
    for workers in (None, Workers(1), Workers(2)):
        with workers or Workers(1):
            samples = prepared(rows, Workers(1))
            found = measured_distortions(
                samples, ClusterWeights(4, weights), clusters, values, labels, workers, never
            )
        for one, cluster, value in zip(found, clusters, values, strict=True):
            assert one == oracle.close(float(exact[cluster].distortion(value)))


def test_images_that_are_the_value_count_nothing_and_the_rest_by_hand(worker):
    rows = np.array([[1.5, 2], [1.5, 2], [1.5, 5], [0, 0]])
    labels = np.array([1, 1, 0, 0], dtype=np.int32)
    found = measured_distortions(
        prepared(rows, worker),
        ClusterWeights(3, np.array([1.0, 7.0, 0.5, 3.0])),
        np.array([2, 1, 0]),
        np.array([[9, 9], [1.5, 2], [1.5, 1]]),
        labels,
        worker,
        never,
    )
    assert found.tolist() == [0, 0, 0.5 * 16 + 3 * (1.5**2 + 1)]


def test_every_block_asks(worker, monkeypatch):
    monkeypatch.setattr("engine.kmeans.samples.BLOCK_VALUES", 1)
    samples, labels, asked = prepared(np.zeros((40, 1)), worker), np.zeros(40, np.int32), []

    def should_stop():
        asked.append(None)
        return len(asked) == 3

    with pytest.raises(Cancelled):
        measured_distortions(
            samples,
            ClusterWeights(1, None),
            np.array([0]),
            np.ones((1, 1)),
            labels,
            worker,
            should_stop,
        )
    assert len(asked) == 3

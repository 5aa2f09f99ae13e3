"""A limit on memory costs time, never a bit of the result."""

from __future__ import annotations

import numpy as np
import pytest

from engine.kmeans.fit import fit
from engine.kmeans.memory import plan_for
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.preparing import prepare
from engine.kmeans.workers import Workers

rng = np.random.default_rng(0)
# Smooth enough for directions to hold most of it.
ROWS = np.clip(
    128 + 40 * rng.normal(size=(600, 6)) @ rng.normal(size=(6, 300)) + rng.normal(size=(600, 300)),
    0,
    255,
).astype(np.uint8)


def samples():
    return prepare(ROWS, Workers(1), should_stop=lambda: False, progress=lambda *_news: None)


def test_the_more_memory_the_more_is_kept():
    plans = [plan_for(samples(), 20, limit) for limit in (0, 450_000, 650_000, 10**9, None)]
    assert [plan.rank for plan in plans] == [None, 24, 48, 48, 48]
    assert [plan.keep_residuals for plan in plans] == [False, False, True, True, True]
    assert [bool(plan.note) for plan in plans] == [True, True, False, False, False]


def test_there_is_nothing_to_keep_for_one_cluster():
    assert plan_for(samples(), 1, 0).note == ""
    assert plan_for(samples(), 1, None).rank is None


@pytest.mark.parametrize("limit", [0, 450_000, 550_000])
def test_the_result_is_the_same_to_the_last_bit(limit):
    parameters = KMeansParameters(n_clusters=20, tol=0)
    *free, ended = fit(ROWS, parameters)
    *limited, short = fit(ROWS, parameters, memory_limit=limit)
    assert len(free) == len(limited) > 5
    for one, other in zip(free, limited, strict=True):
        assert one.labels.tobytes() == other.labels.tobytes()
        assert one.centroids.tobytes() == other.centroids.tobytes()
        assert one.distortion == other.distortion
    assert ended.notes == ()
    assert [note.split(":")[0] for note in short.notes] == ["memory limit"]


def test_without_what_is_kept_more_is_read():
    parameters = KMeansParameters(n_clusters=20, tol=0)

    def read(limit):
        *reports, _ = fit(ROWS, parameters, memory_limit=limit)
        return sum(report.work.converted for report in reports)

    assert read(None) < read(450_000) < read(0)

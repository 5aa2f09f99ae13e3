"""Stop at any moment: the last whole report stands, and no thread is left."""

from __future__ import annotations

import gc
import threading

import numpy as np
import pytest

from engine.imageset import ImageSet
from engine.kmeans import samples
from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import FitEnded, Iteration


class StopAt:
    """Answers true from the `m`-th time on that it is asked."""

    def __init__(self, m):
        self._m = m
        self._lock = threading.Lock()
        self.asked = 0

    def __call__(self):
        with self._lock:
            self.asked += 1
            return self.asked >= self._m


@pytest.fixture
def rows(monkeypatch):
    monkeypatch.setattr(samples, "BLOCK_VALUES", 1)  # blocks of 16 rows
    return np.random.default_rng(3).integers(0, 256, (40, 3), np.uint8)


NEVER = 10**9


@pytest.mark.parametrize("n_threads", [1, 2])
@pytest.mark.parametrize("init", ["k-means++", "random", "partition"])
def test_stopping_at_every_question_keeps_the_last_whole_report(rows, init, n_threads):
    parameters = KMeansParameters(n_clusters=3, init=init, n_init=2, max_iter=4)
    untouched = StopAt(NEVER)
    whole = list(fit(rows, parameters, should_stop=untouched, n_threads=n_threads))
    assert untouched.asked > 30
    for m in range(1, untouched.asked + 2):
        reports = list(fit(rows, parameters, should_stop=StopAt(m), n_threads=n_threads))
        if m > untouched.asked:
            assert not reports[-1].stopped
            assert len(reports) == len(whole)
            continue
        if not reports:
            continue  # stopped before its first report
        *iterations, ended = reports
        assert isinstance(ended, FitEnded)
        assert ended.stopped
        assert all(isinstance(report, Iteration) for report in iterations)
        assert len(iterations) < len(whole)
        for report, expected in zip(iterations, whole, strict=False):
            assert (report.run, report.iteration) == (expected.run, expected.iteration)
            assert report.labels.tobytes() == expected.labels.tobytes()
        assert ended.best in iterations
        assert ended.inertia_ == min(run.distortion for run in ended.runs)
        assert sum(len(run.rows) for run in ended.runs) == len(iterations)
        last = ended.runs[-1]
        if not last.converged and "maximum" not in last.reason:
            n_iter = iterations[-1].iteration
            assert last.reason == f"Stopped at iteration {n_iter}: on request."


@pytest.mark.parametrize("n_threads", [1, 2])
def test_stopped_before_the_first_report_there_is_nothing(rows, n_threads):
    assert list(fit(rows, should_stop=lambda: True, n_threads=n_threads)) == []


def test_every_block_asks(rows):
    asked = StopAt(NEVER)
    parameters = KMeansParameters(n_clusters=2, init=rows[:2], tol=0)
    *reports, _ = fit(rows, parameters, should_stop=asked, n_threads=1)
    # A look at the pixels; then each step asks at its 3 blocks, and once as the images move.
    moves = sum(report.moved > 0 for report in reports)
    assert asked.asked >= 3 * (1 + len(reports)) + moves


def test_every_tie_asks():
    """Deciding ties takes long: a block may hold nothing else."""
    rows = np.full((50, 3), 5, dtype=np.uint8)
    seeds = np.array([[4, 5, 5], [6, 5, 5]])
    asked = StopAt(NEVER)
    first = next(fit(rows, KMeansParameters(n_clusters=2, init=seeds), should_stop=asked))
    assert first.labels.tolist() == [0] * 50
    assert asked.asked > len(rows)


@pytest.mark.parametrize("take", [1, 2])
@pytest.mark.parametrize("how", ["close", "forget"])
def test_leaving_early_ends_the_threads(rows, take, how):
    before = threading.active_count()
    reports = fit(rows, KMeansParameters(n_clusters=5, tol=0), n_threads=3)
    for _ in range(take):
        next(reports)
    assert threading.active_count() > before
    if how == "close":
        reports.close()
    del reports
    gc.collect()
    assert threading.active_count() == before


def test_a_fit_that_is_never_read_starts_no_thread(rows):
    before = threading.active_count()
    reports = fit(rows, KMeansParameters(n_clusters=5), n_threads=3)
    assert threading.active_count() == before
    reports.close()


def test_an_error_in_should_stop_reaches_the_reader(rows):
    class Odd(Exception):
        pass

    def should_stop():
        raise Odd

    before = threading.active_count()
    with pytest.raises(Odd):
        list(fit(rows, should_stop=should_stop, n_threads=2))
    assert threading.active_count() == before


def test_progress_comes_before_the_first_report(rows):
    images = ImageSet(name="small", pixels=rows.reshape(40, 1, 1, 3))
    news = []
    reports = fit(images, KMeansParameters(n_clusters=3), progress=lambda *told: news.append(told))
    assert news == []
    next(reports)
    assert news == [
        ("looking at the pixels", 0, 1),
        ("seeding", 1, 3),
        ("seeding", 2, 3),
        ("seeding", 3, 3),
    ]
    reports.close()

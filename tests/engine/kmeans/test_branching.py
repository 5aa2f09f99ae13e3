"""Branches against the fits they leave, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ParameterError
from engine.history import History
from engine.kmeans.branching import alone, branch
from engine.kmeans.fit import fit
from engine.kmeans.fork import removed, replaced, seeds_from_images, split
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import FitEnded
from tests.engine.kmeans.summing import prepared


def rows_of(dtype, n=150, d=12):
    rng = np.random.default_rng(5)
    if np.dtype(dtype).kind == "f":
        return rng.standard_normal((n, d)).astype(dtype)
    return rng.integers(0, np.iinfo(dtype).max, (n, d), dtype)


ROWS = rows_of(np.uint8)


@pytest.fixture(scope="module")
def fitted():
    *reports, ended = fit(ROWS, KMeansParameters(n_clusters=6, tol=0, init="random", max_iter=50))
    assert len(reports) > 5
    return reports, ended


def same(branched, told):
    return (
        branched.labels.tobytes() == told.labels.tobytes()
        and branched.centroids.tobytes() == told.centroids.tobytes()
        and branched.distortion == told.distortion
        and branched.sizes.tobytes() == told.sizes.tobytes()
        and branched.sq_distances_by_cluster.tobytes() == told.sq_distances_by_cluster.tobytes()
        and branched.reseeded == told.reseeded
    )


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
@pytest.mark.parametrize("init", ["random", "far out"])
def test_from_unchanged_centroids_it_goes_on_as_its_parent_did(dtype, init, worker):
    """Far out seeds: clusters without images, which get new centroids on the way."""
    rows = rows_of(dtype)
    if init == "far out":
        init = rows[:6].astype(np.float64)
        init[3:] += 10 * float(rows.max())
    samples = prepared(rows, worker)
    parameters = KMeansParameters(n_clusters=6, tol=0, init=init, random_state=3)
    *reports, ended = fit(samples, parameters, n_threads=1)
    assert len(reports) > 4
    for iteration in range(len(reports) - 1):
        seeds = reports[iteration].centroids
        *own, end = branch(samples, parameters, seeds, parent=ended, n_threads=1)
        assert [each.iteration for each in own] == list(range(len(reports) - iteration))
        assert {each.run for each in own} == {1}
        pairs = zip(own, reports[iteration:], strict=True)
        first, *others = [same(each, told) for each, told in pairs]
        # Reseeding is told with the iteration it led to, which is before the branch.
        assert all(others)
        assert first or reports[iteration].reseeded
        assert own[0].labels.tobytes() == reports[iteration].labels.tobytes()
        assert end.best is ended.best  # as good, and there first


def test_its_end_tells_the_runs_before_it(fitted):
    _, parent = fitted
    seeds = removed(parent.centroids, 2).seeds
    *own, ended = branch(ROWS, parent.parameters, seeds, parent=parent)
    assert [summary.run for summary in ended.runs] == [0, 1]
    assert ended.runs[0] is parent.runs[0]
    told = ended.runs[1]
    assert told.rows == tuple(report.row for report in own)
    assert {row.run for row in told.rows} == {1}
    assert told.seed_images is None
    assert ended.best is own[-1]
    assert ended.reason == told.reason
    assert ended.seconds > parent.seconds
    *_, again = branch(ROWS, ended.parameters, seeds, parent=ended)
    assert [summary.run for summary in again.runs] == [0, 1, 2]


def test_best_is_the_least_distortion_of_as_many_clusters(fitted):
    reports, parent = fitted
    worse = np.vstack([ROWS[:5], ROWS[:1] + 0.25]).astype(np.float64)
    short = KMeansParameters(n_clusters=6, max_iter=1)
    *own, ended = branch(ROWS, short, worse, parent=parent)
    assert own[-1].distortion > parent.distortion
    assert ended.best is parent.best
    assert ended.parameters is parent.parameters
    assert ended.reason == parent.reason
    *_, early = fit(ROWS, KMeansParameters(n_clusters=6, tol=0, init="random", max_iter=1))
    *own, ended = branch(ROWS, parent.parameters, reports[1].centroids, parent=early)
    assert ended.best is own[-1]
    assert ended.best_run == 1
    assert ended.parameters.init.tobytes() == reports[1].centroids.tobytes()


@pytest.mark.parametrize("change", ["split", "removed"])
def test_with_another_number_of_clusters_it_is_its_own_best(fitted, change):
    reports, parent = fitted
    left = reports[2]
    if change == "split":
        seeds = split(left.centroids, left.labels, ROWS, 1).seeds
    else:
        seeds = removed(left.centroids, 1).seeds
    n_clusters = len(seeds)
    assert abs(n_clusters - 6) == 1
    *own, ended = branch(ROWS, parent.parameters, seeds, parent=parent)
    for report in own:
        assert report.centroids.shape == (n_clusters, 12)
        assert report.sizes.shape == report.sq_distances_by_cluster.shape == (n_clusters,)
        assert report.sizes.sum() == len(ROWS)
        assert report.labels.max() < n_clusters
    assert ended.best is own[-1]
    assert ended.parameters.n_clusters == n_clusters
    assert (ended.parameters.tol, ended.parameters.max_iter) == (0, 50)


def test_a_branch_is_the_next_run_of_a_history(fitted):
    reports, parent = fitted
    history = History(len(ROWS))
    for report in reports:
        history.add(report)
    seeds = split(reports[3].centroids, reports[3].labels, ROWS, 0).seeds
    assert history.add_branch(0, 3) == 1
    *own, ended = branch(ROWS, parent.parameters, seeds, parent=parent)
    for report in own:
        history.add(report)
    assert history.branch_of(1) == (0, 3)
    assert history.moment(1, 0).centroids.tobytes() == seeds.tobytes()
    last = history.moment(1, ended.n_iter_)
    assert last.labels.tobytes() == ended.labels_.tobytes()
    assert last.sizes.shape == (7,)


def test_without_a_parent_it_is_the_first_run():
    seeds = seeds_from_images(ROWS, [8, 1, 99])
    parameters = KMeansParameters(n_clusters=10, n_init=4, tol=0)
    *own, ended = branch(ROWS, parameters, seeds)
    *plain, expected = fit(ROWS, KMeansParameters(n_clusters=3, init=seeds, tol=0))
    assert all(same(each, told) for each, told in zip(own, plain, strict=True))
    assert ended.parameters == expected.parameters
    assert [summary.run for summary in ended.runs] == [0]


def test_stopped_on_its_way_and_before_its_first_report(fitted):
    reports, parent = fitted
    seeds = replaced(reports[1].centroids, 0, ROWS, 77).seeds
    asked = []
    own = branch(
        ROWS, parent.parameters, seeds, parent=parent, should_stop=lambda: bool(asked), n_threads=1
    )
    next(own)
    asked.append(True)
    (ended,) = own
    assert isinstance(ended, FitEnded)
    assert ended.stopped
    assert ended.runs[1].reason == "Stopped at iteration 0: on request."
    assert ended.best is parent.best
    assert not list(branch(ROWS, parent.parameters, seeds, should_stop=lambda: True))


def test_one_that_is_closed_leaves_no_thread():
    own = branch(ROWS, KMeansParameters(), ROWS[:3], n_threads=3)
    next(own)
    own.close()


@pytest.mark.parametrize(
    ("seeds", "words"),
    [
        (np.zeros((151, 12)), "151 clusters asked of 150 images"),
        (np.zeros((2, 11)), "seeds of 11 values for images of 12"),
        (np.full((2, 12), np.nan), "NaN"),
        (np.zeros((0, 12)), "n_clusters: 0"),
    ],
)
def test_seeds_that_do_not_fit_at_once(seeds, words):
    with pytest.raises(ParameterError, match=words):
        branch(ROWS, KMeansParameters(), seeds)


def test_alone_is_what_the_parameters_of_the_best_make_again(fitted):
    reports, parent = fitted
    assert alone(parent) is parent
    worse = np.vstack([ROWS[:5], ROWS[:1] + 0.25]).astype(np.float64)
    short = KMeansParameters(n_clusters=6, max_iter=1)
    *_, ended = branch(ROWS, short, worse, parent=parent)
    own = alone(ended)
    assert (own.best, own.runs, own.parameters) == (parent.best, parent.runs, parent.parameters)
    seeds = split(reports[3].centroids, reports[3].labels, ROWS, 0).seeds
    *_, ended = branch(ROWS, parent.parameters, seeds, parent=ended, origin="cluster 0 split")
    own = alone(ended)
    assert [summary.origin for summary in ended.runs] == ["", "given seeds", "cluster 0 split"]
    assert [summary.origin for summary in own.runs] == ["cluster 0 split"]
    assert (own.best_run, own.runs[0].run, {row.run for row in own.runs[0].rows}) == (0, 0, {0})
    *again, expected = fit(ROWS, own.parameters)
    assert same(own.best, expected.best)
    assert [row.distortion for row in own.runs[0].rows] == [each.distortion for each in again]
    assert not own.stopped


@pytest.mark.parametrize("stops", ["the fit", "the branch"])
def test_alone_is_stopped_only_if_what_it_holds_was(fitted, stops):
    reports, parent = fitted
    asked = [stops == "the fit"]
    own = fit(ROWS, parent.parameters, should_stop=lambda: len(asked) > 1, n_threads=1)
    next(own)
    asked.append(True)
    early = list(own)[-1] if stops == "the fit" else parent
    told = []
    branched = branch(
        ROWS,
        parent.parameters,
        reports[1].centroids,
        parent=early,
        should_stop=lambda: bool(told),
        n_threads=1,
    )
    for report in branched:
        if stops == "the branch":
            told.append(report)
    ended = report
    assert ended.stopped == (stops == "the branch")
    assert not alone(ended).stopped  # the best is the other one

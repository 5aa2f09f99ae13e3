"""The time line gives back what was told: all of it, within its budget, while more comes."""

from __future__ import annotations

import gc
import threading
import tracemalloc
import weakref
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import KMeansParameters, fit, load_images
from engine.history import History
from engine.history.kept_centroids import KeptCentroids
from tests.engine.history.made_reports import report, reports, wandering

PATIENCE_S = 30  # only a hanging test waits so long


def told(*all_reports, **options):
    history = History(len(all_reports[0].labels), **options)
    for each in all_reports:
        history.add(each)
    return history


def assert_told(history, told_by_moment):
    """Compare every moment with the report it was, but centroids with those it names."""
    for (run, iteration), truth in told_by_moment.items():
        moment = history.moment(run, iteration)
        assert (moment.run, moment.iteration) == (run, iteration)
        assert str(moment.row) == str(truth.row)
        assert np.array_equal(moment.labels, truth.labels)
        assert np.array_equal(moment.sizes, truth.sizes)
        assert np.array_equal(moment.sq_distances_by_cluster, truth.sq_distances_by_cluster)
        assert moment.reseeded == truth.reseeded
        assert moment.centroids_iteration <= iteration
        shown = told_by_moment[run, moment.centroids_iteration]
        assert np.array_equal(moment.centroids, shown.centroids)
        values, of = history.centroids_at(run, iteration)
        assert values is moment.centroids
        assert of == moment.centroids_iteration


def assert_moves(history, told_by_moment):
    """Compare movers and paths with the labels."""
    for (run, iteration), truth in told_by_moment.items():
        before = told_by_moment[run, max(0, iteration - 1)].labels
        movers = history.movers(run, iteration)
        assert movers.indices.tolist() == np.flatnonzero(before != truth.labels).tolist()
        assert movers.before.tolist() == before[movers.indices].tolist()
        assert movers.after.tolist() == truth.labels[movers.indices].tolist()
    for run in range(history.n_runs):
        columns = [told_by_moment[run, i].labels for i in range(history.n_iterations(run))]
        for image in range(0, len(columns[0]), max(1, len(columns[0]) // 10)):
            assert history.path_of(image, run).tolist() == [int(each[image]) for each in columns]


@pytest.mark.parametrize("budget", [256 << 20, 300_000, 0])
def test_a_real_fit_of_several_runs_with_reseeded_clusters(budget):
    images = load_images("digits")
    seeds = np.zeros((12, 64))
    seeds[:6] = images.pixels[:6].reshape(6, 64)
    told_by_moment = {}
    history = History(len(images), budget=budget)
    parameters = [
        KMeansParameters(n_clusters=12, n_init=2, init="random", max_iter=20),
        KMeansParameters(n_clusters=12, init=seeds, max_iter=20),
    ]
    for first_run, each in zip((0, 2), parameters, strict=True):
        *iterations, _ended = fit(images, each)
        for iteration in iterations:
            one = replace(iteration, run=first_run + iteration.run)
            told_by_moment[one.run, one.iteration] = one
            history.add(one)
    assert any(each.reseeded for each in told_by_moment.values())
    assert history.n_runs == 3
    assert history.is_thinned == (budget < 256 << 20)
    assert_told(history, told_by_moment)
    assert_moves(history, told_by_moment)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(1, 12), min_size=1, max_size=4),
    st.sampled_from([0, 20_000, 60_000, 1 << 30]),
    st.randoms(use_true_random=False),
)
def test_whoever_asks_whatever_in_between_gets_what_was_told(lengths, budget, random):
    runs = [
        wandering(run, length, 40, 3 + run, run=run, n_features=64)
        for run, length in enumerate(lengths)
    ]
    history, told_by_moment = History(40, budget=budget), {}
    for each in (each for run in runs for each in run):
        history.add(each)
        told_by_moment[each.run, each.iteration] = each
        for asked in random.sample(sorted(told_by_moment), min(3, len(told_by_moment))):
            assert_told(
                history, {asked: told_by_moment[asked]} | kept_of(history, told_by_moment, asked)
            )
    assert_told(history, told_by_moment)
    assert_moves(history, told_by_moment)


def kept_of(history, told_by_moment, asked):
    """The report whose centroids are shown for `asked`."""
    _, of = history.centroids_at(*asked)
    return {(asked[0], of): told_by_moment[asked[0], of]}


def test_an_empty_one():
    history = History(3)
    assert history.n_runs == 0
    assert history.last is None
    assert (history.thinning, history.is_thinned) == (1, False)
    for ask in (
        lambda: history.rows(0),
        lambda: history.n_iterations(0),
        lambda: history.branch_of(0),
        lambda: history.moment(0, 0),
        lambda: history.movers(0, 0),
        lambda: history.centroids_at(0, 0),
        lambda: history.path_of(0, 0),
        lambda: history.add_branch(0, 0),
    ):
        with pytest.raises(IndexError, match="no run 0: there are 0"):
            ask()


def test_counts_rows_and_the_last():
    runs = [reports([[0, 1], [1, 1], [1, 1]], 2), reports([[1, 0], [0, 0]], 2, run=1)]
    history = told(*runs[0], *runs[1])
    assert history.n_runs == 2
    assert [history.n_iterations(run) for run in range(2)] == [3, 2]
    assert history.last == (1, 1)
    for run in range(2):
        assert [str(row) for row in history.rows(run)] == [str(each.row) for each in runs[run]]


def test_a_run_may_go_on_after_another_has_begun():
    first, second = wandering(1, 6, 9, 4), wandering(2, 3, 9, 2, run=1)
    history = told(*first[:3], *second, *first[3:])
    assert history.last == (0, 5)
    told_by_moment = {(each.run, each.iteration): each for each in (*first, *second)}
    assert_told(history, told_by_moment)
    assert_moves(history, told_by_moment)


@pytest.mark.parametrize("image", [-1, 4])
def test_no_such_image(image):
    with pytest.raises(IndexError, match="there are 4"):
        told(report([0, 1, 1, 0], 2)).path_of(image, 0)


@pytest.mark.parametrize("iteration", [-1, 1])
def test_no_such_iteration(iteration):
    history = told(report([0, 1, 1, 0], 2))
    for ask in (history.moment, history.movers, history.centroids_at, history.add_branch):
        with pytest.raises(IndexError, match="no iteration"):
            ask(0, iteration)


def test_what_is_refused_leaves_everything_as_it_was():
    good = wandering(0, 3, 6, 3)
    history = told(*good[:2])
    before = history.nbytes
    for bad in (
        good[0],
        good[1],
        replace(good[2], iteration=3),
        replace(good[2], run=1),
        replace(good[2], labels=np.zeros(5, np.int32)),
        replace(good[2], centroids=np.zeros((3, 5))),
    ):
        with pytest.raises(ValueError, match=r"iteration|shape"):
            history.add(bad)
        assert (history.nbytes, history.n_runs, history.last) == (before, 1, (0, 1))
    history.add(good[2])
    assert_told(history, {(0, each.iteration): each for each in good})


def test_read_only_arrays_are_shared_and_others_copied():
    shared, lent = report([0, 1], 2), report([1, 0], 2, iteration=1, frozen=False)
    history = told(shared, lent)
    moment = history.moment(0, 0)
    assert moment.centroids is shared.centroids
    assert moment.sizes is shared.sizes
    for array in (lent.labels, lent.sizes, lent.centroids, lent.sq_distances_by_cluster):
        array[:] = 0
    assert history.moment(0, 1).labels.tolist() == [1, 0]
    assert history.moment(0, 1).sizes.tolist() == [1, 1]
    assert history.centroids_at(0, 1)[0].tolist() == [[1.0, 1.0]] * 2


def test_views_of_one_moment_share_its_labels():
    history = told(*wandering(0, 9, 30, 4))
    for iteration in range(9):
        labels = history.moment(0, iteration).labels
        assert history.moment(0, iteration).labels is labels


# Branches


def test_a_branch_is_a_run_that_knows_where_it_left():
    history = told(*wandering(0, 5, 8, 3))
    assert history.branch_of(0) is None
    assert history.add_branch(0, 3) == 1
    assert history.n_runs == 1
    for each in wandering(1, 3, 8, 4, run=1):  # a cluster more: one was split
        history.add(each)
    assert history.branch_of(1) == (0, 3)
    assert history.add_branch(1, 2) == 2
    history.add(report([0] * 8, 2, run=2))
    history.add(report([0] * 8, 2, run=3))
    assert [history.branch_of(run) for run in range(4)] == [None, (0, 3), (1, 2), None]


def test_the_last_announcement_counts_and_the_parent_may_go_on():
    parent = wandering(0, 5, 8, 3)
    history = told(*parent[:4])
    assert history.add_branch(0, 1) == history.add_branch(0, 2) == 1
    history.add(parent[4])
    history.add(report([0] * 8, 3, run=1))
    assert history.branch_of(0) is None
    assert history.branch_of(1) == (0, 2)


def test_a_refused_first_report_does_not_use_up_the_announcement():
    history = told(report([0, 1], 2))
    run = history.add_branch(0, 0)
    with pytest.raises(ValueError, match="iteration 1 of run 1"):
        history.add(report([0, 1], 2, run=run, iteration=1))
    history.add(report([0, 1], 2, run=run))
    assert history.branch_of(run) == (0, 0)


# Memory


def test_the_budget_holds_at_every_time_and_only_centroids_give_way():
    budget = 400_000
    all_reports = wandering(0, 100, 500, 10, part=0.02, n_features=100)  # 8 kB of centroids each
    history = History(500, budget=budget)
    thinnings = []
    for each in all_reports:
        history.add(each)
        assert history.nbytes <= budget
        for iteration in (0, each.iteration // 2, each.iteration):
            history.moment(0, iteration)
            assert history.nbytes <= budget
        thinnings.append(history.thinning)
        assert history.is_thinned == (history.thinning > 1)
    assert thinnings == sorted(thinnings)
    assert set(thinnings) == {1, 2, 4}
    shown = [history.moment(0, iteration).centroids_iteration for iteration in range(100)]
    assert shown == [*(iteration // 4 * 4 for iteration in range(99)), 99]
    assert_told(history, {(0, each.iteration): each for each in all_reports})


@pytest.mark.parametrize("budget", range(110_000, 130_000, 1_000))
def test_the_budget_holds_though_nobody_looks_before_the_end(budget):
    history = told(*wandering(0, 20, 500, 10, part=0.02, n_features=100), budget=budget)
    for iteration in range(15):
        history.moment(0, iteration)
        assert history.nbytes <= budget


def test_what_comes_at_once_is_made_room_for_at_once():
    small = wandering(0, 17, 50, 4, n_features=100)
    roomy = told(*small).nbytes
    history = told(*small, budget=roomy)
    before = history.thinning
    history.add(report([0] * 50, 40, run=1, n_features=120))  # as much as twelve of the small
    assert history.thinning >= 4 * before
    assert history.nbytes <= roomy


def test_the_newest_labels_are_counted_once_whoever_looks():
    history = told(*wandering(0, 3, 500, 4))
    before = history.nbytes
    history.moment(0, 2)
    assert history.nbytes == before
    history.moment(0, 1)
    assert history.nbytes > before


def test_without_any_room_first_and_last_stay_and_so_do_all_numbers():
    runs = [wandering(run, 20, 30, 4, run=run) for run in range(3)]
    history = told(*(each for run in runs for each in run), budget=0)
    assert history.thinning == 32
    for run in range(3):
        shown = [history.centroids_at(run, iteration)[1] for iteration in range(20)]
        assert shown == [0] * 19 + [19]
    assert_told(history, {(each.run, each.iteration): each for run in runs for each in run})


@pytest.mark.parametrize(("n", "n_clusters", "n_features"), [(2000, 20, 50), (10, 2, 1)])
def test_bytes_are_counted_as_python_allocates_them(n, n_clusters, n_features):
    history = History(n)
    rng = np.random.default_rng(0)
    first, *others = rng.integers(n_clusters, size=(101, n))
    history.add(report(first, n_clusters, n_features=n_features))
    tracemalloc.start()
    try:
        start = history.nbytes
        for iteration, labels in enumerate(others, 1):
            history.add(report(labels, n_clusters, iteration=iteration, n_features=n_features))
        for iteration in (3, 17, 30, 80):
            history.moment(0, iteration)
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # What other threads of the process allocate meanwhile counts too.
    assert history.nbytes - start == pytest.approx(held, rel=0.1, abs=30_000)


def test_nothing_else_of_a_report_is_kept():
    """Its bounds hold on to all that the engine keeps between iterations."""
    images = load_images("digits")
    history = History(len(images))
    *iterations, _ended = fit(images, KMeansParameters(n_clusters=5, max_iter=3))
    nearness = [weakref.ref(each.nearness) for each in iterations]
    for each in iterations:
        history.add(each)
    del iterations, _ended, each
    assert [ref() for ref in nearness] == [None] * len(nearness)


# Two threads


def test_a_reader_who_comes_in_the_middle_of_an_iteration_waits_for_all_of_it(monkeypatch):
    first, second = wandering(0, 2, 20, 3)
    history, seen, readers = told(first), [], []

    def read():
        try:
            run, iteration = history.last
            seen.append((history.n_iterations(0), iteration, history.moment(run, 1).row.iteration))
        except LookupError as error:
            seen.append(error)

    def interrupted(centroids, *arguments):
        readers.append(threading.Thread(target=read))
        readers[0].start()
        readers[0].join(0.2)  # time enough for one who does not wait
        assert seen == []
        add(centroids, *arguments)

    add = KeptCentroids.add
    monkeypatch.setattr(KeptCentroids, "add", interrupted)
    try:
        history.add(second)
    finally:
        readers[0].join(PATIENCE_S)
    assert seen == [(2, 1, 1)]


def test_readers_see_whole_iterations_while_more_come():
    runs = [wandering(run, 100, 300, 5, run=run, n_features=40) for run in range(3)]
    told_by_moment = {(each.run, each.iteration): each for run in runs for each in run}
    history = History(300, budget=200_000)
    failures, n_asked, begun = [], [0, 0], threading.Barrier(3, timeout=PATIENCE_S)
    done = threading.Event()

    def look(reader):
        rng = np.random.default_rng(reader)
        begun.wait()
        while not done.is_set() or n_asked[reader] < 50:
            last = history.last
            if last is None:
                continue
            run = int(rng.integers(last[0] + 1))
            iteration = int(rng.integers(history.n_iterations(run)))
            for asked in (last, (run, iteration)):
                moment, truth = history.moment(*asked), told_by_moment[asked]
                rows, path = history.rows(asked[0]), history.path_of(7, asked[0])
                movers = history.movers(*asked)
                shown = told_by_moment[asked[0], moment.centroids_iteration]
                if not (
                    str(moment.row) == str(truth.row) == str(rows[asked[1]])
                    and np.array_equal(moment.labels, truth.labels)
                    and np.array_equal(moment.sizes, truth.sizes)
                    and np.array_equal(moment.centroids, shown.centroids)
                    and path[asked[1]] == truth.labels[7]
                    and (asked[1] == 0 or len(movers) == truth.moved)
                ):
                    failures.append(asked)
            n_asked[reader] += 1

    readers = [threading.Thread(target=look, args=(reader,)) for reader in range(2)]
    for reader in readers:
        reader.start()
    begun.wait()
    try:
        for each in told_by_moment.values():
            history.add(each)
    finally:
        done.set()
        for reader in readers:
            reader.join(PATIENCE_S)
    assert failures == []
    assert min(n_asked) >= 50
    assert_told(history, told_by_moment)

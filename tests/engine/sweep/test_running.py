"""A sweep on its way: the same fits as each alone, one at a time, and what a queue does to it."""

from __future__ import annotations

import numpy as np
import pytest

import engine.sweep.running as subject
from engine.errors import DataError, ParameterError
from engine.imageset import ImageSet
from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import FitEnded
from engine.sweep.plan import Member, plan_sweep
from engine.sweep.queue import State, SweepQueue
from engine.sweep.running import run_sweep
from tests.engine.sweep.small_sets import heaps, prepared

ROWS = heaps()
BASE = KMeansParameters(n_init=2, random_state=5)
NUMBERS = ("run", "iteration", "distortion", "moved")


def numbers(report):
    shift = np.float64(report.shift).tobytes()  # NaN is equal to itself
    return (*(getattr(report, name) for name in NUMBERS), shift)


def same(report, other):
    assert type(report) is type(other)
    assert numbers(report) == numbers(other)
    assert report.centroids.tobytes() == other.centroids.tobytes()
    assert report.labels.tobytes() == other.labels.tobytes()


def ends(reports):
    return [(member, report) for member, report in reports if isinstance(report, FitEnded)]


def by_number(queue):
    return {entry.member.number: entry for entry in queue.entries()}


@pytest.mark.parametrize("dtype", [np.uint8, np.float64])
@pytest.mark.parametrize("is_warm", [False, True], ids=["cold", "warm"])
@pytest.mark.parametrize("memory_limit", [None, 20_000])
def test_every_member_is_the_fit_of_its_own_parameters(dtype, is_warm, memory_limit):
    rows = heaps(n_features=100).astype(dtype)
    if dtype is np.float64:
        rows /= 7
    plan = plan_sweep([2, 3, 5, 6], BASE, inits=["random", "k-means++"], warm_start=is_warm)
    told = list(run_sweep(rows, plan, memory_limit=memory_limit))
    order = []
    for member, _ in told:
        if member.number not in order:
            order.append(member.number)
    assert order == list(range(8))
    for number in order:
        member = next(member for member, _ in told if member.number == number)
        alone = list(fit(rows, member.parameters))
        reports = [report for other, report in told if other.number == number]
        assert len(reports) == len(alone)
        for report, other in zip(reports, alone, strict=True):
            same(report, other)
        assert isinstance(reports[-1], FitEnded)
        assert reports[-1].parameters == member.parameters


def test_warm_members_carry_their_seeds():
    plan = plan_sweep([2, 4, 5], BASE, warm_start=True)
    members = [member for member, _ in ends(run_sweep(ROWS, plan))]
    assert [member.warm_from for member in members] == [None, 0, 1]
    assert members[0] == plan[0]
    for member in members[1:]:
        assert member.parameters.n_init == 1
        assert member.parameters.init.shape == (member.parameters.n_clusters, ROWS.shape[1])


def test_images_are_prepared_once(monkeypatch):
    calls = []
    real = subject.prepare

    def counted(*arguments, **options):
        calls.append(1)
        return real(*arguments, **options)

    monkeypatch.setattr(subject, "prepare", counted)
    monkeypatch.setattr("engine.kmeans.fit.prepare", counted)
    plan = plan_sweep([2, 3, 4], BASE)
    images = ImageSet(name="heaps", pixels=ROWS.reshape(len(ROWS), 2, 4, 1))
    assert len(ends(run_sweep(images, plan))) == 3
    assert len(calls) == 1
    assert len(ends(run_sweep(prepared(ROWS), plan))) == 3
    assert len(calls) == 1


def test_nothing_is_computed_before_it_is_asked_for():
    queue = SweepQueue(plan_sweep([2, 3], BASE))
    reports = run_sweep(ROWS, queue)
    assert [entry.state for entry in queue.entries()] == [State.WAITING] * 2
    next(reports)
    assert [entry.state for entry in queue.entries()] == [State.RUNNING, State.WAITING]
    reports.close()
    assert [entry.state for entry in queue.entries()] == [State.STOPPED, State.WAITING]


def test_a_queue_knows_of_an_end_when_it_is_told():
    queue = SweepQueue(plan_sweep([2, 3], BASE))
    for member, report in run_sweep(ROWS, queue):
        entry = by_number(queue)[member.number]
        if isinstance(report, FitEnded):
            assert (entry.state, entry.text) == (State.DONE, report.reason)
        else:
            assert entry.state is State.RUNNING


def test_a_sweep_beyond_the_distinct_images_is_refused():
    queue = SweepQueue(plan_sweep([2, 4], BASE))
    rows = np.repeat(ROWS[:3], 5, axis=0)
    with pytest.raises(ParameterError, match="only 3 distinct images"):
        next(run_sweep(rows, queue))
    assert {entry.state for entry in queue.entries()} == {State.WAITING}


def test_what_is_skipped_beforehand_is_not_in_the_way():
    queue = SweepQueue(plan_sweep([2, 4], BASE))
    queue.skip(1)
    rows = np.repeat(ROWS[:3], 5, axis=0)
    assert [member.number for member, _ in ends(run_sweep(rows, queue))] == [0]


def test_images_that_cannot_be_used_are_refused():
    rows = ROWS.astype(np.float64)
    rows[7, 3] = np.nan
    with pytest.raises(DataError, match="1 values are NaN"):
        next(run_sweep(rows, plan_sweep([2], BASE)))


# --- stopped, skipped, moved, failed


def test_a_stopped_member_keeps_what_it_has_reached_and_the_rest_goes_on():
    queue = SweepQueue(plan_sweep([2, 5, 6], KMeansParameters(tol=0, n_init=50)))
    found = []
    for member, report in run_sweep(ROWS, queue):
        if isinstance(report, FitEnded):
            found.append((member.number, report.stopped))
        elif (member.number, report.run, report.iteration) == (1, 1, 1):
            assert queue.stop_member(1)
    assert found == [(0, False), (1, True), (2, False)]
    assert by_number(queue)[1].state is State.STOPPED
    assert by_number(queue)[1].text == "Stopped in run 2 at iteration 1."


def test_a_member_may_be_stopped_before_its_first_iteration():
    queue = SweepQueue(plan_sweep([2, 3, 4], BASE))

    def progress(phase, _done, total):
        if phase == "seeding" and total == 3:
            queue.stop_member(1)

    found = ends(run_sweep(ROWS, queue, progress=progress, n_threads=1))
    assert [member.number for member, _ in found] == [0, 2]
    assert by_number(queue)[1].state is State.STOPPED
    assert by_number(queue)[1].text == "Stopped before its first iteration."


def test_stopping_all_ends_the_fit_in_hand_and_leaves_out_the_rest():
    queue = SweepQueue(plan_sweep([2, 5, 6], KMeansParameters(tol=0, n_init=50)))
    found = []
    for member, report in run_sweep(ROWS, queue):
        if isinstance(report, FitEnded):
            found.append((member.number, report.stopped))
        elif (member.number, report.iteration) == (1, 1):
            queue.stop_all()
    assert found == [(0, False), (1, True)]
    assert [entry.state for entry in queue.entries()] == ["done", "stopped", "stopped"]


def test_a_stop_from_outside_leaves_the_rest_waiting():
    queue = SweepQueue(plan_sweep([2, 5, 6], KMeansParameters(tol=0, n_init=50)))
    told = []
    stopped = []
    for member, report in run_sweep(ROWS, queue, should_stop=lambda: bool(stopped)):
        told.append((member.number, report))
        if (member.number, report.iteration) == (1, 1):
            stopped.append(1)
    assert isinstance(told[-1][1], FitEnded)
    assert told[-1][1].stopped
    assert [entry.state for entry in queue.entries()] == ["done", "stopped", "waiting"]


def test_what_is_left_can_be_run_later():
    queue = SweepQueue(plan_sweep([2, 3, 4], BASE))
    reports = run_sweep(ROWS, queue)
    for member, report in reports:
        if member.number == 1 and isinstance(report, FitEnded):
            reports.close()
    assert [member.number for member, _ in ends(run_sweep(ROWS, queue))] == [2]
    assert {entry.state for entry in queue.entries()} == {State.DONE}


def test_stopped_at_once_nothing_is_done():
    queue = SweepQueue(plan_sweep([2, 3], BASE))
    assert list(run_sweep(ROWS, queue, should_stop=lambda: True)) == []
    assert {entry.state for entry in queue.entries()} == {State.WAITING}


def test_the_order_may_be_changed_on_the_way():
    queue = SweepQueue(plan_sweep([2, 3, 4, 5], BASE))
    order = []
    for member, report in run_sweep(ROWS, queue):
        if isinstance(report, FitEnded):
            order.append(member.number)
            if member.number == 0:
                queue.move(3, 0)
                queue.skip(1)
    assert order == [0, 3, 2]
    assert [entry.member.number for entry in queue.entries()] == [0, 1, 3, 2]


def test_a_warm_member_whose_parent_was_skipped_starts_from_the_next_smaller():
    queue = SweepQueue(plan_sweep([2, 3, 4], BASE, warm_start=True))
    queue.skip(1)
    found = ends(run_sweep(ROWS, queue))
    assert [(member.number, member.warm_from) for member, _ in found] == [(0, None), (2, 0)]


def test_a_member_that_fails_is_recorded_and_the_rest_goes_on():
    plan = list(plan_sweep([2, 3, 4], BASE))
    too_narrow = KMeansParameters(n_clusters=3, init=np.eye(3))
    plan[1] = Member(1, too_narrow)
    queue = SweepQueue(plan)
    found = ends(run_sweep(ROWS, queue))
    assert [member.number for member, _ in found] == [0, 2]
    entry = by_number(queue)[1]
    assert entry.state is State.FAILED
    assert entry.text == ("init: seeds of 3 values for images of 8. Give seeds of 8 values.")

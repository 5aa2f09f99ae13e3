"""Threads, and BLAS held to one of its own."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.workers import _CONTROLLER, Workers, available_cores, single_threaded_blas


def blas_threads():
    return {
        library["num_threads"] for library in _CONTROLLER.info() if library["user_api"] == "blas"
    }


@pytest.fixture
def two_blas_threads():
    with threadpool_limits(limits=2, user_api="blas"):
        if blas_threads() != {2}:
            pytest.skip("this BLAS cannot be given two threads")
        yield


@pytest.mark.usefixtures("two_blas_threads")
@pytest.mark.parametrize("n_threads", [1, 2])
def test_blas_has_one_thread_inside_a_step_and_its_own_number_after_it(n_threads):
    seen = []

    def should_stop():
        seen.append(blas_threads())
        return False

    rows = np.random.default_rng(0).integers(0, 256, (30, 4), np.uint8)
    reports = fit(
        rows, KMeansParameters(n_clusters=3), should_stop=should_stop, n_threads=n_threads
    )
    next(reports)
    assert blas_threads() == {2}
    reports.close()
    assert seen
    assert all(threads == {1} for threads in seen)


@pytest.mark.usefixtures("two_blas_threads")
@pytest.mark.parametrize("n_threads", [1, 2])
def test_blas_gets_its_threads_back_after_an_error(n_threads):
    def fail(number):
        raise ValueError(f"number {number}")

    with Workers(n_threads) as workers:
        with pytest.raises(ValueError, match="number 4"):
            workers.map(fail, [4, 5])
        assert blas_threads() == {2}


@pytest.mark.usefixtures("two_blas_threads")
def test_two_fits_at_once_give_blas_its_threads_back_only_when_both_have_ended():
    """Whoever came first leaves first: the other still works, and knows nothing of two threads."""
    first, second = single_threaded_blas(), single_threaded_blas()
    first.__enter__()
    in_between = threading.Thread(target=second.__enter__)
    in_between.start()
    in_between.join()
    first.__exit__(None, None, None)
    assert blas_threads() == {1}
    second.__exit__(None, None, None)
    assert blas_threads() == {2}


@pytest.mark.parametrize("n_threads", [1, 2, 5, None])
def test_answers_come_in_the_order_of_the_questions(n_threads):
    with Workers(n_threads) as workers:
        assert workers.map(lambda number: number**2, range(50)) == [n**2 for n in range(50)]
        assert workers.map(str, []) == []


def test_as_many_threads_as_asked_for_work_at_once():
    meeting = threading.Barrier(3, timeout=30)
    with Workers(3) as workers:
        places = workers.map(lambda _: meeting.wait(), range(3))
    assert sorted(places) == [0, 1, 2]


def test_one_thread_is_the_calling_one():
    with Workers(1) as workers:
        assert workers.map(lambda _: threading.current_thread(), [0]) == [
            threading.current_thread()
        ]


def test_all_have_ended_when_one_failed():
    first_failed = threading.Event()
    finished = []

    def work(number):
        if number == 0:
            first_failed.set()
            raise ValueError("the first")
        assert first_failed.wait(30)
        finished.append(number)

    with Workers(2) as workers:
        with pytest.raises(ValueError, match="the first"):
            workers.map(work, range(6))
        assert sorted(finished) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("n_threads", [0, -2])
def test_there_is_always_one_worker(n_threads):
    with Workers(n_threads) as workers:
        assert workers.n_threads == 1


def test_by_default_there_is_a_worker_a_core():
    with Workers() as workers:
        assert workers.n_threads == available_cores() >= 1

"""The queue: order, states, and changes from other threads."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.kmeans.parameters import KMeansParameters
from engine.sweep.plan import plan_sweep
from engine.sweep.queue import State, SweepQueue


@pytest.fixture
def queue():
    return queue_of(5)


def queue_of(n):
    return SweepQueue(plan_sweep(range(1, n + 1), KMeansParameters()))


def order(queue):
    return [entry.member.number for entry in queue.entries()]


def states(queue):
    return {entry.member.number: str(entry.state) for entry in queue.entries()}


def test_members_are_taken_in_order(queue):
    assert set(states(queue).values()) == {"waiting"}
    taken = []
    while (member := queue.take()) is not None:
        assert states(queue)[member.number] == "running"
        queue.finish(member.number, State.DONE, f"end of {member.number}")
        taken.append(member.number)
    assert taken == order(queue) == [0, 1, 2, 3, 4]
    assert [entry.text for entry in queue.entries()] == [f"end of {n}" for n in range(5)]
    assert queue.waiting() == ()


def test_a_skipped_member_is_not_taken(queue):
    assert queue.skip(0)
    assert not queue.skip(0)
    assert queue.take().number == 1
    assert not queue.skip(1)
    assert queue.skip(3)
    assert states(queue) == {0: "stopped", 1: "running", 3: "stopped", 2: "waiting", 4: "waiting"}
    assert order(queue) == [0, 1, 3, 2, 4]
    assert queue.entries()[0].text == "Skipped."


@pytest.mark.parametrize(
    ("number", "place", "after"),
    [
        (4, 0, [0, 4, 1, 2, 3]),
        (1, 2, [0, 2, 3, 1, 4]),
        (1, 99, [0, 2, 3, 4, 1]),
        (3, -7, [0, 3, 1, 2, 4]),
        (2, 1, [0, 1, 2, 3, 4]),
    ],
)
def test_a_waiting_member_moves_among_those_that_wait(queue, number, place, after):
    queue.take()
    assert queue.move(number, place)
    assert order(queue) == after
    assert [member.number for member in queue.waiting()] == after[1:]
    assert queue.take().number == after[1]


def test_a_member_that_runs_or_has_ended_does_not_move(queue):
    queue.take()
    assert not queue.move(0, 3)
    queue.finish(0, State.DONE, "")
    assert not queue.move(0, 3)
    assert order(queue) == [0, 1, 2, 3, 4]


def test_stopping_one_leaves_the_rest(queue):
    queue.take()
    assert not queue.is_stopping(0)
    assert queue.stop_member(0)
    assert queue.is_stopping(0)
    assert not queue.is_stopping(1)
    assert queue.stop_member(2)
    assert states(queue)[2] == "stopped"
    assert not queue.stop_member(2)
    queue.finish(0, State.STOPPED, "")
    assert not queue.stop_member(0)
    assert queue.take().number == 1


def test_stopping_all_ends_the_one_and_leaves_out_the_others(queue):
    queue.take()
    assert not queue.is_over
    queue.stop_all()
    assert queue.is_over
    assert queue.is_stopping(0)
    assert queue.take() is None
    assert states(queue) == {0: "running", **dict.fromkeys(range(1, 5), "stopped")}


@given(st.lists(st.tuples(st.sampled_from(["take", "skip", "move", "stop", "end"]),
                          st.integers(0, 5), st.integers(-1, 7)), max_size=25))  # fmt: skip
def test_no_member_is_lost_and_those_waiting_come_last(steps):
    queue, running = queue_of(6), None
    for what, number, place in steps:
        if what == "take" and running is None:
            running = queue.take()
        elif what == "end" and running is not None:
            queue.finish(running.number, State.DONE, "")
            running = None
        elif what == "skip":
            queue.skip(number)
        elif what == "move":
            queue.move(number, place)
        elif what == "stop":
            queue.stop_member(number)
        assert sorted(order(queue)) == list(range(6))
        is_waiting = [entry.state is State.WAITING for entry in queue.entries()]
        assert is_waiting == sorted(is_waiting)
        assert sum(entry.state is State.RUNNING for entry in queue.entries()) == (
            running is not None
        )


def test_it_may_be_changed_while_it_is_emptied():
    queue = queue_of(300)
    taken, begin = [], threading.Barrier(3)

    def empty():
        begin.wait()
        while (member := queue.take()) is not None:
            taken.append(member.number)
            queue.finish(member.number, State.DONE, "")

    def disturb():
        begin.wait()
        for number in range(299, -1, -3):
            queue.move(number, 0)
            queue.skip((number * 7) % 300)

    threads = [threading.Thread(target=each) for each in (empty, empty, disturb)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = states(queue)
    assert len(taken) == len(set(taken))
    assert set(taken) == {number for number, state in found.items() if state == "done"}
    assert set(found) == set(range(300))
    assert set(found.values()) <= {"done", "stopped"}

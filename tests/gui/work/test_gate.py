"""Every wish at every state of the gate; a waiting job is a real thread, and nothing sleeps."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest

from gui.work.gate import Gate
from tests.gui.work.scripted import PATIENCE_S


class Waiting:
    """A thread at the gate."""

    def __init__(self, gate):
        self.waits = threading.Event()
        self._thread = threading.Thread(target=gate.wait_turn, args=(self.waits.set,))
        self._thread.start()

    def is_through(self):
        self._thread.join(PATIENCE_S)
        return not self._thread.is_alive()

    def is_held(self):
        return self.waits.wait(PATIENCE_S) and self._thread.is_alive()


@contextmanager
def held_at(gate):
    waiting = Waiting(gate)
    assert waiting.is_held()
    yield waiting
    assert waiting.is_through()


def passes(gate):
    """Whether a job may take its turn at once; the gate must be open or be opened later."""
    called = []
    waiting = threading.Thread(target=gate.wait_turn, args=(lambda: called.append(1),))
    if not gate._may_go():
        return False
    waiting.start()
    waiting.join(PATIENCE_S)
    assert not waiting.is_alive()
    assert called == []
    return True


WISHES = {
    "pause": Gate.pause,
    "resume": Gate.resume,
    "step": Gate.step,
    "stop": Gate.stop,
}


@pytest.mark.parametrize(
    ("wishes", "turns"),
    [
        ("", "any"),
        ("pause", 0),
        ("pause pause", 0),
        ("resume", "any"),
        ("step", 1),
        ("step step", 2),
        ("stop", "any"),
        ("pause resume", "any"),
        ("pause step", 1),
        ("pause step step step", 3),
        ("pause stop", "any"),
        ("step pause", 0),
        ("step resume", "any"),
        ("step stop", "any"),
        ("stop pause", "any"),
        ("stop step", "any"),
        ("pause step resume pause", 0),
    ],
)
def test_how_many_turns_each_sequence_of_wishes_allows(wishes, turns):
    gate = Gate()
    for wish in wishes.split():
        WISHES[wish](gate)
    if turns == "any":
        assert all(passes(gate) for _ in range(5))
        return
    for _ in range(turns):
        assert passes(gate)
    assert not passes(gate)
    with held_at(gate):
        gate.resume()


@pytest.mark.parametrize("wish", ["resume", "step", "stop"])
def test_what_lets_a_waiting_job_go(wish):
    gate = Gate()
    gate.pause()
    with held_at(gate):
        WISHES[wish](gate)
    assert gate.should_stop() == (wish == "stop")


def test_a_second_pause_does_not_let_it_go():
    gate = Gate()
    gate.pause()
    with held_at(gate) as waiting:
        gate.pause()
        assert waiting.is_held()
        gate.step()


def test_a_step_lets_go_one_turn_only():
    gate = Gate()
    gate.pause()
    with held_at(gate):
        gate.step()
    with held_at(gate):
        gate.step()


def test_one_that_starts_paused_allows_one_turn():
    gate = Gate(paused=True)
    assert passes(gate)
    with held_at(gate):
        gate.resume()


def test_stopping_is_for_good():
    gate = Gate()
    assert not gate.should_stop()
    gate.stop()
    gate.resume()
    gate.pause()
    assert gate.should_stop()
    assert passes(gate)


def test_the_window_may_ask_while_the_job_gets_ready_to_wait():
    """What is called before waiting may take long: it holds no lock."""
    gate = Gate()
    gate.pause()
    getting_ready, ready = threading.Event(), threading.Event()

    def before_waiting():
        getting_ready.set()
        assert ready.wait(PATIENCE_S)

    job = threading.Thread(target=gate.wait_turn, args=(before_waiting,))
    job.start()
    assert getting_ready.wait(PATIENCE_S)
    gate.resume()  # would never return if the job held the lock
    ready.set()
    job.join(PATIENCE_S)
    assert not job.is_alive()

from __future__ import annotations

import logging
import threading

import pytest
from PySide6.QtCore import QThread

from engine.errors import DataError
from gui.work.background import Background

PATIENCE_MS = 10_000


@pytest.fixture
def background(qtbot):
    made = Background()
    yield made
    assert made.shutdown()


def wait(qtbot, signal, cause):
    with qtbot.waitSignal(signal, timeout=PATIENCE_MS) as heard:
        cause()
    return heard.args


def test_an_answer_comes_from_another_thread_into_this_one(background, qtbot):
    here = QThread.currentThread()
    heard_in = []
    background.answered.connect(lambda *_: heard_in.append(QThread.currentThread() is here))
    answer = wait(
        qtbot,
        background.answered,
        lambda: background.ask("sum", lambda _stop: (sum(range(5)), threading.get_ident())),
    )
    topic, (total, thread) = answer
    assert (topic, total) == ("sum", 10)
    assert thread != threading.get_ident()
    assert heard_in == [True]
    assert not background.is_asked("sum")


def test_only_the_newest_question_of_a_topic_is_answered(background, qtbot):
    begun = threading.Event()
    answers = []
    background.answered.connect(lambda topic, result: answers.append((topic, result)))

    def first(should_stop):
        begun.set()
        tick = threading.Event()
        while not should_stop():
            tick.wait(0.001)
        return "first"

    background.ask("a", first)
    assert begun.wait(10)
    background.ask("a", lambda _stop: "second")
    wait(qtbot, background.answered, lambda: background.ask("b", lambda _stop: "other"))
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=PATIENCE_MS)
    assert answers == [("a", "second"), ("b", "other")]


def test_what_is_given_up_is_not_begun(background, qtbot):
    begun, hold = [], threading.Event()
    background.ask("slow", lambda _stop: hold.wait(10))
    background.ask("never", lambda _stop: begun.append(1))
    background.give_up("never")
    hold.set()
    wait(qtbot, background.answered, lambda: background.ask("last", lambda _stop: 1))
    assert begun == []


def test_a_problem_is_told_in_its_line(background, qtbot):
    def fails(_stop):
        raise DataError("a.npy", "is gone", "Open it again")

    assert wait(qtbot, background.failed, lambda: background.ask("map", fails)) == [
        "map",
        "a.npy: is gone. Open it again.",
    ]


def test_what_nobody_foresaw_is_told_and_logged(background, qtbot, caplog):
    def fails(_stop):
        raise ZeroDivisionError("by zero")

    _, line = wait(qtbot, background.failed, lambda: background.ask("map", fails))
    assert line == "map: an unforeseen error, ZeroDivisionError: by zero. Try again."
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    caplog.clear()


def test_closing_stops_what_is_under_way(qtbot):
    background, begun = Background(), threading.Event()

    def endless(should_stop):
        begun.set()
        tick = threading.Event()
        while not should_stop():
            tick.wait(0.001)

    background.ask("endless", endless)
    assert begun.wait(10)
    assert background.shutdown()

"""Garbage of the window dies in the window's thread, whatever the engine thread allocates."""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject

from gui.work.collector import WindowThreadCollector
from gui.work.controller import Controller
from tests.gui.work.scripted import ScriptedFit

ENOUGH = 200_000  # containers: some 300 collections' worth at Python's thresholds


class Knot(QObject):
    """A QObject that only the garbage collector can free; it notes where that happens."""

    died_in: list[threading.Thread]

    def __init__(self, died_in):
        super().__init__()
        self.died_in = died_in
        self.itself = self

    def __del__(self):
        self.died_in.append(threading.current_thread())


def test_a_busy_job_frees_nothing_of_the_window(qtbot):
    controller = Controller()
    died_in = []

    def allocate(_mailbox, _gate):
        hoard = [[number] for number in range(ENOUGH)]
        assert len(hoard) == ENOUGH

    Knot(died_in)
    with qtbot.waitSignal(controller.cancelled):
        controller.start_fit(ScriptedFit(script=allocate))
    gc.collect()
    assert died_in == [threading.main_thread()]
    assert controller.shutdown()


def test_the_window_thread_collects_by_a_timer(qtbot):
    collector = WindowThreadCollector()
    died_in = []
    Knot(died_in)
    hoard = [[number] for number in range(10_000)]  # past the youngest threshold
    qtbot.waitUntil(lambda: len(died_in) == 1)
    assert len(hoard) == 10_000
    collector.close()


def test_python_collects_by_itself_once_the_last_collector_is_closed(qapp):
    first, second = WindowThreadCollector(), WindowThreadCollector()
    assert not gc.isenabled()
    first.close()
    first.close()
    assert not gc.isenabled()
    second.close()
    assert gc.isenabled()

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gui.when_free import WhenFree


class Told(QObject):
    """Has a job in hand or not, as the controller does, and tells when it has none."""

    freed = Signal()
    is_busy = False
    stops = 0

    def stop(self):
        self.stops += 1

    def end(self):
        self.is_busy = False
        self.freed.emit()


def test_what_can_be_done_is_done_at_once(qapp):
    told, done = Told(), []
    WhenFree(told).do(lambda: done.append(1), stop=True)
    assert (done, told.stops) == ([1], 0)


def test_what_comes_too_early_waits_its_turn(qapp):
    told, done = Told(), []
    line = WhenFree(told)
    told.is_busy = True

    def begin():
        done.append("a fit")
        told.is_busy = True

    line.do(begin)
    line.do(lambda: done.append("another"), stop=True)
    assert (done, told.stops) == ([], 1)
    told.end()
    assert done == ["a fit"]  # which is in hand now
    told.is_busy = False
    line.do(lambda: done.append("last"))  # not before those that came earlier
    assert done == ["a fit"]
    told.end()
    assert done == ["a fit", "another", "last"]

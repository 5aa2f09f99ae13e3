import pytest

from engine.errors import Cancelled
from engine.export.watch import Watch


def test_nobody_watches():
    watch = Watch(None, None)
    watch.report("a phase", 1, 2)
    watch.step("a phase", 1, 2)
    watch.check()


def test_what_is_told_is_rounded_down():
    told = []
    Watch(lambda *step: told.append(step), None).report("a phase", 99.9, 100)
    assert told == [("a phase", 99, 100)]


def test_a_step_tells_before_it_asks():
    heard = []
    watch = Watch(lambda *_: heard.append("told"), lambda: heard.append("asked") or True)
    with pytest.raises(Cancelled):
        watch.step("a phase", 0, 1)
    assert heard == ["told", "asked"]

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import LogRow
from engine.sweep.plan import plan_sweep
from engine.sweep.queue import State, SweepQueue
from gui.panels.sweep_actions import QueueAction
from gui.panels.sweep_queue import NOTHING, SweepQueueView


@pytest.fixture
def view(qtbot):
    made = SweepQueueView()
    qtbot.addWidget(made)
    made.resize(640, 240)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def queue(view):
    """A queue that does what the view asks for: K = 2 runs, 3 to 6 wait."""
    made = SweepQueue(plan_sweep(range(2, 7), KMeansParameters()))
    made.take()
    view.show_entries(made.entries())
    view.activateWindow()
    view.table.setFocus()

    def skip(number):
        made.skip(number)
        view.show_entries(made.entries())

    def move(number, place):
        made.move(number, place)
        view.show_entries(made.entries())

    view.skip_requested.connect(skip)
    view.move_requested.connect(move)
    return made


def waiting(queue) -> list[int]:
    return [member.number for member in queue.waiting()]


def can(view) -> set[QueueAction]:
    return {name for name, action in view.actions_by_name.items() if action.isEnabled()}


def row(run, iteration) -> LogRow:
    return LogRow(
        run=run,
        iteration=iteration,
        distortion=5.0,
        shift=1.0,
        moved=1,
        empty=0,
        seconds=0.1,
    )


def test_it_is_one_line_while_nothing_is_queued(view):
    assert view.header.summary == NOTHING
    assert not view.header.isEnabled()
    assert not view.table.isVisible()
    assert view.sizeHint().height() < 40


def test_it_opens_with_fits_sums_up_and_closes_at_the_end(view, queue):
    assert view.table.isVisible()
    view.show_progress(0, row(1, 13))
    assert view.header.summary == "K = 2, run 2, iteration 13 · 0 of 5 done · 4 waiting"
    queue.finish(0, State.DONE, "No image moved.")
    queue.finish(queue.take().number, State.FAILED, "Why.")
    view.show_entries(queue.entries())
    view.show_end(0, 4.0, 2.0)
    assert view.header.summary == "1 of 5 done · 3 waiting · 1 failed"
    queue.stop_all()
    view.show_entries(queue.entries())
    assert not view.table.isVisible()
    assert view.header.summary == "1 of 5 done · 3 stopped · 1 failed"
    view.header.click()
    assert view.table.isVisible()
    view.show_entries(queue.entries())
    assert view.table.isVisible()
    view.clear()
    assert not view.table.isVisible()
    assert view.header.summary == NOTHING


def test_keys_skip_and_the_next_one_follows(view, queue, qtbot):
    view.table.go_to(2)
    qtbot.keyClick(view.table, Qt.Key.Key_Delete)
    assert waiting(queue) == [1, 3, 4]
    assert view.table.number() == 3
    qtbot.keyClick(view.table, Qt.Key.Key_Delete)
    qtbot.keyClick(view.table, Qt.Key.Key_Delete)
    assert waiting(queue) == [1]
    assert view.table.number() == 1
    qtbot.keyClick(view.table, Qt.Key.Key_Delete)
    assert waiting(queue) == []
    assert QueueAction.SKIP not in can(view)


def test_keys_move_a_member_and_stay_with_it(view, queue, qtbot):
    view.table.go_to(4)
    ctrl = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(view.table, Qt.Key.Key_Up, ctrl)
    qtbot.keyClick(view.table, Qt.Key.Key_Up, ctrl)
    assert waiting(queue) == [1, 4, 2, 3]
    assert view.table.number() == 4
    qtbot.keyClick(view.table, Qt.Key.Key_Down, ctrl)
    assert waiting(queue) == [1, 2, 4, 3]
    view.table.go_to(1)
    assert QueueAction.UP not in can(view)
    view.table.go_to(3)
    assert QueueAction.DOWN not in can(view)


def test_what_has_begun_is_neither_moved_nor_skipped(view, queue):
    view.table.go_to(0)
    assert can(view) == {QueueAction.PAUSE, QueueAction.STOP, QueueAction.STOP_ALL}


def test_pause_turns_into_resume(view, queue, qtbot):
    with qtbot.waitSignal(view.pause_requested):
        qtbot.keyClick(view.table, Qt.Key.Key_Space)
    view.set_paused(True)
    assert view.header.summary.startswith("paused · ")
    button = next(b for b in view.findChildren(QToolButton) if b.text() == "Resume")
    with qtbot.waitSignal(view.resume_requested):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    view.set_paused(False)
    assert not view.header.summary.startswith("paused")


def test_stop_is_for_the_one_that_runs_and_for_all(view, queue, qtbot):
    view.table.go_to(3)
    with qtbot.waitSignal(view.stop_requested) as told:
        view.actions_by_name[QueueAction.STOP].trigger()
    assert told.args == [0]
    with qtbot.waitSignal(view.stop_all_requested):
        view.actions_by_name[QueueAction.STOP_ALL].trigger()
    queue.finish(0, State.STOPPED, "Stopped.")
    view.show_entries(queue.entries())
    assert QueueAction.STOP not in can(view)


def test_every_button_has_a_reason_and_a_name(view):
    buttons = view.findChildren(QToolButton)
    assert [button.text() for button in buttons] == [
        "Pause",
        "Up",
        "Down",
        "Skip",
        "Stop this",
        "Stop all",
    ]
    assert all(button.toolTip() for button in buttons)
    assert "Del" in view.actions_by_name[QueueAction.SKIP].toolTip()

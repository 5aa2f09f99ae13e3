import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt

from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import LogRow
from engine.sweep.plan import plan_sweep
from engine.sweep.queue import State, SweepQueue
from gui import theme
from gui.models.sweep_model import QueueColumn, SweepModel


def row(run=0, iteration=1, distortion=50.0) -> LogRow:
    return LogRow(
        run=run,
        iteration=iteration,
        distortion=distortion,
        shift=1.0,
        moved=1,
        empty=0,
        seconds=0.5,
    )


@pytest.fixture
def queue():
    return SweepQueue(plan_sweep((2, 3, 4, 5), KMeansParameters(n_init=3)))


@pytest.fixture
def model(qapp, queue):
    made = SweepModel()
    made.show(queue.entries())
    return made


def texts(model, at) -> list[str]:
    return [model.index(at, column).data() for column in QueueColumn]


def test_a_row_a_member(model):
    assert [model.headerData(c, Qt.Orientation.Horizontal) for c in QueueColumn] == [
        "K",
        "initialisation",
        "runs",
        "state",
        "distortion",
        "seconds",
    ]
    assert texts(model, 0) == ["2", "k-means++", "3", "waiting", "", ""]
    assert model.rowCount() == 4
    assert model.rowCount(model.index(0, 0)) == 0


def test_progress_and_end_are_told_by_number(model, queue):
    number = queue.take().number
    model.show(queue.entries())
    model.add_row(number, row())
    assert texts(model, 0)[3:] == ["running: run 1, iteration 1", "5.000000e+01", "0.5"]
    model.add_row(number, row(1, 0, 70.0))
    assert texts(model, 0)[3:] == ["running: run 2, iteration 0", "5.000000e+01", "1.0"]
    queue.finish(number, State.DONE, "No image moved.")
    model.show(queue.entries())
    model.show_end(number, 49.0, 1.75)
    assert texts(model, 0)[3:] == ["done", "4.900000e+01", "1.8"]
    assert "No image moved." in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert texts(model, 1)[4:] == ["", ""]


def test_what_is_not_in_the_queue_is_nothing(model):
    model.add_row(99, row())
    model.show_end(99, 1.0, 1.0)
    assert model.progress(99) is None
    assert model.row_of(99) is None


def test_rows_held_by_views_follow_their_member(model, queue):
    held = QPersistentModelIndex(model.index(3, QueueColumn.STATE))
    queue.move(3, 0)
    model.show(queue.entries())
    assert held.row() == 0
    assert texts(model, 0)[0] == "5"
    assert [model.row_of(number) for number in range(4)] == [1, 2, 3, 0]


def test_the_same_plan_again_begins_at_nothing(model, queue):
    number = queue.take().number
    model.show(queue.entries())
    model.add_row(number, row())
    again = SweepQueue(entry.member for entry in queue.entries())
    model.show(again.entries())
    assert texts(model, 0)[3:] == ["waiting", "", ""]


def test_another_plan_takes_its_place(model):
    model.add_row(3, row())
    model.show(SweepQueue(plan_sweep((7,), KMeansParameters())).entries())
    assert texts(model, 0) == ["7", "k-means++", "1", "waiting", "", ""]
    assert model.rowCount() == 1
    model.show(())
    assert model.rowCount() == 0


def test_a_warm_start_is_said_and_has_one_run(qapp):
    model = SweepModel()
    plan = plan_sweep((2, 3), KMeansParameters(n_init=3), warm_start=True)
    model.show(SweepQueue(plan).entries())
    assert texts(model, 0)[1:3] == ["k-means++", "3"]
    assert texts(model, 1)[1:3] == ["k-means++, warm", "1"]


def test_what_failed_is_red(model, queue):
    queue.finish(queue.take().number, State.FAILED, "images: too few. Open more.")
    queue.skip(2)
    model.show(queue.entries())
    colours = theme.current().colours
    role = Qt.ItemDataRole.ForegroundRole
    assert model.index(model.row_of(0), 0).data(role) == colours.error
    assert model.index(model.row_of(2), 0).data(role) == colours.muted_text
    assert model.index(model.row_of(1), 0).data(role) is None

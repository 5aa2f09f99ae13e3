import pytest
from PySide6.QtCore import Qt

from gui.models.runs_model import RunColumn, RunsModel
from gui.models.runs_standings import after_rows
from tests.gui.made_rows import row

STANDINGS = after_rows([], [row(0, 0, distortion=4.0), row(1, 0, distortion=2.0), row(2, 0)])


@pytest.fixture
def model(qapp, qtmodeltester):
    made = RunsModel()
    qtmodeltester.check(made)
    made.show(STANDINGS, 1)
    return made


def text(model, run, column) -> str:
    return model.index(run, column).data()


def test_runs_count_from_one_and_the_best_is_marked(model):
    assert [text(model, run, RunColumn.RUN) for run in range(3)] == ["1", "2", "3"]
    above = [text(model, run, RunColumn.ABOVE) for run in range(2)]
    assert above == ["+100 %", "best"]
    assert model.index(1, 0).data(Qt.ItemDataRole.FontRole).bold()
    assert model.index(0, 0).data(Qt.ItemDataRole.FontRole) is None
    assert text(model, 0, RunColumn.ENDING) == "goes on"


def test_further_runs_are_added_and_fewer_begin_anew(model, qtbot):
    with qtbot.waitSignal(model.rowsInserted):
        model.show([*STANDINGS, *after_rows([], [row(3)])], 1)
    assert model.rowCount() == 4
    with qtbot.waitSignal(model.modelReset):
        model.show([], None)
    assert model.rowCount() == 0


def test_titles_say_what_their_numbers_mean(model):
    for column in RunColumn:
        title = model.headerData(column, Qt.Orientation.Horizontal)
        assert title
        assert model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)

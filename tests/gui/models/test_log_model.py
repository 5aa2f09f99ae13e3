import math

import pytest
from PySide6.QtCore import QModelIndex, Qt

from gui.models.log_model import LogColumn, LogModel
from tests.gui.made_rows import row, rows

ROLE = Qt.ItemDataRole


@pytest.fixture
def model(qapp):
    return LogModel()


def shown(model, number, role=ROLE.DisplayRole):
    return [model.index(number, column).data(role) for column in LogColumn]


def test_keeps_qts_rules(model, qtmodeltester):
    model.append_rows(rows(5))
    qtmodeltester.check(model)


def test_a_row_in_words_and_in_numbers(model):
    exact = row(2, 23, distortion=464612612345.678, shift=1.2345678, moved=49213, seconds=0.02154)
    model.append_rows([exact])
    assert shown(model, 0) == ["3", "23", "4.646126e+11", "1.235", "49,213", "0", "0.022"]
    assert shown(model, 0, ROLE.UserRole) == [3, 23, 464612612345.678, 1.2345678, 49213, 0, 0.02154]
    assert shown(model, 0, ROLE.ToolTipRole)[2:4] == ["464612612345.678", "1.2345678"]
    assert all(
        alignment & Qt.AlignmentFlag.AlignRight
        for alignment in shown(model, 0, ROLE.TextAlignmentRole)
    )
    assert shown(model, 0, ROLE.DecorationRole) == [None] * 7


def test_the_seeds_have_no_shift(model):
    model.append_rows([row(0, 0)])
    assert shown(model, 0)[LogColumn.SHIFT] == ""
    assert shown(model, 0, ROLE.ToolTipRole)[LogColumn.SHIFT] == ""
    assert math.isnan(shown(model, 0, ROLE.UserRole)[LogColumn.SHIFT])


def test_many_rows_are_one_insertion_and_none_is_lost(model, qtbot):
    model.append_rows(rows(3))
    with qtbot.waitSignal(model.rowsInserted) as inserted:
        model.append_rows(rows(1000, run=1))
    assert inserted.args[1:] == [3, 1002]
    assert model.rowCount() == 1003
    assert shown(model, 1002)[:2] == ["2", "999"]


def test_no_rows_are_no_insertion(model, qtbot):
    with qtbot.assertNotEmitted(model.rowsInserted):
        model.append_rows([])


def test_clear_resets(model, qtbot):
    model.append_rows(rows(3))
    with qtbot.waitSignal(model.modelReset):
        model.clear()
    assert model.rowCount() == 0


def test_text_for_spreadsheets_keeps_every_digit(model):
    model.append_rows([row(0, 0, distortion=0.1 + 0.2), row(0, 1, shift=1 / 3)])
    header, first, second = model.as_text().splitlines()
    assert header == "run\titeration\tdistortion\tshift\tmoved\tempty\tseconds"
    assert first == "1\t0\t0.30000000000000004\t\t50000\t0\t0.0215"
    assert float(second.split("\t")[3]) == 1 / 3
    assert model.as_text([1]).splitlines() == [header, second]


def test_headers_explain_the_columns(model):
    def header(section, role, orientation=Qt.Orientation.Horizontal):
        return model.headerData(section, orientation, role)

    titles = [header(column, ROLE.DisplayRole) for column in LogColumn]
    assert titles == ["run", "iteration", "distortion", "shift", "moved", "empty", "seconds"]
    assert "inertia" in header(LogColumn.DISTORTION, ROLE.ToolTipRole)
    assert header(0, ROLE.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert header(0, ROLE.DecorationRole) is None
    assert header(99, ROLE.DisplayRole) is None
    assert header(0, ROLE.DisplayRole, Qt.Orientation.Vertical) is None


def test_a_table_has_no_children(model):
    model.append_rows(rows(1))
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.columnCount(model.index(0, 0)) == 0
    assert model.data(QModelIndex()) is None

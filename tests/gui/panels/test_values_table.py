import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from gui.models.values_facts import FitColumn
from gui.models.values_model import ValuesModel
from gui.panels.values_table import ValuesTable
from tests.gui.compared_fits import measured_fits


@pytest.fixture
def table(qtbot):
    model = ValuesModel()
    made = ValuesTable(model)
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(900, 240)
    model.show(measured_fits([4, 2, 3]))
    with qtbot.waitExposed(made):
        made.show()
    return made


def click(qtbot, table, row, modifier=Qt.KeyboardModifier.NoModifier):
    place = table.visualRect(table.order.index(row, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def test_one_row_is_chosen_or_two(table, qtbot):
    told = []
    table.fits_chosen.connect(told.append)
    click(qtbot, table, 0)
    click(qtbot, table, 2, Qt.KeyboardModifier.ControlModifier)
    click(qtbot, table, 1, Qt.KeyboardModifier.ControlModifier)
    assert told == [["2 k-means++"], ["2 k-means++", "4 k-means++"]]
    assert len(table.chosen()) == 3


def test_a_choice_outlives_another_order(table, qtbot):
    table.choose(["2 k-means++", "3 k-means++"])
    with qtbot.assertNotEmitted(table.fits_chosen):
        table.sortByColumn(FitColumn.DISTORTION, Qt.SortOrder.AscendingOrder)
    assert table.chosen() == ["3 k-means++", "2 k-means++"]
    assert [table.order.index(row, 0).data() for row in range(3)] == ["4", "3", "2"]


def test_double_click_and_enter_open_the_fit_that_is_shown_there(table, qtbot):
    table.sortByColumn(FitColumn.CLUSTERS, Qt.SortOrder.DescendingOrder)
    place = table.visualRect(table.order.index(0, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(table.fit_activated) as told:
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args == ["4 k-means++"]
    table.setCurrentIndex(table.order.index(2, 0))
    with qtbot.waitSignal(table.fit_activated) as told:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert told.args == ["2 k-means++"]


def test_rows_are_copied_as_shown(table):
    assert not table.copy_action.isEnabled()
    table.set_has_labels(False)
    table.sortByColumn(FitColumn.CLUSTERS, Qt.SortOrder.DescendingOrder)
    table.choose(["2 k-means++", "4 k-means++"])
    table.copy_action.trigger()
    head, *rows, last = QGuiApplication.clipboard().text().split("\n")
    assert "ARI" not in head
    assert head.startswith("K\tinit\truns")
    assert [row.split("\t")[0] for row in rows] == ["4", "2"]
    assert last == ""
    table.set_has_labels(True)
    table.copy_all_action.trigger()
    head, *rows, _ = QGuiApplication.clipboard().text().split("\n")
    assert "ARI\tNMI" in head
    assert [row.split("\t")[0] for row in rows] == ["4", "3", "2"]

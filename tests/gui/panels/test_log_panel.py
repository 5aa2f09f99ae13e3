import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTableView

from gui.panels.log_panel import LogPanel
from tests.gui.made_rows import rows


@pytest.fixture
def panel(qtbot):
    made = LogPanel()
    qtbot.addWidget(made)
    made.resize(700, 180)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def bar(panel):
    return panel.view.verticalScrollBar()


def at_end(bar):
    assert bar.maximum() > 0
    assert bar.value() == bar.maximum()


def test_the_view_can_be_found_by_name(panel):
    assert panel.findChild(QTableView, "logView") is panel.view


def test_follows_the_end_until_somebody_scrolls_up(panel, bar, qtbot):
    panel.model.append_rows(rows(100))
    qtbot.waitUntil(lambda: at_end(bar))
    assert panel.follows_end
    bar.setValue(10)
    assert not panel.follows_end
    before = bar.maximum()
    panel.model.append_rows(rows(100, run=1))
    qtbot.waitUntil(lambda: bar.maximum() > before)
    assert bar.value() == 10


def test_follows_again_from_the_end(panel, bar, qtbot):
    panel.model.append_rows(rows(100))
    qtbot.waitUntil(lambda: at_end(bar))
    bar.setValue(0)
    panel.newest_action.trigger()
    assert panel.follows_end
    before = bar.maximum()
    panel.model.append_rows(rows(50, run=1))
    qtbot.waitUntil(lambda: bar.maximum() > before)
    at_end(bar)


def test_follows_again_after_clearing(panel, bar, qtbot):
    panel.model.append_rows(rows(100))
    qtbot.waitUntil(lambda: at_end(bar))
    bar.setValue(0)
    panel.model.clear()
    qtbot.waitUntil(lambda: bar.maximum() == 0)
    panel.model.append_rows(rows(100))
    qtbot.waitUntil(lambda: at_end(bar))


def test_copies_the_selected_rows_in_their_order(panel, qtbot):
    panel.model.append_rows(rows(10))
    assert not panel.copy_action.isEnabled()
    panel.view.selectRow(7)
    panel.view.setSelectionMode(QTableView.SelectionMode.MultiSelection)
    panel.view.selectRow(2)
    assert panel.copy_action.isEnabled()
    with qtbot.waitActive(panel):
        panel.activateWindow()
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == panel.model.as_text([2, 7])


def test_copies_everything(panel):
    panel.model.append_rows(rows(10))
    panel.copy_all_action.trigger()
    assert QGuiApplication.clipboard().text() == panel.model.as_text()


def test_ten_thousand_rows_have_one_height(panel):
    panel.model.append_rows(rows(10_000))
    view = panel.view
    heights = {view.rowHeight(number) for number in (0, 1, 5000, 9999)}
    assert len(heights) == 1
    assert view.verticalHeader().length() == 10_000 * heights.pop()

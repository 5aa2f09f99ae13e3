from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from gui.models.library_model import LibraryOrder
from gui.panels.library_controls import KEEP_TIP, LibraryControls


@pytest.fixture
def controls(qtbot):
    made = LibraryControls()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.texts = []
    made.search_wanted.connect(made.texts.append)
    return made


def test_a_text_is_looked_for_once_when_the_typing_ends(controls, qtbot):
    with qtbot.waitSignal(controls.search_wanted):
        qtbot.keyClicks(controls.search, " k=10 ")
    assert controls.texts == ["k=10"]
    qtbot.keyClick(controls.search, Qt.Key.Key_Return)
    assert controls.texts == ["k=10"]
    assert not controls._pause.isActive()


def test_enter_and_down_do_not_wait(controls, qtbot):
    qtbot.keyClicks(controls.search, "a")
    qtbot.keyClick(controls.search, Qt.Key.Key_Return)
    qtbot.keyClicks(controls.search, "b")
    with qtbot.waitSignal(controls.list_wanted):
        qtbot.keyClick(controls.search, Qt.Key.Key_Down)
    assert controls.texts == ["a", "ab"]


def test_escape_clears(controls, qtbot):
    qtbot.keyClicks(controls.search, "a")
    qtbot.keyClick(controls.search, Qt.Key.Key_Return)
    qtbot.keyClick(controls.search, Qt.Key.Key_Escape)
    assert controls.texts == ["a", ""]


def test_hidden_nothing_ticks(controls, qtbot):
    qtbot.keyClicks(controls.search, "a")
    controls.hide()
    assert controls.texts == ["a"]
    assert not controls._pause.isActive()


def test_order_and_switch_tell_what_people_do(controls, qtbot):
    orders, kept = [], []
    controls.order_changed.connect(orders.append)
    controls.keep_changed.connect(kept.append)
    controls.order.setCurrentIndex(3)
    assert orders == [LibraryOrder.DISTORTION]
    controls.keep.click()
    controls.keep.setChecked(True)
    assert kept == [False]
    controls.set_read_only(True)
    assert not controls.keep.isEnabled()
    assert controls.keep.toolTip() != KEEP_TIP
    names = [controls.search.objectName(), controls.order.objectName(), controls.keep.objectName()]
    assert names == ["librarySearchEdit", "libraryOrderCombo", "libraryKeepSwitch"]
    assert "k=10" in controls.search.placeholderText()

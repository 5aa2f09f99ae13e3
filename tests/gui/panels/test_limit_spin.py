import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gui.panels.limit_spin import LimitSpin
from gui.panels.parameter_fields import MAX_COUNT


@pytest.fixture
def spin(qtbot):
    holder = QWidget()
    layout = QVBoxLayout(holder)
    made, other = LimitSpin(), QLineEdit()
    layout.addWidget(made)
    layout.addWidget(other)
    qtbot.addWidget(holder)
    with qtbot.waitActive(holder):
        holder.show()
    made.setFocus()
    made.lineEdit().deselect()
    made.leave = other.setFocus
    made.holder = holder  # else it goes, and all in it
    return made


def test_begins_with_all(spin):
    assert spin.value() == 0
    assert spin.text() == "all"


@pytest.mark.parametrize("position", [0, 1, 3])
def test_a_digit_anywhere_in_all_begins_a_number(spin, qtbot, position):
    spin.lineEdit().setCursorPosition(position)
    qtbot.keyClicks(spin, "50")
    assert spin.value() == 50
    assert spin.lineEdit().text() == "50"


def test_what_is_deleted_becomes_all(spin, qtbot):
    spin.setValue(5_000)
    assert spin.text() == "5,000"
    spin.selectAll()
    qtbot.keyClick(spin, Qt.Key.Key_Delete)
    spin.leave()
    assert (spin.value(), spin.text()) == (0, "all")


def test_all_can_be_typed(spin, qtbot):
    spin.setValue(7)
    spin.selectAll()
    qtbot.keyClicks(spin, "all")
    assert spin.value() == 0


def test_other_letters_are_not_taken(spin, qtbot):
    spin.selectAll()
    qtbot.keyClicks(spin, "x-7.")
    assert spin.value() == 7


def test_no_number_is_too_large_for_the_field(spin, qtbot):
    spin.selectAll()
    qtbot.keyClicks(spin, "9" * 30)
    assert 0 < spin.value() <= MAX_COUNT
    assert spin.lineEdit().text() == "9" * len(spin.lineEdit().text())


def test_steps_lead_from_all_to_one_and_back(spin):
    spin.stepUp()
    assert spin.value() == 1
    spin.stepDown()
    assert spin.text() == "all"

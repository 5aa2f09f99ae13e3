import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from gui.panels.elided_line import ElidedLine

LONG = "<b>/data</b>/" + "folder/" * 60 + "end"


@pytest.fixture
def line(qtbot):
    holder = QWidget()
    layout = QVBoxLayout(holder)
    made = ElidedLine(LONG)
    other = QLineEdit()
    layout.addWidget(made)
    layout.addWidget(other)
    holder.resize(300, 80)
    qtbot.addWidget(holder)
    with qtbot.waitActive(holder):
        holder.show()
    other.setFocus()
    made.leave = other.setFocus
    made.holder = holder  # else it goes, and all in it
    return made


def test_takes_no_width_of_its_own(line):
    assert line.minimumSizeHint().width() == 0
    assert line.width() <= 300


def test_the_tooltip_has_all_of_it_to_the_letter(line):
    document = QTextDocument()
    document.setHtml(line.toolTip())
    assert document.toPlainText() == LONG


def test_what_is_unprintable_is_escaped(line):
    line.show_text("a\nb\x1b")
    assert line.text() == "a\\nb\\x1b"


def test_with_the_focus_all_is_selected_and_can_be_copied(line, qtbot):
    line.setFocus(Qt.FocusReason.TabFocusReason)
    assert line.selectedText() == LONG
    qtbot.keyClick(line, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == LONG
    qtbot.keyClicks(line, "x")
    assert line.text() == LONG


def test_is_cut_while_nobody_is_at_it_and_whole_where_it_fits(line):
    cut = line.grab().toImage()
    line.setFocus(Qt.FocusReason.TabFocusReason)
    line.deselect()
    assert line.grab().toImage() != cut
    line.leave()
    assert line.grab().toImage() == cut
    line.show_text(LONG.replace("end", "END"))  # the end is seen, though far beyond the width
    assert line.grab().toImage() != cut

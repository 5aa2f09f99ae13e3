import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QLabel

from engine.readers.questions import ArrayChoice, ArrayQuestion
from gui.panels.array_dialog import ArrayDialog

HOSTILE = "<img src='file:///x'>\n\x1b" + "a" * 300
QUESTION = ArrayQuestion(
    name="set.npz",
    arrays=(
        ArrayChoice(name="x_test", shape=(10_000, 28, 28), dtype="uint8"),
        ArrayChoice(name=HOSTILE, shape=(4, 784), dtype="float32"),
        ArrayChoice(name="x_train", shape=(60_000, 28, 28), dtype="uint8"),
    ),
    suggestion="x_train",
)


@pytest.fixture
def dialog(qtbot):
    made = ArrayDialog(QUESTION)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.open()
    yield made
    made.done(0)


def row_center(dialog, row):
    item = dialog.table.topLevelItem(row)
    return dialog.table.visualItemRect(item).center()


def test_lists_name_shape_and_type(dialog):
    rows = [
        [dialog.table.topLevelItem(row).text(column) for column in range(3)] for row in range(3)
    ]
    assert rows[0] == ["x_test", "10,000 × 28 × 28", "uint8"]
    assert rows[2] == ["x_train", "60,000 × 28 × 28", "uint8"]
    assert "set.npz" in [label.text() for label in dialog.findChildren(QLabel)]


def test_begins_with_the_suggestion(dialog):
    assert dialog.answer() == {"array": "x_train"}
    assert dialog.table.currentItem().isSelected()
    assert dialog.open_button.isEnabled()


def test_hostile_names_are_shown_escaped_and_answered_as_they_are(dialog):
    item = dialog.table.topLevelItem(1)
    assert item.text(0).startswith("<img src='file:///x'>\\n\\x1baaa")
    assert "&lt;img" in item.toolTip(0)
    dialog.table.setCurrentItem(item)
    assert dialog.answer() == {"array": HOSTILE}
    assert dialog.table.columnWidth(0) < dialog.width()


def test_a_double_click_opens(dialog, qtbot):
    spy = QSignalSpy(dialog.accepted)
    view = dialog.table.viewport()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=row_center(dialog, 0))
    assert spy.count() == 0
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=row_center(dialog, 0))
    assert spy.count() == 1
    assert dialog.answer() == {"array": "x_test"}


def test_the_keyboard_chooses_and_opens(dialog, qtbot):
    spy = QSignalSpy(dialog.accepted)
    assert dialog.table.hasFocus()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Home)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert spy.count() == 1
    assert dialog.answer() == {"array": "x_test"}


def test_escape_cancels(dialog, qtbot):
    spy = QSignalSpy(dialog.rejected)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Escape)
    assert spy.count() == 1


def test_without_a_choice_nothing_opens(dialog):
    dialog.table.setCurrentItem(None)
    assert not dialog.open_button.isEnabled()
    assert dialog.answer() == {"array": ""}


def test_no_label_takes_html(dialog):
    formats = {label.textFormat() for label in dialog.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}

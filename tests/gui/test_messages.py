import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QToolButton

from gui.colours import DARK, LIGHT
from gui.messages import MAX_SHOWN, MAX_WAITING, Level, MessageBar
from gui.theme import make_palette


@pytest.fixture
def bar(qtbot):
    made = MessageBar()
    qtbot.addWidget(made)
    made.resize(1280, 40)
    return made


def part(bar, kind, name):
    return bar.findChild(kind, name)


def words(bar):
    """The label with the message: the only one that wraps."""
    (label,) = [label for label in bar.findChildren(QLabel) if label.wordWrap()]
    return label


def test_it_is_hidden_while_there_is_nothing_to_say(bar):
    assert bar.objectName() == "messageBar"
    assert bar.isHidden()
    assert (bar.text(), bar.details(), bar.level) == ("", "", None)
    bar.dismiss()
    assert bar.isHidden()


@pytest.mark.parametrize(
    ("show", "level", "word"),
    [
        ("show_error", Level.ERROR, "Error"),
        ("show_warning", Level.WARNING, "Warning"),
        ("show_info", Level.INFO, "Note"),
    ],
)
def test_each_level_says_what_it_is(bar, show, level, word):
    getattr(bar, show)("a.zip: is empty. Choose another.")
    assert not bar.isHidden()
    assert bar.text() == "a.zip: is empty. Choose another."
    assert bar.level is level
    assert bar.accessibleName() == f"{word}: a.zip: is empty. Choose another."


def test_text_is_never_markup(bar):
    bar.show_error("<img src=x>.png: is no picture. Remove it.")
    assert words(bar).textFormat() == Qt.TextFormat.PlainText


def test_the_newest_is_shown_and_older_ones_wait(bar, qtbot):
    bar.show_warning("one")
    bar.show_error("two")
    bar.show_error("three")
    count = part(bar, QLabel, "messageCount")
    assert (bar.text(), count.text()) == ("three", "2 more")
    with qtbot.waitSignal(bar.dismissed):
        qtbot.mouseClick(part(bar, QToolButton, "messageDismissButton"), Qt.MouseButton.LeftButton)
    assert (bar.text(), count.text()) == ("two", "1 more")
    bar.dismiss()
    assert (bar.text(), count.isHidden()) == ("one", True)
    bar.dismiss()
    assert bar.isHidden()


def test_the_same_message_again_is_no_second_one(bar):
    bar.show_error("one")
    bar.show_error("two")
    bar.show_error("one")
    assert bar.text() == "one"
    bar.dismiss()
    bar.dismiss()
    assert bar.isHidden()


def test_a_flood_does_not_fill_the_memory(bar):
    for number in range(10 * MAX_WAITING):
        bar.show_error(f"{number}")
    assert part(bar, QLabel, "messageCount").text() == f"{MAX_WAITING - 1} more"


def test_notes_go_and_errors_stay(bar):
    bar.show_error("error")
    bar.show_info("note")
    bar.clear_info()
    assert bar.text() == "error"
    bar.clear()
    assert bar.isHidden()


def test_escape_dismisses(bar, qtbot):
    bar.show_error("one")
    button = part(bar, QToolButton, "messageDismissButton")
    qtbot.keyClick(button, Qt.Key.Key_A)
    assert bar.text() == "one"
    qtbot.keyClick(button, Qt.Key.Key_Escape)
    assert bar.isHidden()


def test_details_unfold_and_fold_with_the_next_message(bar, qtbot):
    bar.show_error("boom", "Traceback: <b>line 1</b>")
    button = part(bar, QToolButton, "messageDetailsButton")
    details = part(bar, QPlainTextEdit, "messageDetails")
    assert details.isHidden()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not details.isHidden()
    assert details.toPlainText() == "Traceback: <b>line 1</b>"
    assert details.isReadOnly()
    bar.show_error("another")
    assert details.isHidden()
    assert button.isHidden()


def test_160_letters_are_readable_whole(bar, qtbot):
    text = "x" * 30 + " w" * 65
    bar.show_error(text, "details")
    with qtbot.waitExposed(bar):
        bar.show()
    label = words(bar)
    assert label.text() == text
    assert label.toolTip() == ""
    assert label.heightForWidth(label.width()) <= 2 * label.fontMetrics().lineSpacing() + 2
    assert label.height() >= label.heightForWidth(label.width())


def test_longer_texts_are_cut_and_whole_in_the_tooltip(bar):
    text = "word " * 200
    bar.show_error(text)
    label = words(bar)
    assert len(label.text()) == MAX_SHOWN
    assert label.text().endswith("…")
    assert label.toolTip() == text
    assert bar.text() == text


def test_a_path_without_spaces_does_not_hold_the_window_wide(bar):
    bar.show_error("/" + "long_folder_name" * 9 + ": not found. Check the path.")
    assert bar.minimumSizeHint().width() < 500
    label = words(bar)
    assert label.heightForWidth(400) > 2 * label.fontMetrics().lineSpacing()


def test_lines_are_joined(bar):
    bar.show_error("one\ntwo")
    assert words(bar).text() == "one two"


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_edge_has_the_colour_of_the_level_in_light_and_dark(bar, colours):
    bar.setPalette(make_palette(colours))
    bar.show_warning("careful")
    edge = bar.grab().toImage().pixelColor(1, 10)
    assert edge == QColor(colours.warning)

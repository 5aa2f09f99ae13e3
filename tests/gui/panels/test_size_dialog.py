from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QLabel

from engine.options import FRAMINGS
from engine.readers.pictures.framing import framed_array
from gui.panels.made_up_questions import made_up_size_question
from gui.panels.size_dialog import SizeDialog
from gui.qimages import to_qimage

QUESTION = made_up_size_question()


@pytest.fixture
def make(qtbot):
    made = []

    def _make(question=QUESTION):
        dialog = SizeDialog(question)
        qtbot.addWidget(dialog)
        with qtbot.waitActive(dialog):
            dialog.open()
        made.append(dialog)
        return dialog

    yield _make
    for dialog in made:
        dialog.done(0)


@pytest.fixture
def dialog(make):
    return make()


def words(dialog):
    return [label.text() for label in dialog.findChildren(QLabel)]


def shown(dialog, part):
    return [example[part].toImage() for example in dialog.pictures.examples]


def test_begins_with_the_suggestion(dialog):
    assert dialog.answer() == {"size": (64, 64), "framing": "crop"}
    assert dialog.size_combo.currentText() == "64"
    assert dialog.open_button.isEnabled()
    assert dialog.size_combo.hasFocus()


def test_a_suggestion_that_is_not_usual_is_listed_first(make):
    dialog = make(replace(QUESTION, suggestion=(48, 72)))
    assert dialog.size_combo.itemText(0) == "48 × 72"
    assert dialog.answer()["size"] == (48, 72)


def test_says_how_many_pictures_of_which_sizes(dialog):
    found = (
        "3,957 pictures of 44 sizes: "
        "96 × 128 (2,103), 128 × 96 (1,501), 100 × 100 (312) … and 41 more.\n"
        "To be compared, all need the same height × width."
    )
    assert found in words(dialog)
    assert "holiday photos" in words(dialog)


def test_says_of_one_picture_that_is_large(make):
    dialog = make(replace(QUESTION, n_images=1, sizes=(((3024, 4032), 1),)))
    assert "1 picture of 3,024 × 4,032 pixels: which size shall be taken?" in words(dialog)


def test_the_originals_are_shown_as_they_are(dialog):
    expected = [to_qimage(example) for example in QUESTION.examples]
    assert len(expected) == 8
    for image, original in zip(shown(dialog, 0), expected, strict=True):
        assert image.convertToFormat(original.format()) == original


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize(("text", "size"), [("32", (32, 32)), ("40 × 90", (40, 90))])
def test_the_examples_are_framed_as_the_answer_says(dialog, framing, text, size):
    dialog.size_combo.setEditText(text)
    dialog.framing_combo.setCurrentIndex(dialog.framing_combo.findData(framing))
    assert dialog.answer() == {"size": size, "framing": framing}
    for image, example in zip(shown(dialog, 1), QUESTION.examples, strict=True):
        expected = to_qimage(np.ascontiguousarray(framed_array(example, size, framing)))
        assert (image.height(), image.width()) == size
        assert image.convertToFormat(expected.format()) == expected


@pytest.mark.parametrize(
    ("text", "drawn"), [("4096", (256, 256)), ("4096 × 1", (256, 1)), ("1024 x 2048", (128, 256))]
)
def test_no_example_is_drawn_larger_than_can_be_seen(dialog, text, drawn):
    dialog.size_combo.setEditText(text)
    assert {(image.height(), image.width()) for image in shown(dialog, 1)} == {drawn}


def test_a_size_that_is_none_cannot_be_taken(dialog):
    for text in ("", "as they are", "wide", "5000"):
        dialog.size_combo.setEditText(text)
        assert not dialog.open_button.isEnabled()
        assert dialog.memory_line.is_error
        assert dialog.memory_line.text()
        assert dialog.answer()["size"] == (64, 64)
    dialog.size_combo.setEditText("28")
    assert dialog.open_button.isEnabled()
    assert dialog.answer()["size"] == (28, 28)


def test_memory_is_said_live_and_too_much_of_it_in_red(make):
    dialog = make(replace(QUESTION, n_images=10_000))
    assert dialog.memory_line.text() == "10,000 pictures, 123 MB"
    assert not dialog.memory_line.is_error
    dialog.size_combo.setEditText("48")
    assert dialog.memory_line.text() == "10,000 pictures, 69 MB"
    dialog = make(replace(QUESTION, n_images=10**9))
    assert dialog.memory_line.is_error
    assert dialog.memory_line.text().startswith("1,000,000,000 pictures, 12288.0 GB, but only")
    assert dialog.memory_line.text().endswith("Choose a smaller size.")
    assert not dialog.open_button.isEnabled()
    dialog.size_combo.setEditText("1")
    assert dialog.open_button.isEnabled() != dialog.memory_line.is_error


def test_enter_in_the_size_opens(dialog, qtbot):
    spy = QSignalSpy(dialog.accepted)
    dialog.size_combo.lineEdit().selectAll()
    qtbot.keyClicks(dialog.size_combo, "48x64")
    qtbot.keyClick(dialog.size_combo, Qt.Key.Key_Return)
    assert spy.count() == 1
    assert dialog.answer() == {"size": (48, 64), "framing": "crop"}


def test_escape_cancels(dialog, qtbot):
    spy = QSignalSpy(dialog.rejected)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert spy.count() == 1
    assert dialog.isHidden()


def test_a_long_name_never_widens_it_and_no_label_takes_html(make):
    dialog = make(replace(QUESTION, name="<b>x</b>\n" + "a" * 500))
    assert dialog.width() <= 1000
    assert dialog.height() <= 660
    assert {label.textFormat() for label in dialog.findChildren(QLabel)} == {
        Qt.TextFormat.PlainText
    }
    assert not dialog.grab().isNull()


def test_pictures_lie_side_by_side_inside(dialog):
    view = dialog.pictures
    slots = [view.slot(k, part) for k in range(8) for part in range(2)]
    for k, slot in enumerate(slots):
        assert view.rect().contains(slot)
        assert not any(slot.intersects(other) for other in slots[:k])


def test_each_picture_is_drawn_in_its_slot(dialog):
    drawn = dialog.pictures.grab().toImage()
    for k, example in enumerate(QUESTION.examples):
        seen = drawn.pixelColor(dialog.pictures.slot(k, 0).center()).getRgb()[:3]
        height, width = (side // 2 for side in example.shape[:2])
        near = example[height - 10 : height + 10, width - 10 : width + 10].reshape(-1, 3)
        assert np.abs(near.astype(int) - seen).max(axis=1).min() <= 24

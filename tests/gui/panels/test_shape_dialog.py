from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QLabel

from engine.readers.questions import ShapeQuestion
from gui.panels.made_up import made_up_images
from gui.panels.made_up_questions import made_up_shape_question
from gui.panels.shape_dialog import ShapeDialog
from gui.qimages import to_qimage

QUESTION = made_up_shape_question()


@pytest.fixture
def make(qtbot):
    made = []

    def _make(question=QUESTION):
        dialog = ShapeDialog(question)
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


def question_of(examples, shape):
    return ShapeQuestion(
        name="rows.npy",
        n_features=examples.shape[1],
        shapes=(shape,),
        examples=examples,
        suggestion=shape,
    )


def assert_shows(dialog, pictures):
    examples = dialog.pictures.examples
    assert len(examples) == len(pictures)
    for (pixmap,), picture in zip(examples, pictures, strict=True):
        expected = to_qimage(np.ascontiguousarray(picture))
        assert pixmap.toImage().convertToFormat(expected.format()) == expected


def test_begins_with_the_suggestion(dialog):
    assert dialog.answer() == {"shape": (16, 16, 3)}
    assert dialog.shape_edit.text() == "16 × 16 × 3"
    assert dialog.shape_list.currentRow() == 0
    assert dialog.shape_list.hasFocus()
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert "rows.npy" in texts
    assert "Its rows are flat: which pictures are 768 numbers?" in texts


def test_lists_the_shapes_in_words(dialog):
    texts = [dialog.shape_list.item(row).text() for row in range(dialog.shape_list.count())]
    assert texts[:2] == ["16 × 16 pixels, colour", "24 × 32 pixels, grey"]


def test_the_rows_are_drawn_in_the_chosen_shape(dialog, qtbot):
    assert_shows(dialog, QUESTION.examples.reshape(8, 16, 16, 3))
    qtbot.keyClick(dialog.shape_list, Qt.Key.Key_Down)
    assert dialog.answer() == {"shape": (24, 32, 1)}
    assert dialog.shape_edit.text() == "24 × 32"
    assert_shows(dialog, QUESTION.examples.reshape(8, 24, 32))


def test_colours_in_planes_are_drawn_and_answered(make):
    pictures = made_up_images(8).pixels
    rows = np.ascontiguousarray(pictures.transpose(0, 3, 1, 2)).reshape(8, -1)
    dialog = make(question_of(rows, (3, 16, 16)))
    assert dialog.shape_edit.text() == "3 × 16 × 16"
    assert dialog.shape_list.item(0).text() == "16 × 16 pixels, colour in planes"
    assert dialog.open_button.isEnabled()
    assert dialog.answer() == {"shape": (3, 16, 16)}
    assert_shows(dialog, pictures)


def test_any_other_shape_that_fits_can_be_typed(dialog, qtbot):
    dialog.shape_edit.setFocus()
    dialog.shape_edit.selectAll()
    qtbot.keyClicks(dialog.shape_edit, "4x64x3")
    assert dialog.answer() == {"shape": (4, 64, 3)}
    assert dialog.shape_edit.text() == "4x64x3"
    assert dialog.shape_list.selectedItems() == []
    assert_shows(dialog, QUESTION.examples.reshape(8, 4, 64, 3))
    dialog.shape_list.setFocus()  # which makes its first row the current one
    assert dialog.answer() == {"shape": (4, 64, 3)}


def test_a_typed_shape_of_the_list_is_chosen_there_and_stays_as_typed(dialog):
    dialog.shape_edit.setText("32x24")
    assert dialog.shape_list.currentRow() == 2
    assert dialog.shape_edit.text() == "32x24"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("16 × 17", "That takes 272 numbers, a row has 768. Give another height or width."),
        ("", "“” is no shape. Write 28 × 28, or 32 × 32 × 3."),
        ("16 × 24 × 2", "2 channels. Give 1 or 3."),
    ],
)
def test_a_shape_that_does_not_fit_cannot_be_taken(dialog, text, words):
    dialog.shape_edit.setText(text)
    assert dialog.validation.is_error
    assert dialog.validation.text() == words
    assert not dialog.open_button.isEnabled()
    assert dialog.shape_list.selectedItems() == []
    assert dialog.answer() == {"shape": (16, 16, 3)}
    dialog.shape_edit.setText("24 × 32")
    assert dialog.open_button.isEnabled()
    assert not dialog.validation.is_error


@pytest.mark.parametrize(
    ("examples", "levels"),
    [
        (np.array([[0, 1, 2, 4]], np.float64), [[0, 64, 128, 255]]),
        (np.array([[-4, 0, 0, 4]], np.int64), [[0, 128, 128, 255]]),
        (np.array([[0, 1, 1, 0]], np.bool_), [[0, 255, 255, 0]]),
        (np.array([[0, 51, 51, 102]], np.uint8), [[0, 51, 51, 102]]),
        (np.array([[0.0, np.nan, np.inf, 2.0]], np.float32), [[0, 0, 255, 255]]),
        (np.array([[7.0, 7.0, 7.0, 7.0]], np.float32), [[255, 255, 255, 255]]),
        (np.array([[np.nan] * 4], np.float32), [[0, 0, 0, 0]]),
        (np.array([[-1e308, 1e308, 0, 0]], np.float64), [[0, 255, 0, 0]]),
        (np.array([[65504, 0, 0, 65504]], np.float16), [[255, 0, 0, 255]]),
    ],
)
def test_any_numbers_can_be_drawn(make, examples, levels):
    dialog = make(question_of(examples, (2, 2, 1)))
    assert_shows(dialog, np.array(levels, np.uint8).reshape(-1, 2, 2))


def test_large_pictures_are_drawn_reduced(make):
    dialog = make(question_of(np.zeros((2, 512 * 300), np.uint8), (512, 300, 1)))
    assert {example[0].height() for example in dialog.pictures.examples} == {256}


def test_enter_in_the_field_opens(dialog, qtbot):
    spy = QSignalSpy(dialog.accepted)
    dialog.shape_edit.setText("32 × 24")
    dialog.shape_edit.setFocus()
    qtbot.keyClick(dialog.shape_edit, Qt.Key.Key_Return)
    assert spy.count() == 1
    assert dialog.answer() == {"shape": (32, 24, 1)}


def test_a_double_click_opens(dialog, qtbot):
    spy = QSignalSpy(dialog.accepted)
    at = dialog.shape_list.visualItemRect(dialog.shape_list.item(1)).center()
    view = dialog.shape_list.viewport()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=at)
    assert spy.count() == 1
    assert dialog.answer() == {"shape": (24, 32, 1)}


def test_escape_cancels(dialog, qtbot):
    spy = QSignalSpy(dialog.rejected)
    qtbot.keyClick(dialog.shape_edit, Qt.Key.Key_Escape)
    assert spy.count() == 1


def test_a_long_name_never_widens_it_and_no_label_takes_html(make):
    dialog = make(replace(QUESTION, name="<b>x</b>\n" + "a" * 500))
    assert dialog.width() <= 1000
    formats = {label.textFormat() for label in dialog.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}

"""What a reader asks in the window: answered, declined, asked again and remembered."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from engine.options import OpenOptions
from gui.panels.array_dialog import ArrayDialog
from gui.panels.shape_dialog import ShapeDialog
from gui.panels.size_dialog import SizeDialog
from gui.work.controller import State
from tests.engine.readers.pictures.picture_makers import encoded, some_pixels

ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape
SHAPES = [(40, 60), (60, 40), (50, 50)]


def photos(folder):
    folder.mkdir()
    for k, shape in enumerate(SHAPES):
        (folder / f"{k}.png").write_bytes(encoded(some_pixels(*shape, 3, seed=k)))
    return folder


def arrays(folder):
    path = folder.with_suffix(".npz")
    np.savez(path, many=some_pixels(30, 8, 8), few=some_pixels(4, 6, 5, 3))
    return path


def rows(folder):
    path = folder.with_suffix(".npy")
    np.save(path, some_pixels(12, 48))
    return path


QUESTIONS = [
    (photos, SizeDialog, {"size": (64, 64)}),
    (arrays, ArrayDialog, {"array": "many"}),
    (rows, ShapeDialog, {"shape": (4, 4, 3)}),
]


@pytest.fixture(params=QUESTIONS, ids=[make.__name__ for make, *_ in QUESTIONS])
def question(request, tmp_path):
    """A source that raises a question, its dialog, and the answer that is suggested."""
    make, kind, answer = request.param
    return str(make(tmp_path / "mine")), kind, answer


def ask(hand, source, kind):
    hand.wait("asked", lambda: hand.window.open_path(source))
    return hand.dialog(kind)


def press(hand, dialog, key):
    hand.qtbot.keyClick(dialog.focusWidget(), key)


def test_the_suggestion_is_taken_by_enter_and_recorded(hand, question):
    source, kind, answer = question
    dialog = ask(hand, source, kind)
    assert hand.controller.state is State.IDLE
    opened = hand.wait("loaded", lambda: press(hand, dialog, ENTER))
    options = opened.images.options
    assert {name: getattr(options, name) for name in answer} == answer
    assert hand.picked() == source
    assert hand.dialogs() == []
    assert hand.window.settings.recent_options == {source: options}


def test_declined_by_escape_nothing_changes(hand, question):
    source, kind, _ = question
    hand.open("digits")
    form = hand.window.image_panel.options_form
    form.fields.grey_box.setChecked(True)  # chosen, not applied: goes with what is taken back
    press(hand, ask(hand, source, kind), ESCAPE)
    assert hand.dialogs() == []
    assert hand.picked() == "digits"
    assert hand.window.windowTitle() == "digits – Centroid Lab"
    assert hand.window.image_panel.preview.images.name == "digits"
    assert form.options() == OpenOptions()
    assert hand.window.settings.recent_sources == []
    assert hand.message() == ""
    assert hand.controller.state is State.IDLE
    assert hand.enabled("runAction") == {"runAction"}


def test_a_recent_set_opens_with_the_answer_of_the_last_time(hand, question):
    source, kind, _ = question
    first = hand.wait("loaded", lambda: press(hand, ask(hand, source, kind), ENTER))
    hand.open("digits")
    again = hand.wait("loaded", lambda: hand.pick(source))
    assert again.images.options == first.images.options
    np.testing.assert_array_equal(again.images.pixels, first.images.pixels)
    ask(hand, source, kind).reject()  # File > Open begins anew


def test_another_answer_is_given_from_the_keyboard(hand, tmp_path):
    dialog = ask(hand, str(arrays(tmp_path / "mine")), ArrayDialog)
    hand.qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_End)
    opened = hand.wait("loaded", lambda: press(hand, dialog, ENTER))
    assert opened.images.options.array == "few"
    assert opened.images.image_shape == (6, 5, 3)


def test_a_size_is_typed_and_a_framing_chosen(hand, tmp_path):
    dialog = ask(hand, str(photos(tmp_path / "mine")), SizeDialog)
    hand.qtbot.keyClicks(dialog.focusWidget(), "20x30")
    hand.qtbot.keyClick(dialog.framing_combo, Qt.Key.Key_End)
    opened = hand.wait("loaded", lambda: press(hand, dialog, ENTER))
    assert opened.images.image_shape == (20, 30, 3)
    assert opened.images.options == OpenOptions(size=(20, 30), framing="stretch")


@pytest.mark.parametrize(
    ("make", "kind", "button"),
    [(arrays, ArrayDialog, "chooseArrayButton"), (rows, ShapeDialog, "chooseShapeButton")],
)
def test_the_question_can_be_asked_again(hand, tmp_path, make, kind, button):
    source = str(make(tmp_path / "mine"))
    first = hand.wait("loaded", lambda: press(hand, ask(hand, source, kind), ENTER))
    again = hand.child(QPushButton, button)
    hand.wait("asked", again.click)
    press(hand, hand.dialog(kind), ESCAPE)
    assert hand.window.image_panel.options_form.options() == first.images.options
    hand.wait("asked", again.click)
    dialog = hand.dialog(kind)
    hand.qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Down)
    second = hand.wait("loaded", lambda: press(hand, dialog, ENTER))
    assert second.images.options != first.images.options
    assert second.images.sha256() != first.images.sha256()


def test_options_and_answer_come_together(hand, tmp_path):
    source = str(photos(tmp_path / "mine"))
    options = OpenOptions(grey=True, limit=2, seed=3)
    hand.wait("asked", lambda: hand.window.open_with(source, options))
    opened = hand.wait("loaded", lambda: press(hand, hand.dialog(SizeDialog), ENTER))
    assert opened.images.options == OpenOptions(grey=True, limit=2, seed=3, size=(64, 64))
    assert opened.images.pixels.shape == (2, 64, 64, 1)


def test_the_window_closes_over_a_question(hand, question):
    source, kind, _ = question
    dialog = ask(hand, source, kind)
    hand.close()
    assert not dialog.isVisible()

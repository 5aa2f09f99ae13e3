from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QIcon
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QLabel, QLineEdit, QMainWindow, QToolButton

from gui import icons, theme
from gui.panels.timeline_bar import TimelineBar
from gui.panels.timeline_line import EMPTY_TEXT
from tests.gui.made_rows import row

LEFT = Qt.MouseButton.LeftButton
RUNS = [
    (0, 62, "run 1 of 2"),
    (1, 40, "run 2 of 2 (best)"),
    (2, 5, "branch 3 of run 1 at iteration 7"),
]


@pytest.fixture
def window(qtbot):
    made = QMainWindow()
    qtbot.addWidget(made)
    bar = TimelineBar()
    made.setCentralWidget(bar)
    made.addActions(bar.actions_for_window())
    made.resize(640, 80)
    with qtbot.waitExposed(made):
        made.show()
        made.activateWindow()
    yield made
    bar.clear()


@pytest.fixture
def empty_bar(window):
    return window.centralWidget()


@pytest.fixture
def bar(empty_bar):
    empty_bar.set_runs(RUNS)
    show(empty_bar, 0, 23)
    return empty_bar


def show(bar, run: int, iteration: int, centroids_iteration: int | None = None) -> None:
    bar.set_position(run, iteration)
    kept = iteration if centroids_iteration is None else centroids_iteration
    bar.show_row(row(run, iteration), kept, 4)


def button(bar, name: str) -> QToolButton:
    return bar.findChild(QToolButton, f"timeline{name}Button")


def text(bar, name: str) -> str:
    return bar.findChild(QLabel, f"timeline{name}Label").text()


def asked(spy: QSignalSpy) -> list[list[int]]:
    return [spy.at(i) for i in range(spy.count())]


def test_before_a_fit_there_is_nothing_to_do(empty_bar):
    assert text(empty_bar, "Position") == EMPTY_TEXT
    for name in ("First", "Back", "Play", "On", "Last", "Follow", "Film"):
        assert not button(empty_bar, name).isEnabled()
    assert not empty_bar.slider.isEnabled()


def test_shows_where_it_is_told_to_stand(bar):
    assert text(bar, "Position") == "iteration 23 of 61 · distortion 1.94e10 · moved 2,083"
    assert bar.run_combo.currentText() == "run 1 of 2"
    assert (bar.slider.value(), bar.slider.maximum()) == (23, 61)
    show(bar, 2, 4)
    assert bar.run_combo.currentText().startswith("branch 3")
    assert (bar.slider.value(), bar.slider.maximum()) == (4, 4)
    assert not button(bar, "On").isEnabled()
    assert button(bar, "Back").isEnabled()


def test_buttons_ask_for_iterations(bar, qtbot):
    spy = QSignalSpy(bar.seek_wanted)
    for name in ("Back", "Back", "On", "First", "Last"):
        qtbot.mouseClick(button(bar, name), LEFT)
    assert asked(spy) == [[0, 22], [0, 21], [0, 22], [0, 0], [0, 61]]


def test_slider_and_combo_ask_too(bar, qtbot):
    spy = QSignalSpy(bar.seek_wanted)
    qtbot.keyClick(bar.slider, Qt.Key.Key_Right)
    bar.set_position(0, 24)
    bar.run_combo.setFocus()
    qtbot.keyClick(bar.run_combo, Qt.Key.Key_Down)
    assert asked(spy) == [[0, 24], [1, 24]]


def test_keys_of_the_bar_and_of_the_window(window, bar, qtbot):
    spy = QSignalSpy(bar.seek_wanted)
    bar.slider.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_Period)
    qtbot.keyClick(window, Qt.Key.Key_Comma)
    qtbot.keyClick(button(bar, "Play"), Qt.Key.Key_Home)
    qtbot.keyClick(button(bar, "Play"), Qt.Key.Key_End)
    assert asked(spy) == [[0, 24], [0, 23], [0, 0], [0, 61]]
    qtbot.keyClick(window, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert bar.is_playing
    qtbot.keyClick(bar.slider, Qt.Key.Key_Space)
    assert not bar.is_playing


def test_letters_go_to_a_text_field_that_has_the_focus(window, bar, qtbot):
    edit = QLineEdit(bar)
    edit.show()
    edit.setFocus()
    spy = QSignalSpy(bar.seek_wanted)
    qtbot.keyClicks(edit, "a, b. c")
    assert edit.text() == "a, b. c"
    assert spy.count() == 0
    assert not bar.is_playing


def test_playing_goes_on_with_every_answer(bar, qtbot):
    bar.speed_combo.setCurrentIndex(bar.speed_combo.count() - 1)
    bar.set_position(0, 59)
    bar.seek_wanted.connect(bar.set_position)
    spy = QSignalSpy(bar.seek_wanted)
    qtbot.mouseClick(button(bar, "Play"), LEFT)
    assert button(bar, "Play").text() == "Pause playing"
    qtbot.waitUntil(lambda: not bar.is_playing)
    assert asked(spy) == [[0, 60], [0, 61]]
    assert bar.position == (0, 61)


def test_going_by_hand_ends_playing(bar, qtbot):
    qtbot.mouseClick(button(bar, "Play"), LEFT)
    qtbot.keyClick(bar.slider, Qt.Key.Key_Left)
    assert not bar.is_playing


def test_a_live_fit_is_followed_until_somebody_moves_the_slider(bar, qtbot):
    live = button(bar, "Follow")
    bar.set_live(True)
    assert live.isChecked()
    assert bar.follows
    bar.set_runs([(0, 63, "run 1 of 2"), *RUNS[1:]])
    show(bar, 0, 62)
    assert bar.slider.value() == 62
    qtbot.keyClick(bar.slider, Qt.Key.Key_Left)
    assert not bar.follows
    assert not live.isChecked()
    spy = QSignalSpy(bar.follow_wanted)
    qtbot.mouseClick(live, LEFT)
    assert spy.count() == 1
    assert bar.follows
    bar.set_live(False)
    assert not live.isEnabled()
    assert not live.isChecked()


def test_a_fit_that_begins_ends_playing(bar, qtbot):
    qtbot.mouseClick(button(bar, "Play"), LEFT)
    bar.set_live(True)
    assert not bar.is_playing


def test_says_whose_centroids_are_shown(bar):
    assert text(bar, "Note") == ""
    show(bar, 0, 23, 20)
    assert text(bar, "Note") == "centroids of iteration 20: every 4th is kept"
    show(bar, 0, 24)
    assert text(bar, "Note") == ""


def test_an_open_list_of_runs_stays_open_while_a_fit_adds_iterations(bar, qtbot):
    bar.run_combo.showPopup()
    bar.set_runs([(0, 63, "run 1 of 2"), *RUNS[1:], (3, 1, "branch 4 of run 1 at iteration 2")])
    assert bar.run_combo.view().isVisible()
    assert bar.run_combo.count() == 4
    bar.run_combo.hidePopup()
    bar.set_runs(RUNS[:1])
    assert bar.run_combo.count() == 1


def test_the_film_is_asked_for(bar, qtbot):
    with qtbot.waitSignal(bar.film_wanted):
        qtbot.mouseClick(button(bar, "Film"), LEFT)


def test_cleared_it_is_as_at_first(bar):
    bar.clear()
    assert bar.position is None
    assert bar.run_combo.count() == 0
    assert text(bar, "Position") == EMPTY_TEXT
    assert not button(bar, "Film").isEnabled()


def test_icons_follow_the_colours(bar, colours_of_before):
    def picture(icon: QIcon):
        return icon.pixmap(32, 32).toImage()

    for mode in ("light", "dark"):
        theme.current().set_mode(mode)
        action = bar.findChild(QAction, "timelineLastAction")
        assert picture(action.icon()) == picture(icons.icon("last"))


def test_all_that_can_be_used_says_what_it_is(bar):
    for widget in (bar.run_combo, bar.slider, bar.speed_combo):
        assert widget.accessibleName()
        assert widget.toolTip()
    assert button(bar, "Play").toolTip().endswith("(Space here, Ctrl+Space)")

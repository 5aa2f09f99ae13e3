from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy

from gui.panels.timeline_slider import TimelineSlider

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def slider(qtbot):
    made = TimelineSlider()
    qtbot.addWidget(made)
    made.resize(320, 24)
    made.show_iteration(20, 62)
    with qtbot.waitExposed(made):
        made.show()
    return made


def chosen(spy: QSignalSpy) -> list[int]:
    return [spy.at(i)[0] for i in range(spy.count())]


def middle(slider) -> QPoint:
    return slider.handle().center()


def place_of(slider, iteration: int) -> QPoint:
    x = next(x for x in range(slider.width()) if slider.iteration_at(x) == iteration)
    return QPoint(x, slider.height() // 2)


def test_a_click_goes_there_at_once(slider, qtbot):
    spy = QSignalSpy(slider.iteration_chosen)
    for iteration in (50, 7, 0, 61):
        qtbot.mouseClick(slider, LEFT, pos=place_of(slider, iteration))
        assert slider.value() == iteration
    assert chosen(spy) == [50, 7, 0, 61]


def test_dragging_goes_on_from_the_click(slider, qtbot):
    spy = QSignalSpy(slider.iteration_chosen)
    qtbot.mousePress(slider, LEFT, pos=place_of(slider, 50))
    qtbot.mouseMove(slider, place_of(slider, 40))
    assert chosen(spy) == [50, 40]
    qtbot.mouseRelease(slider, LEFT, pos=place_of(slider, 40))
    assert not slider.isSliderDown()
    qtbot.mouseMove(slider, place_of(slider, 10))
    assert slider.value() == 40


def test_gripped_off_its_middle_the_handle_does_not_jump(slider, qtbot):
    spy = QSignalSpy(slider.iteration_chosen)
    qtbot.mouseClick(slider, LEFT, pos=middle(slider) + QPoint(4, 0))
    qtbot.mouseClick(slider, LEFT, pos=middle(slider) - QPoint(4, 0))
    assert spy.count() == 0
    assert slider.value() == 20


def test_showing_is_not_seeking(slider):
    spy = QSignalSpy(slider.iteration_chosen)
    slider.show_iteration(30, 62)
    slider.show_iteration(3, 4)
    assert (slider.value(), slider.maximum()) == (3, 3)
    assert spy.count() == 0


def test_in_somebodys_hand_it_stays_there(slider, qtbot):
    qtbot.mousePress(slider, LEFT, pos=place_of(slider, 50))
    slider.show_iteration(21, 70)
    assert slider.value() == 50
    assert slider.maximum() == 69
    qtbot.mouseRelease(slider, LEFT)


def test_keys(slider, qtbot):
    spy = QSignalSpy(slider.iteration_chosen)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_PageUp, Qt.Key.Key_Home):
        qtbot.keyClick(slider, key)
    assert chosen(spy) == [21, 20, 26, 0]


def test_one_iteration_leaves_nothing_to_choose(slider, qtbot):
    slider.show_iteration(0, 1)
    spy = QSignalSpy(slider.iteration_chosen)
    qtbot.mouseClick(slider, LEFT, pos=QPoint(200, 12))
    assert spy.count() == 0
    assert not slider.isSliderDown()

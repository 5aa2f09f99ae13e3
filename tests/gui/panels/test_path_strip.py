from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent

from gui import theme
from gui.panels.path_strip import PathStrip

PATH = np.array([3, 3, 1, 1, 10, 1], np.int32)


@pytest.fixture
def strip(qtbot):
    made = PathStrip()
    qtbot.addWidget(made)
    made.resize(260, made.sizeHint().height())
    with qtbot.waitExposed(made):
        made.show()
    made.show_path(PATH)
    return made


def test_every_cell_has_the_colour_of_its_cluster(strip):
    shown = strip.viewport().grab().toImage()
    for iteration, cluster in enumerate(PATH):
        corner = strip.cell(iteration).topLeft() + QPoint(5, 3)
        assert shown.pixelColor(corner) == theme.cluster_colour(int(cluster))


def test_a_click_asks_for_its_iteration(strip, qtbot):
    for iteration in range(len(PATH)):
        at = strip.cell(iteration).center()
        with qtbot.waitSignal(strip.iteration_wanted) as told:
            qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert told.args == [iteration]
    with qtbot.assertNotEmitted(strip.iteration_wanted):
        at = strip.cell(len(PATH)).center()
        qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=at)
        qtbot.mouseClick(strip.viewport(), Qt.MouseButton.RightButton, pos=strip.cell(1).center())


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        (Qt.Key.Key_Left, 1),
        (Qt.Key.Key_Right, 3),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 5),
    ],
)
def test_keys_step(strip, qtbot, key, wanted):
    strip.show_iteration(2)
    with qtbot.waitSignal(strip.iteration_wanted) as told:
        qtbot.keyClick(strip, key)
    assert told.args == [wanted]


def test_keys_stop_at_the_ends_and_without_a_path(strip, qtbot):
    with qtbot.assertNotEmitted(strip.iteration_wanted):
        qtbot.keyClick(strip, Qt.Key.Key_Left)
        strip.show_iteration(5)
        qtbot.keyClick(strip, Qt.Key.Key_Right)
        qtbot.keyClick(strip, Qt.Key.Key_A)
        strip.show_path(PATH[:0])
        qtbot.keyClick(strip, Qt.Key.Key_Home)
        qtbot.keyClick(strip, Qt.Key.Key_End)


def test_tips_say_where_it_came_from(strip):
    assert strip.tip_at(strip.cell(1).center()).startswith("iteration 1: cluster 3\n")
    assert strip.tip_at(strip.cell(2).center()).startswith("iteration 2: cluster 1, came from 3")
    assert strip.tip_at(strip.cell(6).center()) == ""
    assert strip.accessibleDescription() == "6 iterations, moved 3 times"


def test_the_shown_iteration_is_framed_and_in_sight(strip):
    def frame(iteration):
        corner = strip.cell(iteration).topLeft()
        return strip.viewport().grab().toImage().pixelColor(corner + QPoint(8, 0))

    strip.show_iteration(2)
    assert frame(2) == theme.current().colours.text
    assert frame(3) != theme.current().colours.text
    strip.show_path(np.arange(400, dtype=np.int32) % 7)
    for iteration in (399, 200, 0):
        strip.show_iteration(iteration)
        assert strip.viewport().rect().contains(strip.cell(iteration))
        assert frame(iteration) == theme.current().colours.text
    strip.show_iteration(-1)
    assert frame(0) != theme.current().colours.text


def test_the_wheel_scrolls_sideways(strip):
    strip.show_path(np.zeros(400, dtype=np.int32))
    at = QPointF(strip.viewport().rect().center())
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    angle = QPoint(0, -120)
    event = QWheelEvent(at, strip.viewport().mapToGlobal(at), QPoint(), angle, *none, False)
    strip.wheelEvent(event)
    assert strip.horizontalScrollBar().value() == 60
    assert strip.iteration_at(QPoint(2, 5)) == 60 // strip._pitch()

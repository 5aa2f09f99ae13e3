from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from gui.models.selection import Selection
from gui.models.thumbnails import Thumbnails
from gui.panels.made_up import SIDE, made_up_images
from gui.panels.movers_strip import MoversStrip

IMAGES = made_up_images(300)
MOVED = np.array([3, 7, 8, 20, 150, 299], dtype=np.int32)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def selection(qapp):
    return Selection()


@pytest.fixture
def strip(qtbot, selection):
    made = MoversStrip(selection)
    qtbot.addWidget(made)
    made.resize(4 * (64 + 2), 200)
    made.set_images(IMAGES)
    made.show_indices(MOVED)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_shows_the_pixels_of_the_images_that_moved(strip):
    shown = strip.grab().toImage()
    grid = strip.grid()
    factor = grid.side // SIDE
    for k, image in enumerate(MOVED):
        corner = grid.cell(k).topLeft()
        expected = Thumbnails(IMAGES).image(int(image)).toImage()
        for x, y in ((1, 1), (7, 8), (14, 3)):
            at = corner + QPoint(x * factor + factor // 2, y * factor + factor // 2)
            assert shown.pixelColor(at) == expected.pixelColor(x, y)


def test_a_click_looks_at_an_image_and_keeps_the_selection(strip, selection, qtbot):
    selection.select(MOVED)
    qtbot.mouseClick(strip, LEFT, pos=strip.grid().cell(3).center())
    assert selection.current == 20
    assert selection.images.tolist() == MOVED.tolist()
    assert strip.image_at(QPoint(0, strip.height() - 1)) is None


def test_arrows_go_on_from_the_image_looked_at(strip, selection, qtbot):
    seen = []
    for key in ("Right", "Right", "Down", "Left", "Up", "Left", "Left"):
        qtbot.keyClick(strip, getattr(Qt.Key, f"Key_{key}"))
        seen.append(selection.current)
    assert seen == [3, 7, 299, 150, 3, 3, 3]


def test_what_is_looked_at_is_framed(strip, selection):
    before = strip.grab().toImage()
    selection.look_at(8)
    after = strip.grab().toImage()
    cell = strip.grid().cell(2)
    assert before.copy(cell) != after.copy(cell)
    assert before.copy(strip.grid().cell(0)) == after.copy(strip.grid().cell(0))


def test_says_how_many_there_are_where_not_all_have_room(strip):
    assert strip.caption() == "6 images"
    strip.show_indices(np.arange(300, dtype=np.int32))
    assert strip.caption().startswith("the first ")
    assert strip.caption().endswith(" of 300")


def test_nothing_to_show(strip, selection, qtbot):
    strip.set_images(None)
    strip.grab()
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert strip.caption() == ""
    assert selection.current is None

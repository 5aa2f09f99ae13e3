from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from gui.models import difference_colours
from gui.panels.titled_picture import SIDE, TitledPicture
from gui.qimages import to_qpixmap

PIXELS = np.array([[[250, 0, 0], [0, 250, 0]], [[0, 0, 250], [9, 9, 9]]], np.uint8)


def shown(qtbot, **options):
    made = TitledPicture("Title", "what <b>it</b> means", **options)
    qtbot.addWidget(made)
    made.resize(made.sizeHint())
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_pixels_scale_and_words(qtbot):
    made = shown(qtbot, scale=difference_colours.difference_scale())
    made.show_picture(to_qpixmap(PIXELS), "levels", ("−9", "0", "+9"))
    image, slot = made.grab().toImage(), made.slot()
    quarter = SIDE // 4
    for x, y, colour in ((1, 1, (250, 0, 0)), (3, 1, (0, 250, 0)), (1, 3, (0, 0, 250))):
        at = image.pixelColor(slot.left() + x * quarter, slot.top() + y * quarter)
        assert at.getRgb()[:3] == colour
    bar = next(
        y for y in range(slot.bottom() + 3, made.height())
        if image.pixelColor(slot.center().x(), y).getRgb()[:3] > (250, 250, 250)
    )  # fmt: skip
    assert image.pixelColor(slot.left() + 1, bar + 2).blue() > 120
    assert image.pixelColor(slot.right() - 1, bar + 2).red() > 110
    assert made.accessibleName() == "Title"
    assert made.accessibleDescription() == "levels −9 0 +9"
    assert "&lt;b&gt;" in made.toolTip()


def test_without_a_picture_the_note_stands_in_its_place(qtbot):
    made = shown(qtbot)
    made.show_picture(to_qpixmap(PIXELS))
    made.show_picture(None, "no members")
    assert made.accessibleDescription() == "no members"
    slot = made.slot()
    corner = made.grab().toImage().pixelColor(slot.left() + 4, slot.top() + 4)
    assert corner == made.palette().window().color()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_it_is_clicked_only_while_active(qtbot, key):
    made = shown(qtbot)
    made.show_picture(to_qpixmap(PIXELS))
    with qtbot.assertNotEmitted(made.activated):
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
        qtbot.keyClick(made, key)
    made.set_active(True)
    with qtbot.waitSignal(made.activated):
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(made.activated):
        qtbot.keyClick(made, key)

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from gui import theme
from gui.panels.drop_sign import MARGIN, DropSign


@pytest.fixture
def window(qtbot):
    made = QWidget()
    made.resize(400, 300)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_it_covers_the_window_and_frames_it(window):
    sign = DropSign(window)
    assert not sign.isVisible()
    sign.setText("Open cats")
    sign.cover(window.rect())
    assert sign.geometry() == window.rect()
    picture = window.grab().toImage()
    frame = {picture.pixelColor(x, MARGIN).name() for x in range(2 * MARGIN, 200)}
    assert theme.current().colours.accent.name() in frame
    assert picture.pixelColor(2, 2) == theme.current().colours.window


def test_a_long_name_is_wrapped_inside(window):
    sign = DropSign(window)
    sign.setText("Open " + "a long name " * 10)
    sign.cover(window.rect())
    assert sign.geometry() == window.rect()
    assert sign.heightForWidth(400) > sign.fontMetrics().height() * 2

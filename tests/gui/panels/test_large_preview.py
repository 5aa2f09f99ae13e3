from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from engine.imageset import ImageSet
from gui.models.thumbnails import Thumbnails
from gui.panels.large_preview import LargePreview
from gui.panels.made_up import made_up_images


@pytest.fixture
def preview(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 500)
    window.preview = LargePreview(window)
    window.show()
    yield window.preview
    window.preview.close()


def shown_pixel(preview, x: int, y: int) -> tuple[int, ...]:
    place = preview.canvas.place()
    zoom = preview.canvas.zoom()
    image = preview.canvas.grab().toImage()
    at_x, at_y = place.left() + int((x + 0.5) * zoom), place.top() + int((y + 0.5) * zoom)
    return image.pixelColor(at_x, at_y).getRgb()[:3]


def test_it_shows_the_pixels_as_squares_of_one_size(preview):
    images = made_up_images(20)
    preview.set_thumbnails(Thumbnails(images))
    preview.open_over(preview.parentWidget())
    preview.show_image(7, "a <b>name</b>", "index 7", "")
    zoom = preview.canvas.zoom()
    assert zoom == int(zoom) > 10
    for x, y in ((0, 0), (15, 3), (8, 15)):
        assert shown_pixel(preview, x, y) == tuple(images.pixels[7, y, x])
    assert preview.windowTitle() == "a <b>name</b>"
    assert [line.text() for line in preview.lines] == ["a <b>name</b>", "index 7", ""]
    assert preview.canvas.accessibleName() == "a <b>name</b>, index 7"


def test_large_pictures_are_shown_whole_and_in_full(preview):
    pixels = np.zeros((2, 300, 400, 1), np.float32)
    pixels[1, :, 201] = 1  # one column, which a thumbnail of every second would lose
    preview.set_thumbnails(Thumbnails(ImageSet(name="large", pixels=pixels)))
    preview.open_over(preview.parentWidget())
    preview.show_image(1, "", "", "")
    assert preview.canvas.zoom() == 1
    assert shown_pixel(preview, 201, 100) == (255, 255, 255)
    preview.resize(320, 360)
    preview.grab()
    assert preview.canvas.zoom() < 1
    assert preview.canvas.rect().contains(preview.canvas.place())


def test_arrows_ask_for_another_image(preview, qtbot):
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_End):
        with qtbot.waitSignal(preview.step_wanted) as told:
            qtbot.keyClick(preview, key)
        assert told.args == [key]


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Escape])
def test_space_and_escape_close(preview, qtbot, key):
    preview.open_over(preview.parentWidget())
    assert preview.isVisible()
    qtbot.keyClick(preview, key)
    assert not preview.isVisible()


def test_without_images_it_shows_nothing(preview):
    preview.set_thumbnails(None)
    preview.show_image(3, "name", "", "")
    assert preview.canvas.zoom() == 0
    preview.canvas.grab()
    assert preview.windowTitle() == ""

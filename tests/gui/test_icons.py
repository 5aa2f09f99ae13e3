from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap

from gui import icons, theme

WANTED = (
    *("run", "pause", "step", "stop", "export", "open", "image-set", "settings", "parameters"),
    *("log", "plots", "reset", "help", "close", "warning", "error", "info", "app", "zoom-in"),
    *("zoom-out", "sort", "undo", "redo", "copy", "folder", "clusters", "download"),
    *("first", "back", "on", "last", "film", "movers"),
)


@pytest.fixture
def scheme(qapp):
    """The theme in force, put back to what it was."""
    current = theme.current()
    mode = current.mode
    yield current
    current.set_mode(mode)


def ink(pixmap: QPixmap) -> set[str]:
    """Colours of the pixels that are fully covered."""
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {colour.name() for colour in pixels if colour.alpha() == 255}


def coverage(pixmap: QPixmap) -> float:
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return sum(colour.alphaF() for colour in pixels) / len(pixels)


def test_nothing_is_missing_and_nothing_is_left_over():
    assert icons.names() == tuple(sorted(WANTED))


@pytest.mark.parametrize("name", WANTED)
def test_every_drawing_has_something_on_it_and_does_not_fill_its_square(name, scheme):
    assert 0.05 < coverage(icons.icon(name).pixmap(32)) < 0.95


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_lines_take_the_text_colour_and_disabled_ones_the_pale_one(scheme, mode):
    scheme.set_mode(mode)
    icon = icons.icon("stop")
    assert ink(icon.pixmap(32)) == {scheme.colours.text.name()}
    disabled = icon.pixmap(QSize(32, 32), 1.0, QIcon.Mode.Disabled)
    assert ink(disabled) == {scheme.colours.disabled_text.name()}


@pytest.mark.parametrize("size", [16, 24, 32])
def test_double_resolution_has_twice_the_pixels(scheme, size):
    icon = icons.icon("help")
    assert icon.pixmap(QSize(size, size), 1.0).size() == QSize(size, size)
    assert icon.pixmap(QSize(size, size), 2.0).size() == QSize(2 * size, 2 * size)


def test_a_pixmap_for_a_screen_has_its_ratio(scheme):
    drawn = icons.pixmap("warning", 20, 2.0, QColor("#ff0000"))
    assert drawn.size() == QSize(40, 40)
    assert drawn.deviceIndependentSize().toSize() == QSize(20, 20)
    assert ink(drawn) == {"#ff0000"}


def test_icons_are_made_once_a_scheme(scheme):
    scheme.set_mode("light")
    light = icons.icon("run")
    assert icons.icon("run") is light
    scheme.set_mode("dark")
    assert icons.icon("run") is not light


def test_the_app_icon_keeps_its_colours(scheme):
    scheme.set_mode("light")
    light = icons.icon("app").pixmap(64).toImage()
    scheme.set_mode("dark")
    assert icons.icon("app").pixmap(64).toImage() == light
    assert len(ink(icons.icon("app").pixmap(64))) > 6


def test_an_unknown_name_is_a_key_error(scheme):
    with pytest.raises(KeyError, match="sparkles"):
        icons.icon("sparkles")
    with pytest.raises(KeyError, match="sparkles"):
        icons.pixmap("sparkles", 16)

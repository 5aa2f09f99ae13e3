"""Light or dark, told from a palette: for widgets that follow the palette by themselves."""

from __future__ import annotations

from PySide6.QtGui import QPalette

from gui.colours import DARK, LIGHT, Colours


def is_dark(palette: QPalette) -> bool:
    """Return whether text is brighter than what it stands on."""
    text = palette.color(QPalette.ColorRole.WindowText)
    return text.lightnessF() > palette.color(QPalette.ColorRole.Window).lightnessF()


def scheme(palette: QPalette) -> Colours:
    """Return the colours that go with `palette`."""
    return DARK if is_dark(palette) else LIGHT

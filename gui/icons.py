"""Our own icons, drawn in the colours of the scheme in force.

The drawings are ``resources/icons/*.svg``, 24 × 24 lines in ``currentColor``. Icons already
given to an action keep their colour: whoever holds one asks again on ``Theme.changed``.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gui import theme

SIZES_PX = (16, 20, 24, 32, 48, 64, 128)  # device pixels: 1x and 2x of what the window uses


def icon(name: str, colour: QColor | None = None) -> QIcon:
    """Return the icon `name`, sharp at single and double resolution.

    Parameters
    ----------
    name : str
        Name of a drawing without its suffix: one of `names()`.
    colour : QColor, optional
        Colour of the lines; the scheme's text colour by default. A drawing in colour
        (``"app"``) keeps its own.

    Raises
    ------
    KeyError
        If there is no such drawing.
    """
    current = theme.current()
    line = current.colours.text if colour is None else colour
    return current.remember(("icon", name, line.rgba()), lambda: _make(name, line))


def pixmap(name: str, size: int, ratio: float = 1.0, colour: QColor | None = None) -> QPixmap:
    """Return the drawing `name`, `size` units wide and high, for a screen of `ratio`.

    Raises
    ------
    KeyError
        If there is no such drawing.
    """
    line = theme.current().colours.text if colour is None else colour
    drawn = _draw(name, round(size * ratio), line)
    drawn.setDevicePixelRatio(ratio)
    return drawn


def names() -> tuple[str, ...]:
    """Return the names of all drawings, sorted."""
    return tuple(sorted(_sources()))


def _make(name: str, line: QColor) -> QIcon:
    disabled = theme.current().colours.disabled_text
    made = QIcon()
    for size in SIZES_PX:
        made.addPixmap(_draw(name, size, line), QIcon.Mode.Normal)
        made.addPixmap(_draw(name, size, disabled), QIcon.Mode.Disabled)
    return made


def _draw(name: str, size_px: int, line: QColor) -> QPixmap:
    source = _sources()[name].replace("currentColor", line.name())
    renderer = QSvgRenderer(QByteArray(source.encode()))
    canvas = QPixmap(size_px, size_px)
    canvas.fill(Qt.GlobalColor.transparent)
    painter = QPainter(canvas)
    renderer.render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return canvas


@cache
def _sources() -> dict[str, str]:
    folder = files("resources") / "icons"
    return {
        file.name.removesuffix(".svg"): file.read_text("utf-8")
        for file in folder.iterdir()
        if file.name.endswith(".svg")
    }

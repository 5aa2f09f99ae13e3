"""The colours of the window in light and dark, and those that tell clusters and runs apart.

Plain values and functions: what changes when the system turns dark is `gui.theme`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QColor

GOLDEN_ANGLE = 137.50776405  # degrees: successive hues never come close to recent ones
GRAPHICS_CONTRAST = 3.0  # WCAG 2.2's least contrast of a graphical object


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """One scheme. A `QColor` can be changed in place: nobody does.

    Attributes
    ----------
    window : QColor
        Behind everything.
    surface : QColor
        Behind text and pictures: lists, fields, cards.
    raised : QColor
        Buttons, alternate rows, the tracks of bars.
    text, muted_text, disabled_text : QColor
        Words; second thoughts; what cannot be used now.
    border : QColor
        Lines between things.
    accent, on_accent : QColor
        Selection and focus, and the text on it.
    link, visited : QColor
        Links.
    warning, error : QColor
        Read on `surface`.
    plot_background, plot_foreground, plot_grid : QColor
        Plots: the ground, axes and text, grid lines.
    clusters : tuple of QColor
        Chosen by hand: at least 26 apart in CIELAB, at least 10 apart as seen with protanopia
        or deuteranopia, and at least 3 : 1 against `surface`.
    """

    window: QColor
    surface: QColor
    raised: QColor
    text: QColor
    muted_text: QColor
    disabled_text: QColor
    border: QColor
    accent: QColor
    on_accent: QColor
    link: QColor
    visited: QColor
    warning: QColor
    error: QColor
    plot_background: QColor
    plot_foreground: QColor
    plot_grid: QColor
    clusters: tuple[QColor, ...]


def _colours(names: str) -> tuple[QColor, ...]:
    return tuple(QColor(name) for name in names.split())


LIGHT = Colours(
    window=QColor("#f2f4f7"),
    surface=QColor("#ffffff"),
    raised=QColor("#e6eaf0"),
    text=QColor("#1b222c"),
    muted_text=QColor("#566070"),
    disabled_text=QColor("#949dab"),
    border=QColor("#cbd2dc"),
    accent=QColor("#1f5fc9"),
    on_accent=QColor("#ffffff"),
    link=QColor("#1a56b8"),
    visited=QColor("#6b3fa0"),
    warning=QColor("#8a5300"),
    error=QColor("#b3152f"),
    plot_background=QColor("#ffffff"),
    plot_foreground=QColor("#3b4452"),
    plot_grid=QColor("#dfe4ea"),
    clusters=_colours(
        "#1a66e0 #d4770f #1d7f4c #b3152f #4a0d8f #0a93c9 "
        "#d1579b #776d05 #5c1f0d #5b6b7c #2a1fd0 #a327ad"
    ),
)

DARK = Colours(
    window=QColor("#252b33"),
    surface=QColor("#15181d"),
    raised=QColor("#323a44"),
    text=QColor("#e8ebf0"),
    muted_text=QColor("#a3adbb"),
    disabled_text=QColor("#77818f"),
    border=QColor("#465060"),
    accent=QColor("#4d88ec"),
    on_accent=QColor("#0b0e12"),
    link=QColor("#7fb0ff"),
    visited=QColor("#c3a1f5"),
    warning=QColor("#f0b252"),
    error=QColor("#ff7d85"),
    plot_background=QColor("#15181d"),
    plot_foreground=QColor("#c3cad4"),
    plot_grid=QColor("#2c323b"),
    clusters=_colours(
        "#5b98ff #e9935a #7fe9ae #d0485a #d3b2fb #9fe6f5 "
        "#ef3f9c #f5e27f #a9d93a #f2591f #8a6bff #c255c9"
    ),
)


def contrast(one: QColor, other: QColor) -> float:
    """Return WCAG's contrast ratio of two opaque colours, 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=4096)
def numbered(number: int, *, dark: bool) -> QColor:
    """Return the colour of cluster or run `number`, from 0, readable on the scheme's surface.

    The first twelve are chosen by hand. Further ones walk round the hues by the golden angle in
    three strengths: the first 256 all differ, neighbours in number clearly so.
    """
    colours = DARK if dark else LIGHT
    if number < len(colours.clusters):
        return QColor(colours.clusters[number])
    step = number - len(colours.clusters)
    hue = (47.0 + step * GOLDEN_ANGLE) % 360.0 / 360.0
    saturation = (0.85, 0.5, 0.7)[step % 3]
    lightness = (0.66, 0.72, 0.8)[step % 3] if dark else (0.42, 0.32, 0.5)[step % 3]
    colour = QColor.fromHslF(hue, saturation, lightness)
    while contrast(colour, colours.surface) < GRAPHICS_CONTRAST:
        lightness += 0.02 if dark else -0.02
        colour = QColor.fromHslF(hue, saturation, lightness)
    return colour


def text_on(background: QColor) -> QColor:
    """Return near-black or white, whichever reads better on `background`."""
    candidates = (DARK.on_accent, LIGHT.on_accent)
    return max(candidates, key=lambda colour: contrast(colour, background))


def blend(ground: QColor, over: QColor, share: float) -> QColor:
    """Return `ground` with `share` (0 to 1) of `over` mixed in."""
    mixed = (
        (1 - share) * below + share * above
        for below, above in (
            (ground.redF(), over.redF()),
            (ground.greenF(), over.greenF()),
            (ground.blueF(), over.blueF()),
        )
    )
    return QColor.fromRgbF(*mixed)


def _luminance(colour: QColor) -> float:
    channels = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

"""What the plots look like: their colours and fonts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from gui.colours import numbered
from gui.scheme import is_dark, scheme

N_RUN_COLOURS = 12  # run 13 is drawn as run 1: further colours are too alike for thin lines


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotColours:
    """Colours of a plot.

    Attributes
    ----------
    background, foreground : QColor
        The ground; numbers on the axes.
    axis, grid : QColor
        Lines of the axes; lines across the plot.
    muted : QColor
        Tolerance line and second thoughts.
    accent : QColor
        Frame of the plot that has the focus.
    run, cluster : callable
        Colour of a run; of a cluster. Both count from 0.
    """

    background: QColor
    foreground: QColor
    axis: QColor
    grid: QColor
    muted: QColor
    accent: QColor
    run: Callable[[int], QColor]
    cluster: Callable[[int], QColor]

    @classmethod
    def from_palette(cls, palette: QPalette) -> PlotColours:
        """Return the colours that go with `palette`."""
        colours, dark = scheme(palette), is_dark(palette)
        return cls(
            background=colours.plot_background,
            foreground=colours.plot_foreground,
            axis=colours.border,
            grid=colours.plot_grid,
            muted=colours.muted_text,
            accent=colours.accent,
            run=lambda run: numbered(run % N_RUN_COLOURS, dark=dark),
            cluster=lambda cluster: numbered(cluster, dark=dark),
        )


def small_font() -> QFont:
    """Return the font of axes and readings: the program's, a little smaller."""
    font = QApplication.font()
    font.setPointSizeF(font.pointSizeF() * 0.85)
    return font

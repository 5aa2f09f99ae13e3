"""What a curve plot shows besides its curves: the tolerance, and what stands above the axis."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QGraphicsSimpleTextItem

from gui.models.number_text import count_text, short_text
from gui.panels.plot_style import small_font

_EDGE_PX = 4
_MOST_WHOLE = 1e5  # up to here whole numbers are written out


class ToleranceLine(pg.InfiniteLine):
    """A dashed line across the plot with its value; hidden while there is none."""

    def __init__(self) -> None:
        super().__init__(angle=0, label="", labelOpts={"position": 0.02})
        # On the left: there the curves are far above it.
        self.label.anchors = [(0.0, 0.0), (0.0, 1.0)]
        self.label.setFont(small_font())
        self.hide()

    def show_tolerance(self, tolerance: float | None, drawn: Callable[[float], float]) -> None:
        """Stand at `tolerance`; hide for None. `drawn` gives where on the axis a value lies."""
        self.setVisible(tolerance is not None)
        if tolerance is not None:
            self.setValue(drawn(tolerance))
            self.label.setFormat(f"tolerance {short_text(tolerance)}")

    def set_colour(self, colour: QColor) -> None:
        """Draw and write in `colour`."""
        self.setPen(pg.mkPen(colour, width=1, style=Qt.PenStyle.DashLine))
        self.label.setColor(colour)


class AboveNote(QGraphicsSimpleTextItem):
    """``iteration 0: 2.86e10, above`` in a corner, while that is above what is in view.

    Parameters
    ----------
    view_box : pyqtgraph.ViewBox
        Where it stands.
    tip : str
        Explains why.
    """

    def __init__(self, view_box: Any, tip: str) -> None:
        super().__init__(view_box)
        self._least = -math.inf
        self._view_box = view_box
        self.setFont(small_font())
        self.setToolTip(tip)
        self.setZValue(1)
        self.hide()
        view_box.sigResized.connect(self._place)
        view_box.sigRangeChanged.connect(self._place)

    def show_seeds(
        self, seeds: tuple[float, float] | None, drawn: Callable[[float], float]
    ) -> None:
        """Say what stands at iteration 0, from the least to the largest; nothing for None.

        Parameters
        ----------
        seeds : tuple of (float, float) or None
            The values.
        drawn : callable
            Where on the axis a value lies.
        """
        if seeds is None:
            self._least = -math.inf
        else:
            low, high = (_text(value) for value in seeds)
            self.setText(f"iteration 0: {'' if low == high else 'from '}{low}, above")
            self._least = drawn(seeds[0])
        self._place()

    def set_colour(self, colour: QColor) -> None:
        """Write in `colour`."""
        self.setBrush(QBrush(colour))

    @Slot()
    def _place(self, *_news: object) -> None:
        self.setVisible(self._least > self._view_box.viewRange()[1][1])
        width = self.boundingRect().width()
        self.setPos(max(0.0, self._view_box.size().width() - width - _EDGE_PX), 0)


def _text(value: float) -> str:
    is_count = value.is_integer() and abs(value) < _MOST_WHOLE
    return count_text(value) if is_count else short_text(value)

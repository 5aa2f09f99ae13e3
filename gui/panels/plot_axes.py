"""Axes whose numbers people can read: ``4.65e11``, decades, whole iterations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QFontMetricsF

from gui.models.number_text import short_text
from gui.panels.plot_style import small_font

_WIDEST = "4.655e11"  # all plots get the same left margin, so that their iterations line up
_LABEL_GAP_PX = 10
TICK_PX = 3
LABELLED_LEVELS = 2  # of ticks: coarse ones, and finer ones where there is room
_MOST_DECADES = 6  # with more, the ticks between them run together
EDGE_PX = 8  # room above the plot, and how far a number may stand out of its axis


class ValueAxis(pg.AxisItem):
    """The left axis: linear or logarithmic; `are_counts` leaves whole numbers only."""

    def __init__(self, *, are_counts: bool = False) -> None:
        super().__init__("left")
        self._least_step = 1.0 if are_counts else 0.0
        font = small_font()
        self.setStyle(
            tickFont=font,
            tickLength=TICK_PX,
            maxTickLevel=LABELLED_LEVELS - 1,
            hideOverlappingLabels=EDGE_PX,
        )
        self.enableAutoSIPrefix(False)
        self.setWidth(round(QFontMetricsF(font).horizontalAdvance(_WIDEST)) + 28)
        self._finest = 0.0  # least distance of two numbers on the axis; 0 before the first

    def tickValues(
        self, minVal: float, maxVal: float, size: float
    ) -> list[tuple[float, list[float]]]:
        """Return what pyqtgraph chooses, and note the finest distance that gets numbers."""
        levels: list[tuple[float, list[float]]] = super().tickValues(minVal, maxVal, size)
        if not self.logMode:
            levels = [level for level in levels if level[0] >= self._least_step] or [
                (1.0, [float(v) for v in range(math.ceil(minVal), math.floor(maxVal) + 1)])
            ]
        labelled = [spacing for spacing, values in levels[:LABELLED_LEVELS] if len(values)]
        self._finest = min((spacing for spacing in labelled if spacing), default=0.0)
        return levels

    def tickStrings(
        self, values: Sequence[float], scale: float, spacing: float | None
    ) -> list[str]:
        """Return the numbers at the ticks, with as many digits as tell them apart."""
        if self.logMode:
            return [_decade_text(10.0 ** (value * scale)) for value in values]
        # All levels alike: "4.10e11" goes with "4.05e11".
        step = min(spacing or 1.0, self._finest or math.inf) * scale
        return [_step_text(value * scale, step) for value in values]

    def logTickValues(
        self, minVal: float, maxVal: float, size: float, stdTicks: Any
    ) -> list[tuple[float | None, list[float]]]:
        """Return decades with a number each, and between them ticks at 2 to 9 without."""
        first, last = math.floor(minVal), math.ceil(maxVal)
        every = max(1, round((last - first) / max(2.0, size / 18)))
        decades = [float(d) for d in range(first, last + 1) if d % every == 0]
        inside = [d for d in decades if minVal <= d <= maxVal]
        decades_between = range(first, last) if last - first <= _MOST_DECADES else ()
        between = [
            value
            for decade in decades_between
            for value in (decade + np.log10(np.arange(2, 10))).tolist()
            if minVal < value < maxVal
        ]
        if len(inside) < 2 and last - first <= 2:
            labelled = [v for v in between if round(10 ** (v - math.floor(v))) in (2, 5)]
            return [(float(every), inside), (None, labelled), (None, between)]
        return [(float(every), inside), (None, between)]


class WholeAxis(pg.AxisItem):
    """The bottom axis: whole numbers only, as many as have room."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self._font = small_font()
        self.setStyle(
            tickFont=self._font,
            tickLength=TICK_PX,
            tickTextOffset=1,
            hideOverlappingLabels=EDGE_PX,
        )
        self.enableAutoSIPrefix(False)
        self.setHeight(round(2 * QFontMetricsF(self._font).height()) + 4)

    def tickValues(
        self, minVal: float, maxVal: float, size: float
    ) -> list[tuple[float, list[float]]]:
        """Return multiples of 1, 2, 5, 10, ... whose labels do not touch."""
        low, high = sorted((minVal, maxVal))
        widest = QFontMetricsF(self._font).horizontalAdvance(str(max(0, math.floor(high))))
        room = max(1.0, size / (widest + _LABEL_GAP_PX))
        step = round_step((high - low) / room)
        first = max(0, math.ceil(low / step) * step)
        return [(step, [float(v) for v in range(first, math.floor(high) + 1, step)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return the whole numbers."""
        return [str(round(value)) for value in values]


def round_step(least: float) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50, ... that is at least `least`."""
    if least <= 1:
        return 1
    decade = int(10 ** math.floor(math.log10(least)))
    return next(step for step in (decade, 2 * decade, 5 * decade, 10 * decade) if step >= least)


def _decade_text(value: float) -> str:
    return f"{value:g}" if 1e-3 <= value < 1e5 else short_text(value, 1)


def _step_text(value: float, step: float) -> str:
    """Return `value`, a multiple of `step`, exactly as far as the step needs."""
    if abs(value) < step * 1e-6:
        return "0"
    if 1e-3 <= abs(value) < 1e5:
        return f"{value:,.{max(0, -math.floor(math.log10(step) + 1e-9))}f}"
    exponent = math.floor(math.log10(abs(value)))
    digits = exponent - math.floor(math.log10(step) + 1e-9)
    return short_text(value, 1 + max(0, min(digits, 6)))

"""A live plot with a curve a run. It draws what it is given and computes nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from gui.panels.plot_axes import round_step
from gui.panels.plot_base import BasePlot
from gui.panels.plot_marks import AboveNote, ToleranceLine
from gui.panels.plot_series import Series, nearest
from gui.panels.plot_span import Span
from gui.panels.plot_style import PlotColours

_MARK_PX = 6
_STEPS = 10  # of the bottom axis: at most so much more than a tenth of it is empty
_SEEDS_TIP = (
    "\nFrom iteration 3 on the axis spans iterations 1 and later; where iteration 0, the seeds,\n"
    "stands above, a line says its value. “Make room for iteration 0” in the menu draws it."
)
_NO_LIMIT = -1e307  # pyqtgraph's own, which it compares as a number


class CurvePlot(BasePlot):
    """Values against iterations, with a reading of the nearest one under the mouse.

    Parameters
    ----------
    title, unit, tip : str
        What is shown, in what, and what it means.
    value_text : callable
        Words a value, as the log does.
    is_log : bool
        Start with a logarithmic axis.
    are_counts : bool
        Whole numbers: a linear axis keeps 0 in sight and has no ticks between them.
    leaves_seeds : bool
        Let iteration 0 stand above the axis, and say so, once there are three more.
    """

    def __init__(
        self,
        title: str,
        unit: str,
        tip: str,
        value_text: Callable[[float], str],
        parent: QWidget | None = None,
        *,
        is_log: bool = False,
        are_counts: bool = False,
        leaves_seeds: bool = False,
    ) -> None:
        tip = f"{tip}{_SEEDS_TIP * leaves_seeds}"
        super().__init__(title, unit, "iteration", tip, parent, are_counts=are_counts)
        self._value_text = value_text
        self._are_counts = are_counts
        self._is_log = is_log
        self._series: dict[int, Series] = {}
        self._curves: dict[int, pg.PlotDataItem] = {}
        self._newest_run = 0
        self._tolerance: float | None = None
        self._last = 0
        self._span = Span()
        self._make_items()
        self.log_action = QAction("&Logarithmic axis", self)
        self.log_action.setCheckable(True)
        self.log_action.setChecked(is_log)
        self.log_action.toggled.connect(self.set_log)
        self.canvas.addAction(self.log_action)
        self.seeds_action = QAction("Make room for iteration &0", self)
        self.seeds_action.setCheckable(True)
        self.seeds_action.setChecked(not leaves_seeds)
        self.seeds_action.toggled.connect(self._on_seeds_toggled)
        if leaves_seeds:
            self.canvas.addAction(self.seeds_action)
        self.set_colours(self.colours)
        self.set_log(is_log)

    def _make_items(self) -> None:
        self._line = ToleranceLine()
        self._zero = pg.InfiniteLine(angle=0, pos=0)
        # What the automatic range spans. Steps along the bottom: the axis is drawn anew now and
        # then, not at every iteration.
        self._reach = pg.PlotCurveItem(pen=None)
        for item in (self._line, self._reach, self._zero):
            self.plot_item.addItem(item)
        self._newest = pg.ScatterPlotItem(size=_MARK_PX)
        self._mark = pg.ScatterPlotItem(size=_MARK_PX + 4)
        for item in (self._newest, self._mark):
            self.plot_item.addItem(item, ignoreBounds=True)
        self._above = AboveNote(self.view_box, self.title.toolTip())

    @property
    def is_log(self) -> bool:
        """True with a logarithmic axis; values of 0 are left out then."""
        return self._is_log

    @Slot(bool)
    def set_log(self, is_log: bool) -> None:
        """Choose a logarithmic or linear axis."""
        self._is_log = is_log
        self.log_action.setChecked(is_log)
        self.plot_item.setLogMode(x=False, y=is_log)
        # The line at 0 takes part in the automatic range: that keeps 0 in sight.
        self._zero.setVisible(self._are_counts and not is_log)
        self.view_box.setLimits(yMin=0 if self._are_counts and not is_log else _NO_LIMIT)
        self._line.show_tolerance(self._tolerance, self._drawn)
        self._redraw(self._series)
        self.view_all()

    def clear_runs(self) -> None:
        """Take all curves away."""
        for curve in self._curves.values():
            self.plot_item.removeItem(curve)
        self._curves.clear()
        self._series.clear()
        self._span.clear()
        self._above.show_seeds(None, self._drawn)
        self._newest_run = 0
        self._last = 0
        for item in (self._reach, self._newest, self._mark):
            item.setData(x=[], y=[])
        self.show_reading("")
        self.show_values(False)
        self.view_all()

    def append(self, run: int, iterations: Sequence[int], values: Sequence[float]) -> None:
        """Add points to the curve of `run`; NaN is left out."""
        if run not in self._series:
            self._series[run] = Series()
            curve = pg.PlotDataItem(antialias=True)
            curve.setLogMode(False, self._is_log)
            self._curves[run] = curve
            self.plot_item.addItem(curve, ignoreBounds=True)
            self._paint_curve(run)
            self.show_values(True)
        self._series[run].append(iterations, values)
        self._newest_run = run
        self._redraw([run])

    def set_tolerance(self, tolerance: float | None) -> None:
        """Draw a dashed line at `tolerance`; none for None and 0."""
        self._tolerance = tolerance or None
        self._line.show_tolerance(self._tolerance, self._drawn)

    def set_colours(self, colours: PlotColours) -> None:
        """Repaint in `colours`."""
        super().set_colours(colours)
        self._line.set_colour(colours.muted)
        self._zero.setPen(pg.mkPen(colours.axis))
        self._above.set_colour(colours.muted)
        self._mark.setPen(pg.mkPen(colours.foreground))
        self._mark.setBrush(pg.mkBrush(None))
        for run in self._curves:
            self._paint_curve(run)
        self._redraw([])

    def reading_at(self, x: float, y: float) -> str:
        """Return the value nearest to the point (x, y) of the plot, in words; mark it."""
        curves = {run: s.points(positive=self._is_log) for run, s in self._series.items()}
        found = nearest(curves, x, y, self._drawn, self._height())
        if found is None:
            return ""
        run, iteration, value = found
        self._mark.setData(x=[iteration], y=[self._drawn(value)])
        return self._words(run, iteration, value)

    def leave(self) -> None:
        """Go back to the newest value."""
        self._mark.setData(x=[], y=[])
        self._show_newest()

    def _words(self, run: int, iteration: float, value: float) -> str:
        return f"run {run + 1}, iteration {int(iteration)}: {self._value_text(value)}"

    def _drawn(self, value: float) -> float:
        return math.log10(value) if self._is_log else value

    def _height(self) -> float:
        low, high = self.view_box.viewRange()[1]
        return high - low or 1.0

    def _redraw(self, runs: Sequence[int] | dict[int, Series]) -> None:
        for run in runs:
            points = self._series[run].points(positive=self._is_log)
            self._curves[run].setData(*points)
            self._span.update(run, *points)
        self._show_newest()

    @Slot()
    def _on_seeds_toggled(self) -> None:
        self._show_newest()
        self.view_all()

    def _show_newest(self) -> None:
        series = self._series.get(self._newest_run)
        x, y = series.points(positive=self._is_log) if series else (np.empty(0), np.empty(0))
        if not len(y):
            return
        self._last = max(self._last, int(x[-1]))
        step = round_step(self._last / _STEPS)
        reach = max(1, math.ceil(self._last / step) * step)
        limits = self._span.limits(with_seeds=self.seeds_action.isChecked())
        if limits is not None:
            self._reach.setData(x=[0, reach], y=[self._drawn(limit) for limit in limits])
        self._above.show_seeds(self._span.seeds(), self._drawn)
        colour = self.colours.run(self._newest_run)
        self._newest.setData(
            x=x[-1:], y=[self._drawn(y[-1])], pen=pg.mkPen(colour), brush=pg.mkBrush(colour)
        )
        if not self.is_hovered:
            self.show_reading(self._words(self._newest_run, x[-1], y[-1]))

    def _paint_curve(self, run: int) -> None:
        self._curves[run].setPen(pg.mkPen(self.colours.run(run), width=1))

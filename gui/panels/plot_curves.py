"""A live plot with a curve a run. It draws what it is given and computes nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from gui.models.number_text import short_text
from gui.panels.plot_axes import round_step
from gui.panels.plot_base import BasePlot
from gui.panels.plot_series import Series
from gui.panels.plot_style import PlotColours, small_font

_MARK_PX = 6
_STEPS = 10  # of the bottom axis: at most so much more than a tenth of it is empty
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
    from_zero : bool
        Keep 0 in sight on a linear axis.
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
        from_zero: bool = False,
    ) -> None:
        super().__init__(title, unit, "iteration", tip, parent)
        self._value_text = value_text
        self._from_zero = from_zero
        self._is_log = is_log
        self._series: dict[int, Series] = {}
        self._curves: dict[int, pg.PlotDataItem] = {}
        self._newest_run = 0
        self._tolerance: float | None = None
        self._line = pg.InfiniteLine(angle=0, label="", labelOpts={"position": 0.02})
        # On the left: there the curves are far above it.
        self._line.label.anchors = [(0.0, 0.0), (0.0, 1.0)]
        self._line.label.setFont(small_font())
        self._zero = pg.InfiniteLine(angle=0, pos=0)
        # Steps along the bottom: the axis is drawn anew now and then, not at every iteration.
        self._reach = pg.PlotCurveItem(pen=None)
        self._last = 0
        self.plot_item.addItem(self._line)
        self.plot_item.addItem(self._reach)
        self.plot_item.addItem(self._zero)
        self._newest = pg.ScatterPlotItem(size=_MARK_PX)
        self._mark = pg.ScatterPlotItem(size=_MARK_PX + 4)
        for item in (self._newest, self._mark):
            self.plot_item.addItem(item, ignoreBounds=True)
        self.log_action = QAction("&Logarithmic axis", self)
        self.log_action.setCheckable(True)
        self.log_action.setChecked(is_log)
        self.log_action.toggled.connect(self.set_log)
        self.canvas.addAction(self.log_action)
        self.set_colours(self.colours)
        self.set_log(is_log)

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
        self._zero.setVisible(self._from_zero and not is_log)
        self.view_box.setLimits(yMin=0 if self._from_zero and not is_log else _NO_LIMIT)
        self._place_line()
        self._redraw(self._series)
        self.view_all()

    def clear_runs(self) -> None:
        """Take all curves away."""
        for curve in self._curves.values():
            self.plot_item.removeItem(curve)
        self._curves.clear()
        self._series.clear()
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
            self.plot_item.addItem(curve)
            self._paint_curve(run)
            self.show_values(True)
        self._series[run].append(iterations, values)
        self._newest_run = run
        self._redraw([run])

    def set_tolerance(self, tolerance: float | None) -> None:
        """Draw a dashed line at `tolerance`; none for None and 0."""
        self._tolerance = tolerance or None
        self._place_line()

    def set_colours(self, colours: PlotColours) -> None:
        """Repaint in `colours`."""
        super().set_colours(colours)
        self._line.setPen(pg.mkPen(colours.muted, width=1, style=Qt.PenStyle.DashLine))
        self._line.label.setColor(colours.muted)
        self._zero.setPen(pg.mkPen(colours.axis))
        self._mark.setPen(pg.mkPen(colours.foreground))
        self._mark.setBrush(pg.mkBrush(None))
        for run in self._curves:
            self._paint_curve(run)
        self._redraw([])

    def reading_at(self, x: float, y: float) -> str:
        """Return the value nearest to the point (x, y) of the plot, in words; mark it."""
        best: tuple[float, int, float, float] | None = None
        for run, series in self._series.items():
            iterations, values = series.points(positive=self._is_log)
            if not len(values):
                continue
            place = int(np.abs(iterations - x).argmin())
            drawn = self._drawn(values[place])
            # Several runs share an iteration: the nearest iteration first, then the nearest curve.
            distance = abs(iterations[place] - x) * 1e3 + abs(drawn - y) / self._height()
            if best is None or distance < best[0]:
                best = (distance, run, iterations[place], values[place])
        if best is None:
            return ""
        _, run, iteration, value = best
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
            self._curves[run].setData(*self._series[run].points(positive=self._is_log))
        self._show_newest()

    def _show_newest(self) -> None:
        series = self._series.get(self._newest_run)
        x, y = series.points(positive=self._is_log) if series else (np.empty(0), np.empty(0))
        if not len(y):
            return
        self._last = max(self._last, int(x[-1]))
        step = round_step(self._last / _STEPS)
        reach = max(1, math.ceil(self._last / step) * step)
        self._reach.setData(x=[0, reach], y=[self._drawn(y[-1])] * 2)
        colour = self.colours.run(self._newest_run)
        self._newest.setData(
            x=x[-1:], y=[self._drawn(y[-1])], pen=pg.mkPen(colour), brush=pg.mkBrush(colour)
        )
        if not self.is_hovered:
            self.show_reading(self._words(self._newest_run, x[-1], y[-1]))

    def _paint_curve(self, run: int) -> None:
        self._curves[run].setPen(pg.mkPen(self.colours.run(run), width=1))

    def _place_line(self) -> None:
        self._line.setVisible(self._tolerance is not None)
        if self._tolerance is not None:
            self._line.setValue(self._drawn(self._tolerance))
            self._line.label.setFormat(f"tolerance {short_text(self._tolerance)}")

"""How agreement goes along the iterations of a run, beside the distortion that k-means lowers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gui.models.number_text import short_text
from gui.panels.agreement_figures import DISTORTION, FIGURES
from gui.panels.plot_axes import round_step
from gui.panels.plot_base import BasePlot
from gui.panels.plot_series import nearest
from gui.panels.plot_style import PlotColours

_MARK_PX = 10
_STEPS = 10  # of the bottom axis: at most so much more than a tenth of it is empty
_TIP = (
    "Agreement with the classes at every iteration. Distortion is drawn as a share of what it\n"
    "was at the first: it falls by design, and agreement need not follow."
)


class AgreementCurves(BasePlot):
    """A curve a figure (object name of the plot: ``agreementPlot``); a line where the views are.

    The legend is that of `AgreementFigures`, which shows each figure with the line of its curve.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Agreement by iteration", "0 to 1", "iteration", _TIP, parent)
        self.canvas.setObjectName("agreementPlot")
        self._run: int | None = None
        self._shown: tuple[int, int] | None = None
        self._points: dict[int, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}
        self._first = math.nan  # distortion of the first iteration, to which the rest is held
        self._names = tuple(FIGURES)
        self.here = pg.InfiniteLine(angle=90)
        self.here.hide()
        # What the automatic range spans; all else is drawn within it.
        self._reach = pg.PlotCurveItem(pen=None)
        self.plot_item.addItem(self._reach)
        self._mark = pg.ScatterPlotItem(size=_MARK_PX)
        self.curves = {name: pg.PlotDataItem(antialias=True) for name in self._names}
        for item in (self.here, *self.curves.values(), self._mark):
            self.plot_item.addItem(item, ignoreBounds=True)
        self.set_colours(self.colours)

    def show_curves(
        self, run: int, iterations: Sequence[int], values: Mapping[str, ArrayLike]
    ) -> None:
        """Draw the figures of a run in place of what was drawn.

        Parameters
        ----------
        run : int
            From 0.
        iterations : sequence of int
            Rising.
        values : mapping of str to array_like of shape (n_iterations,)
            By the names of `FIGURES`; the distortion in squared pixel levels. NaN and None are
            left out.

        Raises
        ------
        ValueError
            If there is no such figure, or not a value an iteration.
        """
        x = np.asarray(iterations, dtype=np.float64)
        points, first = {}, math.nan
        for name, of_name in values.items():
            y = np.asarray(of_name, dtype=np.float64)
            if name not in FIGURES or y.shape != x.shape:
                raise ValueError(f"{name!r}: {y.shape} values for {len(x)} iterations")
            known = np.isfinite(y)
            if name == DISTORTION and known.any():
                first = float(y[known][0])
                y = y / (first or 1.0)
            points[self._names.index(name)] = x[known], y[known]
        self._run, self._points, self._first = run, points, first
        nothing = np.empty(0), np.empty(0)
        for at, name in enumerate(self._names):
            self.curves[name].setData(*points.get(at, nothing))
        self._span(x)
        self._mark.setData(x=[], y=[])
        self.show_values(bool(len(x)))
        self._place()
        self.leave()

    def _span(self, x: NDArray[np.float64]) -> None:
        """Keep 0 to 1 in sight, and what is beyond: chance may do better than the clusters."""
        all_y = np.concatenate([y for _, y in self._points.values()] or [np.empty(0)])
        last = int(x.max(initial=1))
        step = round_step(last / _STEPS)
        reach = max(1, math.ceil(last / step) * step)
        self._reach.setData(x=[0, reach], y=[all_y.min(initial=0.0), all_y.max(initial=1.0)])

    def mark(self, run: int, iteration: int) -> None:
        """Say which iteration the views show; the line is there where the curves are that run's."""
        self._shown = run, iteration
        self._place()

    def _place(self) -> None:
        is_here = self._shown is not None and self._shown[0] == self._run
        self.here.setVisible(is_here)
        if is_here and self._shown is not None:
            self.here.setValue(self._shown[1])

    def clear_curves(self) -> None:
        """Take curves and line away."""
        self._shown = None
        self.show_curves(0, (), {})
        self._run = None
        self.leave()
        self.view_all()

    def set_colours(self, colours: PlotColours) -> None:
        """Repaint in `colours`."""
        super().set_colours(colours)
        self.here.setPen(pg.mkPen(colours.foreground, width=1))
        self._mark.setPen(pg.mkPen(colours.foreground))
        self._mark.setBrush(pg.mkBrush(None))
        for name, curve in self.curves.items():
            number, style = FIGURES[name].colour, FIGURES[name].style
            colour = colours.muted if number is None else colours.run(number)
            curve.setPen(pg.mkPen(colour, width=1, style=Qt.PenStyle(style)))

    def reading_at(self, x: float, y: float) -> str:
        """Return the value nearest to the point (x, y) of the plot, in words; mark it."""
        low, high = self.view_box.viewRange()[1]
        found = nearest(self._points, x, y, float, high - low or 1.0)
        if found is None:
            return ""
        at, iteration, value = found
        self._mark.setData(x=[iteration], y=[value])
        figure = FIGURES[self._names[at]]
        words = f"{value:.4f}"
        if self._names[at] == DISTORTION:
            words = f"{short_text(value * (self._first or 1.0), 4)}, {value:.4f} of the first"
        return f"{figure.title}, iteration {int(iteration)}: {words}"

    def leave(self) -> None:
        """Say whose curves these are."""
        self._mark.setData(x=[], y=[])
        is_drawn = self._run is not None and bool(self._points)
        self.show_reading(f"run {self._run + 1}" if is_drawn and self._run is not None else "")

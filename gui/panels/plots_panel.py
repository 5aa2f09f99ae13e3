"""The four live plots of a fit, one under the other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QCloseEvent, QColor, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from engine.kmeans.reports import LogRow
from gui.models.number_text import count_text, distortion_text, shift_text
from gui.panels.plot_bars import BarPlot
from gui.panels.plot_base import BasePlot
from gui.panels.plot_curves import CurvePlot
from gui.panels.plot_style import PlotColours, small_font

MAX_IN_LEGEND = 12
_TIPS = {
    "distortion": "Sum over all images of the squared distance to the own centroid;\n"
    "also called inertia, SSE, WCSS. It never rises within a run.",
    "shift": "How far all centroids together moved in an iteration.\n"
    "A run ends when it comes down to the tolerance, the dashed line.",
    "moved": "Images whose cluster changed in an iteration; all of them at iteration 0.",
    "sizes": "Images in each cluster now.",
}


class PlotsPanel(QWidget):
    """Distortion, shift, moved and cluster sizes, as they come.

    Object names of the pyqtgraph plots: ``distortionPlot``, ``shiftPlot``, ``movedPlot``,
    ``sizesPlot``. Call `close` before the program ends: pyqtgraph wants its plots closed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours: PlotColours | None = None
        self._is_closed = False
        self._runs: set[int] = set()
        self._best: int | None = None
        self._branches: dict[int, str] = {}
        self.distortion = CurvePlot(
            "Distortion",
            "squared levels",
            _TIPS["distortion"],
            distortion_text,
            self,
            leaves_seeds=True,
        )
        self.shift = CurvePlot(
            "Shift", "pixel levels", _TIPS["shift"], shift_text, self, is_log=True
        )
        self.moved = CurvePlot(
            "Moved", "images", _TIPS["moved"], count_text, self, are_counts=True, leaves_seeds=True
        )
        self.sizes = BarPlot("Cluster sizes", "images", _TIPS["sizes"], self)
        for curves in (self.shift, self.moved):  # an iteration has one place in all three
            curves.canvas.setXLink(self.distortion.canvas)
        self._plots: dict[str, BasePlot] = {
            "distortionPlot": self.distortion,
            "shiftPlot": self.shift,
            "movedPlot": self.moved,
            "sizesPlot": self.sizes,
        }
        self._curves = (self.distortion, self.shift, self.moved)
        self._legend = QLabel(self)
        self._legend.setObjectName("runLegend")
        self._legend.setFont(small_font())
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._legend.setWordWrap(True)
        self._legend.setContentsMargins(6, 4, 6, 0)
        self._legend.setAutoFillBackground(True)
        self._legend.hide()
        column = QWidget(self)
        stack = QVBoxLayout(column)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(0)
        stack.addWidget(self._legend)
        for name, plot in self._plots.items():
            plot.canvas.setObjectName(name)
            stack.addWidget(plot, 1)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the plots inside take it, and are scrolled to
        area.setWidgetResizable(True)
        area.setWidget(column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        self._repaint()

    def start_fit(self, shift_tolerance: float | None, n_clusters: int) -> None:
        """Clear all plots for a new fit.

        Parameters
        ----------
        shift_tolerance : float or None
            The effective tolerance in pixel levels; None or 0 where there is none.
        n_clusters : int
            Number of bars to come.
        """
        self.clear()
        self.set_tolerance(shift_tolerance)
        self.show_sizes(np.zeros(n_clusters, dtype=np.int64), None)

    def append_rows(self, rows: Sequence[LogRow]) -> None:
        """Draw further iterations, of one or several runs, in the order they came."""
        if self._is_closed:
            return
        for run, of_run in groupby(rows, key=attrgetter("run")):
            part = list(of_run)
            iterations = [row.iteration for row in part]
            self.distortion.append(run, iterations, [row.distortion for row in part])
            self.shift.append(run, iterations, [row.shift for row in part])
            self.moved.append(run, iterations, [row.moved for row in part])
            if run not in self._runs:
                self._runs.add(run)
                self._show_legend()

    def show_sizes(self, sizes: NDArray[np.int64], colours: Sequence[QColor] | None = None) -> None:
        """Show the sizes of the clusters, ndarray of shape (n_clusters,).

        Without `colours` each bar has its cluster's colour, in light and in dark.
        """
        if not self._is_closed:
            self.sizes.show_sizes(sizes, colours)

    def mark_best(self, run: int) -> None:
        """Name `run`, from 0, as the best in the legend, until the plots are cleared."""
        if run in self._runs:
            self._best = run
            self._show_legend()

    def name_branch(self, run: int, left: tuple[int, int] | None) -> None:
        """Name `run`, from 0, as a branch, with run and iteration it left, until all is cleared."""
        place = "" if left is None else f" (from {left[0] + 1} at {left[1]})"
        self._branches[run] = f"branch {run + 1}{place}"

    def set_tolerance(self, shift_tolerance: float | None) -> None:
        """Move the line in the shift plot; None or 0 hides it."""
        if not self._is_closed:
            self.shift.set_tolerance(shift_tolerance)

    def clear(self) -> None:
        """Empty all plots."""
        if self._is_closed:
            return
        self._runs.clear()
        self._branches.clear()
        self._best = None
        self._show_legend()
        self.set_tolerance(None)
        for plot in self._curves:
            plot.clear_runs()
        self.sizes.clear_sizes()

    def set_colours(self, colours: PlotColours) -> None:
        """Use `colours` from now on, instead of those that go with the palette."""
        self._colours = colours
        self._repaint()

    @Slot()
    def view_all(self) -> None:
        """Show everything in every plot again, after zooming."""
        if not self._is_closed:
            for plot in self._plots.values():
                plot.view_all()

    def _repaint(self) -> None:
        if self._is_closed:
            return
        colours = self._colours or PlotColours.from_palette(self.palette())
        palette = self._legend.palette()
        palette.setColor(QPalette.ColorRole.Window, colours.background)
        self._legend.setPalette(palette)
        for plot in self._plots.values():
            plot.set_colours(colours)
        self._show_legend()

    def _show_legend(self) -> None:
        runs = sorted(self._runs)
        self._legend.setVisible(len(runs) > 1)
        shown = runs[-MAX_IN_LEGEND:]
        if self._best is not None and self._best not in shown:
            shown[0] = self._best
        entries = [self._legend_entry(run) for run in shown]
        if len(runs) > MAX_IN_LEGEND:
            entries.insert(0, "…")
        self._legend.setText("&ensp; ".join(entries))

    def _legend_entry(self, run: int) -> str:
        colour = self.distortion.colours.run(run).name()
        name = self._branches.get(run, f"run {run + 1}").replace(" ", "&nbsp;")
        entry = f'<span style="color:{colour}">■</span>&nbsp;{name}'
        return f"<b>{entry}&nbsp;(best)</b>" if run == self._best else entry

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._colours is None:
            self._repaint()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close the plots as pyqtgraph wants it; later calls do nothing."""
        if not self._is_closed:
            self._is_closed = True
            for plot in self._plots.values():
                plot.shut_down()
        super().closeEvent(event)

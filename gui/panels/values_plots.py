"""All plots against the number of clusters, two beside one another."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from gui import theme
from gui.models.compared_fit import ComparedFit
from gui.models.values_facts import FitColumn, silhouette_title
from gui.panels.plot_style import PlotColours
from gui.panels.values_plot import ValuesPlot

COLUMNS = 2
_HEIGHT_PX = 150
_SILHOUETTE, _AGREEMENT = "silhouettePlot", "agreementByValuePlot"

_PLOTS: dict[str, tuple[str, str, str, tuple[FitColumn, ...]]] = {
    "distortionByValuePlot": (
        "Distortion",
        "levels²",
        "Of the best run; the bar reaches to the worst. It always falls as K grows.",
        (FitColumn.DISTORTION,),
    ),
    _SILHOUETTE: (
        "Silhouette",
        "-1 to 1",
        "How much nearer images are to their own cluster than to the next. Higher is better.",
        (FitColumn.SILHOUETTE,),
    ),
    "calinskiHarabaszPlot": (
        "Calinski-Harabasz",
        "ratio",
        "Scatter between clusters over scatter within them. Higher is better.",
        (FitColumn.CALINSKI_HARABASZ,),
    ),
    "daviesBouldinPlot": (
        "Davies-Bouldin",
        "ratio",
        "How far clusters reach into each other. Lower is better.",
        (FitColumn.DAVIES_BOULDIN,),
    ),
    _AGREEMENT: (
        "ARI (full), NMI (dashed)",
        "0 to 1",
        "Agreement with the labels. Higher is better; k-means never saw them.",
        (FitColumn.ARI, FitColumn.NMI),
    ),
    "iterationsByValuePlot": (
        "Iterations",
        "iterations",
        "Of the best run.",
        (FitColumn.ITERATIONS,),
    ),
    "secondsByValuePlot": ("Time", "seconds", "Of the whole fit, all runs.", (FitColumn.SECONDS,)),
}


class ValuesPlots(QWidget):
    """The plots by their object names: `plots`. Call `shut_down` in the end.

    Signals
    -------
    fit_activated(str)
        The key of a fit whose point was clicked.
    """

    fit_activated = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_closed = False
        self.plots = {name: self._make_plot(name) for name in _PLOTS}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self._has_labels = True
        self._arrange()
        theme.current().changed.connect(self._on_theme_changed)

    def _make_plot(self, name: str) -> ValuesPlot:
        title, unit, tip, columns = _PLOTS[name]
        plot = ValuesPlot(title, unit, tip, columns)
        plot.canvas.setObjectName(name)
        plot.setMinimumHeight(_HEIGHT_PX)
        plot.setMinimumWidth(0)
        plot.fit_activated.connect(self.fit_activated)
        return plot

    def set_has_labels(self, has_labels: bool) -> None:
        """Show the plot of agreement, or leave it out."""
        if has_labels != self._has_labels:
            self._has_labels = has_labels
            self._arrange()

    def _arrange(self) -> None:
        shown = [name for name in self.plots if self._has_labels or name != _AGREEMENT]
        for plot in self.plots.values():
            self._grid.removeWidget(plot)
        for place, name in enumerate(shown):
            row, column = divmod(place, COLUMNS)
            span = COLUMNS - column if name == shown[-1] else 1
            self._grid.addWidget(self.plots[name], row, column, 1, span)
        self.plots[_AGREEMENT].setVisible(self._has_labels)

    def show_fits(self, fits: Sequence[ComparedFit], suggested: int | None) -> None:
        """Draw all fits, and a line at the suggested K if there is one."""
        if self._is_closed:
            return
        self.plots[_SILHOUETTE].title.setText(silhouette_title(fits))
        for plot in self.plots.values():
            plot.show_fits(fits)
            plot.show_suggested(suggested)

    def mark(self, keys: Collection[str]) -> None:
        """Put rings round the points of these fits."""
        if not self._is_closed:
            for plot in self.plots.values():
                plot.mark(keys)

    def shut_down(self) -> None:
        """Close the plots as pyqtgraph wants it; later calls do nothing."""
        if not self._is_closed:
            self._is_closed = True
            for plot in self.plots.values():
                plot.shut_down()

    @Slot()
    def _on_theme_changed(self) -> None:
        if not self._is_closed:
            colours = PlotColours.from_palette(QApplication.palette())
            for plot in self.plots.values():
                plot.set_colours(colours)

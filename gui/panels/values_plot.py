"""A figure of all fits against the number of clusters: points, bars, and a line through the best.

Colours tell figures apart, shapes initialisations.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QWidget

from gui.models.compared_fit import ComparedFit
from gui.models.values_facts import FitColumn
from gui.models.values_points import Points, points_of
from gui.panels.plot_base import BasePlot
from gui.panels.plot_style import PlotColours
from gui.panels.values_marks import symbol_of

_POINT_PX, _RING_PX = 7, 14
_REACH_PX = 12  # how far from a point a click may be
_BEAM = 0.3  # width of the ends of a bar, in clusters
_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine)
_CLICK = "A click on a point opens its fit."


class ValuesPlot(BasePlot):
    """One figure, or several of the same unit.

    Parameters
    ----------
    title, unit, tip
        As for `BasePlot`.
    columns : sequence of FitColumn
        At most two: the first has a full line, the second a dashed one.
    parent : QWidget, optional

    Signals
    -------
    fit_activated(str)
        The key of a fit whose point was clicked.
    """

    fit_activated = Signal(str)

    def __init__(
        self,
        title: str,
        unit: str,
        tip: str,
        columns: Sequence[FitColumn],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, unit, "K", f"{tip}\n{_CLICK}", parent)
        # However much is to be said, two plots beside one another stay equally wide.
        self.reading.setMinimumWidth(1)
        self.title.setMinimumWidth(1)
        self._columns = tuple(columns)
        self.shown: tuple[Points, ...] = ()
        self._keys: frozenset[str] = frozenset()
        self.suggested = pg.InfiniteLine(angle=90)
        self.suggested.hide()
        self.plot_item.addItem(self.suggested, ignoreBounds=True)
        self.bars = pg.ErrorBarItem(beam=_BEAM)
        self.plot_item.addItem(self.bars)
        self.lines = [pg.PlotDataItem(antialias=True) for _ in self._columns]
        self.scatter = pg.ScatterPlotItem(size=_POINT_PX, pxMode=True)
        self.rings = pg.ScatterPlotItem(size=_RING_PX, pxMode=True)
        for item in (*self.lines, self.scatter, self.rings):
            self.plot_item.addItem(item)
        self.canvas.scene().sigMouseClicked.connect(self._on_clicked)
        self.set_colours(self.colours)

    def show_fits(self, fits: Sequence[ComparedFit]) -> None:
        """Draw all fits that have the figure, in place of what was drawn."""
        self.shown = tuple(points_of(fits, column) for column in self._columns)
        self._draw()
        self.show_values(any(len(points.x) for points in self.shown))
        self.leave()

    def show_suggested(self, k: int | None) -> None:
        """Draw a dashed line at `k`; None takes it away."""
        self.suggested.setVisible(k is not None)
        if k is not None:
            self.suggested.setValue(k)

    def mark(self, keys: Collection[str]) -> None:
        """Put rings round the points of these fits, and of no others."""
        self._keys = frozenset(keys)
        self._draw_rings()

    def _draw(self) -> None:
        spots: list[dict[str, Any]] = []
        for number, (points, line) in enumerate(zip(self.shown, self.lines, strict=True)):
            colour = self.colours.run(number)
            line.setData(points.line_x, points.line_y)
            line.setPen(pg.mkPen(colour, width=1.5, style=_STYLES[number]))
            spots += [
                {
                    "pos": (x, y),
                    "symbol": symbol_of(fit.parameters.init_name),
                    "pen": pg.mkPen(colour),
                    "brush": pg.mkBrush(self.colours.background if fit.stopped else colour),
                }
                for x, y, fit in zip(points.x, points.y, points.fits, strict=True)
            ]
        self.scatter.setData(spots)
        self._draw_bars()
        self._draw_rings()

    def _draw_bars(self) -> None:
        first = self.shown[0] if self.shown else None
        has_bars = first is not None and bool((first.high > first.low).any())
        self.bars.setVisible(has_bars)
        if has_bars and first is not None:
            self.bars.setData(
                x=first.x,
                y=first.y,
                top=first.high - first.y,
                bottom=first.y - first.low,
                pen=pg.mkPen(self.colours.run(0)),
            )

    def _draw_rings(self) -> None:
        self.rings.setData(
            [
                {"pos": (x, y)}
                for points in self.shown
                for x, y, fit in zip(points.x, points.y, points.fits, strict=True)
                if fit.key in self._keys
            ]
        )

    def set_colours(self, colours: PlotColours) -> None:
        """Repaint in `colours`."""
        super().set_colours(colours)
        self.suggested.setPen(pg.mkPen(colours.muted, style=Qt.PenStyle.DashLine))
        self.rings.setPen(pg.mkPen(colours.foreground, width=2))
        self.rings.setBrush(pg.mkBrush(None))
        if self.shown:
            self._draw()

    def reading_at(self, x: float, y: float) -> str:
        """Return which fit the point nearest to (x, y) is, in words."""
        found = self._nearest(x, y)
        return "" if found is None else found[0].words(found[1])

    def show_reading(self, text: str) -> None:
        """Show `text` in place of the title: there is no room for both. Overrides BasePlot."""
        super().show_reading(text)
        self.title.setVisible(not text)
        self.reading.setVisible(bool(text))

    def leave(self) -> None:
        """Say nothing while the mouse is elsewhere: there is no newest."""
        self.show_reading("")

    def key_at(self, position: QPointF) -> str | None:
        """Return the fit whose point is at `position` of the scene, or next to it."""
        if not self.view_box.sceneBoundingRect().contains(position):
            return None
        place = self.view_box.mapSceneToView(position)
        found = self._nearest(place.x(), place.y())
        if found is None or found[2] > _REACH_PX:
            return None
        return found[0].fits[found[1]].key

    def _nearest(self, x: float, y: float) -> tuple[Points, int, float] | None:
        """Return the nearest point, and how far off it is in pixels; None if there is none."""
        width, height = self.view_box.viewPixelSize()
        best: tuple[Points, int, float] | None = None
        for points in self.shown:
            if not len(points.x):
                continue
            away: NDArray[np.float64] = np.hypot(
                (points.x - x) / (width or 1.0), (points.y - y) / (height or 1.0)
            )
            at = int(away.argmin())
            if best is None or away[at] < best[2]:
                best = points, at, float(away[at])
        return best

    def _on_clicked(self, event: Any) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            key = self.key_at(event.scenePos())
            if key is not None:
                self.fit_activated.emit(key)

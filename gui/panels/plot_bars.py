"""The sizes of the clusters, a bar each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from gui.models.number_text import count_text
from gui.panels.plot_base import BasePlot
from gui.panels.plot_style import PlotColours

_BAR_WIDTH = 0.8
_MARGIN = 0.6  # clusters before the first bar and after the last


class BarPlot(BasePlot):
    """Images of each cluster, with a reading of the bar under the mouse."""

    def __init__(self, title: str, unit: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(title, unit, "cluster", tip, parent, are_counts=True)
        self._sizes: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._colours: list[QColor] | None = None
        self._bars: pg.BarGraphItem | None = None
        self.view_box.setLimits(yMin=0)
        self.set_colours(self.colours)

    def show_sizes(
        self, sizes: NDArray[np.int64], bar_colours: Sequence[QColor] | None = None
    ) -> None:
        """Show `sizes`, ndarray of shape (n_clusters,), in the clusters' colours or others."""
        colours = None if bar_colours is None else list(bar_colours)
        n_before = len(self._sizes)
        self._sizes = sizes
        if self._bars is not None and len(sizes) == n_before and colours == self._colours:
            self._bars.setOpts(height=sizes)
        else:
            self._colours = colours
            self._make_bars()
        self.show_values(bool(sizes.any()))
        if not self.is_hovered:
            self.leave()

    def clear_sizes(self) -> None:
        """Take all bars away."""
        self._sizes = np.empty(0, dtype=np.int64)
        self._make_bars()
        self.show_values(False)
        self.show_reading("")
        self.view_all()

    def set_colours(self, colours: PlotColours) -> None:
        """Repaint in `colours`."""
        super().set_colours(colours)
        self._make_bars()

    def reading_at(self, x: float, y: float) -> str:
        """Return the size of the cluster at `x`; `y` does not matter."""
        cluster = round(x)
        if not 0 <= cluster < len(self._sizes):
            return ""
        return f"cluster {cluster}: {self._words(self._sizes[cluster])}"

    def leave(self) -> None:
        """Show the range of the sizes."""
        if self._sizes.any():
            low, high = int(self._sizes.min()), int(self._sizes.max())
            least = "" if low == high else f"{count_text(low)} to "
            self.show_reading(f"{least}{self._words(high)}")

    @staticmethod
    def _words(size: int) -> str:
        return f"{count_text(size)} image{'' if size == 1 else 's'}"

    def _make_bars(self) -> None:
        if self._bars is not None:
            self.plot_item.removeItem(self._bars)
            self._bars = None
        n_clusters = len(self._sizes)
        if not n_clusters:
            return
        self.view_box.setLimits(xMin=-_MARGIN, xMax=n_clusters - 1 + _MARGIN)
        colours = self._colours or [self.colours.cluster(cluster) for cluster in range(n_clusters)]
        self._bars = pg.BarGraphItem(
            x=np.arange(n_clusters),
            height=self._sizes,
            width=_BAR_WIDTH,
            pen=pg.mkPen(None),
            brushes=[pg.mkBrush(colour) for colour in colours],
        )
        self.plot_item.addItem(self._bars)

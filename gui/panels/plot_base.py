"""What all plots of the panel share: a title line with a reading, axes, mouse and menu."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, Qt, Slot
from PySide6.QtGui import QAction, QPainter, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.panels.plot_axes import EDGE_PX, TICK_PX
from gui.panels.plot_canvas import Canvas
from gui.panels.plot_style import PlotColours, small_font

MIN_HEIGHT_PX = 118
GRID_PX = 16  # least distance of the lines across a plot
_HELP = "Ctrl+wheel zooms, dragging moves; “View all” in the menu undoes both."


class BasePlot(QWidget):
    """A plot `canvas` under a line with its title and a reading.

    Subclasses say what the reading is: `reading_at` and `leave`.

    Parameters
    ----------
    title, unit, x_label : str
        Name of the plot; what its two axes count.
    tip : str
        Explains the quantity.
    parent : QWidget, optional
        Owner of the plot.
    are_counts : bool
        The upright axis has whole numbers only.
    """

    def __init__(
        self,
        title: str,
        unit: str,
        x_label: str,
        tip: str,
        parent: QWidget | None = None,
        *,
        are_counts: bool = False,
    ) -> None:
        super().__init__(parent)
        self.colours = PlotColours.from_palette(self.palette())
        self.is_hovered = False
        self._unit = unit
        self._x_label = x_label
        self.title = QLabel(title, self)
        bold = small_font()
        bold.setBold(True)
        self.title.setFont(bold)
        self.reading = QLabel(self)
        self.reading.setFont(small_font())
        self.reading.setTextFormat(Qt.TextFormat.PlainText)
        self.canvas = Canvas(self, are_counts=are_counts)
        for label in (self.title, self.reading):
            label.setToolTip(f"{tip}\n{_HELP}")
        self.canvas.setAccessibleName(f"{title}, {unit}")
        self.canvas.setAccessibleDescription(tip)
        self.plot_item: Any = self.canvas.getPlotItem()
        self.view_box: Any = self.plot_item.getViewBox()
        self.plot_item.layout.setContentsMargins(0, EDGE_PX, 1, 0)
        self.view_box.setDefaultPadding(0.04)
        self._has_values = True
        self.view_all_action = QAction("&View all", self)
        self.view_all_action.triggered.connect(self.view_all)
        self.canvas.addAction(self.view_all_action)
        self.canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        line = QHBoxLayout()
        line.addWidget(self.title)
        line.addStretch(1)
        line.addWidget(self.reading)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 3, 6, 0)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self.canvas, 1)
        self.setMinimumHeight(MIN_HEIGHT_PX)
        self.setAutoFillBackground(True)
        self.show_values(False)

    @Slot()
    def view_all(self) -> None:
        """Show everything, and go on doing so."""
        self.view_box.enableAutoRange()

    def show_values(self, shown: bool) -> None:
        """Show numbers and grid on the axes, or none while there is nothing to number."""
        if shown != self._has_values:
            self._has_values = shown
            for name in ("left", "bottom"):
                axis = self.plot_item.getAxis(name)
                axis.setStyle(showValues=shown, tickLength=TICK_PX if shown else 0)

    def draw_grid(self, painter: QPainter) -> None:
        """Draw lines across the plot at round numbers, in coordinates of the scene.

        The grid that pyqtgraph draws with its axes doubles the time of a redraw.
        """
        if not self._has_values:
            return
        box = self.view_box.sceneBoundingRect()
        low, high = self.view_box.viewRange()[1]
        axis = self.plot_item.getAxis("left")
        (_, lines), *finer = axis.tickValues(low, high, box.height())
        if finer and not axis.logMode:
            more = [*lines, *finer[0][1]]
            lines = more if len(more) * GRID_PX <= box.height() else lines
        painter.setPen(pg.mkPen(self.colours.grid))
        for value in lines:
            y = box.bottom() - (value - low) / (high - low) * box.height()
            painter.drawLine(QLineF(box.left(), y, box.right(), y))

    def show_reading(self, text: str) -> None:
        """Show `text` beside the title."""
        self.reading.setText(text)

    def reading_at(self, x: float, y: float) -> str:
        """Return the value at a point of the plot in words."""
        raise NotImplementedError

    def leave(self) -> None:
        """Show the reading that stands while the mouse is elsewhere."""
        raise NotImplementedError

    def hover(self, position: QPointF) -> None:
        """Show the reading at `position`, in pixels of the canvas."""
        in_scene = self.canvas.mapToScene(position.toPoint())
        if not self.view_box.sceneBoundingRect().contains(in_scene):
            self.unhover()
            return
        self.is_hovered = True
        point = self.view_box.mapSceneToView(in_scene)
        self.show_reading(self.reading_at(point.x(), point.y()))

    def unhover(self) -> None:
        """Forget the mouse."""
        if self.is_hovered:
            self.is_hovered = False
            self.leave()

    def set_colours(self, colours: PlotColours) -> None:
        """Repaint ground, axes and reading."""
        self.colours = colours
        self.canvas.setBackground(colours.background)
        label = {"color": colours.muted.name(), "font-size": f"{small_font().pointSizeF():g}pt"}
        for name, text in (("left", self._unit), ("bottom", self._x_label)):
            axis = self.plot_item.getAxis(name)
            axis.setPen(pg.mkPen(colours.axis))
            axis.setTextPen(pg.mkPen(colours.foreground))
            axis.setLabel(text, **label)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, colours.background)
        self.setPalette(palette)
        palette = self.reading.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colours.muted)
        self.reading.setPalette(palette)

    def shut_down(self) -> None:
        """Close the canvas as pyqtgraph wants it; the plot cannot be used afterwards."""
        self.canvas.close()

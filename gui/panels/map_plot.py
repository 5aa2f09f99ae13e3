"""The map itself: points, trails and centroids, with mouse and keys; it knows no images."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from engine.insight.map_picks import nearest_point
from gui import theme
from gui.panels.map_centroids import CentroidsLayer
from gui.panels.map_lasso import LassoLayer, Tool
from gui.panels.map_points import PointsLayer
from gui.panels.map_trails import TrailsLayer

REACH_PX = 9  # how near to a point the mouse has to be
PADDING = 0.05
KEY_STEP = 0.1  # of the view, moved by an arrow key
ZOOM_STEP = 0.8
_ARROWS = {
    Qt.Key.Key_Left: (-KEY_STEP, 0.0),
    Qt.Key.Key_Right: (KEY_STEP, 0.0),
    Qt.Key.Key_Up: (0.0, KEY_STEP),
    Qt.Key.Key_Down: (0.0, -KEY_STEP),
}
_ZOOMS = {Qt.Key.Key_Plus: ZOOM_STEP, Qt.Key.Key_Equal: ZOOM_STEP, Qt.Key.Key_Minus: 1 / ZOOM_STEP}


class MapPlot(pg.GraphicsView):
    """Layers over a view with the same scale in both directions.

    Signals
    -------
    region_chosen(object, object)
        An outline was closed: which points lie inside, ndarray of shape (m,), bool, and the
        keyboard modifiers.
    point_clicked(int), point_activated(int)
        A click, a double click on the point at a position.
    cluster_activated(int)
        A double click on a centroid.
    hovered(object, object, QPoint)
        The mouse is over a cluster's centroid or near a point, or else None, and where.
    became_visible()
        It was hidden before.
    """

    region_chosen = Signal(object, object)
    point_clicked = Signal(int)
    point_activated = Signal(int)
    cluster_activated = Signal(int)
    hovered = Signal(object, object, QPoint)
    became_visible = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tool = Tool.PAN
        self.box: Any = _Box(self)
        self.setCentralItem(self.box)
        self.points = PointsLayer(self.box)
        self.trails = TrailsLayer(self.box)
        self.centroids = CentroidsLayer(self.box)
        self.lasso = LassoLayer(self.box)
        self._is_fitted = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)
        self.box.sigRangeChangedManually.connect(self._on_view_moved)

    def set_tool(self, tool: Tool) -> None:
        """Take another tool; an outline that is being drawn is given up."""
        self.tool = tool
        self.lasso.give_up()
        is_pan = tool is Tool.PAN
        self.viewport().setCursor(
            Qt.CursorShape.ArrowCursor if is_pan else Qt.CursorShape.CrossCursor
        )

    @Slot()
    def fit(self) -> None:
        """Show all points, and go on doing so when the widget is resized."""
        self._is_fitted = True
        points = self.points.points
        if not len(points):
            return
        (left, bottom), (right, top) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        widest = max(right - left, top - bottom) or 2.0  # all points in one place
        middle_x, middle_y = (left + right) / 2, (bottom + top) / 2
        # A share of the larger side keeps points on a line in the middle of a view with an area.
        width, height = max(right - left, widest / 100), max(top - bottom, widest / 100)
        area = QRectF(middle_x - width / 2, middle_y - height / 2, width, height)
        self.box.setRange(area, padding=PADDING)

    @Slot()
    def _on_view_moved(self, *_news: object) -> None:
        self._is_fitted = False
        self.hovered.emit(None, None, QPoint())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Go on showing all points. Overrides pyqtgraph's."""
        super().resizeEvent(event)
        if getattr(self, "_is_fitted", False):  # pyqtgraph resizes before there is anything
            self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Tell of it. Overrides pyqtgraph's."""
        super().showEvent(event)
        self.became_visible.emit()

    def point_at(self, place: QPointF) -> int | None:
        """Return the position of the point nearest to a pixel of the view, if it is near."""
        here, there = self.points.to_map([place.toTuple(), (place.x() + REACH_PX, place.y())])
        return nearest_point(self.points.points, here, float(there[0] - here[0]))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is under the mouse. Overrides pyqtgraph's."""
        super().mouseMoveEvent(event)
        if event.buttons() == Qt.MouseButton.NoButton:
            at = event.position().toPoint()
            place = self.box.mapFromScene(self.mapToScene(at))
            cluster = self.centroids.cluster_at(place)
            self.hovered.emit(cluster, None if cluster is not None else self.point_at(place), at)

    def leaveEvent(self, event: QEvent) -> None:
        """Say that nothing is. Overrides pyqtgraph's."""
        super().leaveEvent(event)
        self.hovered.emit(None, None, QPoint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and zoom. Overrides pyqtgraph's."""
        key = Qt.Key(event.key())
        if key in _ARROWS:
            (left, right), (bottom, top) = self.box.viewRange()
            across, up = _ARROWS[key]
            self.box.translateBy(x=across * (right - left), y=up * (top - bottom))
        elif key in _ZOOMS:
            self.box.scaleBy((_ZOOMS[key], _ZOOMS[key]))
        else:
            event.ignore()
            return
        self._on_view_moved()

    def clicked(self, place: QPointF, *, is_double: bool) -> None:
        """Tell of a click at a pixel of the view."""
        cluster = self.centroids.cluster_at(place)
        point = None if cluster is not None else self.point_at(place)
        if cluster is not None and is_double:
            self.cluster_activated.emit(cluster)
        elif point is not None:
            (self.point_activated if is_double else self.point_clicked).emit(point)

    def dragged(self, start: QPointF, place: QPointF, event: Any) -> None:
        """Draw an outline with the tool, and tell what lies inside when it ends."""
        if event.isStart():
            self.lasso.begin(self.tool, start)
            self.hovered.emit(None, None, QPoint())
        if not self.lasso.is_drawn:  # given up by a key while the button is down
            return
        self.lasso.extend(place)
        if event.isFinish():
            chosen: NDArray[np.bool_] = self.lasso.end(self.points.points)
            self.region_chosen.emit(chosen, event.modifiers())

    def close(self) -> None:
        """Close for good; the plot cannot be used afterwards. Overrides pyqtgraph's."""
        self._is_fitted = False  # closing resizes, when there is no view any more
        super().close()

    def show_theme(self) -> None:
        """Take the colours of the theme in force."""
        colours = theme.current().colours
        self.setBackground(colours.plot_background)
        self.box.setBorder(pg.mkPen(colours.border))


class _Box(pg.ViewBox):
    """The view, with our tools in place of pyqtgraph's menu and zoom box."""

    def __init__(self, plot: MapPlot) -> None:
        super().__init__(lockAspect=True, enableMenu=False)
        self._plot = plot
        self.disableAutoRange()

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        """Draw with the tool, or move the view. Overrides pyqtgraph's."""
        left = Qt.MouseButton.LeftButton
        if event.button() != left or self._plot.tool is Tool.PAN:
            super().mouseDragEvent(event, axis)
            return
        event.accept()
        self._plot.dragged(event.buttonDownPos(left), event.pos(), event)

    def mouseClickEvent(self, event: Any) -> None:
        """Tell of the left button. Overrides pyqtgraph's."""
        if event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            self._plot.clicked(event.pos(), is_double=event.double())

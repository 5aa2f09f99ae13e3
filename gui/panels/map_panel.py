"""The images of a set on a map in two dimensions, with clusters, centroids and their trails.

It makes no map: it asks for one, and shows what it is given.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from engine.history.moments import Moment
from engine.imageset import ImageSet
from engine.insight.map2d import ImageMap
from gui.models.map_colours import ColourBy
from gui.models.map_view import note_text
from gui.models.selection import Selection
from gui.panels.hint_label import HintLabel
from gui.panels.load_progress import LoadProgress
from gui.panels.map_controls import MapControls
from gui.panels.map_drawing import MapDrawing
from gui.panels.map_empty import MapEmpty
from gui.panels.map_foot import MapFoot
from gui.panels.map_lasso import Tool
from gui.panels.map_plot import MapPlot

CANCEL_TIP = "Stop making the map; the one that is shown stays"


class MapPanel(QWidget):
    """Points by cluster or class, selected with a rectangle or a lasso.

    It asks for a map by itself when it is first seen with images, and later only when told to.
    Call `close` before the program ends: pyqtgraph wants its plots closed.

    Parameters
    ----------
    selection : Selection
        The one of all views.
    parent : QWidget, optional

    Signals
    -------
    map_wanted(str)
        A map is to be made: ``"pca"`` or ``"tsne"``.
    cancel_requested()
        The map that is being made is no longer wanted; `end_progress` has to follow.
    trails_wanted()
        The trails of the shown run are to be given to `show_trails`, as far as it has come.
    image_activated(int), cluster_activated(int)
        A double click on a point, or Enter for the current image; on a centroid.
    """

    map_wanted = Signal(str)
    cancel_requested = Signal()
    trails_wanted = Signal()
    image_activated = Signal(int)
    cluster_activated = Signal(int)

    def __init__(self, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mapView")
        self._selection = selection
        self._is_busy = self._was_asked = False
        self.plot = MapPlot()
        self.plot.setAccessibleName("Map of the images")
        self.drawing = MapDrawing(self.plot, selection, self)
        self.controls = MapControls()
        self.controls.bind_keys(self)
        self.progress = LoadProgress()
        self.progress.bar.setAccessibleName("Progress of the map")
        self.progress.cancel.setToolTip(CANCEL_TIP)
        self.problem = HintLabel()
        self.foot = MapFoot()
        self._empty = MapEmpty()
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.plot)
        self.problem.setContentsMargins(6, 0, 6, 0)
        self.progress.setContentsMargins(6, 0, 6, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for widget in (self.controls, self.progress, self.problem, self._pages, self.foot):
            column.addWidget(widget)
        column.setStretchFactor(self._pages, 1)

    def _connect(self) -> None:
        self.controls.method_chosen.connect(self._on_method_chosen)
        self.controls.colour_chosen.connect(self._on_colour_chosen)
        self.controls.tool_chosen.connect(self._on_tool_chosen)
        self.controls.fit_clicked.connect(self.plot.fit)
        self.controls.centroids_toggled.connect(self.plot.centroids.setVisible)
        self.controls.trails_toggled.connect(self._on_trails_toggled)
        self._empty.make_clicked.connect(self._on_make_clicked)
        self.progress.cancel_requested.connect(self.cancel_requested)
        self.plot.cluster_activated.connect(self.cluster_activated)
        self.drawing.image_activated.connect(self.image_activated)
        self.drawing.trails_wanted.connect(self.trails_wanted)
        self.drawing.changed.connect(self._refresh)

    def set_images(self, images: ImageSet | None) -> None:
        """Turn to another image set, or to none; what was shown goes."""
        self._is_busy = self._was_asked = False
        self.progress.end()
        self.problem.show_hint("")
        self.controls.set_method("pca")
        self.controls.set_has_classes(images is not None and images.labels is not None)
        self.drawing.set_images(images)
        self._refresh()
        self._ask_once()

    def show_map(self, image_map: ImageMap) -> None:
        """Show a map of the images given to `set_images`; what was being made has come."""
        self.controls.set_method(image_map.method)
        self.problem.show_hint("")
        self.drawing.show_map(image_map)
        self.end_progress()

    def show_moment(self, moment: Moment) -> None:
        """Show clusters and centroids of a moment, now or when the map is next seen."""
        self.drawing.show_moment(moment)

    def show_trails(self, positions: NDArray[np.float64], iteration: int) -> None:
        """Show the ways of the centroids of the shown run.

        Parameters
        ----------
        positions : ndarray of shape (n_iterations, n_clusters, 2), float64
            On the map that is shown, by `engine.insight.map2d`; NaN where there is no place.
        iteration : int
            Which of these is the moment that is shown.
        """
        self.drawing.show_trails(positions, iteration)

    def clear(self) -> None:
        """Forget the moment; images and map stay."""
        self.drawing.show_moment(None)
        self._refresh()

    def show_progress(self, phase: str, done: int, total: int) -> None:
        """Show how far the making of a map has come; `total` 0 where that is not known."""
        self._is_busy = True
        self.problem.show_hint("")
        self.progress.show_progress(phase, done, total)
        self._refresh()

    def end_progress(self) -> None:
        """No map is being made any longer: it has come, has failed or was called off."""
        self._is_busy = False
        self.progress.end()
        if self.drawing.image_map is not None:
            self.controls.set_method(self.drawing.image_map.method)
        self._refresh()

    def show_problem(self, text: str) -> None:
        """Say why there is no map; the one before stays."""
        self.problem.show_error(text)
        self.end_progress()

    def _ask_once(self) -> None:
        has_nothing = self.drawing.image_map is None and not self._is_busy
        can_ask = self.drawing.images is not None and not self._was_asked
        if self.isVisible() and has_nothing and can_ask:
            self._was_asked = True
            self.map_wanted.emit(self.controls.method)

    @Slot()
    def _refresh(self) -> None:
        image_map, images = self.drawing.image_map, self.drawing.images
        self._pages.setCurrentIndex(int(image_map is not None))
        self.controls.setEnabled(images is not None)
        self.problem.setVisible(bool(self.problem.text()))
        self.foot.setVisible(image_map is not None)
        self._empty.show_state(has_images=images is not None, is_busy=self._is_busy)
        if image_map is not None and images is not None:
            by_class = self.controls.colour_by is ColourBy.CLASS
            note = note_text(image_map, self.drawing.moment)
            self.foot.show_facts(note, images.class_names if by_class else ())
            self.foot.show_selected(len(self._selection), self.drawing.n_selected)
            self.plot.setAccessibleDescription(note)

    @Slot(str)
    def _on_method_chosen(self, method: str) -> None:
        shown = self.drawing.image_map
        if shown is None or method != shown.method:
            self.map_wanted.emit(method)
        elif self._is_busy:  # back to what is shown: the other is no longer wanted
            self.cancel_requested.emit()

    @Slot()
    def _on_make_clicked(self) -> None:
        self.map_wanted.emit(self.controls.method)

    @Slot(object)
    def _on_colour_chosen(self, what: ColourBy) -> None:
        self.drawing.colour_by(what)
        self._refresh()

    @Slot(object)
    def _on_tool_chosen(self, tool: Tool) -> None:
        self.plot.set_tool(tool)

    @Slot(bool)
    def _on_trails_toggled(self, is_on: bool) -> None:
        self.plot.trails.setVisible(is_on)
        self.drawing.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the current image with Enter. Overrides QWidget."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and self._selection.current is not None:
            self.image_activated.emit(self._selection.current)
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the first map. Overrides QWidget."""
        super().showEvent(event)
        self._ask_once()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close the plot as pyqtgraph wants it; later calls do nothing. Overrides QWidget."""
        self.drawing.shut_down()
        super().closeEvent(event)


def _preview() -> None:
    """Show the panel with made-up pictures on a map of them."""
    import sys

    from PySide6.QtWidgets import QApplication

    from engine.insight.map_making import make_map
    from gui import theme
    from gui.panels.made_up import made_up_images

    app = QApplication(sys.argv)
    theme.apply(app)
    panel = MapPanel(Selection())
    panel.resize(640, 560)
    images = made_up_images()
    panel.set_images(images)
    panel.show_map(make_map(images))
    panel.show()
    app.exec()


if __name__ == "__main__":
    _preview()

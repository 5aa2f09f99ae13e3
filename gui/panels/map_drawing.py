"""Brings images, map, moment and selection onto a map's plot, and back from there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot

from engine.history.moments import Moment
from engine.imageset import ImageSet
from engine.insight.map2d import ImageMap
from gui import theme
from gui.models.map_colours import ColourBy, point_colours
from gui.models.map_view import (
    centroid_lines,
    centroid_places,
    numbers_of,
    point_lines,
    position_of,
    positions_mask,
)
from gui.models.selection import Selection
from gui.models.thumbnails import Thumbnails
from gui.panels.map_lasso import combined
from gui.panels.map_plot import MapPlot
from gui.panels.map_points import NO_POINTS
from gui.panels.map_tip import MapTip
from gui.panels.map_trails import NO_TRAILS


class MapDrawing(QObject):
    """What the plot shows; while the plot is hidden it is only remembered.

    Parameters
    ----------
    plot : MapPlot
    selection : Selection
        The one of all views.
    parent : QObject

    Signals
    -------
    trails_wanted()
        The trails of another run, or on another map, have to come to `show_trails`.
    image_activated(int)
        A double click on a point.
    changed()
        Other points, another moment or selection is shown.
    """

    trails_wanted = Signal()
    image_activated = Signal(int)
    changed = Signal()

    def __init__(self, plot: MapPlot, selection: Selection, parent: QObject) -> None:
        super().__init__(parent)
        self.image_map: ImageMap | None = None
        self.moment: Moment | None = None
        self.n_selected = 0
        self._plot = plot
        self._selection = selection
        self._tip = MapTip(plot)
        self._thumbnails: Thumbnails | None = None
        self._colour_by = ColourBy.CLUSTER
        self._is_stale = self._is_closed = False
        self._trails_of: int | None = None
        self._first = 0  # iteration at which the trails begin
        plot.region_chosen.connect(self._on_region_chosen)
        plot.point_clicked.connect(self._on_point_clicked)
        plot.point_activated.connect(self._on_point_activated)
        plot.hovered.connect(self._on_hovered)
        plot.became_visible.connect(self._on_became_visible)
        selection.changed.connect(self._on_selection_changed)
        selection.current_changed.connect(self._on_current_changed)
        theme.current().changed.connect(self._on_theme_changed)
        plot.show_theme()

    @property
    def images(self) -> ImageSet | None:
        """The image set."""
        return None if self._thumbnails is None else self._thumbnails.images

    def set_images(self, images: ImageSet | None) -> None:
        """Turn to another image set, or to none; what was shown goes."""
        if self._is_closed:
            return
        self._thumbnails = None if images is None else Thumbnails(images)
        self.moment = None
        self.show_map(None)

    def show_map(self, image_map: ImageMap | None) -> None:
        """Show another map of the same images, or none."""
        if self._is_closed:
            return
        self.image_map = image_map
        self._plot.points.show_points(NO_POINTS if image_map is None else image_map.points)
        self._forget_trails()
        self._plot.fit()
        self.refresh()

    def show_moment(self, moment: Moment | None) -> None:
        """Show another moment, or none."""
        if self._is_closed:
            return
        if moment is None or (self.moment is not None and moment.run != self.moment.run):
            self._forget_trails()
        self.moment = moment
        self.refresh()

    def show_trails(self, positions: NDArray[np.float64], iteration: int) -> None:
        """Show the ways of the centroids, shape (n_iterations, n_clusters, 2)."""
        if self._is_closed:
            return
        self._plot.trails.show_trails(positions, iteration)
        if self.moment is not None:
            self._trails_of = self.moment.run
            self._first = self.moment.iteration - iteration

    def colour_by(self, what: ColourBy) -> None:
        """Let the colour of the points tell something else."""
        self._colour_by = what
        self.refresh()

    def _forget_trails(self) -> None:
        self._trails_of, self._first = None, 0
        self._plot.trails.show_trails(NO_TRAILS, 0)

    @Slot()
    def refresh(self) -> None:
        """Draw what has changed, or once the plot is seen."""
        self._is_stale = not self._plot.isVisible()
        if not self._is_stale:
            self._tip.hide()
            self._draw_centroids()
            self._draw_points()

    def shut_down(self) -> None:
        """Close the plot; later calls do nothing."""
        if not self._is_closed:
            self._is_closed = True
            self._plot.close()

    @Slot()
    def _on_theme_changed(self) -> None:
        # Not at every refresh: a new background paints the view once more than its layers do.
        if not self._is_closed:
            self._plot.show_theme()
            self.refresh()

    @Slot()
    def _on_became_visible(self) -> None:
        if self._is_stale:
            self.refresh()

    def _draw_points(self) -> None:
        if self.image_map is None or self.images is None:
            self.n_selected = 0
        else:
            numbers = numbers_of(self._colour_by, self.image_map, self.images, self.moment)
            is_selected = positions_mask(self.image_map, self._selection.images)
            self.n_selected = int(is_selected.sum())
            colours = point_colours(numbers, is_selected, dark=theme.current().is_dark)
            self._plot.points.show_colours(colours, is_selected)
            self._on_current_changed()
        self.changed.emit()

    def _draw_centroids(self) -> None:
        moment, thumbnails = self.moment, self._thumbnails
        if self.image_map is None or moment is None or thumbnails is None:
            self._plot.centroids.clear()
            return
        places = centroid_places(self.image_map, moment)
        self._plot.centroids.show_centroids(
            places, moment.sizes, lambda cluster: thumbnails.centroid(moment.centroids[cluster])
        )
        # Centroids of an earlier iteration are no part of the way at this one.
        step = moment.iteration - self._first
        is_part = step >= 0 and moment.centroids_iteration == moment.iteration
        self._plot.trails.show_iteration(step, places if is_part else None)
        if self._trails_of != moment.run and self._plot.trails.isVisible():
            self._trails_of = moment.run
            self.trails_wanted.emit()

    @Slot()
    def _on_selection_changed(self) -> None:
        self._is_stale = not self._plot.isVisible()
        if not self._is_stale:
            self._draw_points()

    @Slot()
    def _on_current_changed(self) -> None:
        if self.image_map is not None and not self._is_closed:
            position = position_of(self.image_map, self._selection.current)
            self._plot.points.show_current(position)

    @Slot(object, object)
    def _on_region_chosen(
        self, is_inside: NDArray[np.bool_], modifiers: Qt.KeyboardModifier
    ) -> None:
        if self.image_map is None:
            return
        chosen = self.image_map.indices[is_inside]
        self._selection.select(combined(self._selection.images, chosen, modifiers))

    @Slot(int)
    def _on_point_clicked(self, position: int) -> None:
        if self.image_map is not None:
            self._selection.look_at(int(self.image_map.indices[position]))

    @Slot(int)
    def _on_point_activated(self, position: int) -> None:
        if self.image_map is not None:
            self.image_activated.emit(int(self.image_map.indices[position]))

    @Slot(object, object, QPoint)
    def _on_hovered(self, cluster: int | None, position: int | None, place: QPoint) -> None:
        thumbnails, moment = self._thumbnails, self.moment
        if thumbnails is None or self.image_map is None:
            return
        if cluster is not None and moment is not None:
            picture = thumbnails.centroid(moment.centroids[cluster])
            self._tip.show_at(place, picture, centroid_lines(moment, cluster))
        elif position is not None:
            image = int(self.image_map.indices[position])
            lines = point_lines(thumbnails.images, image, moment)
            self._tip.show_at(place, thumbnails.image(image), lines)
        else:
            self._tip.hide()

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPixmap

from gui import theme
from gui.panels.map_plot import MapPlot
from tests.gui.panels.made_maps import pixel


@pytest.fixture
def plot(qtbot):
    made = MapPlot()
    qtbot.addWidget(made)
    made.resize(500, 500)
    with qtbot.waitExposed(made):
        made.show()
    made.box.setRange(xRange=(0, 100), yRange=(0, 100))
    yield made
    made.close()


def show(plot, places, sizes=None):
    asked = []

    def picture_of(cluster):
        asked.append(cluster)
        picture = QPixmap(4, 4)
        picture.fill(Qt.GlobalColor.magenta)
        return picture

    places = np.array(places, dtype=float)
    sizes = np.ones(len(places), int) if sizes is None else np.array(sizes)
    plot.centroids.show_centroids(places, sizes, picture_of)
    return asked


def test_pictures_are_made_when_they_are_seen(plot):
    asked = show(plot, [(50, 50), (1e6, 50), (np.nan, np.nan)])
    assert pixel(plot, 50, 50) == Qt.GlobalColor.magenta
    assert asked == [0]
    plot.grab()
    assert asked == [0]


def test_the_border_has_the_clusters_colour_and_the_uppermost_is_found(plot):
    show(plot, [(50, 50), (51, 50), (80, 80)])
    at = QPointF(*plot.points.to_px((51, 50)))
    assert plot.centroids.cluster_at(at) == 1
    assert plot.centroids.cluster_at(QPointF(0, 0)) is None
    frame = plot.centroids._frame(2)
    corner = plot.mapFromScene(plot.box.mapToScene(frame.bottomLeft() + QPointF(0, -1)))
    assert plot.grab().toImage().pixelColor(corner) == theme.cluster_colour(2)


def test_an_empty_cluster_is_pale(plot):
    show(plot, [(30, 30), (60, 60)], [0, 4])
    assert pixel(plot, 60, 60) == Qt.GlobalColor.magenta
    assert pixel(plot, 30, 30) != Qt.GlobalColor.magenta


def test_many_are_numbers_alone(plot):
    asked = show(plot, np.random.default_rng(0).uniform(0, 100, (300, 2)))
    plot.grab()
    assert asked == []
    plot.centroids.clear()
    plot.grab()
    assert plot.centroids.cluster_at(QPointF(50, 50)) is None

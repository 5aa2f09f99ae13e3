import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtGui import QColor

from gui.colours import DARK, LIGHT, numbered
from gui.panels.plot_bars import BarPlot
from gui.panels.plot_style import PlotColours
from gui.theme import make_palette

RED, BLUE = QColor("#ff0000"), QColor("#0000ff")


@pytest.fixture
def plot(qtbot):
    made = BarPlot("Cluster sizes", "images", "A tip.")
    qtbot.addWidget(made)
    made.resize(360, 150)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.shut_down()


def bars(plot):
    return [item for item in plot.plot_item.items if isinstance(item, pg.BarGraphItem)]


def pixel(plot, x, y):
    """Colour of the plot at a point given in its own units."""
    picture = plot.canvas.grab().toImage()
    point = plot.canvas.mapFromScene(plot.view_box.mapViewToScene(pg.Point(x, y)))
    return picture.pixelColor(point)


def test_a_bar_each_in_its_colour(plot):
    plot.show_sizes(np.array([10, 4]), [RED, BLUE])
    assert pixel(plot, 0, 9) == RED
    assert pixel(plot, 1, 2) == BLUE
    assert pixel(plot, 1, 6.6) == plot.colours.background
    assert plot.view_box.viewRange()[1][0] == 0


def test_without_colours_each_has_its_clusters_in_light_and_dark(plot):
    plot.show_sizes(np.array([10, 4]))
    for colours, dark in ((DARK, True), (LIGHT, False)):
        plot.set_colours(PlotColours.from_palette(make_palette(colours)))
        assert pixel(plot, 0, 5) == numbered(0, dark=dark)
        assert pixel(plot, 1, 2) == numbered(1, dark=dark)


def test_new_sizes_move_the_same_bars(plot):
    plot.show_sizes(np.array([10, 4]), [RED, BLUE])
    (before,) = bars(plot)
    plot.show_sizes(np.array([3, 11]), [QColor(RED), QColor(BLUE)])
    assert bars(plot) == [before]
    assert pixel(plot, 1, 9) == BLUE
    plot.show_sizes(np.array([3, 11]), [BLUE, RED])
    assert pixel(plot, 1, 9) == RED


def test_another_number_of_clusters(plot):
    plot.show_sizes(np.array([10, 4]))
    plot.show_sizes(np.arange(1, 31))
    plot.grab()
    assert len(bars(plot)) == 1
    assert plot.view_box.viewRange()[0] == pytest.approx([-0.6, 29.6], abs=0.3)


def test_readings(plot):
    plot.show_sizes(np.array([6214, 1, 30]))
    assert plot.reading.text() == "1 to 6,214 images"
    plot.show_sizes(np.array([7, 7]))
    assert plot.reading.text() == "7 images"
    plot.show_sizes(np.array([6214, 1, 30]))
    assert plot.reading_at(0.3, 0) == "cluster 0: 6,214 images"
    assert plot.reading_at(0.7, 0) == "cluster 1: 1 image"
    assert plot.reading_at(-0.6, 0) == plot.reading_at(2.6, 0) == ""


def test_nothing_yet_has_no_reading(plot):
    plot.show_sizes(np.zeros(3, dtype=np.int64))
    plot.grab()
    assert plot.reading.text() == ""
    plot.show_sizes(np.array([1, 2, 3]))
    plot.clear_sizes()
    plot.grab()
    assert bars(plot) == []
    assert plot.reading.text() == ""

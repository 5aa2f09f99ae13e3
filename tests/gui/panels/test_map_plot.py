from __future__ import annotations

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPixmap

from gui.models.map_colours import packed, point_colours
from gui.panels.map_lasso import Tool
from gui.panels.map_plot import MapPlot
from tests.gui.panels.made_maps import click, drag, hover, made_map, pixel, place

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def plot(qtbot):
    before = pg.getConfigOption("mouseRateLimit")
    pg.setConfigOption("mouseRateLimit", 0)
    made = MapPlot()
    qtbot.addWidget(made)
    made.resize(420, 300)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()
    pg.setConfigOption("mouseRateLimit", before)


def show(plot, points=None, numbers=None):
    points = made_map().points if points is None else np.asarray(points, dtype=np.float32)
    numbers = np.arange(len(points)) if numbers is None else numbers
    plot.points.show_points(points)
    nobody = np.zeros(len(points), bool)
    plot.points.show_colours(point_colours(numbers, nobody, dark=False), nobody)
    plot.fit()
    return numbers


def shows_every_point(plot) -> bool:
    return all(
        packed(pixel(plot, x, y)) == colour
        for (x, y), colour in zip(plot.points.points, plot.points._colours, strict=True)
    )


def test_each_point_has_its_colour_where_it_lies(plot):
    show(plot)
    assert shows_every_point(plot)
    plot.box.translateBy(x=0.37, y=-0.21)
    plot.box.scaleBy((0.9, 0.9), center=(2.5, 1.5))
    x, y = 3, 2
    assert packed(pixel(plot, x, y)) == plot.points._colours[15]


def test_both_directions_have_one_scale_and_all_is_shown_at_any_size(plot, qtbot):
    show(plot)
    for size in ((420, 300), (300, 420), (200, 140)):
        plot.resize(*size)
        (left, right), (bottom, top) = plot.box.viewRange()
        area = plot.box.rect()
        assert area.width() / (right - left) == pytest.approx(area.height() / (top - bottom))
        assert left < 0 and right > 5 and bottom < 0 and top > 3  # noqa: PT018
        assert shows_every_point(plot)


@pytest.mark.parametrize(
    "points", [[(7, 7)], [(7, 7)] * 50, [(0, 3), (1e6, 3)], [(-3e38, 0), (3e38, 1)]]
)
def test_points_in_one_place_or_on_a_line_are_drawn(plot, points):
    show(plot, points, np.zeros(len(points), int))
    assert shows_every_point(plot)


def test_no_point(plot):
    show(plot, np.empty((0, 2)))
    plot.grab()
    assert plot.point_at(plot.box.rect().center()) is None


def test_keys_move_and_zoom_and_fit_undoes_it(plot, qtbot):
    show(plot)
    before = np.array(plot.box.viewRange())
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.box.viewRange()[0][0] > before[0, 0]
    qtbot.keyClick(plot, Qt.Key.Key_Up)
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    assert np.ptp(plot.box.viewRange()[0]) < np.ptp(before[0])
    moved = plot.box.viewRange()
    plot.resize(430, 310)
    assert plot.box.viewRange() != before.tolist()
    plot.resize(420, 300)
    assert np.ptp(plot.box.viewRange()[1]) == pytest.approx(np.ptp(moved[1]), rel=0.1)
    plot.fit()
    np.testing.assert_allclose(plot.box.viewRange(), before)


def test_a_click_and_a_double_click_tell_of_the_point(plot):
    show(plot)
    told = []
    plot.point_clicked.connect(lambda at: told.append(("click", at)))
    plot.point_activated.connect(lambda at: told.append(("double", at)))
    click(plot, 4.02, 1.01)
    click(plot, 4.5, 1.5)
    assert told == [("click", 10)]
    click(plot, 0, 3, is_double=True)
    assert told[1:] == [("click", 18), ("double", 18)]


def test_centroids_lie_over_points(plot):
    show(plot)
    picture = QPixmap(8, 8)
    picture.fill(Qt.GlobalColor.magenta)
    plot.centroids.show_centroids(np.array([(1.0, 1.0)]), np.array([5]), lambda _k: picture)
    assert pixel(plot, 1, 1) == Qt.GlobalColor.magenta
    told, seen = [], []
    plot.cluster_activated.connect(told.append)
    plot.point_clicked.connect(told.append)
    plot.hovered.connect(lambda cluster, point, _at: seen.append((cluster, point)))
    click(plot, 1, 1, is_double=True)
    assert told == [0]
    hover(plot, 1, 1)
    hover(plot, 3, 3)
    hover(plot, 3.5, 2.5)
    assert [seen[0], seen[-2], seen[-1]] == [(0, None), (None, 21), (None, None)]
    plot.centroids.hide()
    assert packed(pixel(plot, 1, 1)) == plot.points._colours[7]


def test_panning_moves_the_map_and_selects_nothing(plot):
    show(plot)
    told = []
    plot.region_chosen.connect(lambda *news: told.append(news))
    plot.grab()  # pyqtgraph moves by the scale that it last painted with
    at = place(plot, 2, 2)
    drag(plot, [(2, 2), (2.5, 2), (3, 2)])
    assert not told
    assert (place(plot, 2, 2) - at).x() == pytest.approx(
        (place(plot, 3, 2) - place(plot, 2, 2)).x(), abs=2
    )


@pytest.mark.parametrize(
    ("tool", "corners", "expected"),
    [
        (Tool.RECTANGLE, [(0.6, 0.6), (1.5, 2.9), (3.4, 2.4)], [7, 8, 9, 13, 14, 15]),
        (Tool.LASSO, [(-0.2, -0.2), (2.5, -0.2), (-0.2, 2.5)], [0, 1, 2, 6, 7, 12]),
        (Tool.LASSO, [(4.3, 2.3), (4.6, 2.3), (4.6, 2.6)], []),
    ],
)
def test_an_outline_tells_what_lies_inside(plot, tool, corners, expected):
    show(plot)
    told = []
    plot.region_chosen.connect(lambda inside, keys: told.append((inside, keys)))
    plot.set_tool(tool)
    drag(plot, corners, SHIFT)
    ((inside, keys),) = told
    assert np.flatnonzero(inside).tolist() == expected
    assert keys & SHIFT
    assert not plot.lasso.is_drawn


def test_changing_the_tool_gives_an_outline_up(plot):
    show(plot)
    told = []
    plot.region_chosen.connect(lambda *news: told.append(news))
    plot.set_tool(Tool.LASSO)
    area = plot.box.rect()
    plot.lasso.begin(Tool.LASSO, area.topLeft())
    plot.lasso.extend(area.bottomRight())
    plot.grab()
    plot.set_tool(Tool.PAN)
    assert not plot.lasso.is_drawn
    assert not told


def test_the_ring_and_the_larger_dots(plot):
    show(plot)
    chosen = np.zeros(24, bool)
    chosen[8] = True
    plot.points.show_colours(point_colours(np.arange(24), chosen, dark=False), chosen)
    plot.points.show_current(8)
    picture = plot.grab().toImage()
    at = place(plot, 2, 1).toPoint()
    assert packed(picture.pixelColor(at)) == plot.points._colours[8]
    assert picture.pixelColor(at + QPoint(6, 0)).lightness() < 110  # the ring, dark on white

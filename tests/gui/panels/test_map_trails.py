from __future__ import annotations

import numpy as np
import pytest

from gui import theme
from gui.panels.map_plot import MapPlot
from tests.gui.panels.made_maps import made_map, pixel

NAN = (np.nan, np.nan)


@pytest.fixture
def plot(qtbot):
    made = MapPlot()
    qtbot.addWidget(made)
    made.resize(420, 300)
    with qtbot.waitExposed(made):
        made.show()
    made.points.points = made_map().points  # for the size of the view: none is drawn
    made.points._colours = np.zeros(24, np.uint32)
    made.points._is_selected = np.zeros(24, bool)
    made.fit()
    yield made
    made.close()


def strength(plot, x, y) -> float:
    """How far the pixel is from the ground towards the colour of cluster 0, up to 1."""
    ground = theme.current().colours.plot_background
    own, seen = theme.cluster_colour(0), pixel(plot, x, y)
    return abs(seen.redF() - ground.redF()) / abs(own.redF() - ground.redF())


def test_strong_up_to_the_iteration_pale_after_it(plot):
    positions = np.array([[(0, 1.5)], [(2.0, 1.5)], [(4.0, 1.5)]])
    plot.trails.show_trails(positions, 1)
    past, future = strength(plot, 1, 1.5), strength(plot, 3, 1.5)
    assert past > future > 0.1
    plot.trails.show_iteration(2, None)
    assert strength(plot, 3, 1.5) == pytest.approx(past, abs=0.1)
    plot.trails.show_iteration(0, None)
    assert strength(plot, 1, 1.5) == pytest.approx(future, abs=0.1)
    plot.trails.show_iteration(-1, None)  # before the first that is known
    assert strength(plot, 3, 1.5) == pytest.approx(future, abs=0.1)


def test_unknown_iterations_are_passed_over(plot):
    plot.trails.show_trails(np.array([[(0, 1.5)], [NAN], [(4.0, 1.5)]]), 2)
    assert strength(plot, 1, 1.5) > 0.5
    plot.trails.show_trails(np.array([[NAN], [NAN]]), 1)
    plot.grab()
    plot.trails.show_trails(np.empty((0, 0, 2)), 0)
    plot.grab()


def test_they_grow_with_what_is_shown(plot):
    known = np.array([[(0, 1.5)]])
    known.flags.writeable = False
    plot.trails.show_trails(known, 0)
    plot.trails.show_iteration(2, np.array([(4.0, 1.5)]))
    assert np.isnan(plot.trails.positions[1]).all()
    assert strength(plot, 3, 1.5) > 0.5
    plot.trails.show_iteration(0, np.array([(1.0, 1.0), (2.0, 2.0)]))  # another number of clusters
    assert plot.trails.positions.shape == (1, 2, 2)

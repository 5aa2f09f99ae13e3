import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF

from gui.panels.agreement_curves import AgreementCurves

ITERATIONS = range(4)
VALUES = {
    "ari": [0.1, 0.2, 0.25, 0.25],
    "matched_accuracy": [None, math.nan, 0.5, 0.5],
    "distortion": [8e9, 5e9, 4.5e9, 4e9],
}


@pytest.fixture
def plot(qtbot):
    made = AgreementCurves()
    qtbot.addWidget(made)
    made.resize(400, 200)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.shut_down()


def drawn(plot) -> dict[str, list]:
    """The points of each curve that has any, by its place among the items."""
    found = {}
    for name, curve in plot.curves.items():
        x, y = curve.getOriginalDataset()
        if x is not None and len(x):
            found[name] = list(zip(x.tolist(), y.tolist(), strict=True))
    return found


def test_each_figure_is_a_curve_and_the_distortion_a_share_of_its_first(plot):
    plot.show_curves(1, ITERATIONS, VALUES)
    assert drawn(plot) == {
        "ari": [(0, 0.1), (1, 0.2), (2, 0.25), (3, 0.25)],
        "matched_accuracy": [(2, 0.5), (3, 0.5)],
        "distortion": [(0, 1.0), (1, 0.625), (2, 0.5625), (3, 0.5)],
    }
    assert plot.reading.text() == "run 2"


def test_another_run_takes_their_place(plot):
    plot.show_curves(0, ITERATIONS, VALUES)
    plot.show_curves(1, [0, 1], {"purity": [0.3, 0.4]})
    assert drawn(plot) == {"purity": [(0, 0.3), (1, 0.4)]}


def test_the_line_is_there_where_the_run_is_the_one_shown(plot):
    plot.show_curves(0, ITERATIONS, VALUES)
    assert not plot.here.isVisible()
    plot.mark(0, 2)
    assert plot.here.isVisible()
    assert plot.here.value() == 2
    plot.mark(1, 0)
    assert not plot.here.isVisible()
    plot.show_curves(1, ITERATIONS, VALUES)
    assert plot.here.isVisible()
    plot.clear_curves()
    assert not plot.here.isVisible()
    assert drawn(plot) == {}
    assert plot.reading.text() == ""


def test_zero_to_one_is_in_sight_and_what_is_less_than_chance(plot):
    plot.show_curves(0, ITERATIONS, {"ari": [-0.2, 0.0, 0.1, 0.1]})
    plot.grab()
    (left, right), (low, high) = plot.view_box.viewRange()
    assert left <= 0 < 3 <= right
    assert low <= -0.2
    assert high >= 1


def test_the_mouse_reads_the_nearest_value(plot):
    plot.show_curves(0, ITERATIONS, VALUES)
    plot.grab()
    for x, y, words in (
        (2, 0.26, "ARI, iteration 2: 0.2500"),
        (1, 0.6, "Distortion, iteration 1: 5.000e9, 0.6250 of the first"),
    ):
        place = plot.canvas.mapFromScene(plot.view_box.mapViewToScene(QPointF(x, y)))
        plot.hover(QPointF(QPoint(place)))
        assert plot.reading.text() == words
    plot.unhover()
    assert plot.reading.text() == "run 1"


@pytest.mark.parametrize("values", [{"nobody": [1, 2]}, {"ari": [1, 2, 3]}])
def test_what_does_not_fit_is_refused(plot, values):
    with pytest.raises(ValueError, match="for 2 iterations"):
        plot.show_curves(0, [0, 1], values)


def test_one_iteration_none_and_a_distortion_of_zero_draw(plot):
    plot.show_curves(0, [0], {"ari": [1.0], "distortion": [0.0]})
    plot.grab()
    assert drawn(plot) == {"ari": [(0, 1.0)], "distortion": [(0, 0.0)]}
    plot.show_curves(0, [], {"ari": np.empty(0)})
    plot.grab()
    assert plot.reading_at(0, 0) == ""

import math

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QGraphicsSimpleTextItem

from gui.models.number_text import count_text, shift_text
from gui.panels.plot_curves import CurvePlot
from gui.panels.plot_span import LEAST_SHARE


@pytest.fixture
def make(qtbot):
    made = []

    def make_plot(**options):
        plot = CurvePlot("Shift", "pixel levels", "A tip.", shift_text, **options)
        qtbot.addWidget(plot)
        plot.resize(360, 150)
        with qtbot.waitExposed(plot):
            plot.show()
        made.append(plot)
        return plot

    yield make_plot
    for plot in made:
        plot.shut_down()


def curves(plot):
    return [item for item in plot.plot_item.items if isinstance(item, pg.PlotDataItem)]


def data(plot, number=0):
    x, y = curves(plot)[number].getOriginalDataset()
    return list(zip(x.tolist(), y.tolist(), strict=True))


def tolerance_line(plot):
    """The one line with a label."""
    lines = [item for item in plot.plot_item.items if isinstance(item, pg.InfiniteLine)]
    (line,) = [line for line in lines if hasattr(line, "label")]
    return line


def test_nan_and_zero_are_left_out_of_a_log_axis(make):
    plot = make(is_log=True)
    plot.append(0, [0, 1, 2, 3], [math.nan, 100.0, 10.0, 0.0])
    plot.grab()
    assert data(plot) == [(1.0, 100.0), (2.0, 10.0)]
    low, high = plot.view_box.viewRange()[1]
    assert 0.5 < low <= 1.0
    assert 2.0 <= high < 2.5


def test_a_log_axis_without_a_single_positive_value(make):
    plot = make(is_log=True)
    plot.append(0, [0, 1], [math.nan, 0.0])
    plot.grab()
    assert plot.reading.text() == ""
    plot.append(0, [2], [5.0])
    plot.grab()
    assert data(plot) == [(2.0, 5.0)]


def test_log_and_linear_can_be_changed_by_the_menu(make):
    plot = make()
    plot.append(0, [0, 1, 2], [4.0, 2.0, 0.0])
    plot.log_action.trigger()
    assert plot.is_log
    assert data(plot) == [(0.0, 4.0), (1.0, 2.0)]
    plot.log_action.trigger()
    assert not plot.is_log
    assert data(plot) == [(0.0, 4.0), (1.0, 2.0), (2.0, 0.0)]


def test_points_arrive_in_parts_and_runs(make):
    plot = make()
    plot.append(0, range(100), [float(i) for i in range(100)])
    plot.append(0, [100], [7.0])
    plot.append(1, [0], [9.0])
    assert len(data(plot, 0)) == 101
    assert data(plot, 0)[-1] == (100.0, 7.0)
    assert data(plot, 1) == [(0.0, 9.0)]
    assert plot.reading.text() == "run 2, iteration 0: 9"


def test_the_tolerance_is_a_labelled_line_that_stays_in_sight(make):
    plot = make(is_log=True)
    plot.append(0, [1, 2], [100.0, 50.0])
    plot.set_tolerance(0.45)
    plot.grab()
    line = tolerance_line(plot)
    assert line.isVisible()
    assert line.value() == pytest.approx(math.log10(0.45))
    assert line.label.textItem.toPlainText() == "tolerance 0.45"
    assert plot.view_box.viewRange()[1][0] < math.log10(0.45)


@pytest.mark.parametrize("none", [None, 0.0])
def test_without_a_tolerance_there_is_no_line(make, none):
    plot = make(is_log=True)
    plot.set_tolerance(0.45)
    plot.set_tolerance(none)
    assert not tolerance_line(plot).isVisible()


def test_zero_stays_in_sight_at_the_bottom(make):
    plot = make(are_counts=True)
    plot.append(0, [0, 1], [50_000.0, 20_000.0])
    plot.grab()
    low, high = plot.view_box.viewRange()[1]
    assert low == 0
    assert 50_000 <= high < 65_000


def test_the_reading_is_the_nearest_value_of_the_nearest_curve(make):
    plot = make()
    plot.append(0, range(10), [100.0 - i for i in range(10)])
    plot.append(1, range(10), [50.0 - i for i in range(10)])
    plot.grab()
    assert plot.reading_at(3.2, 90.0) == "run 1, iteration 3: 97"
    assert plot.reading_at(3.2, 40.0) == "run 2, iteration 3: 47"
    assert plot.reading_at(99.0, 95.0) == "run 1, iteration 9: 91"


def test_the_reading_of_an_empty_plot(make):
    assert make().reading_at(0, 0) == ""


def test_the_mouse_reads_and_leaves(make):
    plot = make()
    plot.append(0, range(5), [5.0, 4.0, 3.0, 2.0, 1.0])
    plot.grab()
    scene = plot.view_box.mapViewToScene(pg.Point(2, 3.0))
    plot.hover(QPointF(plot.canvas.mapFromScene(scene)))
    assert plot.reading.text() == "run 1, iteration 2: 3"
    plot.append(0, [5], [0.5])
    assert plot.reading.text() == "run 1, iteration 2: 3"
    plot.hover(QPointF(1, 1))
    assert plot.reading.text() == "run 1, iteration 5: 0.5"


def test_clearing_takes_everything_away(make):
    plot = make()
    plot.append(0, [0, 1], [2.0, 1.0])
    plot.clear_runs()
    plot.grab()
    assert curves(plot) == []
    assert plot.reading.text() == ""


def test_view_all_undoes_zooming(make):
    plot = make()
    plot.append(0, range(10), [float(i) for i in range(10)])
    plot.view_box.setRange(xRange=(2, 3), yRange=(2, 3))
    plot.append(0, [10], [10.0])
    plot.grab()
    assert plot.view_box.viewRange()[0] == pytest.approx([2, 3], abs=0.2)
    plot.view_all_action.trigger()
    plot.grab()
    assert plot.view_box.viewRange()[0][1] >= 10


def test_the_bottom_axis_grows_in_steps(make):
    plot = make()
    ends = []
    for iteration in range(100):
        plot.append(0, [iteration], [1.0])
        plot.grab()
        ends.append(plot.view_box.viewRange()[0][1])
    assert len(set(ends)) < 50
    assert all(iteration <= end <= 1.3 * iteration + 1.5 for iteration, end in enumerate(ends))


def test_the_grid_moves_with_the_numbers(make):
    plot = make(are_counts=True)

    def grid_rows():
        picture = plot.canvas.grab().toImage()
        column = picture.width() - 20  # to the right of the curve
        colours = [picture.pixelColor(column, y) for y in range(picture.height())]
        return {y for y, colour in enumerate(colours) if colour == plot.colours.grid}

    assert grid_rows() == set()
    plot.append(0, [0, 1], [11.0, 10.0])
    first = grid_rows()
    assert 2 <= len(first) <= 7
    plot.append(0, [2], [17.0])
    assert 2 <= len(grid_rows()) <= 7
    assert grid_rows() != first
    plot.set_log(True)
    assert 1 <= len(grid_rows()) <= 2


def test_words_are_those_given(qtbot):
    plot = CurvePlot("Moved", "images", "A tip.", count_text)
    qtbot.addWidget(plot)
    plot.append(0, [0], [50_000])
    assert plot.reading.text() == "run 1, iteration 0: 50,000"
    assert "A tip." in plot.title.toolTip()
    plot.shut_down()


def note(plot):
    (found,) = [
        item for item in plot.view_box.childItems() if isinstance(item, QGraphicsSimpleTextItem)
    ]
    return found


def test_seeds_far_above_are_left_out_and_written(make):
    plot = make(leaves_seeds=True)
    plot.append(0, [0, 1, 2], [2.857e10, 1.85e10, 1.74e10])
    plot.grab()
    assert plot.view_box.viewRange()[1][1] > 2.857e10
    assert not note(plot).isVisible()
    plot.append(0, [3], [1.72e10])
    plot.grab()
    low, high = plot.view_box.viewRange()[1]
    assert 1.7e10 < low < 1.72e10 < 1.85e10 < high < 1.87e10
    assert note(plot).isVisible()
    assert note(plot).text() == "iteration 0: 2.86e10, above"
    assert data(plot)[0] == (0.0, 2.857e10)
    plot.append(1, [0], [2.7e10])
    assert note(plot).text() == "iteration 0: from 2.70e10, above"
    assert plot.reading_at(0, 1.8e10) == "run 2, iteration 0: 2.7e+10"


def test_seeds_can_be_given_room_by_the_menu(make):
    plot = make(leaves_seeds=True)
    plot.append(0, range(5), [100.0, 9.0, 8.0, 7.0, 6.0])
    plot.grab()
    assert plot.view_box.viewRange()[1][1] < 10
    plot.seeds_action.trigger()
    plot.grab()
    assert plot.view_box.viewRange()[1][1] > 100
    assert not note(plot).isVisible()
    plot.clear_runs()
    plot.append(0, [0], [5.0])
    plot.grab()
    assert not note(plot).isVisible()


def test_seeds_that_are_not_above_need_no_note(make):
    plot = make(leaves_seeds=True, are_counts=True)
    plot.append(0, range(5), [5.0, 9.0, 8.0, 7.0, 6.0])
    plot.grab()
    assert not note(plot).isVisible()


def test_a_single_value_has_numbers_that_differ(make):
    plot = make()
    plot.append(0, [0], [2.857036e10])
    plot.grab()
    low, high = plot.view_box.viewRange()[1]
    assert (high - low) / 2.857036e10 >= LEAST_SHARE


def test_only_a_plot_that_leaves_seeds_out_asks(make):
    plain, leaving = make(), make(leaves_seeds=True)
    assert plain.seeds_action not in plain.canvas.actions()
    assert leaving.seeds_action in leaving.canvas.actions()
    assert "iteration 0" in leaving.reading.toolTip()
    assert "iteration 0" not in plain.reading.toolTip()

import pytest
from PySide6.QtCore import QPointF, Qt

from gui.models.values_facts import FitColumn
from gui.panels.values_plot import ValuesPlot
from tests.gui.compared_fits import compared, measured_fits


@pytest.fixture
def make_plot(qtbot):
    made = []

    def make(*columns):
        plot = ValuesPlot("Title", "unit", "Tip.", columns)
        qtbot.addWidget(plot)
        plot.resize(360, 200)
        with qtbot.waitExposed(plot):
            plot.show()
        made.append(plot)
        return plot

    yield make
    for plot in made:
        plot.shut_down()


def on_canvas(plot, x, y):
    return plot.canvas.mapFromScene(plot.view_box.mapViewToScene(QPointF(x, y)))


def drawn(item) -> list[tuple[float, float]]:
    x, y = item.getData()
    return [] if x is None else list(zip(x.tolist(), y.tolist(), strict=True))


def test_points_bars_and_a_line_through_the_best(make_plot):
    plot = make_plot(FitColumn.DISTORTION)
    plot.show_fits(
        [
            compared(2, 50.0, 55.0),
            compared(3, 40.0),
            compared(3, 30.0, 30.0, init="random"),
        ]
    )
    assert drawn(plot.scatter) == [(2, 50), (3, 40), (3, 30)]
    assert drawn(plot.lines[0]) == [(2, 50), (3, 30)]
    assert plot.bars.isVisible()
    assert plot.bars.opts["top"].tolist() == [5, 0, 0]
    assert [spot.symbol() for spot in plot.scatter.points()] == ["o", "o", "t1"]
    plot.show_fits([compared(2, 50.0)])
    assert not plot.bars.isVisible()


def test_a_click_opens_the_fit_of_the_point_and_of_no_other(make_plot, qtbot):
    plot = make_plot(FitColumn.ARI, FitColumn.NMI)
    plot.show_fits(measured_fits())
    plot.grab()
    for x, y in ((3, 0.3), (3, 0.15)):
        with qtbot.waitSignal(plot.fit_activated) as told:
            qtbot.mouseClick(
                plot.canvas.viewport(), Qt.MouseButton.LeftButton, pos=on_canvas(plot, x, y)
            )
        assert told.args == ["3 k-means++"]
    with qtbot.assertNotEmitted(plot.fit_activated):
        qtbot.mouseClick(
            plot.canvas.viewport(), Qt.MouseButton.LeftButton, pos=on_canvas(plot, 2.5, 0.45)
        )


def test_the_mouse_reads_the_nearest_point_in_place_of_the_title(make_plot):
    plot = make_plot(FitColumn.ARI, FitColumn.NMI)
    width = plot.minimumSizeHint().width()
    plot.show_fits(measured_fits())
    plot.grab()
    plot.hover(QPointF(on_canvas(plot, 4.1, 0.21)))
    assert plot.reading.text() == "K = 4, k-means++: NMI 0.2000"
    assert not plot.title.isVisible()
    assert plot.minimumSizeHint().width() == width
    plot.unhover()
    assert plot.title.isVisible()
    assert plot.reading.text() == ""


def test_chosen_fits_are_ringed_and_the_suggested_k_has_a_line(make_plot):
    plot = make_plot(FitColumn.SILHOUETTE)
    plot.show_fits(measured_fits())
    plot.mark(["3 k-means++", "5 k-means++"])
    assert drawn(plot.rings) == [(3, 0.5), (5, 0.5)]
    plot.show_suggested(4)
    assert plot.suggested.isVisible()
    assert plot.suggested.value() == 4
    plot.show_suggested(None)
    assert not plot.suggested.isVisible()
    plot.mark([])
    assert drawn(plot.rings) == []


def test_nothing_and_one_fit_draw(make_plot):
    plot = make_plot(FitColumn.ARI, FitColumn.NMI)
    for fits in ([], [compared(1)], measured_fits(range(1, 2)), []):
        plot.show_fits(fits)
        plot.grab()
    assert plot.reading_at(1, 1) == ""

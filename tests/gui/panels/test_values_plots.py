import pytest

from gui import theme
from gui.models.values_facts import FitColumn
from gui.panels.values_plots import ValuesPlots
from tests.gui.compared_fits import compared, figures, measured_fits


@pytest.fixture
def plots(qtbot):
    made = ValuesPlots()
    qtbot.addWidget(made)
    made.resize(620, 640)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.shut_down()


def test_every_plot_gets_its_figure(plots):
    plots.show_fits(measured_fits(), 4)
    shown = {
        points.column: points.y.tolist() for plot in plots.plots.values() for points in plot.shown
    }
    assert shown[FitColumn.DISTORTION] == [500, 1000 / 3, 250, 200]
    assert shown[FitColumn.CALINSKI_HARABASZ] == [48, 49, 50, 49]
    assert shown[FitColumn.DAVIES_BOULDIN] == [3, 2, 1, 2]
    assert shown[FitColumn.NMI] == [0.1, 0.15, 0.2, 0.25]
    assert shown[FitColumn.ITERATIONS] == [12, 13, 14, 15]
    assert shown[FitColumn.SECONDS] == [0.2, 0.3, 0.4, 0.5]
    assert all(plot.suggested.value() == 4 for plot in plots.plots.values())


def test_the_silhouette_says_on_how_many_images(plots):
    sampled = figures(0.1, 1.0, 1.0, n=4000, exact=False)
    plots.show_fits([compared(2, n=50_000, criteria=sampled)], None)
    title = plots.plots["silhouettePlot"].title.text()
    assert title == "Silhouette, on 4,000 of 50,000 images"


def test_agreement_is_left_out_without_labels(plots):
    plot = plots.plots["agreementByValuePlot"]
    assert plot.isVisible()
    plots.set_has_labels(False)
    assert not plot.isVisible()
    assert all(p.isVisible() for p in plots.plots.values() if p is not plot)
    plots.set_has_labels(True)
    assert plot.isVisible()


def test_they_follow_the_theme(plots, colours_of_before):
    plots.show_fits(measured_fits(), None)
    theme.current().set_mode("dark")
    ground = plots.plots["silhouettePlot"].canvas.backgroundBrush().color()
    assert ground == theme.current().colours.plot_background


def test_after_the_end_nothing_is_drawn(plots):
    plots.shut_down()
    plots.show_fits(measured_fits(), 4)
    plots.mark(["2 k-means++"])
    assert plots.plots["silhouettePlot"].shown == ()

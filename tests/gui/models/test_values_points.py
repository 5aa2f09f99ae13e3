from gui.models.values_facts import FitColumn
from gui.models.values_points import points_of
from tests.gui.compared_fits import compared, measured_fits


def test_a_point_a_fit_a_bar_over_its_runs_and_a_line_through_the_best():
    fits = [
        compared(3, 30.0, 33.0),
        compared(2, 50.0),
        compared(3, 28.0, 28.0, init="random"),
    ]
    points = points_of(fits, FitColumn.DISTORTION)
    assert points.x.tolist() == [3, 2, 3]
    assert points.y.tolist() == points.low.tolist() == [30, 50, 28]
    assert points.high.tolist() == [33, 50, 28]
    assert (points.line_x.tolist(), points.line_y.tolist()) == ([2, 3], [50, 28])
    assert points.words(0) == ("K = 3, k-means++: 3.000000e+01, worst +10.00 %")
    assert points.words(1) == "K = 2, k-means++: 5.000000e+01"


def test_fits_without_the_figure_are_left_out():
    fits = [compared(9), *measured_fits()]
    points = points_of(fits, FitColumn.ARI)
    assert [fit.key for fit in points.fits] == [fit.key for fit in fits[1:]]
    assert points.y.tolist() == [0.2, 0.3, 0.4, 0.5]
    assert points.words(0) == "K = 2, k-means++: ARI 0.2000"
    assert not len(points_of([compared(9)], FitColumn.ARI).x)

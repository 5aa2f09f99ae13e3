import gc
import weakref

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from gui.colours import DARK, LIGHT, numbered
from gui.panels.plot_marks import ToleranceLine
from gui.panels.plot_style import PlotColours
from gui.panels.plots_panel import MAX_IN_LEGEND, PlotsPanel
from gui.theme import make_palette
from tests.gui.made_rows import row, rows

NAMES = ("distortionPlot", "shiftPlot", "movedPlot", "sizesPlot")


@pytest.fixture
def panel(qtbot):
    made = PlotsPanel()
    qtbot.addWidget(made)
    made.resize(360, 600)
    with qtbot.waitActive(made):
        made.show()
    return made


@pytest.fixture
def legend(panel):
    return panel.findChild(QLabel, "runLegend")


def plot(panel, name):
    found = panel.findChild(pg.PlotWidget, name)
    assert found is not None
    return found


def n_curves(panel, name):
    return len([i for i in plot(panel, name).plotItem.items if isinstance(i, pg.PlotDataItem)])


def test_the_four_plots_can_be_found_and_fit_a_dock(panel):
    for name in NAMES:
        canvas = plot(panel, name)
        assert canvas.accessibleName()
        assert canvas.width() <= 360
        assert 90 <= canvas.height() <= 150


def test_empty_plots_paint_without_complaint(panel):
    panel.start_fit(0.0, 5)
    panel.grab()
    panel.start_fit(None, 5)
    panel.append_rows([])
    panel.grab()
    assert [n_curves(panel, name) for name in NAMES[:3]] == [0, 0, 0]


def test_a_curve_a_run_in_every_plot(panel, legend):
    panel.start_fit(0.45, 3)
    panel.append_rows([*rows(4), *rows(2, run=1)])
    panel.append_rows([row(1, 2)])
    panel.grab()
    assert [n_curves(panel, name) for name in NAMES[:3]] == [2, 2, 2]
    assert panel.distortion.reading.text() == "run 2, iteration 2: 1.548709e+11"
    assert panel.shift.reading.text() == "run 2, iteration 2: 50"
    assert panel.moved.reading.text() == "run 2, iteration 2: 16,666"
    assert not legend.isHidden()
    assert "run&nbsp;1" in legend.text()
    assert numbered(1, dark=False).name() in legend.text()


def test_one_run_needs_no_legend(panel, legend):
    panel.append_rows(rows(4))
    assert legend.isHidden()


def test_the_best_run_is_named_until_the_next_fit(panel, legend):
    panel.append_rows([*rows(3, run=0), *rows(3, run=1)])
    panel.mark_best(0)
    first, second = legend.text().split("&ensp;")
    assert "run&nbsp;1&nbsp;(best)" in first
    assert "(best)" not in second
    panel.mark_best(1)
    assert "run&nbsp;2&nbsp;(best)" in legend.text()
    assert legend.text().count("(best)") == 1
    panel.start_fit(None, 2)
    panel.append_rows([*rows(3, run=0), *rows(3, run=1)])
    assert "(best)" not in legend.text()


def test_the_best_run_is_named_even_if_it_is_an_early_one(panel, legend):
    panel.append_rows([row for run in range(MAX_IN_LEGEND + 3) for row in rows(2, run=run)])
    panel.mark_best(0)
    assert "run&nbsp;1&nbsp;(best)" in legend.text()
    assert legend.text().count("run&nbsp;") == MAX_IN_LEGEND


def test_many_runs_name_the_newest(panel, legend):
    for run in range(MAX_IN_LEGEND + 3):
        panel.append_rows([row(run)])
    assert legend.text().count("run&nbsp;") == MAX_IN_LEGEND
    assert f"run&nbsp;{MAX_IN_LEGEND + 3}" in legend.text()
    assert legend.text().startswith("…")


def test_a_new_fit_starts_empty(panel, legend):
    panel.start_fit(0.45, 3)
    panel.append_rows([*rows(4), *rows(4, run=1)])
    panel.show_sizes(np.array([5, 6, 7]), None)
    panel.start_fit(None, 4)
    assert [n_curves(panel, name) for name in NAMES[:3]] == [0, 0, 0]
    assert panel.sizes.reading.text() == ""
    assert legend.isHidden()


def test_clearing_takes_the_tolerance_of_another_set_away(panel):
    panel.start_fit(0.45, 3)
    canvas = plot(panel, "shiftPlot")
    (line,) = [i for i in canvas.plotItem.items if isinstance(i, ToleranceLine)]
    assert line.isVisible()
    panel.clear()
    assert not line.isVisible()


def test_an_iteration_has_one_place_in_all_three(panel):
    panel.append_rows(rows(30))
    panel.grab()
    ranges = [plot(panel, name).viewRange()[0] for name in NAMES[:3]]
    assert ranges[0] == ranges[1] == ranges[2]


def test_the_mouse_over_a_plot_reads_it(panel, qtbot):
    panel.append_rows(rows(11))
    panel.grab()
    canvas = plot(panel, "distortionPlot")
    newest = panel.distortion.reading.text()
    view = canvas.getViewBox()
    place = canvas.mapFromScene(view.mapViewToScene(pg.Point(5, 1e11)))
    qtbot.mouseMove(canvas.viewport(), place)
    qtbot.waitUntil(lambda: "iteration 5:" in panel.distortion.reading.text())
    qtbot.mouseMove(panel.shift.title, QPoint(2, 2))
    qtbot.waitUntil(lambda: panel.distortion.reading.text() == newest)


def test_the_plot_in_focus_has_a_frame(panel, qtbot):
    canvas = plot(panel, "shiftPlot")
    accent = panel.shift.colours.accent

    def corner():
        return canvas.viewport().grab().toImage().pixelColor(0, 0)

    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(canvas.hasFocus)
    assert corner() == accent
    plot(panel, "movedPlot").setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: not canvas.hasFocus())
    assert corner() != accent


def test_the_wheel_zooms_only_with_ctrl(panel):
    panel.append_rows(rows(30))
    panel.grab()
    canvas = plot(panel, "distortionPlot")
    before = canvas.viewRange()

    def turn(modifier):
        place = canvas.mapTo(panel, QPoint(200, 50))
        QTest.wheelEvent(panel.windowHandle(), QPointF(place), QPoint(0, 120), stateKey=modifier)
        panel.grab()

    turn(Qt.KeyboardModifier.NoModifier)
    assert canvas.viewRange() == before
    turn(Qt.KeyboardModifier.ControlModifier)
    assert canvas.viewRange()[0][1] < before[0][1]
    panel.view_all()
    panel.grab()
    assert canvas.viewRange() == before


def test_colours_follow_the_palette(panel):
    panel.append_rows(rows(3))
    for colours in (DARK, LIGHT):
        panel.setPalette(make_palette(colours))
        for name in NAMES:
            picture = plot(panel, name).grab().toImage()
            assert picture.pixelColor(2, 2) == colours.plot_background


def test_colours_can_be_given(panel):
    green = QColor("#00aa00")
    panel.append_rows([*rows(3), *rows(3, run=1)])
    given = PlotColours(
        background=QColor("#123456"),
        foreground=green,
        axis=green,
        grid=green,
        muted=green,
        accent=green,
        run=lambda run: QColor("#abcdef"),
        cluster=lambda cluster: green,
    )
    panel.set_colours(given)
    assert plot(panel, "shiftPlot").grab().toImage().pixelColor(2, 2) == QColor("#123456")
    assert "#abcdef" in panel.findChild(QLabel, "runLegend").text()
    panel.setPalette(make_palette(DARK))
    assert plot(panel, "shiftPlot").grab().toImage().pixelColor(2, 2) == QColor("#123456")


def test_what_arrives_after_closing_is_dropped(panel):
    panel.append_rows(rows(3))
    panel.close()
    panel.append_rows(rows(3))
    panel.show_sizes(np.array([1]), None)
    panel.start_fit(0.5, 2)
    panel.view_all()
    panel.setPalette(make_palette(DARK))
    assert panel.close()


def test_a_closed_panel_is_freed(qapp):
    panel = PlotsPanel()
    panel.start_fit(0.45, 3)
    panel.append_rows(rows(5))
    panel.show_sizes(np.array([5, 6, 7]), None)
    panel.grab()
    panel.close()
    ghosts = [weakref.ref(panel), weakref.ref(panel.shift), weakref.ref(panel.shift.canvas)]
    panel.deleteLater()
    del panel
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert [ghost() for ghost in ghosts] == [None, None, None]


def test_the_legend_says_where_a_branch_left(panel, qtbot):
    panel.start_fit(None, 3)
    panel.append_rows([row(0, 0), row(0, 1)])
    panel.name_branch(1, (0, 1))
    panel.append_rows([row(1, 0)])
    legend = panel.findChild(QLabel, "runLegend").text().replace("&nbsp;", " ")
    assert "run 1" in legend
    assert "branch 2 (from 1 at 1)" in legend
    panel.start_fit(None, 3)
    panel.append_rows([row(0, 0), row(1, 0)])
    assert "branch" not in panel.findChild(QLabel, "runLegend").text()

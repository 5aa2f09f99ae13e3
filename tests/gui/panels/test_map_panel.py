from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton, QToolButton

from gui import theme
from gui.models.map_colours import packed, point_colours
from gui.models.selection import Selection
from gui.panels.map_controls import MapControls
from gui.panels.map_lasso import Tool
from gui.panels.map_panel import MapPanel
from gui.panels.map_tip import MapTip
from tests.gui.panels.made_maps import (
    IMAGES,
    LABELS,
    click,
    drag,
    hover,
    made_map,
    moment,
    pixel,
    place,
)

KEYS = Qt.KeyboardModifier


@pytest.fixture
def selection():
    return Selection()


@pytest.fixture
def panel(qtbot, selection):
    before = pg.getConfigOption("mouseRateLimit")
    pg.setConfigOption("mouseRateLimit", 0)
    made = MapPanel(selection)
    qtbot.addWidget(made)
    made.resize(640, 520)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    made.told = []
    for name in ("map_wanted", "cancel_requested", "trails_wanted", "image_activated"):
        getattr(made, name).connect(lambda *news, name=name: made.told.append((name, *news)))
    yield made
    made.close()
    pg.setConfigOption("mouseRateLimit", before)


@pytest.fixture
def shown(panel):
    panel.set_images(IMAGES)
    panel.show_map(made_map())
    panel.show_moment(moment())
    panel.plot.centroids.hide()  # they would hide points
    panel.plot.trails.hide()
    panel.told.clear()
    return panel


def child(panel, kind, name):
    return panel.findChild(kind, name)


def shows(panel, numbers, selected=()) -> bool:
    """True if every point on the map has the colour of its number."""
    is_selected = np.isin(panel.drawing.image_map.indices, selected)
    expected = point_colours(np.asarray(numbers), is_selected, dark=theme.current().is_dark)
    return all(
        packed(pixel(panel.plot, x, y)) == colour
        for (x, y), colour in zip(panel.drawing.image_map.points, expected, strict=True)
    )


def test_it_asks_for_a_map_once_when_it_is_seen(panel):
    assert panel._empty._hint.accessibleName() == "Open an image set"
    assert not panel.controls.isEnabled()
    panel.set_images(IMAGES)
    assert panel.told == [("map_wanted", "pca")]
    panel.hide()
    panel.show()
    assert len(panel.told) == 1
    panel.hide()
    panel.set_images(IMAGES)
    assert len(panel.told) == 1
    panel.show()
    assert panel.told[1:] == [("map_wanted", "pca")]


def test_progress_cancel_and_a_problem(panel):
    panel.set_images(IMAGES)
    make = child(panel, QPushButton, "mapMakeButton")
    panel.show_progress("placing the images", 10, 40)
    assert panel.progress.phase.text() == "placing the images · 25 %"
    assert not make.isVisible()
    panel.progress.cancel.click()
    assert panel.told[1:] == [("cancel_requested",)]
    panel.end_progress()
    assert not panel.progress.isVisible()
    panel.show_problem("openTSNE is <b>missing</b>")
    assert panel.problem.isVisible()
    assert panel.problem.textFormat() == Qt.TextFormat.PlainText
    make.click()
    assert panel.told[2:] == [("map_wanted", "pca")]
    panel.show_map(made_map())
    assert not panel.problem.isVisible()
    assert panel.plot.isVisible()


def test_another_method(shown):
    combo = child(shown, QComboBox, "mapMethodCombo")

    def choose(row):
        combo.setCurrentIndex(row)
        combo.activated.emit(row)

    choose(1)
    shown.show_progress("t-SNE", 0, 0)
    assert shown.told == [("map_wanted", "tsne")]
    choose(0)
    assert shown.told[1:] == [("cancel_requested",)]
    choose(1)
    shown.show_problem("no")
    assert combo.currentData() == "pca"
    shown.show_map(made_map(method="tsne", note="near means alike"))
    assert combo.currentData() == "tsne"
    assert shown.foot.note.text() == "t-SNE · near means alike"


def test_colours_follow_moment_choice_and_theme(shown, colours_of_before):
    combo = child(shown, QComboBox, "mapColourCombo")
    assert shows(shown, LABELS)
    other = (LABELS + 1) % 3
    shown.show_moment(moment(1, labels=other))
    assert shows(shown, other)
    combo.setCurrentIndex(1)
    assert shows(shown, IMAGES.labels)
    assert shown.foot.legend.isVisible()
    assert "wedge" in shown.foot.legend.accessibleName()
    theme.current().set_mode("dark")
    assert shows(shown, IMAGES.labels)
    combo.setCurrentIndex(2)
    assert shows(shown, np.full(24, -1))
    assert not shown.foot.legend.isVisible()
    combo.setCurrentIndex(0)
    shown.clear()
    assert shows(shown, np.full(24, -1))


def test_without_classes_there_is_no_colour_by_class(shown):
    combo = child(shown, QComboBox, "mapColourCombo")
    combo.setCurrentIndex(1)
    shown.set_images(replace(IMAGES, labels=None, class_names=()))
    assert combo.currentIndex() == 0
    assert not combo.model().item(1).isEnabled()


def test_of_a_sample_each_point_is_its_own_image(panel, selection):
    indices = [1, 5, 8, 20, 23]
    panel.set_images(IMAGES)
    panel.show_map(made_map(indices, note="a sample of 5 of 24 images"))
    panel.show_moment(moment())
    panel.plot.centroids.hide()
    assert shows(panel, LABELS[indices])
    panel.plot.set_tool(Tool.RECTANGLE)
    drag(panel.plot, [(1.5, 0.6), (3, 2), (5.3, 3.3)])
    assert selection.images.tolist() == [8, 20, 23]
    assert shows(panel, LABELS[indices], [8, 20, 23])
    selection.select([2, 8])
    assert panel.foot.count.text() == "2 selected, 1 not on the map"
    assert "a sample of 5" in panel.foot.note.text()


def test_shift_adds_and_alt_removes(shown, selection):
    shown.plot.set_tool(Tool.RECTANGLE)
    drag(shown.plot, [(-0.2, -0.2), (1, 0.2), (2.3, 0.3)])
    assert selection.images.tolist() == [0, 1, 2]
    drag(shown.plot, [(4.6, 2.6), (5, 3), (5.3, 3.3)], KEYS.ShiftModifier)
    assert selection.images.tolist() == [0, 1, 2, 23]
    drag(shown.plot, [(0.6, -0.2), (1, 0.2), (2.3, 0.3)], KEYS.AltModifier)
    assert selection.images.tolist() == [0, 23]
    assert shown.foot.count.text() == "2 selected"
    drag(shown.plot, [(0.3, 0.3), (0.5, 0.5), (0.6, 0.6)])
    assert len(selection) == 0
    assert shown.foot.count.text() == ""


def test_selected_elsewhere_is_selected_here(shown, selection):
    selection.select([3, 9], current=9)
    assert shows(shown, LABELS, [3, 9])
    assert shown.plot.points._current == 9
    shown.hide()
    selection.select([4])
    shown.show_moment(moment(3, labels=(LABELS + 2) % 3))
    shown.show()
    assert shows(shown, (LABELS + 2) % 3, [4])


def test_click_looks_at_an_image_and_double_click_opens_it(shown, selection, qtbot):
    click(shown.plot, 4, 2)
    assert selection.current == 16
    click(shown.plot, 0, 1, is_double=True)
    assert shown.told == [("image_activated", 6)]
    shown.plot.setFocus()
    qtbot.keyClick(shown.plot, Qt.Key.Key_Return)
    assert shown.told[1:] == [("image_activated", 6)]


def test_hovering_tells_of_the_image_and_of_the_centroid(shown):
    tip = shown.findChild(MapTip)
    hover(shown.plot, 3, 1)
    assert tip.isVisible()
    assert tip.lines[1:] == (f"index 9, class {IMAGES.class_name(9)}", f"cluster {LABELS[9]}")
    assert shown.plot.rect().contains(tip.geometry())
    tip.grab()
    hover(shown.plot, 3.5, 1.5)
    assert not tip.isVisible()
    shown.plot.centroids.show()
    hover(shown.plot, 1.5, 0.5)
    assert tip.lines == ("centroid of cluster 1", "8 images")
    assert place(shown.plot, 1.5, 0.5)


def test_keys_take_tools(shown, qtbot):
    shown.plot.setFocus()
    for key, tool in (("r", Tool.RECTANGLE), ("l", Tool.LASSO)):
        qtbot.keyClick(shown.plot, key)
        assert shown.plot.tool is tool
        assert child(shown, QToolButton, f"map{tool.title}Button").isChecked()
    qtbot.keyClick(shown.plot, Qt.Key.Key_Escape)
    assert shown.plot.tool is Tool.PAN
    before = shown.plot.box.viewRange()
    qtbot.keyClick(shown.plot, Qt.Key.Key_Plus)
    assert shown.plot.box.viewRange() != before
    qtbot.keyClick(shown.plot, "0")
    np.testing.assert_allclose(shown.plot.box.viewRange(), before)


def test_trails_are_asked_for_once_a_run_and_grow(shown):
    child(shown, QToolButton, "mapTrailsButton").setChecked(False)
    shown.show_moment(moment(4, run=1))
    assert not shown.told
    child(shown, QToolButton, "mapTrailsButton").setChecked(True)
    shown.show_moment(moment(5, run=1))
    assert shown.told == [("trails_wanted",)]
    trails = shown.plot.trails
    shown.show_trails(np.zeros((3, 3, 2)), 2)  # of iterations 3, 4 and 5
    shown.show_moment(moment(6, run=1))
    assert trails.positions[3].tolist() == [[0.5, 6.5], [1.5, 6.5], [2.5, 6.5]]
    shown.show_moment(moment(7, run=1, centroids_iteration=6))
    assert len(trails.positions) == 4
    shown.show_moment(moment(0, run=1))
    assert len(trails.positions) == 4
    shown.show_moment(moment(0, run=2))
    assert len(trails.positions) == 1
    assert shown.told[1:] == [("trails_wanted",)]


def test_constant_images_and_one_image_are_drawn(panel):
    panel.set_images(IMAGES)
    panel.show_map(made_map(points=np.zeros((24, 2)), note="these images are all the same"))
    panel.show_moment(moment(labels=np.zeros(24, np.int32)))
    panel.grab()
    panel.show_map(made_map([3]))
    panel.plot.centroids.hide()
    panel.plot.trails.hide()
    assert shows(panel, [0])


def test_after_closing_nothing_happens(panel, selection):
    panel.set_images(IMAGES)
    panel.show_map(made_map())
    panel.close()
    panel.show_moment(moment())
    panel.show_map(made_map())
    panel.show_trails(np.zeros((1, 3, 2)), 0)
    panel.clear()
    selection.select([1], current=1)
    panel.close()


def test_controls_say_what_they_are(qtbot):
    controls = MapControls()
    qtbot.addWidget(controls)
    for button in controls.findChildren(QToolButton):
        assert button.toolTip()
        assert button.objectName() == f"map{button.text()}Button"
    for combo in controls.findChildren(QComboBox):
        assert combo.toolTip()
        assert combo.accessibleName()

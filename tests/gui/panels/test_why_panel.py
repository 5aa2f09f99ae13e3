from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from engine.imageset import ImageSet
from engine.insight.reasons import explain
from gui import theme
from gui.models import difference_colours
from gui.models.selection import Selection
from gui.panels.image_head import SIDE
from gui.panels.made_up import made_up_images
from gui.panels.why_panel import WhyPanel
from tests.gui.panels.told import IMAGES, history_of, last_moment

HISTORY = history_of()
MOMENT = last_moment(HISTORY)


class Told:
    """The panel, what it asked for, and answers as the window gives them."""

    def __init__(self, qtbot):
        self.selection = Selection()
        self.panel = WhyPanel(self.selection)
        self.asked: list[int] = []
        self.panel.reason_wanted.connect(self.asked.append)
        qtbot.addWidget(self.panel)
        self.panel.resize(300, 620)

    def answer(self, image, moment=MOMENT, images=IMAGES, history=HISTORY):
        reason = explain(images, moment.centroids, moment.labels, image)
        self.panel.show_reason(reason)
        self.panel.show_path(history.path_of(image, moment.run), moment.run)
        return reason


@pytest.fixture
def told(qtbot):
    made = Told(qtbot)
    with qtbot.waitExposed(made.panel):
        made.panel.show()
    return made


@pytest.fixture
def page(told):
    told.panel.set_images(IMAGES)
    told.panel.show_moment(MOMENT)
    return told.panel.page


def hint(panel) -> str:
    return panel._pages.currentWidget().accessibleName()


def test_it_says_what_to_do_until_there_is_something_to_see(told):
    panel = told.panel
    assert hint(panel) == "Open an image set"
    panel.set_images(IMAGES)
    assert hint(panel) == "Choose parameters and press Run (Ctrl+R)"
    panel.show_moment(MOMENT)
    assert hint(panel) == "Select an image"
    assert told.asked == []
    told.selection.select([5], current=5)
    assert panel._pages.currentWidget() is panel.page
    assert told.asked == [5]
    told.selection.clear()
    assert hint(panel) == "Select an image"
    told.selection.look_at(300)  # of another set, perhaps
    assert hint(panel) == "Select an image"
    panel.clear()
    assert hint(panel) == "Choose parameters and press Run (Ctrl+R)"
    panel.set_images(None)
    assert hint(panel) == "Open an image set"


@pytest.mark.parametrize("image", [0, 17, 299])
def test_everything_is_about_the_image_looked_at(told, page, image):
    told.selection.look_at(image)
    reason = told.answer(image)
    shown = page.head.picture.pixmap().toImage()
    step = shown.width() // 16
    assert step * 16 > SIDE // 2
    for y, x in ((0, 0), (3, 12), (15, 15)):
        at = shown.pixelColor(x * step + step // 2, y * step + step // 2)
        assert at.getRgb()[:3] == tuple(IMAGES.pixels[image][y, x])
    assert page.head.picture.accessibleName().startswith(f"{IMAGES.names[image]}, index {image},")
    assert f"nearer to cluster {reason.cluster} than to {reason.runner_up}" in page.margin.text()
    assert page.bars.order[0] == MOMENT.labels[image]
    assert page.own.accessibleName() == f"Minus its own, {reason.cluster}"
    assert page.next.accessibleName() == f"Minus the next, {reason.runner_up}"


def test_both_differences_share_one_scale_and_show_each_pixel(told, page):
    told.selection.look_at(17)
    reason = told.answer(17)
    own = difference_colours.brightness(reason.difference_to_own)
    other = difference_colours.brightness(reason.difference_to_runner_up)
    extent = difference_colours.reach(own, other)
    assert page.own.ends == page.next.ends == difference_colours.difference_ends(extent)
    for picture, values in ((page.own, own), (page.next, other)):
        shown = picture.grab().toImage()
        slot, colours = picture.slot(), difference_colours.difference_colours(values, extent)
        for y, x in ((0, 0), (5, 9), (15, 15)):
            at = shown.pixelColor(slot.left() + 8 * x + 4, slot.top() + 8 * y + 4)
            assert at.getRgb()[:3] == tuple(colours[y, x])


def test_its_way_is_marked_and_leads_to_iterations(told, page, qtbot):
    told.selection.look_at(17)
    told.answer(17)
    assert page.strip.iteration == MOMENT.iteration
    with qtbot.waitSignal(told.panel.iteration_wanted) as wanted:
        place = page.strip.cell(MOMENT.iteration).center()
        qtbot.mouseClick(page.strip.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert wanted.args == [MOMENT.iteration]
    told.panel.show_moment(HISTORY.moment(0, 0))
    assert page.strip.iteration == 0
    told.panel.show_moment(replace(MOMENT, run=3))  # the path is still of run 1
    assert page.strip.iteration == -1


def test_late_answers_are_passed_over(told, page):
    told.selection.look_at(17)
    told.answer(17)
    words = page.margin.text()
    told.panel.show_reason(explain(IMAGES, MOMENT.centroids, MOMENT.labels, 18))
    few = MOMENT.centroids[:2]
    told.panel.show_reason(explain(IMAGES, few, np.zeros(300, np.int32), 17))
    assert page.margin.text() == words
    told.selection.look_at(18)
    assert page.margin.text() == ""
    assert page.bars.order.tolist() == []
    told.panel.show_reason(explain(IMAGES, MOMENT.centroids, MOMENT.labels, 17))
    assert page.margin.text() == ""


def test_a_hidden_panel_asks_for_nothing_and_catches_up(qtbot):
    told = Told(qtbot)
    told.panel.set_images(IMAGES)
    told.panel.show_moment(MOMENT)
    told.selection.look_at(4)
    told.selection.look_at(9)
    assert told.asked == []
    with qtbot.waitExposed(told.panel):
        told.panel.show()
    assert told.asked == [9]
    told.panel.hide()
    told.panel.show_moment(HISTORY.moment(0, 1))
    assert told.asked == [9]


def test_it_says_when_centroids_are_of_another_iteration(told, page):
    told.selection.look_at(4)
    assert not page.note.isVisible()
    told.panel.show_moment(replace(MOMENT, centroids_iteration=0))
    assert page.note.isVisible()
    assert "centroids of iteration 0" in page.note.text()
    told.panel.show_moment(MOMENT)
    assert not page.note.isVisible()


def test_one_cluster_has_no_runner_up(told):
    history = history_of(n_clusters=1)
    moment = last_moment(history)
    told.panel.set_images(IMAGES)
    told.panel.show_moment(moment)
    told.selection.look_at(3)
    told.answer(3, moment, history=history)
    assert told.panel.page.margin.text() == "Cluster 0 is the only one"
    assert not told.panel.page.next.isVisible()
    told.panel.grab()


def test_constant_images_draw(told):
    images = ImageSet(name="flat", pixels=np.full((4, 1, 7, 1), 0.5, np.float32))
    history = history_of(images, n_clusters=2)
    moment = last_moment(history)
    told.panel.set_images(images)
    told.panel.show_moment(moment)
    told.selection.look_at(3)
    reason = told.answer(3, moment, images, history)
    told.panel.grab()
    assert told.panel.page.own.ends == ("", "0", "")
    assert f"As near to cluster {reason.cluster} as to" in told.panel.page.margin.text()


def test_another_set_begins_anew(told, page):
    told.selection.look_at(4)
    told.answer(4)
    told.panel.set_images(made_up_images(50, seed=3))
    assert hint(told.panel) == "Choose parameters and press Run (Ctrl+R)"
    told.panel.show_reason(explain(IMAGES, MOMENT.centroids, MOMENT.labels, 4))
    assert hint(told.panel) == "Choose parameters and press Run (Ctrl+R)"


def test_both_schemes_are_painted_at_once(told, page, colours_of_before):
    told.selection.look_at(4)
    told.answer(4)
    for mode in ("light", "dark"):
        theme.current().set_mode(mode)
        shown = page.bars.viewport().grab().toImage()
        assert shown.pixelColor(1, 2) == theme.current().colours.raised

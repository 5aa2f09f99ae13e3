from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from engine.imageset import ImageSet
from engine.insight.spread import spread
from gui import theme
from gui.models import difference_colours
from gui.panels.cluster_details import ClusterDetails
from tests.gui.panels.told import IMAGES, history_of, last_moment

HISTORY = history_of()
MOMENT = last_moment(HISTORY)
BEFORE = HISTORY.moment(0, MOMENT.iteration - 1)


class Told:
    """The panel and what it asked for."""

    def __init__(self, qtbot):
        self.panel = ClusterDetails()
        self.asked: list[int] = []
        self.panel.spread_wanted.connect(self.asked.append)
        qtbot.addWidget(self.panel)
        self.panel.resize(620, 240)

    def answer(self, cluster, moment=MOMENT, images=IMAGES):
        measured = spread(images, moment.labels, cluster)
        self.panel.show_spread(measured)
        return measured


@pytest.fixture
def told(qtbot):
    made = Told(qtbot)
    with qtbot.waitExposed(made.panel):
        made.panel.show()
    yield made
    made.panel.hide()  # what would ask after a rest asks no more


@pytest.fixture
def pictures(told):
    told.panel.set_images(IMAGES)
    told.panel.show_moment(MOMENT)
    told.panel.show_previous(BEFORE.centroids)
    told.panel.show_cluster(2)
    return told.panel.pictures


def hint(panel) -> str:
    return panel._pages.currentWidget().accessibleName()


def pixel(picture, x, y, step=8):
    slot = picture.slot()
    at = slot.left() + step * x + step // 2, slot.top() + step * y + step // 2
    return picture.grab().toImage().pixelColor(*at).getRgb()[:3]


def test_it_says_what_to_do_until_there_is_something_to_see(told):
    assert hint(told.panel) == "Open an image set"
    told.panel.set_images(IMAGES)
    assert hint(told.panel) == "Choose parameters and press Run (Ctrl+R)"
    told.panel.show_moment(MOMENT)
    assert hint(told.panel) == "Choose a cluster"
    told.panel.show_cluster(6)  # there are 0 to 5
    assert hint(told.panel) == "Choose a cluster"
    assert told.asked == []
    told.panel.show_cluster(5)
    assert told.panel._pages.currentWidget() is told.panel.pictures
    assert told.asked == [5]
    told.panel.clear()
    assert hint(told.panel) == "Choose parameters and press Run (Ctrl+R)"
    assert told.panel.cluster == 5
    told.panel.set_images(None)
    assert told.panel.cluster is None


def test_the_centroid_and_its_numbers(told, pictures):
    told.answer(2)
    centroid = np.rint(MOMENT.centroids[2]).reshape(16, 16, 3)
    for x, y in ((0, 0), (7, 3), (15, 15)):
        assert pixel(pictures.centroid, x, y) == tuple(centroid[y, x])
    assert pictures.facts.text().startswith(f"{MOMENT.sizes[2]} images · ")
    assert pictures.centroid.note == ""


def test_the_change_is_signed(told, pictures):
    after = MOMENT.centroids.copy()
    before = after.copy()
    before[2, :3] += 8.0  # the first pixel became darker
    before[2, -3:] -= 4.0  # the last lighter, half as much
    told.panel.show_previous(before)
    assert pictures.change.ends == ("−8", "0", "+8")
    assert pictures.change.note == f"levels, since iteration {MOMENT.iteration - 1}"
    red, _, blue = pixel(pictures.change, 0, 0)
    assert blue > red + 50
    red, _, blue = pixel(pictures.change, 15, 15)
    assert red > blue + 50
    assert pixel(pictures.change, 7, 7) == (255, 255, 255)


def test_a_change_that_is_not_there_is_told(told, pictures):
    told.panel.show_previous(BEFORE.centroids, iteration=0)
    assert pictures.change.note == "levels, since iteration 0"
    told.panel.show_previous(None)
    assert pictures.change.note == "not kept"
    told.panel.show_previous(MOMENT.centroids[:2])  # of a run with fewer clusters
    assert pictures.change.note == "not kept"
    told.panel.show_moment(HISTORY.moment(0, 0))
    assert pictures.change.note == "the seeds: nothing before"
    told.panel.show_moment(replace(MOMENT, centroids_iteration=1))
    assert pictures.centroid.note == "of iteration 1"


def test_spread_and_medoid(told, pictures, qtbot):
    assert pictures.spread.note == pictures.medoid.note == "measuring…"
    measured = told.answer(2)
    values = difference_colours.deviation(measured.standard_deviation)
    colours = difference_colours.spread_colours(values)
    for x, y in ((0, 0), (7, 3), (15, 15)):
        assert pixel(pictures.spread, x, y) == tuple(colours[y, x])
        assert pixel(pictures.medoid, x, y) == tuple(IMAGES.pixels[measured.medoid][y, x])
    assert pictures.spread.ends == difference_colours.spread_ends(values)
    assert pictures.medoid.note == f"index {measured.medoid}"
    with qtbot.waitSignal(told.panel.image_wanted) as wanted:
        qtbot.mouseClick(pictures.medoid, Qt.MouseButton.LeftButton)
    assert wanted.args == [measured.medoid]


def test_a_spread_of_another_cluster_is_passed_over(told, pictures):
    told.answer(3)
    assert pictures.spread.note == "measuring…"
    told.answer(2)
    told.panel.show_cluster(3)
    assert told.asked == [2, 3]
    assert pictures.spread.note == "measuring…"


def test_a_fit_at_work_is_not_slowed_by_measuring(told, pictures, qtbot):
    told.answer(2)
    for iteration in range(MOMENT.iteration):
        told.panel.show_moment(HISTORY.moment(0, iteration))
    assert told.asked == [2]
    assert pictures.spread.note == f"levels, at iteration {MOMENT.iteration}"
    with qtbot.waitSignal(told.panel.spread_wanted):
        pass
    assert told.asked == [2, 2]
    told.answer(2, BEFORE)
    assert pictures.spread.note == "levels"


def test_an_empty_cluster(told, pictures):
    told.panel.show_moment(
        replace(
            MOMENT,
            labels=np.where(MOMENT.labels == 2, 1, MOMENT.labels).astype(np.int32),
            sizes=np.where(np.arange(6) == 2, 0, MOMENT.sizes),
        )
    )
    told.panel.show_spread(spread(IMAGES, np.zeros(300, np.int32), 2))
    assert pictures.spread.note == pictures.medoid.note == "no members"
    assert pictures.facts.text().startswith("0 images")
    told.panel.grab()


def test_constant_images_draw(told):
    images = ImageSet(name="flat", pixels=np.full((3, 5, 1, 1), 7, np.uint16))
    moment = last_moment(history_of(images, n_clusters=1))
    told.panel.set_images(images)
    told.panel.show_moment(moment)
    told.panel.show_cluster(0)
    told.panel.show_previous(moment.centroids)
    told.answer(0, moment, images)
    told.panel.grab()
    assert told.panel.pictures.change.ends == ("", "0", "")
    assert told.panel.pictures.spread.ends == ("0", "", "")
    assert told.panel.pictures.medoid.note == "index 0"


@pytest.mark.parametrize(("width", "columns"), [(620, 4), (420, 2), (300, 2), (200, 1)])
def test_the_row_wraps_and_nothing_is_cut(told, pictures, qtbot, width, columns):
    told.panel.resize(width, 240)
    assert pictures.columns == columns
    qtbot.waitUntil(lambda: pictures.widget().width() <= pictures.viewport().width())
    for picture in (pictures.centroid, pictures.change, pictures.spread, pictures.medoid):
        assert picture.geometry().right() < pictures.viewport().width()


def test_a_hidden_panel_asks_for_nothing_and_catches_up(qtbot):
    told = Told(qtbot)
    told.panel.set_images(IMAGES)
    told.panel.show_cluster(1)
    told.panel.show_moment(MOMENT)
    told.panel.show_previous(BEFORE.centroids)
    assert told.asked == []
    with qtbot.waitExposed(told.panel):
        told.panel.show()
    assert told.asked == [1]
    assert told.panel.pictures.change.note.startswith("levels, since")
    told.panel.hide()


def test_both_schemes_are_painted_at_once(told, pictures, colours_of_before):
    told.answer(2)
    for mode in ("light", "dark"):
        theme.current().set_mode(mode)
        shown = pictures.chip.grab().toImage()
        assert shown.pixelColor(4, 2) == theme.cluster_colour(2)

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from engine.imageset import ImageSet
from gui import theme
from gui.models.members_order import MemberOrder
from gui.models.selection import Selection
from gui.panels.made_up import made_up_images
from gui.panels.members_controls import SIDE_STEP
from gui.panels.members_delegate import DEFAULT_SIDE, PAD
from gui.panels.members_panel import LATER, MEASURING, MembersPanel
from tests.gui.made_moments import made_up_moment, with_labels

IMAGES = made_up_images(300)
MOMENT = made_up_moment(IMAGES, 5)  # the last of them is empty
LABELS = MOMENT.labels


class Asked(list):
    def __call__(self, kind: str, cluster: int) -> None:
        self.append((kind, cluster))


@pytest.fixture
def selection(qapp):
    return Selection()


@pytest.fixture
def empty_panel(qtbot, selection):
    panel = MembersPanel(selection)
    qtbot.addWidget(panel)
    panel.resize(640, 560)
    panel.asked = Asked()
    panel.order_wanted.connect(panel.asked)
    with qtbot.waitExposed(panel):
        panel.show()
    yield panel
    panel.preview.close()


@pytest.fixture
def panel(empty_panel):
    empty_panel.set_images(IMAGES)
    empty_panel.show_moment(MOMENT)
    return empty_panel


def choose(panel, order: MemberOrder) -> None:
    panel.controls.order.setCurrentText(order.title)


def values_for(images) -> np.ndarray:
    return np.random.default_rng(7).permutation(300)[images].astype(np.float64)


def shown(panel) -> list[int]:
    return panel.model.rows.tolist()


def assert_pixels_are_those_of_the_images_in_sight(panel) -> None:
    picture = panel.view.viewport().grab().toImage()
    factor = panel.view.side // 16
    for row in range(min(12, panel.model.rowCount())):
        corner = panel.view.visualRect(panel.model.index(row)).topLeft() + QPoint(PAD, PAD)
        for x, y in ((1, 2), (8, 8), (14, 11)):
            at = corner + QPoint(x * factor + 1, y * factor + 1)
            truth = tuple(IMAGES.pixels[panel.model.rows[row], y, x])
            assert picture.pixelColor(at).getRgb()[:3] == truth


def test_it_says_what_to_do_until_there_is_something_to_see(empty_panel):
    def hint() -> str:
        return empty_panel._pages.currentWidget().accessibleName()

    assert hint() == "Open an image set"
    assert not empty_panel.controls.isEnabled()
    empty_panel.set_images(IMAGES)
    assert empty_panel.model.rowCount() == len(IMAGES)
    empty_panel.show_moment(MOMENT)
    assert empty_panel.view.isVisible()
    assert empty_panel.controls.isEnabled()
    empty_panel.show_cluster(4)
    assert hint() == "Cluster 4 is empty"
    empty_panel.clear()
    assert empty_panel.model.rowCount() == len(IMAGES)
    empty_panel.set_images(None)
    assert hint() == "Open an image set"


@pytest.mark.parametrize("order", list(MemberOrder))
@pytest.mark.parametrize("cluster", [None, 1])
def test_every_order_shows_the_pixels_of_its_indices(panel, cluster, order):
    choose(panel, order)
    panel.show_cluster(cluster)
    members = np.arange(300) if cluster is None else np.flatnonzero(cluster == LABELS)
    values = values_for(members)
    if order.kind:
        asked = (order.kind, -1 if cluster is None else cluster)
        assert panel.asked[-1] == asked
        assert panel.controls.note.text() == MEASURING
        assert shown(panel) == members.tolist()
        panel.show_order(*asked, values, 0, 0)
    assert panel.controls.note.text() == ""
    truth = {
        MemberOrder.NEAREST: np.argsort(values),
        MemberOrder.FARTHEST: np.argsort(-values),
        MemberOrder.BORDERLINE: np.argsort(values),
        MemberOrder.INDEX: np.arange(len(members)),
        MemberOrder.CLASS: np.argsort(IMAGES.labels[members], kind="stable"),
    }[order]
    assert shown(panel) == members[truth].tolist()
    assert_pixels_are_those_of_the_images_in_sight(panel)


def test_filters_by_class_and_name_show_the_pixels_of_their_indices(panel):
    panel.show_order("distance", -1, values_for(np.arange(300)), 0, 0)
    panel.controls.label.setCurrentText("ring")
    panel.controls.name.setText("2")
    truth = [i for i in range(300) if IMAGES.labels[i] == 3 and "2" in IMAGES.names[i]]
    assert sorted(shown(panel)) == truth
    assert_pixels_are_those_of_the_images_in_sight(panel)
    assert panel.foot.counts.text() == f"{len(truth)} of 300 images"
    panel.controls.name.setText("nobody")
    assert panel._pages.currentWidget().accessibleName() == "No image passes the filter"
    panel.controls.name.clear()
    panel.controls.label.setCurrentIndex(0)
    assert len(shown(panel)) == 300


def test_numbers_are_asked_for_once_and_late_answers_ignored(panel):
    assert panel.asked == [("distance", -1)]
    panel.show_moment(MOMENT)
    assert len(panel.asked) == 1
    panel.show_moment(with_labels(MOMENT, LABELS, 1))
    assert panel.asked == [("distance", -1)] * 2
    panel.show_order("distance", -1, values_for(np.arange(300)), 0, 0)
    assert shown(panel) == list(range(300))
    assert panel.controls.note.text() == MEASURING
    panel.show_order("distance", -1, values_for(np.arange(300)), 0, 1)
    assert shown(panel) != list(range(300))
    panel.show_cluster(2)  # measured with all others
    assert len(panel.asked) == 2


def test_while_a_fit_runs_images_stay_by_index_and_nothing_is_measured(panel):
    panel.show_order("distance", -1, values_for(np.arange(300)), 0, 0)
    panel.set_live(True)
    assert shown(panel) == list(range(300))
    panel.asked.clear()
    moved = with_labels(MOMENT, np.roll(LABELS, 1), 1)
    panel.show_moment(moved)
    panel.show_cluster(1)
    assert panel.controls.note.text() == LATER
    assert shown(panel) == np.flatnonzero(moved.labels == 1).tolist()
    assert panel.controls.cluster.currentText().startswith("cluster 1 · ")
    assert panel.asked == []
    panel.set_live(False)
    assert panel.asked == [("distance", 1)]


def test_nothing_is_done_while_nobody_looks(panel):
    panel.hide()
    panel.asked.clear()
    moved = with_labels(MOMENT, np.roll(LABELS, 1), 1)
    panel.show_cluster(1)
    panel.show_moment(moved)
    assert shown(panel) == np.flatnonzero(LABELS == 1).tolist()
    assert panel.asked == []
    panel.show()
    assert shown(panel) == np.flatnonzero(moved.labels == 1).tolist()
    assert panel.asked == [("distance", 1)]


def test_clusters_are_chosen_from_the_list(panel, qtbot):
    combo = panel.controls.cluster
    assert combo.itemText(0) == "all clusters · 300 images"
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert set(LABELS[shown(panel)]) == {1}
    qtbot.keyClick(combo, Qt.Key.Key_Home)
    assert len(shown(panel)) == 300


def test_given_images_until_somebody_goes_back(panel, qtbot):
    panel.show_cluster(2)
    panel.show_images_of(np.array([8, 5, 250]), "ring & <b>")
    assert shown(panel) == [5, 8, 250]
    assert panel.controls.chip.isVisible()
    assert panel.controls.chip.text() == "ring && <b>"
    assert panel.controls.chip.accessibleName().startswith("ring & <b>, back to cluster 2")
    panel.show_moment(with_labels(MOMENT, np.roll(LABELS, 1), 1))
    assert shown(panel) == [5, 8, 250]
    qtbot.mouseClick(panel.controls.chip, Qt.MouseButton.LeftButton)
    assert not panel.controls.chip.isVisible()
    assert set(np.roll(LABELS, 1)[shown(panel)]) == {2}
    panel.show_images_of(np.array([], dtype=np.int32), "nobody")
    assert panel._pages.currentWidget().accessibleName() == "No images here"


def test_what_is_selected_stays_selected_in_every_order(panel, selection):
    panel.show_order("distance", -1, values_for(np.arange(300)), 0, 0)
    selection.select([3, 77, 200], current=77)
    for order in MemberOrder:
        choose(panel, order)
        assert selection.images.tolist() == [3, 77, 200]
        assert panel.model.rows[panel.view.currentIndex().row()] == 77
    assert panel.foot.counts.text() == "300 images · 3 selected"


def test_copies_and_exports_come_in_the_order_shown(panel, selection, qtbot):
    panel.show_order("distance", -1, values_for(np.arange(300)), 0, 0)
    with qtbot.waitSignal(panel.export_requested) as told:
        panel.foot.export.click()
    assert told.args[0].tolist() == shown(panel)
    panel.controls.label.setCurrentText("ring")
    hidden = next(i for i in range(300) if IMAGES.labels[i] != 3)
    chosen = shown(panel)[5:8]
    selection.select([hidden, *chosen])
    with qtbot.waitSignal(panel.export_requested) as told:
        panel.menu.export.trigger()
    assert told.args[0].tolist() == [*chosen, hidden]
    panel.menu.copy.trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "index\tname\tcluster\tclass"
    assert lines[1] == f"{chosen[0]}\t{IMAGES.names[chosen[0]]}\t{LABELS[chosen[0]]}\tring"
    assert len(lines) == 5


def test_the_menu_offers_what_can_be_done(panel, selection):
    assert panel.view.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu
    texts = [action.text().partition("\t")[0] for action in panel.view.actions()]
    assert texts[:5] == ["&Preview", "&Copy", "Select &all", "", "&Export all shown (300 images)…"]
    assert [action.isEnabled() for action in panel.view.actions()[:3]] == [True, False, True]
    selection.select([4])
    assert panel.menu.copy.isEnabled()
    assert panel.menu.export.text() == "&Export the selected (1 image)…"
    assert panel.menu.seeds.text() == "&Use as seeds (1 image)"
    panel.menu.select_all.trigger()
    assert len(selection) == 300


def test_seeds_and_centroids_are_chosen_where_that_is_possible(panel, selection, qtbot):
    panel.show_cluster(2)
    assert not panel.menu.seeds.isEnabled()
    panel.set_can_fork(True, True)
    assert not panel.menu.seeds.isEnabled()  # nothing is selected
    assert not panel.menu.replace.isEnabled()
    selection.select([4, 9], current=9)
    with qtbot.waitSignal(panel.seeds_requested) as told:
        panel.menu.seeds.trigger()
    assert told.args[0].tolist() == [4, 9]
    assert panel.menu.replace.text() == "&Replace the centroid of cluster 2 by image 9"
    with qtbot.waitSignal(panel.replace_requested) as told:
        panel.menu.replace.trigger()
    assert told.args == [2, 9]
    panel.show_cluster(None)  # then it is the image's own
    with qtbot.waitSignal(panel.replace_requested) as told:
        panel.menu.replace.trigger()
    assert told.args == [LABELS[9], 9]
    panel.set_can_fork(True, False)
    assert panel.menu.seeds.isEnabled()
    assert not panel.menu.replace.isEnabled()
    panel.set_can_fork(False, False)
    assert not panel.menu.seeds.isEnabled()
    assert not panel.menu.replace.isEnabled()


def test_the_large_preview_goes_through_the_list(panel, selection, qtbot):
    values = values_for(np.arange(300))
    panel.show_order("distance", -1, values, 0, 0)
    panel.view.setFocus()
    with qtbot.waitSignal(panel.preview_wanted):
        qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    first, second = shown(panel)[:2]
    assert panel.preview.isVisible()
    assert selection.current == first
    assert panel.preview.windowTitle() == IMAGES.names[first]
    qtbot.keyClick(panel.preview, Qt.Key.Key_Right)
    assert selection.current == second
    name, facts, measured = (line.text() for line in panel.preview.lines)
    assert name == IMAGES.names[second]
    assert facts.startswith(f"index {second}, class ")
    assert facts.endswith(f"cluster {LABELS[second]}")
    assert measured == "distance 1 pixel levels"
    selection.look_at(123)  # in any other view
    assert panel.preview.windowTitle() == IMAGES.names[123]
    panel.set_images(None)
    assert not panel.preview.isVisible()


def test_the_slider_and_the_wheel_change_the_size(panel):
    panel.view.zoom_requested.emit(2)
    assert panel.controls.size_slider.value() == DEFAULT_SIDE + 2 * SIDE_STEP == panel.view.side


def test_tips_show_hostile_names_to_the_letter(empty_panel):
    names = ("<img src='file:///x'>", *IMAGES.names[1:])
    empty_panel.set_images(replace(IMAGES, names=names))
    empty_panel.show_moment(MOMENT)
    at = empty_panel.view.visualRect(empty_panel.model.index(0)).center()
    port = empty_panel.view.viewport()
    QApplication.sendEvent(port, QHelpEvent(QEvent.Type.ToolTip, at, port.mapToGlobal(at)))
    assert "&lt;img src=" in QToolTip.text()
    assert f"cluster {LABELS[0]}" in QToolTip.text()
    QToolTip.hideText()


def test_sets_without_labels_have_no_classes_to_choose(empty_panel):
    empty_panel.set_images(IMAGES)
    choose(empty_panel, MemberOrder.CLASS)
    empty_panel.set_images(replace(IMAGES, labels=None, class_names=()))
    assert not empty_panel.controls.label.isVisible()
    offered = [empty_panel.controls.order.itemText(row) for row in range(4)]
    assert offered == [order.title for order in MemberOrder][:4]
    assert empty_panel.controls.order.count() == 4
    empty_panel.show_moment(MOMENT)
    assert len(shown(empty_panel)) == 300


def test_one_image_and_one_cluster_are_enough(empty_panel):
    one = ImageSet(name="one", pixels=np.zeros((1, 1, 1, 1), np.uint8))
    empty_panel.set_images(one)
    empty_panel.show_moment(made_up_moment(one, 1))
    choose(empty_panel, MemberOrder.BORDERLINE)
    empty_panel.show_order("margin", -1, np.array([np.nan]), 0, 0)
    assert shown(empty_panel) == [0]
    empty_panel.open_preview()
    assert empty_panel.preview.lines[2].text() == ""


def test_both_schemes_are_painted_at_once(panel, colours_of_before):
    pictures = []
    for mode in ("light", "dark"):
        theme.current().set_mode(mode)
        pictures.append(panel.grab().toImage())
    assert pictures[0] != pictures[1]


def test_50_000_images_come_at_once(empty_panel):
    n = 50_000
    images = ImageSet(name="many", pixels=np.zeros((n, 2, 2, 1), np.uint8))
    labels = np.random.default_rng(0).integers(10, size=n).astype(np.int32)
    moment = replace(
        MOMENT,
        sizes=np.bincount(labels),
        labels=labels,
        sq_distances_by_cluster=np.ones(10),
        centroids=np.zeros((10, 4)),
    )
    empty_panel.set_images(images)
    began = time.perf_counter()
    empty_panel.show_moment(moment)
    empty_panel.show_order("distance", -1, np.random.default_rng(1).random(n), 0, 0)
    empty_panel.view.viewport().grab()
    empty_panel.view.selectAll()
    assert time.perf_counter() - began < 0.6  # 0.06 s where nobody else is at work
    assert empty_panel.foot.counts.text() == "50,000 images · 50,000 selected"

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QTextDocument, QWheelEvent
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from gui import theme
from gui.models.cluster_text import as_tooltip
from gui.models.clusters_model import ClusterOrder, ClusterRole
from gui.panels.cluster_card import card_height, card_layout
from gui.panels.clusters_panel import LARGEST_SIDE, SIDE_STEP, SMALLEST_SIDE, ClustersPanel
from gui.panels.made_up import made_up_images, made_up_report

IMAGES = made_up_images(300)
REPORT, NEAREST = made_up_report(IMAGES, 30)  # the last of them is empty


@pytest.fixture
def empty_panel(qtbot):
    panel = ClustersPanel()
    qtbot.addWidget(panel)
    panel.resize(560, 500)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


@pytest.fixture
def panel(empty_panel):
    empty_panel.set_images(IMAGES)
    empty_panel.show_report(REPORT, NEAREST)
    empty_panel.view.doItemsLayout()
    return empty_panel


def shuffled(seed: int):
    """The same clusters with other numbers of images, so that every order changes."""
    order = np.random.default_rng(seed).permutation(30)
    report = replace(
        REPORT,
        sizes=REPORT.sizes[order],
        sq_distances_by_cluster=REPORT.sq_distances_by_cluster[order],
    )
    return report, NEAREST


def numbers(panel) -> list[int]:
    rows = panel.view.model()
    return [rows.index(row, 0).data(ClusterRole.CLUSTER) for row in range(rows.rowCount())]


def row_of(panel, cluster: int):
    return panel.view.model().index(numbers(panel).index(cluster), 0)


def option_of(panel, index) -> QStyleOptionViewItem:
    option = QStyleOptionViewItem()
    option.font = panel.view.font()
    option.rect = panel.view.visualRect(index)
    return option


def tip_at(panel, index, place: QRect) -> str:
    option = option_of(panel, index)
    at = option.rect.topLeft() + place.center()
    return panel.view.itemDelegate().tip_at(at, option, index)


def test_it_says_what_to_do_until_there_is_something_to_see(empty_panel):
    def hint() -> tuple[str, str]:
        shown = empty_panel._pages.currentWidget()
        return shown.accessibleName(), shown.accessibleDescription()

    assert hint() == ("Open an image set", "File > Open (Ctrl+O)")
    empty_panel.set_images(IMAGES)
    assert hint()[0] == "Choose parameters and press Run (Ctrl+R)"
    assert not empty_panel.view.isVisible()
    empty_panel.set_waiting(True)
    assert hint()[0] == "Choosing the seeds"
    empty_panel.show_report(REPORT, NEAREST)
    assert empty_panel.view.isVisible()
    empty_panel.clear()
    assert hint()[0] == "Choose parameters and press Run (Ctrl+R)"
    empty_panel.show_report(REPORT, NEAREST)
    empty_panel.set_images(None)
    assert hint()[0] == "Open an image set"


def test_the_view_has_its_name_and_a_row_a_cluster(panel):
    assert panel.view.objectName() == "clustersView"
    assert numbers(panel) == list(range(30))


@pytest.mark.parametrize("side", [SMALLEST_SIDE, 72, 108, LARGEST_SIDE])
@pytest.mark.parametrize("width", [380, 540, 900])
def test_eight_representatives_fit_into_every_card(width, side):
    layout = card_layout(width, side, 17)
    assert 8 <= len(layout.thumbs) <= 10
    assert card_height(side) == layout.frame.height() + 6
    places = [*layout.thumbs, layout.centroid, layout.line]
    for k, place in enumerate(places):
        assert layout.frame.contains(place)
        assert not any(place.intersects(other) for other in places[k + 1 :])


def test_the_usual_card_is_as_high_as_meant():
    layout = card_layout(540, 72, 17)
    assert card_height(72) == 90
    assert 40 <= layout.thumbs[0].width() <= 50


def test_words_share_a_line_and_the_distortion_gives_way():
    layout = card_layout(540, 72, 17)
    number, size, distortion = layout.line_parts(20, 150)
    assert number.right() < size.left() <= size.right() < distortion.left()
    assert size.width() == 150
    assert distortion.right() == layout.line.right()
    *_, distortion = layout.line_parts(20, 2000)
    assert distortion.width() == 0


def test_what_is_under_the_mouse_is_explained(panel):
    index = row_of(panel, 0)
    layout = panel.view.itemDelegate().layout_of(option_of(panel, index))
    rank = 1
    image = index.data(ClusterRole.REPRESENTATIVES)[rank].image
    tip = tip_at(panel, index, layout.thumbs[rank])
    assert tip.startswith(f"{IMAGES.names[image]}\nindex {image}, class ")
    assert "Centroid of cluster 0" in tip_at(panel, index, layout.centroid)
    left = QRect(layout.line.topLeft(), layout.line.topLeft() + QPoint(60, 10))
    right = QRect(layout.line.bottomRight() - QPoint(60, 10), layout.line.bottomRight())
    assert "of 300 images" in tip_at(panel, index, left)
    assert "inertia" in tip_at(panel, index, right)
    assert tip_at(panel, index, layout.stripe) == ""


def test_tooltips_show_hostile_names_to_the_letter(qapp):
    document = QTextDocument()
    document.setHtml(as_tooltip("<img src='file:///x'>\n<b>&amp;"))
    assert document.toPlainText() == "<img src='file:///x'>\n<b>&amp;"


def test_an_empty_cluster_is_shown_as_such(panel):
    index = row_of(panel, 29)
    panel.view.scrollTo(index)
    layout = panel.view.itemDelegate().layout_of(option_of(panel, index))
    assert index.data(ClusterRole.SIZE) == 0
    assert "No image is nearest" in tip_at(panel, index, layout.area)
    rect = panel.view.visualRect(index)
    words = layout.area.translated(rect.topLeft())
    shown = panel.view.viewport().grab(words).toImage()
    colours = {
        shown.pixelColor(x, y).name() for x in range(shown.width()) for y in range(shown.height())
    }
    assert theme.current().colours.warning.name() in colours


def test_cards_show_centroid_and_colour(panel):
    index = row_of(panel, 0)
    rect = panel.view.visualRect(index)
    layout = panel.view.itemDelegate().layout_of(option_of(panel, index))
    shown = panel.view.viewport().grab(rect).toImage()
    assert shown.pixelColor(layout.stripe.center()) == theme.cluster_colour(0)
    centroid = REPORT.centroids[0].reshape(16, 16, 3)  # 16 grows to 64 in the square of 72
    for x, y in ((0, 0), (7, 3), (15, 15)):
        at = layout.centroid.topLeft() + QPoint(4 + 4 * x + 2, 4 + 4 * y + 2)
        assert shown.pixelColor(at).getRgb()[:3] == tuple(centroid[y, x].astype(int))


def test_a_new_report_is_painted(panel):
    def shown():
        return panel.view.viewport().grab().toImage()

    before = shown()
    other = made_up_report(IMAGES, 30, seed=5)
    panel.show_report(*other)
    assert shown() != before
    panel.show_report(REPORT, NEAREST)
    assert shown() == before


def test_selection_and_focus_are_seen(panel, qtbot):
    index = row_of(panel, 0)
    rect = panel.view.visualRect(index)
    before = panel.view.viewport().grab(rect).toImage()
    panel.view.setCurrentIndex(index)
    panel.view.setFocus()
    assert panel.view.viewport().grab(rect).toImage() != before
    qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    assert panel.view.currentIndex().data(ClusterRole.CLUSTER) == 1


@pytest.mark.parametrize("order", list(ClusterOrder))
def test_selection_and_scroll_position_stay_while_the_order_changes(panel, order):
    panel._sort.setCurrentIndex(list(ClusterOrder).index(order))
    panel.view.doItemsLayout()
    panel.view.setCurrentIndex(row_of(panel, 7))
    panel.view.verticalScrollBar().setValue(700)
    for seed in range(5):
        panel.show_report(*shuffled(seed))
        panel.view.viewport().grab()
    assert panel.view.verticalScrollBar().value() == 700
    assert panel.view.currentIndex().data(ClusterRole.CLUSTER) == 7
    chosen = panel.view.selectionModel().selectedIndexes()
    assert [index.data(ClusterRole.CLUSTER) for index in chosen] == [7]


def test_orders_sort_the_largest_first_and_keep_the_numbers(panel):
    sizes = REPORT.sizes
    panel._sort.setCurrentText("by size")
    assert numbers(panel) == sorted(range(30), key=lambda cluster: -sizes[cluster])
    distortions = REPORT.sq_distances_by_cluster
    panel._sort.setCurrentText("by distortion")
    assert numbers(panel) == sorted(range(30), key=lambda cluster: -distortions[cluster])
    panel._sort.setCurrentText("by number")
    assert numbers(panel) == list(range(30))


def test_enter_and_double_click_open_a_cluster(panel, qtbot):
    panel._sort.setCurrentText("by size")
    panel.view.doItemsLayout()
    index = panel.view.model().index(1, 0)
    cluster = numbers(panel)[1]
    at = panel.view.visualRect(index).center()
    with qtbot.assertNotEmitted(panel.cluster_activated):
        qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    with qtbot.waitSignal(panel.cluster_activated) as told:
        qtbot.mouseDClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert told.args == [cluster]
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        with qtbot.waitSignal(panel.cluster_activated) as told:
            qtbot.keyClick(panel.view, key)
        assert told.args == [cluster]


def test_a_typed_number_goes_to_that_cluster(panel, qtbot):
    panel.view.setFocus()
    qtbot.keyClicks(panel.view, "17")
    assert panel.view.currentIndex().data(ClusterRole.CLUSTER) == 17


def turn_wheel(panel, angle: int, modifier: Qt.KeyboardModifier) -> None:
    at = QPointF(panel.view.viewport().rect().center())
    event = QWheelEvent(
        at,
        panel.view.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(panel.view.viewport(), event)


def test_the_wheel_with_ctrl_changes_the_size_and_without_it_scrolls(panel):
    ctrl = Qt.KeyboardModifier.ControlModifier
    turn_wheel(panel, 120, ctrl)
    assert panel.view.centroid_side == 72 + SIDE_STEP
    assert panel._size.value() == 72 + SIDE_STEP
    for _ in range(4):
        turn_wheel(panel, -30, ctrl)  # a quarter of a notch each
    assert panel.view.centroid_side == 72
    assert panel.view.verticalScrollBar().value() == 0
    turn_wheel(panel, -120, Qt.KeyboardModifier.NoModifier)
    assert panel.view.verticalScrollBar().value() > 0
    assert panel.view.centroid_side == 72


def test_another_size_keeps_what_is_at_the_top(panel):
    panel.view.scrollTo(row_of(panel, 10), panel.view.ScrollHint.PositionAtTop)
    panel._size.setValue(LARGEST_SIDE)
    assert panel.view.visualRect(row_of(panel, 10)).top() == 0
    assert panel.view.visualRect(row_of(panel, 10)).height() == card_height(LARGEST_SIDE)
    panel._size.setValue(SMALLEST_SIDE)
    assert panel.view.visualRect(row_of(panel, 10)).top() == 0


def test_stale_results_stay_with_a_note(panel):
    assert not panel._stale.isVisible()
    panel.set_stale(True)
    assert panel._stale.isVisible()
    assert panel._stale.accessibleName() == "Parameters changed: press Run to update"
    assert panel.view.isVisible()
    panel.set_stale(False)
    assert not panel._stale.isVisible()


def test_without_results_nothing_is_stale(empty_panel):
    empty_panel.set_stale(True)
    assert not empty_panel._stale.isVisible()
    empty_panel.set_images(IMAGES)
    empty_panel.show_report(REPORT, NEAREST)
    assert not empty_panel._stale.isVisible()  # another set is another beginning


def test_another_number_of_clusters_and_another_set(panel):
    panel._sort.setCurrentText("by size")
    panel.show_report(*made_up_report(IMAGES, 5))
    assert len(numbers(panel)) == 5
    other = made_up_images(50, seed=3)
    panel.set_images(other)
    assert numbers(panel) == []
    panel.show_report(*made_up_report(other, 1))
    assert numbers(panel) == [0]


def test_screen_readers_get_the_sentence(panel):
    table = QAccessible.queryAccessibleInterface(panel.view)
    assert table.text(QAccessible.Text.Name) == "Clusters"
    heard = table.child(0).text(QAccessible.Text.Name)
    assert heard == row_of(panel, 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_both_schemes_are_painted_at_once(panel):
    current = theme.current()
    mode = current.mode
    grounds = []
    for chosen in ("light", "dark"):
        current.set_mode(chosen)
        panel.set_stale(True)
        image = panel.view.viewport().grab().toImage()
        grounds.append(image.pixelColor(20, 6))
        assert grounds[-1] == current.colours.surface
    current.set_mode(mode)
    assert grounds[0] != grounds[1]


def test_only_what_is_in_sight_is_made(panel):
    made = panel.model._thumbnails._store
    in_sight = 1 + panel.view.viewport().height() // card_height(72)
    panel.view.viewport().grab()
    assert 10 < len(made) <= 10 * (in_sight + 1)

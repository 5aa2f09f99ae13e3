from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

from gui import theme
from gui.models.members_model import MembersModel
from gui.models.selection import Selection
from gui.panels.made_up import made_up_images
from gui.panels.members_delegate import CAPTION_SIDE, PAD
from gui.panels.members_view import MembersView

IMAGES = made_up_images(300)
ROWS = np.random.default_rng(1).permutation(300)
LEFT, CTRL, SHIFT = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture
def selection(qapp):
    return Selection()


@pytest.fixture
def view(qtbot, selection):
    model = MembersModel()
    model.set_images(IMAGES)
    model.set_clusters(IMAGES.labels)
    model.set_rows(ROWS)
    made = MembersView(model, selection)
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.forget_pictures()
    with qtbot.waitExposed(made):
        made.show()
    made.setFocus()
    made.show_rows(is_same_list=False)
    return made


def place(view, row: int) -> QPoint:
    return view.visualRect(view.model().index(row)).center()


def click(qtbot, view, row: int, modifier=Qt.KeyboardModifier.NoModifier, button=LEFT) -> None:
    qtbot.mouseClick(view.viewport(), button, modifier, place(view, row))


def images_at(*rows: int) -> list[int]:
    return sorted(int(ROWS[row]) for row in rows)


def shown_at(view, row: int) -> QImage:
    return view.viewport().grab(view.visualRect(view.model().index(row))).toImage()


@pytest.mark.parametrize("row", [0, 3, 11, 20])
def test_a_cell_shows_the_pixels_of_its_image(view, row):
    shown = shown_at(view, row)
    factor = view.side // 16
    for x, y in ((0, 0), (7, 3), (15, 15)):
        at = QPoint(PAD + x * factor + 1, PAD + y * factor + 1)
        assert shown.pixelColor(at).getRgb()[:3] == tuple(IMAGES.pixels[ROWS[row], y, x])


def test_clicks_select_one_add_and_take_out(view, selection, qtbot):
    click(qtbot, view, 2)
    assert selection.images.tolist() == images_at(2)
    assert selection.current == ROWS[2]
    click(qtbot, view, 5, CTRL)
    click(qtbot, view, 9, CTRL)
    assert selection.images.tolist() == images_at(2, 5, 9)
    click(qtbot, view, 5, CTRL)
    assert selection.images.tolist() == images_at(2, 9)
    assert selection.current == ROWS[5]
    click(qtbot, view, 7)
    assert selection.images.tolist() == images_at(7)


def test_shift_selects_up_to_there_and_back(view, selection, qtbot):
    click(qtbot, view, 3)
    click(qtbot, view, 6, SHIFT)
    assert selection.images.tolist() == images_at(3, 4, 5, 6)
    click(qtbot, view, 1, SHIFT)
    assert selection.images.tolist() == images_at(1, 2, 3)


def test_a_band_selects_what_it_touches(view, selection, qtbot):
    port = view.viewport()
    first, last = place(view, 0), place(view, 2)
    beside = view.visualRect(view.model().index(7)).topRight() + QPoint(6, 6)
    assert not view.indexAt(beside).isValid()
    qtbot.mousePress(port, LEFT, pos=beside)
    qtbot.mouseMove(port, QPoint((beside.x() + last.x()) // 2, first.y()))
    qtbot.mouseMove(port, QPoint(place(view, 6).x(), first.y()))
    qtbot.mouseRelease(port, LEFT, pos=QPoint(place(view, 6).x(), first.y()))
    assert selection.images.tolist() == images_at(6, 7)
    qtbot.mouseClick(port, LEFT, pos=beside)
    assert len(selection) == 0


def test_the_right_button_keeps_what_is_selected(view, selection, qtbot):
    click(qtbot, view, 3)
    click(qtbot, view, 4, CTRL)
    click(qtbot, view, 3, button=Qt.MouseButton.RightButton)
    assert selection.images.tolist() == images_at(3, 4)
    click(qtbot, view, 8, button=Qt.MouseButton.RightButton)
    assert selection.images.tolist() == images_at(8)


def test_keys_move_select_and_open(view, selection, qtbot):
    click(qtbot, view, 0)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert selection.images.tolist() == images_at(1)
    qtbot.keyClick(view, Qt.Key.Key_Right, SHIFT)
    assert selection.images.tolist() == images_at(1, 2)
    qtbot.keyClick(view, Qt.Key.Key_Space, CTRL)
    assert selection.images.tolist() == images_at(1)
    qtbot.keyClick(view, Qt.Key.Key_Space, CTRL)
    assert selection.images.tolist() == images_at(1, 2)
    qtbot.keyClick(view, Qt.Key.Key_A, CTRL)
    assert len(selection) == 300
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
        with qtbot.waitSignal(view.preview_wanted):
            qtbot.keyClick(view, key)
    with qtbot.waitSignal(view.copy_requested):
        qtbot.keySequence(view, QKeySequence.StandardKey.Copy)
    before = selection.images
    qtbot.keyClick(view, Qt.Key.Key_1)
    assert selection.images is before


def test_the_windows_shortcuts_leave_space_and_copy_to_the_list(view):
    def is_taken(key, modifier) -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifier)
        event.ignore()
        QApplication.sendEvent(view, event)
        return event.isAccepted()

    assert is_taken(Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
    assert is_taken(Qt.Key.Key_C, CTRL)
    assert not is_taken(Qt.Key.Key_R, CTRL)


def test_a_double_click_opens(view, qtbot):
    click(qtbot, view, 1)
    with qtbot.waitSignal(view.preview_wanted):
        qtbot.mouseDClick(view.viewport(), LEFT, pos=place(view, 1))


def test_what_is_selected_elsewhere_is_seen(view, selection):
    before = shown_at(view, 4)
    selection.select([int(ROWS[4])])
    marked = shown_at(view, 4)
    assert marked != before
    assert marked.pixelColor(0, 20) == theme.current().colours.accent
    selection.look_at(int(ROWS[4]))
    assert view.currentIndex().row() == 4
    assert shown_at(view, 4) != marked
    selection.clear()
    assert shown_at(view, 4) == before
    selection.look_at(int(ROWS[290]))
    assert view.viewport().rect().contains(place(view, 290))


def test_steps_select_the_next_image(view, selection):
    view.step(Qt.Key.Key_Home)
    assert selection.images.tolist() == images_at(0)
    view.step(Qt.Key.Key_Right)
    view.step(Qt.Key.Key_X)
    assert (selection.current, selection.images.tolist()) == (ROWS[1], images_at(1))
    view.step(Qt.Key.Key_Down)
    assert view.visualRect(view.currentIndex()).top() > 0
    view.step(Qt.Key.Key_End)
    assert selection.current == ROWS[299]


def test_another_size_keeps_what_is_at_the_top(view):
    view.scrollTo(view.model().index(160), view.ScrollHint.PositionAtTop)
    top = view.indexAt(QPoint(40, 20)).row()
    view.set_side(128)
    assert view.side == 128
    assert view.visualRect(view.model().index(top)).intersects(view.viewport().rect())
    view.set_side(32)
    assert view.visualRect(view.model().index(top)).intersects(view.viewport().rect())


def test_other_rows_keep_the_current_image_and_the_place_where_told(view, selection):
    selection.look_at(int(ROWS[30]))
    view.verticalScrollBar().setValue(150)
    view.model().set_rows(ROWS[1:])
    view.show_rows(is_same_list=True)
    assert view.verticalScrollBar().value() == 150
    assert view.currentIndex().row() == 29
    view.model().set_rows(ROWS[100:])
    view.show_rows(is_same_list=False)
    assert view.verticalScrollBar().value() == 0
    assert not view.currentIndex().isValid()
    assert selection.current == ROWS[30]


def test_the_cluster_has_its_colour_and_at_larger_sizes_its_number(view):
    cluster = int(IMAGES.labels[ROWS[0]])
    strip = QPoint(PAD + 10, PAD + view.side + 2)
    assert shown_at(view, 0).pixelColor(strip) != theme.cluster_colour(cluster)
    view.show_clusters(True)
    assert shown_at(view, 0).pixelColor(strip) == theme.cluster_colour(cluster)
    view.set_side(CAPTION_SIDE)
    badge = QPoint(PAD + 1, PAD + view.side + 8)
    assert shown_at(view, 0).pixelColor(badge) == theme.cluster_colour(cluster)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_pixels_of_the_screen_are_used(view, ratio, selection):
    screen = QImage(view.viewport().size() * ratio, QImage.Format.Format_RGB32)
    screen.setDevicePixelRatio(ratio)
    view.viewport().render(screen)
    factor = int(view.side * ratio) // 16
    row, x, y = 0, 7, 3
    corner = view.visualRect(view.model().index(row)).topLeft() + QPoint(PAD, PAD)
    at = corner * ratio + QPoint(x * factor + 1, y * factor + 1)
    assert screen.pixelColor(at).getRgb()[:3] == tuple(IMAGES.pixels[ROWS[row], y, x])


def test_only_what_is_in_sight_is_made(view):
    view.viewport().grab()
    assert len(view.model().thumbnails._store) < 80

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QPushButton

from engine.history import Movers
from gui.models.selection import Selection
from gui.panels.hint import Hint
from gui.panels.made_up import made_up_images
from gui.panels.movers_panel import NARROW, MoversPanel

IMAGES = made_up_images(100)
LEFT = Qt.MouseButton.LeftButton


def movers(ways: list[tuple[int, int, int]], iteration: int = 3) -> Movers:
    indices, before, after = np.array(ways, dtype=np.int32).reshape(-1, 3).T.copy()
    return Movers(run=0, iteration=iteration, indices=indices, before=before, after=after)


WAYS = movers([(2, 1, 0), (5, 0, 4), (8, 0, 4), (9, 0, 1), (12, 0, 4), (40, 1, 0)])


@pytest.fixture
def selection(qapp):
    return Selection()


@pytest.fixture
def hidden(qtbot, selection):
    made = MoversPanel(selection)
    qtbot.addWidget(made)
    made.resize(640, 300)
    return made


@pytest.fixture
def empty(hidden, qtbot):
    with qtbot.waitExposed(hidden):
        hidden.show()
    return hidden


@pytest.fixture
def panel(empty):
    empty.set_images(IMAGES)
    empty.show_movers(WAYS)
    return empty


def click(panel, qtbot, row: int) -> None:
    cell = panel.table.visualRect(panel.model.index(row, 0))
    qtbot.mouseClick(panel.table.viewport(), LEFT, pos=cell.center())


def hint(panel) -> str:
    shown = panel.findChild(Hint)
    return shown.accessibleName() if shown.isVisible() else ""


def strip_images(panel) -> list[int]:
    grid = panel.strip.grid()
    return [panel.strip.image_at(grid.cell(k).center()) for k in range(grid.shown)]


def test_says_what_to_do_while_there_is_nothing(empty):
    assert hint(empty).startswith("Open")
    empty.set_images(IMAGES)
    assert "Run" in hint(empty)
    empty.show_movers(movers([], iteration=0))
    assert hint(empty) == "Iteration 0: all images were assigned for the first time"
    empty.show_movers(movers([], iteration=9))
    assert hint(empty) == "Iteration 9: no image changed cluster"
    empty.show_movers(WAYS)
    assert hint(empty) == ""
    empty.clear()
    assert "Run" in hint(empty)


def test_a_click_selects_the_images_of_a_flow(panel, selection, qtbot):
    with qtbot.waitSignal(panel.movers_activated) as activated:
        click(panel, qtbot, 0)
    indices, title = activated.args
    assert indices.tolist() == [5, 8, 12]
    assert title == "cluster 0 → 4 in iteration 3 of run 1"
    assert selection.images.tolist() == [5, 8, 12]
    assert strip_images(panel) == [5, 8, 12]


def test_keys_look_through_the_flows_and_enter_selects(panel, selection, qtbot):
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    row = panel.table.currentIndex().row()
    assert len(selection) == 0
    assert strip_images(panel) == panel.model.images_of(row).tolist()
    spy = QSignalSpy(panel.movers_activated)
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert spy.count() == 1
    assert selection.images.tolist() == panel.model.images_of(row).tolist()


def test_all_movers_at_once(panel, selection, qtbot):
    click(panel, qtbot, 0)
    with qtbot.waitSignal(panel.movers_activated) as activated:
        qtbot.mouseClick(panel.findChild(QPushButton, "moversAllButton"), LEFT)
    assert activated.args[0].tolist() == selection.images.tolist() == [2, 5, 8, 9, 12, 40]
    assert strip_images(panel) == [2, 5, 8, 9, 12, 40]


def test_the_chosen_flow_stays_chosen_and_nothing_is_selected_by_it(panel, selection, qtbot):
    click(panel, qtbot, 0)
    selection.select([77])
    spy = QSignalSpy(panel.movers_activated)
    panel.show_movers(movers([(1, 0, 4), (3, 2, 1), (4, 2, 1)], iteration=4))
    assert panel.table.currentIndex().row() == 1
    assert strip_images(panel) == [1]
    panel.show_movers(movers([(3, 2, 1), (4, 2, 1)], iteration=5))
    assert not panel.table.currentIndex().isValid()
    assert strip_images(panel) == [3, 4]
    assert spy.count() == 0
    assert selection.images.tolist() == [77]


def test_hidden_it_asks_and_draws_nothing_until_it_is_seen(hidden, qtbot):
    hidden.set_images(IMAGES)
    spy = QSignalSpy(hidden.movers_wanted)
    for iteration in range(3):
        hidden.show_moment(SimpleNamespace(run=1, iteration=iteration))
    hidden.show_movers(WAYS)
    assert hidden.model.rowCount() == 0
    hidden.show_moment(SimpleNamespace(run=1, iteration=7))
    assert spy.count() == 0
    with qtbot.waitSignal(hidden.movers_wanted) as wanted:
        hidden.show()
    assert wanted.args == [1, 7]
    assert hidden.model.rowCount() == 3


def test_seen_it_asks_for_every_moment(panel):
    spy = QSignalSpy(panel.movers_wanted)
    panel.show_moment(SimpleNamespace(run=0, iteration=3))  # that is shown
    panel.show_moment(SimpleNamespace(run=0, iteration=4))
    assert [spy.at(i) for i in range(spy.count())] == [[0, 4]]


def test_in_a_narrow_place_the_thumbnails_lie_below(panel, qtbot):
    assert panel.strip.x() > panel.table.x()
    panel.resize(NARROW - 100, 400)
    qtbot.waitUntil(lambda: panel.strip.y() > panel.table.y())


def test_movers_of_no_image_set_are_not_shown(empty):
    empty.show_movers(WAYS)
    assert empty.model.rowCount() == 0

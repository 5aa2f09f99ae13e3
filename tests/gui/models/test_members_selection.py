from __future__ import annotations

import time

import numpy as np
import pytest
from PySide6.QtCore import QItemSelection, QModelIndex

from engine.imageset import ImageSet
from gui.models.members_model import MembersModel
from gui.models.members_selection import Flag, MembersSelection
from gui.models.selection import Selection

ROWS = np.array([7, 1, 5, 3, 9])


def image_set(count: int) -> ImageSet:
    return ImageSet(name="dots", pixels=np.zeros((count, 1, 1, 1), np.uint8))


@pytest.fixture
def shared(qapp):
    return Selection()


@pytest.fixture
def marks(shared):
    model = MembersModel()
    model.set_images(image_set(10))
    model.set_rows(ROWS)
    made = MembersSelection(model, shared, shared)
    made.take_over()
    return made


def rows(marks, first: int, last: int) -> QItemSelection:
    return QItemSelection(marks.model().index(first), marks.model().index(last))


def test_rows_are_selected_as_the_images_they_show(marks, shared):
    marks.select(rows(marks, 1, 2), Flag.ClearAndSelect)
    assert shared.images.tolist() == [1, 5]
    marks.select(marks.model().index(4), Flag.Select)
    assert shared.images.tolist() == [1, 5, 9]
    marks.select(rows(marks, 2, 3), Flag.Toggle)
    assert shared.images.tolist() == [1, 3, 9]
    marks.select(rows(marks, 0, 1), Flag.Deselect)
    assert shared.images.tolist() == [3, 9]
    marks.select(QModelIndex(), Flag.Clear)
    assert shared.images.tolist() == []


def test_dragging_takes_back_its_last_step(marks, shared):
    marks.select(marks.model().index(0), Flag.ClearAndSelect)
    marks.select(QModelIndex(), Flag.Select)  # as a press beside all images does
    marks.select(rows(marks, 2, 4), Flag.SelectCurrent)
    assert shared.images.tolist() == [3, 5, 7, 9]
    marks.select(rows(marks, 2, 2), Flag.SelectCurrent)
    assert shared.images.tolist() == [5, 7]
    marks.select(rows(marks, 0, 3), Flag.ToggleCurrent)
    assert shared.images.tolist() == [1, 3, 5]


def test_images_out_of_sight_keep_their_mark_until_all_is_replaced(marks, shared):
    shared.select([0, 1])
    assert marks.is_marked(0)
    marks.select(marks.model().index(2), Flag.Select)
    assert shared.images.tolist() == [0, 1, 5]
    marks.select_all()
    assert shared.images.tolist() == [1, 3, 5, 7, 9]


def test_what_is_selected_elsewhere_is_marked_and_kept(marks, shared, qtbot):
    with qtbot.waitSignal(marks.marks_changed):
        shared.select([3, 500])  # of a larger set before
    assert [image for image in range(10) if marks.is_marked(image)] == [3]
    assert not marks.is_marked(500)


def test_the_current_row_is_the_image_looked_at(marks, shared):
    marks.setCurrentIndex(marks.model().index(2), Flag.NoUpdate)
    assert shared.current == 5
    assert marks.is_current(5)
    marks.setCurrentIndex(QModelIndex(), Flag.NoUpdate)
    assert shared.current == 5  # it is only not in this list


def test_half_of_50_000_images_cost_no_more_than_one(shared):
    model = MembersModel()
    model.set_images(image_set(50_000))
    model.set_rows(np.random.default_rng(0).permutation(50_000))
    marks = MembersSelection(model, shared, shared)
    shared.select(np.arange(0, 50_000, 2))
    began = time.perf_counter()
    marks.select(model.index(1), Flag.Toggle)
    marks.select_all()
    assert time.perf_counter() - began < 0.5
    assert len(shared) == 50_000


def test_an_empty_list_has_nothing_to_select(marks, shared):
    marks.model().set_rows(ROWS[:0])
    marks.select_all()
    assert len(shared) == 0

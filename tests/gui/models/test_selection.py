from __future__ import annotations

import numpy as np
import pytest

from gui.models.selection import Selection


@pytest.fixture
def selection(qapp):
    return Selection()


def test_images_are_selected_once_each_and_in_order(selection, qtbot):
    with qtbot.waitSignal(selection.changed):
        selection.select([5, 2, 5, 9])
    assert selection.images.tolist() == [2, 5, 9]
    assert len(selection) == 3
    assert 5 in selection
    assert 3 not in selection
    assert 10 not in selection
    with pytest.raises(ValueError, match="read-only"):
        selection.images[0] = 1


def test_the_same_images_are_no_news(selection, qtbot):
    selection.select(np.array([1, 2]))
    with qtbot.assertNotEmitted(selection.changed):
        selection.select([2, 1])


def test_what_is_looked_at_stays_while_it_is_selected(selection, qtbot):
    selection.select([1, 2], current=2)
    assert selection.current == 2
    with qtbot.assertNotEmitted(selection.current_changed):
        selection.select([2, 3])
    with qtbot.waitSignal(selection.current_changed):
        selection.select([3, 4])
    assert selection.current is None


def test_one_may_look_at_what_is_not_selected(selection):
    selection.select([1])
    selection.look_at(7)
    assert (selection.current, selection.images.tolist()) == (7, [1])


def test_all_is_forgotten(selection, qtbot):
    selection.select([1], current=1)
    with qtbot.waitSignals([selection.changed, selection.current_changed]):
        selection.clear()
    assert (selection.current, len(selection)) == (None, 0)

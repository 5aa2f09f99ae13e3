from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from gui.colours import DARK, LIGHT, blend, numbered
from gui.models.map_colours import FADED, MOST_COLOURS, packed, point_colours


@pytest.mark.parametrize("dark", [False, True])
def test_a_colour_for_each_number_and_grey_for_none(dark):
    colours = point_colours(np.array([2, 0, -1, -7]), np.zeros(4, bool), dark=dark)
    grey = packed((DARK if dark else LIGHT).disabled_text)
    expected = [packed(numbered(2, dark=dark)), packed(numbered(0, dark=dark)), grey, grey]
    assert colours.tolist() == expected


def test_while_some_are_selected_the_others_are_faded():
    colours = point_colours(np.array([1, 1, -1]), np.array([True, False, False]), dark=False)
    full, ground = numbered(1, dark=False), LIGHT.plot_background
    assert colours.tolist() == [
        packed(full),
        packed(blend(ground, full, FADED)),
        packed(blend(ground, LIGHT.disabled_text, FADED)),
    ]


def test_numbers_without_end_and_no_points_at_all():
    colours = point_colours(
        np.array([2_000_000_000, MOST_COLOURS + 3, 3]), np.zeros(3, bool), dark=True
    )
    assert colours[1] == colours[2]
    assert point_colours(np.empty(0, int), np.empty(0, bool), dark=True).shape == (0,)


def test_packed_is_red_first():
    assert packed(QColor(1, 2, 3)) == 0x030201

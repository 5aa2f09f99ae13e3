import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.panels.plot_axes import ValueAxis, WholeAxis, round_step


@pytest.fixture
def axis(qapp):
    return ValueAxis()


@pytest.mark.parametrize(
    ("values", "spacing", "texts"),
    [
        ([4.5e11, 5e11], 5e10, ["4.5e11", "5.0e11"]),
        ([4e11, 5e11], 1e11, ["4e11", "5e11"]),
        ([0.0, 20_000.0, 40_000.0], 20_000.0, ["0", "20,000", "40,000"]),
        ([0.0, 0.25, 0.5], 0.05, ["0", "0.25", "0.50"]),
        ([-1.0, 1.0], 1.0, ["-1", "1"]),
        ([2e-7], 1e-7, ["2e-7"]),
    ],
)
def test_linear_numbers_tell_neighbours_apart(axis, values, spacing, texts):
    assert axis.tickStrings(values, 1.0, spacing) == texts


def texts_of(axis, low, high):
    levels = axis.tickValues(low, high, 100)
    return [axis.tickStrings(values, 1.0, spacing) for spacing, values in levels]


def test_coarse_and_fine_numbers_have_as_many_digits(axis):
    coarse, fine = texts_of(axis, 3.89e11, 4.12e11)
    assert coarse == ["3.90e11", "4.00e11", "4.10e11"]
    assert set(fine) == {"3.95e11", "4.05e11"}


def test_counts_have_no_halves(qapp):
    assert texts_of(ValueAxis(are_counts=True), 0, 4)[-1][-1] == "4"
    assert "0.5" in texts_of(ValueAxis(), 0, 1)[-1]
    assert texts_of(ValueAxis(are_counts=True), 0, 1) == [["0", "1"]]


def test_decades(axis):
    axis.setLogMode(x=False, y=True)
    assert axis.tickStrings([-6.0, -3.0, 0.0, 2.0, 5.0], 1.0, 1.0) == [
        "1e-6",
        "0.001",
        "1",
        "100",
        "1e5",
    ]


def test_a_log_axis_has_a_number_at_each_decade(axis):
    decades, minor = axis.logTickValues(-0.5, 3.2, 100, [])
    assert decades == (1.0, [0.0, 1.0, 2.0, 3.0])
    assert math.log10(20) in [pytest.approx(value) for value in minor[1]]
    assert all(-0.5 < value < 3.2 for value in minor[1])


def test_a_short_log_axis_has_numbers_at_2_and_5(axis):
    levels = axis.logTickValues(math.log10(1.5), math.log10(8), 100, [])
    assert [round(10**value) for _, values in levels[:2] for value in values] == [2, 5]


def test_a_long_log_axis_leaves_decades_out(axis):
    (every, decades), (_, minor) = axis.logTickValues(-12, 3, 100, [])
    assert every > 1
    assert all(value % every == 0 for value in decades)
    assert 3 <= len(decades) <= 8
    assert minor == []


@given(st.floats(-5, 1e6, allow_subnormal=False), st.floats(0.1, 1e6), st.floats(20, 2000))
def test_whole_ticks_are_whole_inside_and_apart(low, length, size):
    axis = WholeAxis()
    [(step, values)] = axis.tickValues(low, low + length, size)
    assert all(value == int(value) for value in values)
    assert all(low <= value <= low + length for value in values)
    assert all(b - a == step for a, b in pairwise(values))
    assert step / length * size >= 15 or step == 1 or len(values) <= 1


def test_whole_ticks_number_all_clusters_where_there_is_room(qapp):
    axis = WholeAxis()
    [(_, values)] = axis.tickValues(-0.6, 29.6, 1000)
    assert axis.tickStrings(values, 1.0, 1.0) == [str(i) for i in range(30)]


@pytest.mark.parametrize(
    ("least", "step"), [(0, 1), (1, 1), (1.1, 2), (3, 5), (7, 10), (10, 10), (11, 20), (450, 500)]
)
def test_round_steps(least, step):
    assert round_step(least) == step

"""Values as people write them, there and back, and what is refused in one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import MAX_LENGTH, ParameterError
from engine.sweep.values import MAX_VALUE, MAX_VALUES, parse_values, values_text


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2-5", (2, 3, 4, 5)),
        ("2-20:3", (2, 5, 8, 11, 14, 17, 20)),
        ("2-21:3", (2, 5, 8, 11, 14, 17, 20)),
        ("3,5,10,15", (3, 5, 10, 15)),
        ("2-5,10", (2, 3, 4, 5, 10)),
        ("10, 2 - 4 : 2, 3-4", (2, 3, 4, 10)),
        ("7", (7,)),
        ("4-4", (4,)),
        ("2–4", (2, 3, 4)),
        ("007", (7,)),
        ("1000000", (MAX_VALUE,)),
        ("1-1000", tuple(range(1, 1001))),
        ("1-1000,5-10", tuple(range(1, 1001))),
        ("1-1000000:2000", tuple(range(1, 1_000_001, 2000))),
    ],
)
def test_values_rise_and_come_once(text, values):
    assert parse_values(text) == values


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no number of clusters is given"),
        ("  ", "no number of clusters is given"),
        ("2-", "'2-' is no value and no range"),
        ("-2", "'-2' is no value and no range"),
        ("a", "'a' is no value and no range"),
        ("2.5", "'2.5' is no value and no range"),
        ("٣", "is no value and no range"),
        ("2,,3", "'' is no value and no range"),
        ("2-5:", "'2-5:' is no value and no range"),
        ("5:2", "'5:2' is no value and no range"),
        ("x" * 5000, "is no value and no range"),
        ("0", "'0' asks for 0 clusters"),
        ("0-3", "'0-3' asks for 0 clusters"),
        ("2-0", "'2-0' asks for 0 clusters"),
        ("5-2", "'5-2' ends before it begins. Write 2-5"),
        ("2-20:0", "'2-20:0' has a step of 0"),
        ("1-1001", "more than 1,000 numbers of clusters"),
        ("1-600,1001-1600", "more than 1,000 numbers of clusters"),
        ("1-1000000", "more than 1,000 numbers of clusters"),
        ("1000001", "goes beyond 1,000,000 clusters"),
        ("2-1000001:100000", "goes beyond 1,000,000 clusters"),
        ("9" * 5000, "goes beyond 1,000,000 clusters"),
        ("2-" + "9" * 5000, "goes beyond 1,000,000 clusters"),
    ],
)
def test_what_is_refused(text, says):
    with pytest.raises(ParameterError) as error:
        parse_values(text)
    line = str(error.value)
    assert line.startswith("sweep: ")
    assert says in line
    assert "\n" not in line
    assert len(line) <= MAX_LENGTH


def test_a_range_may_have_more_numbers_than_it_takes():
    assert len(parse_values("1-1000000:1000")) == MAX_VALUES


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ((2, 3, 4), "2-4"),
        (tuple(range(2, 21)), "2-20"),
        ((3, 5, 10, 15), "3, 5, 10, 15"),
        ((2, 3), "2, 3"),
        ((2, 3, 4, 5, 10), "2-5, 10"),
        ((2, 5, 8, 11, 14), "2-14:3"),
        ((2, 5, 8), "2, 5, 8"),
        ((7,), "7"),
        ((1, 4, 5, 6, 7, 9, 10), "1, 4-7, 9, 10"),
        ((), ""),
    ],
)
def test_the_text_is_short(values, text):
    assert values_text(values) == text


@given(st.sets(st.integers(1, 40), min_size=1))
def test_the_text_is_read_again(values):
    rising = tuple(sorted(values))
    assert parse_values(values_text(rising)) == rising

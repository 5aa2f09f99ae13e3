import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gui.panels.plot_series import Series

NUMBERS = st.floats(allow_nan=True, allow_infinity=True)


@given(st.lists(st.lists(NUMBERS, max_size=90), max_size=6), st.booleans())
def test_holds_every_point_that_can_be_drawn(parts, positive):
    series, expected = Series(), []
    for part in parts:
        first = len(expected)
        series.append(range(first, first + len(part)), part)
        expected.extend(enumerate(part, first))
    x, y = series.points(positive=positive)
    kept = [(i, v) for i, v in expected if math.isfinite(v) and (v > 0 or not positive)]
    assert list(zip(x, y, strict=True)) == kept


def test_points_seen_before_stay_as_they_were():
    series = Series()
    series.append([0, 1], [5.0, 4.0])
    _, before = series.points(positive=False)
    series.append(range(2, 500), np.ones(498))
    assert before.tolist() == [5.0, 4.0]

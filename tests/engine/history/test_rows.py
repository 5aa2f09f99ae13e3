import math

from engine.history.rows import row_arrays, rows_of
from engine.kmeans.reports import LogRow


def row(iteration, **changes):
    values = {"distortion": 0.1, "shift": 2.5, "moved": 7, "empty": 1, "seconds": 0.25}
    return LogRow(run=3, iteration=iteration, **{**values, **changes})


def test_rows_come_back_as_they_were():
    rows = (row(0, shift=math.inf), row(1, distortion=5e-324), row(2, moved=1 << 40))
    figures, counts = row_arrays(rows)
    assert figures.tolist() == [[0.1, math.inf, 0.25], [5e-324, 2.5, 0.25], [0.1, 2.5, 0.25]]
    assert counts.tolist() == [[7, 1], [7, 1], [1 << 40, 1]]
    assert rows_of(3, figures, counts) == rows


def test_no_shift_stays_none():
    (again,) = rows_of(3, *row_arrays([row(0, shift=math.nan)]))
    assert math.isnan(again.shift)


def test_no_rows():
    figures, counts = row_arrays([])
    assert (figures.shape, counts.shape) == ((0, 3), (0, 2))
    assert rows_of(0, figures, counts) == ()

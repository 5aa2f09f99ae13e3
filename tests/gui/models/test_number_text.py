import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.models.number_text import bytes_text, count_text, distortion_text, shift_text, short_text


def test_the_log_writes_seven_and_four_digits():
    assert distortion_text(464612600000.0) == "4.646126e+11"
    assert shift_text(1.23456) == "1.235"
    assert [shift_text(s) for s in (9999.4, 16072.4, 2.5e6)] == ["9999", "16072", "2.5e+06"]
    assert shift_text(math.nan) == ""
    assert count_text(49213) == "49,213"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (4.646126e11, "4.65e11"),
        (0.0, "0"),
        (0.4512, "0.451"),
        (0.45, "0.45"),
        (1234.0, "1234"),
        (99_999.0, "99999"),
        (100_000.0, "1.00e5"),
        (1.234e-5, "1.23e-5"),
        (-2.5, "-2.5"),
        (math.inf, "inf"),
    ],
)
def test_short_numbers(value, text):
    assert short_text(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=1e-300, max_value=1e300))
def test_a_short_number_is_the_number_to_three_digits(value):
    assert float(short_text(value)) == pytest.approx(value, rel=5.01e-3)


@pytest.mark.parametrize(
    ("n_bytes", "text"),
    [(412_300_000, "412 MB"), (999_400_000, "999 MB"), (999_600_000, "1.0 GB"), (0, "0 MB")],
)
def test_memory(n_bytes, text):
    assert bytes_text(n_bytes) == text

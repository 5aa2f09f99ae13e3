import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.errors import DataError
from engine.readers.arrays.types import (
    Conversion,
    Misfit,
    conversion_notes,
    pixel_types,
    shown_range,
)

WHOLE = ["i1", "u1", "<i2", ">u2", "<i4", ">u4", "<i8", ">u8"]
FLOATS = ["<f2", ">f4", "<f4", "<f8", ">f8"]


def converted(values, chosen=None):
    """Return pixels of the first type that does, and the conversion."""
    values = np.asarray(values)
    for kept in pixel_types(values.dtype):
        conversion = Conversion(values.dtype, kept)
        try:
            parts = [conversion(part) for part in (values[:2], values[2:])]
        except Misfit:
            continue
        conversion.check("a.npy", chosen)
        return np.concatenate(parts).astype(kept), conversion
    raise AssertionError("the last type never is a misfit")


def refusal(values, chosen=None):
    with pytest.raises(DataError) as caught:
        converted(values, chosen)
    assert len(str(caught.value)) <= 160
    return str(caught.value)


@given(st.sampled_from(WHOLE).flatmap(lambda kind: arrays.arrays(kind, (4, 3))))
def test_whole_numbers_stay_what_they_are_or_are_refused(values):
    try:
        pixels, _ = converted(values)
    except DataError:
        assert max(-int(values.min()), int(values.max())) > 1 << 24
        return
    assert pixels.dtype in (np.uint8, np.uint16, np.float32)
    assert pixels.astype(object).tolist() == values.astype(object).tolist()
    if values.dtype.itemsize > 2:
        small = 0 <= values.min() <= values.max() <= 255
        assert (pixels.dtype == np.uint8) == small


@given(st.sampled_from(FLOATS).flatmap(lambda kind: arrays.arrays(kind, (4, 3))))
def test_floats_become_what_holds_them_or_are_refused(values):
    exact = values.astype(np.float64)
    try:
        pixels, conversion = converted(values)
    except DataError:
        fits = np.isfinite(exact).all() and np.abs(exact).max() <= np.finfo(np.float32).max
        assert not fits
        return
    with np.errstate(under="ignore"):
        assert np.array_equal(pixels, exact.astype(np.float32))
    whole = bool(((exact >= 0) & (exact <= 255) & (exact == np.rint(exact))).all())
    assert pixels.dtype == (np.uint8 if whole else np.float32)
    assert conversion.is_rounded == (not np.array_equal(pixels, exact))


@given(arrays.arrays(np.uint8, (3, 4)))
def test_bytes_stored_as_floats_come_back(values):
    for kind in FLOATS:
        pixels, _ = converted(values.astype(kind))
        assert pixels.dtype == np.uint8
        assert np.array_equal(pixels, values)


def test_true_and_false():
    values = np.array([0, 1, 7, 255], dtype=np.uint8).view(np.bool_)  # as a file may have them
    pixels, conversion = converted(values[:, np.newaxis])
    assert pixels[:, 0].tolist() == [0, 255, 255, 255]
    assert conversion_notes([conversion]) == ["true and false are read as 255 and 0"]


@pytest.mark.parametrize(
    ("values", "kept", "notes"),
    [
        (np.array([0, 255], "u1"), "u1", []),
        (np.array([0, 255], ">u2"), "u2", []),
        (np.array([0.5, 2], ">f4"), "f4", []),
        (np.array([0, 200]), "u1", ["whole numbers 0 to 200 stored as int64: read as 8 bits"]),
        (
            np.array([3, 2, 65535], "i4"),
            "u2",
            ["whole numbers 2 to 65,535 stored as int32: read as 16 bits"],
        ),
        (np.array([-1, 3], "i1"), "f4", ["int8 is read as float32"]),
        (np.array([0, 1 << 24]), "f4", ["int64 is read as float32"]),
        (np.array([7.0, 99.0]), "u1", ["whole numbers 7 to 99 stored as float64: read as 8 bits"]),
        (np.array([0.5, 1]), "f4", ["float64 is read as float32"]),
        (np.array([0.1, 1]), "f4", ["float64 is rounded to float32"]),
        (np.array([256.0, 1]), "f4", ["float64 is read as float32"]),
        (np.array([0.1, 1], "f2"), "f4", ["float16 is read as float32"]),
    ],
)
def test_what_is_said_of_a_conversion(values, kept, notes):
    pixels, conversion = converted(values[:, np.newaxis])
    assert pixels.dtype == kept
    assert conversion_notes([conversion]) == notes


def test_what_is_said_of_two_arrays():
    low, high = converted(np.array([[3], [9]]))[1], converted(np.array([[1], [40]]))[1]
    notes = ["whole numbers 1 to 40 stored as int64: read as 8 bits"]
    assert conversion_notes([low, high]) == notes
    assert shown_range([low, high]) == (0.0, 40.0)


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (np.array([0.0, 1.0]), (0.0, 1.0)),
        (np.array([0, 16]), (0.0, 16.0)),
        (np.array([0, 64]), None),
        (np.array([0, 0]), None),
        (np.array([0, 16], "u1"), None),
        (np.array([0.0, 0.5]), None),
        (np.array([True, False]), None),
    ],
)
def test_dark_bytes_of_other_types_are_shown_brighter(values, shown):
    assert shown_range([converted(values[:, np.newaxis])[1]]) == shown


def test_the_first_value_that_is_not_finite_is_named():
    values = np.zeros((5, 2, 2))
    values[3, 1, 0] = np.nan
    assert refusal(values) == (
        "a.npy: 1 value is NaN or infinite, the first in image 3. "
        "Replace them, as with numpy.nan_to_num."
    )
    values[4] = -np.inf
    line = refusal(values, np.array([2, 4, 6, 18, 20]))
    assert "5 values are NaN or infinite, the first in image 18." in line


def test_values_too_large_are_refused_with_their_range():
    assert refusal(np.array([[-5], [1 << 40]])) == (
        "a.npy: whole numbers -5 to 1,099,511,627,776 are beyond exact float32. "
        "Scale them down to 24 bits, or save float32."
    )
    assert refusal(np.array([[-1e300], [0.5], [2]])) == (
        "a.npy: values of -1e+300 to 2 are too large for float32. Scale them down."
    )


@pytest.mark.parametrize("kind", ["c8", "c16", "U3", "S2", "M8[s]", "O", "V4", "longdouble"])
def test_what_holds_no_pixels(kind):
    assert pixel_types(np.dtype(kind)) == ()


def test_nothing_chosen_of_an_array_is_no_error():
    for values in (np.zeros((0, 3)), np.zeros((0, 3), int)):
        for kept in pixel_types(values.dtype):
            conversion = Conversion(values.dtype, kept)
            assert conversion(values).shape == (0, 3)
            conversion.check("a", np.array([], int))

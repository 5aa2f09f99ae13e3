import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ParameterError
from engine.options import DEFAULTS, FRAMINGS, MAX_SIDE, OpenOptions
from gui.panels.open_options_texts import (
    FRAMING_TIPS,
    FRAMING_TITLES,
    memory_text,
    parse_lengths,
    parse_shape,
    parse_size,
    size_text,
    sizes_text,
    summary_text,
)

SIDES = st.integers(1, MAX_SIDE)
ALL = ("split", "labels", "array", "shape", "transpose")


def test_every_framing_has_words():
    assert tuple(FRAMING_TITLES) == tuple(FRAMING_TIPS) == FRAMINGS


@given(st.none() | st.tuples(SIDES, SIDES))
def test_a_size_is_read_as_it_is_written(size):
    assert parse_size(size_text(size)) == size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("64", (64, 64)),
        (" 48 × 64 ", (48, 64)),
        ("48x64", (48, 64)),
        ("48X64", (48, 64)),
        ("48*64", (48, 64)),
        ("", None),
        ("as they are ", None),
    ],
)
def test_sizes_as_people_type_them(text, size):
    assert parse_size(text) == size


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("abc", "“abc” is no size"),
        ("4 by 4", "“4 by 4” is no size"),
        ("3 × 4 × 3", "“3 × 4 × 3” is no size"),
        ("-3", "“-3” is no size"),
        ("٣", "“٣” is no size"),
        ("9" * 5000, f"“{'9' * 5000}” is no size"[:60]),
        ("4097", "4,097 pixels are over the limit of 4,096"),
        ("0", "0 is not a whole number of at least 1"),
    ],
)
def test_what_is_no_size_is_said(text, problem):
    with pytest.raises(ParameterError) as caught:
        parse_size(text)
    assert caught.value.problem.startswith(problem)


@given(st.text())
def test_any_text_is_a_size_or_an_error_for_people(text):
    try:
        size = parse_size(text)
    except ParameterError:
        return
    assert OpenOptions(size=size).size == size


@given(SIDES, SIDES, st.sampled_from([1, 3]))
def test_a_shape_is_read_as_it_is_written(height, width, channels):
    text = f"{height} × {width} × {channels}"
    assert parse_shape(text, height * width * channels) == (height, width, channels)


@given(st.integers(4, MAX_SIDE), st.integers(4, MAX_SIDE))
def test_planes_are_read_as_they_are_written(height, width):
    assert parse_shape(f"3 × {height} × {width}", 3 * height * width) == (3, height, width)


def test_two_lengths_are_a_grey_or_a_coloured_picture():
    assert parse_shape("28x28", 784) == (28, 28, 1)
    assert parse_shape("32x32", 3072) == (32, 32, 3)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("784", "“784” is no shape"),
        ("28 × 28 × 1 × 1", "“28 × 28 × 1 × 1” is no shape"),
        ("14 × 28 × 2", "2 channels"),
        ("28 × 29", "That takes 812 numbers, a row has 784"),
        ("0 × 28", "0 is not a whole number of at least 1"),
        ("1 × 5000", "That takes 5,000 numbers, a row has 784"),
        ("1 × 99999999", "99,999,999 pixels are over the limit of 67,108,864"),
    ],
)
def test_what_is_no_shape_of_a_row_is_said(text, problem):
    with pytest.raises(ParameterError) as caught:
        parse_shape(text, 784)
    assert caught.value.problem == problem


def test_lengths():
    assert parse_lengths("1 × 2 x3*4") == (1, 2, 3, 4)
    assert parse_lengths("1 ×") is None


def test_a_summary_names_what_differs_from_the_defaults_only():
    assert summary_text(DEFAULTS, ALL) == ""
    options = OpenOptions(
        split="test", limit=5_000, grey=True, size=(64, 64), normalize=True, framing="crop"
    )
    expected = "test · 5,000 images · grey · 64 × 64 · contrast normalised"
    assert summary_text(options, ("split",)) == expected


def test_a_summary_names_what_means_something_for_this_set_only():
    options = OpenOptions(
        split="all", labels="coarse", array="x\n", shape=(28, 28), transpose=True, limit=1
    )
    assert summary_text(options, ()) == "1 image"
    expected = "all · coarse labels · array x\\n · 1 image · rows as 28 × 28 · transposed"
    assert summary_text(options, ALL) == expected


@pytest.mark.parametrize(
    ("framing", "words"),
    [("crop", "48 × 64"), ("pad", "48 × 64 padded"), ("stretch", "48 × 64 stretched")],
)
def test_a_summary_tells_the_framing_of_a_size(framing, words):
    assert summary_text(OpenOptions(size=(48, 64), framing=framing), ()) == words
    assert summary_text(OpenOptions(framing=framing), ()) == ""


def test_the_commonest_sizes_are_named():
    sizes = [((24, 32), 2103), ((32, 24), 1501), ((10, 10), 2), ((9, 9), 1)]
    assert sizes_text(sizes[:2]) == "24 × 32 (2,103), 32 × 24 (1,501)"
    assert sizes_text(sizes) == "24 × 32 (2,103), 32 × 24 (1,501), 10 × 10 (2) … and 1 more"


def test_memory():
    n_bytes = 10_000 * 64 * 64 * 3
    assert memory_text(10_000, (64, 64), n_bytes) == ("10,000 pictures, 123 MB", False)
    too_much = "10,000 pictures, 123 MB, but only 0.1 GB can be used. Choose a smaller size."
    assert memory_text(10_000, (64, 64), n_bytes - 1) == (too_much, True)
    assert memory_text(1, (8, 8), 10**9) == ("1 picture, less than 1 MB", False)

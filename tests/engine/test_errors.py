import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import (
    MAX_LENGTH,
    Cancelled,
    CentroidLabError,
    DataError,
    ExportError,
    ParameterError,
    printable,
)


def test_a_line_has_a_name_a_problem_and_a_remedy():
    error = DataError("a.npz", "holds 3 images", "Add some")
    assert str(error) == "a.npz: holds 3 images. Add some."
    assert (error.name, error.problem, error.remedy) == ("a.npz", "holds 3 images", "Add some")


@pytest.mark.parametrize("kind", [DataError, ParameterError, ExportError])
def test_all_are_caught_as_one(kind):
    with pytest.raises(CentroidLabError):
        raise kind("a", "b", "c")


def test_a_wrong_parameter_is_a_value_error_and_a_stop_is_no_error():
    assert issubclass(ParameterError, ValueError)
    assert not issubclass(Cancelled, CentroidLabError)


@given(st.text(max_size=400), st.text(max_size=400), st.text(max_size=80))
def test_any_error_is_one_printable_line_with_its_remedy_whole(name, problem, remedy):
    line = str(DataError(name, problem, remedy))
    assert line.isprintable()
    kept = printable(remedy)
    assert line.endswith(f". {kept}.")
    if len(kept) <= 80:
        assert len(line) <= MAX_LENGTH


def test_a_long_name_gives_way_in_its_middle_first():
    line = str(DataError("start" + "x" * 300 + "end.npz", "holds no images", "Choose another"))
    assert len(line) == MAX_LENGTH
    assert line.startswith("start")
    assert "…" in line
    assert line.endswith("end.npz: holds no images. Choose another.")


def test_a_long_problem_gives_way_at_its_end():
    line = str(DataError("a.npz", "keys " + "k" * 300, "Choose another"))
    assert len(line) == MAX_LENGTH
    assert line.startswith("a.npz: keys kkk")
    assert line.endswith("k…. Choose another.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain é ›", "plain é ›"),
        ("a\nb\x1b[0m", "a\\nb\\x1b[0m"),
        ("\udcff.png", "\\udcff.png"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("", ""),
    ],
)
def test_what_cannot_be_printed_is_escaped(text, expected):
    assert printable(text) == expected

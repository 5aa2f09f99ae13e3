import json

import pytest

from engine.errors import ExportError
from engine.library.json_files import json_bytes, mendable, number_or_none, parts, read_json, texts


@pytest.fixture
def path(tmp_path):
    return tmp_path / "some.json"


def test_what_is_written_is_read(path):
    values = {"format": 1, "texts": ["a", "\udcff"], "parts": [{"n": 0.5}], "none": None}
    path.write_bytes(json_bytes(values))
    part = read_json(path, known_format=1)
    assert part.values == values
    assert texts(part, "texts") == ("a", "\udcff")
    (inner,) = parts(part, "parts")
    assert (number_or_none(inner, "n"), number_or_none(part, "none")) == (0.5, None)


@pytest.mark.parametrize("data", [b"", b"{", b"3", b"[]", b"\xff\x00", b'{"a": 1' + b"0" * 5000])
def test_damaged_ones_are_refused(path, data):
    path.write_bytes(data)
    with pytest.raises(ExportError, match="is cut or damaged"):
        read_json(path)


def test_a_missing_file_and_a_folder(path):
    with pytest.raises(ExportError, match="is missing"):
        read_json(path)
    path.mkdir()
    with pytest.raises(ExportError, match="is missing"):
        read_json(path)


def test_a_file_that_is_far_too_large_is_not_read(path):
    with path.open("wb") as file:
        file.truncate((1 << 26) + 1)
    with pytest.raises(ExportError, match="is far too large"):
        read_json(path)


@pytest.mark.parametrize(
    ("version", "line"),
    [
        (2, "has format 2, known is 1. Use a newer"),
        (0, "has format = 0. Restore it"),
        ("1", "is not whole: format. Restore it"),
        (True, "is not whole: format. Restore it"),
    ],
)
def test_formats(path, version, line):
    path.write_text(json.dumps({"format": version}))
    with pytest.raises(ExportError, match=line), mendable():
        read_json(path, known_format=1)


@pytest.mark.parametrize("take", [parts, texts])
@pytest.mark.parametrize("value", [None, "a", [3], {"a": "b"}, [None]])
def test_lists_of_something_else_are_refused(path, take, value):
    path.write_text(json.dumps({"a": value}))
    with pytest.raises(ExportError, match="is not whole: a"):
        take(read_json(path), "a")

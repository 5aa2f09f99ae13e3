import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.fetching.validators import read_note, validator_of, write_note

SHA256 = "0" * 64
DATE = "Mon, 01 Jan 2024 00:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "validator"),
    [
        ({"ETag": '"abc"', "Last-Modified": DATE}, '"abc"'),
        ({"ETag": 'W/"abc"', "Last-Modified": DATE}, DATE),
        ({"ETag": 'W/"abc"'}, ""),
        ({"Last-Modified": DATE}, DATE),
        ({}, ""),
        ({"ETag": '"' + "a" * 300 + '"'}, ""),
        ({"ETag": '"\xff"'}, ""),
        ({"ETag": '"a\r\nX: y"'}, ""),
    ],
)
def test_only_what_a_condition_may_name(headers, validator):
    assert validator_of(headers) == validator


def test_a_note_comes_back_for_its_own_file_only(tmp_path):
    path = tmp_path / "note"
    write_note(path, '"abc"', SHA256)
    assert read_note(path, SHA256) == '"abc"'
    assert read_note(path, "1" * 64) == ""
    write_note(path, DATE, SHA256)
    assert read_note(path, SHA256) == DATE
    write_note(path, "", SHA256)
    assert not path.exists()
    assert read_note(path, SHA256) == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        "[" * 4000,
        "{}",
        json.dumps({"sha256": SHA256}),
        json.dumps({"sha256": SHA256, "validator": 7}),
        json.dumps({"sha256": SHA256, "validator": '"a\r\nX-Evil: y"'}),
        json.dumps({"sha256": SHA256, "validator": '"ä"'}),
        json.dumps({"sha256": SHA256, "validator": '"a"'}) + " " * 5000,
    ],
)
def test_an_odd_note_is_none(tmp_path, text):
    path = tmp_path / "note"
    path.write_text(text)
    assert read_note(path, SHA256) == ""


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_no_note(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "note"
    path.write_bytes(data)
    assert read_note(path, SHA256) == ""


def test_a_link_in_its_place_is_replaced(tmp_path):
    (tmp_path / "precious").write_text("precious")
    (tmp_path / "note").symlink_to("precious")
    assert read_note(tmp_path / "note", SHA256) == ""
    write_note(tmp_path / "note", '"abc"', SHA256)
    assert (tmp_path / "precious").read_text() == "precious"
    assert read_note(tmp_path / "note", SHA256) == '"abc"'

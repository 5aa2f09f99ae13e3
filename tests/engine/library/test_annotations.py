import json

import pytest

from engine.errors import ExportError, ParameterError
from engine.library.annotations import Annotations, read_annotations, write_annotations
from engine.library.store import Library
from tests.engine.library.kept_fits import everything_in, fitted, pictures

IMAGES = pictures()
ENDED, TOLD = fitted(IMAGES)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "fit"
    folder.mkdir()
    return folder


def test_there_are_none_until_they_are_written(folder):
    assert read_annotations(folder) == Annotations()
    written = Annotations(title="Ships \udcff", notes="two\nlines", tags=("ships", "grün"))
    write_annotations(folder, written)
    assert read_annotations(folder) == written
    assert [path.name for path in folder.iterdir()] == ["notes.json"]


def test_each_is_changed_alone_and_the_fit_is_not(tmp_path):
    library = Library(tmp_path)
    fit_id = library.save(IMAGES, ENDED, TOLD)
    before = everything_in(library.fit_folder(fit_id))
    library.annotate(fit_id, title="a", tags=["x", " y  z ", "x", " "])
    assert library.annotate(fit_id, notes="b").title == "a"
    assert library.annotations(fit_id) == Annotations(title="a", notes="b", tags=("x", "y z"))
    after = everything_in(library.fit_folder(fit_id))
    assert after.pop("notes.json") is not None
    assert after == before
    assert library.check(fit_id) is None


def test_a_title_is_one_line():
    assert Annotations(title=" a\n b\t ").title == "a b"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "a" * 201),
        ("notes", "a" * 100_001),
        ("tags", ("a" * 61,)),
        ("tags", tuple(map(str, range(101)))),
    ],
)
def test_what_is_too_long_is_refused(name, value):
    with pytest.raises(ParameterError, match=f"^{name}: "):
        Annotations(**{name: value})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"\x00\xff",
        b"[" * 100_000,
        b"{}",
        json.dumps({"format": 1, "title": 3, "notes": "", "tags": []}).encode(),
        json.dumps({"format": 1, "title": "", "notes": "", "tags": [3]}).encode(),
        json.dumps({"format": 1, "title": "a" * 300, "notes": "", "tags": []}).encode(),
        json.dumps({"format": 2, "title": "", "notes": "", "tags": []}).encode(),
    ],
)
def test_damaged_ones_are_refused_and_stay(folder, data):
    (folder / "notes.json").write_bytes(data)
    with pytest.raises(ExportError, match=r"notes\.json: "):
        read_annotations(folder)
    assert (folder / "notes.json").read_bytes() == data

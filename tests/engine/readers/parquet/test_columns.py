import json

import pytest

from engine.errors import DataError
from engine.options import OpenOptions
from engine.readers.containers.base import Member
from engine.readers.parquet.columns import Columns, chosen_columns
from engine.readers.parquet.file import Field, ParquetFile
from engine.readers.task import Task

BYTES = Field("bytes", "binary", "bytes", ())
PATH = Field("path", "string", "text", ())


def whole(name):
    return Field(name, "int64", "whole", ())


def picture(name, *parts):
    return Field(name, "struct", "struct", parts or (BYTES, PATH))


def chosen(*fields, about="", **options):
    if not isinstance(about, str):
        about = json.dumps({"info": {"features": about}})
    file = ParquetFile("/x", Member("x", -1), "x", 0, (), fields, about)
    return chosen_columns(file, 5, "x", Task(options=OpenOptions(**options)))


@pytest.mark.parametrize(
    ("field", "pictures", "paths"),
    [
        (Field("a", "binary", "bytes", ()), "a", ""),
        (picture("a"), "a.bytes", "a.path"),
        (picture("a", PATH, BYTES), "a.bytes", "a.path"),
        (picture("a", BYTES), "a.bytes", ""),
        (picture("a", BYTES, Field("path", "int64", "whole", ())), "a.bytes", ""),
    ],
)
def test_columns_of_pictures(field, pictures, paths):
    choice = chosen(whole("id"), field)
    assert choice.columns == Columns(pictures, paths, "", ())
    assert (choice.array, choice.choices, choice.notes) == ("", (), ())


@pytest.mark.parametrize(
    "fields",
    [
        (),
        (whole("image"),),
        (PATH,),
        (picture("image", PATH),),
        (picture("image", Field("bytes", "string", "text", ())),),
        (Field("image", "list<binary>", "other", ()),),
    ],
)
def test_what_is_no_column_of_pictures(fields):
    with pytest.raises(DataError) as caught:
        chosen(*fields)
    assert "no column holds the bytes of picture files" in str(caught.value)
    assert len(str(caught.value)) <= 160


@pytest.mark.parametrize(
    ("names", "about", "labels", "class_names"),
    [
        (["label"], {}, "label", ()),
        (["id", "label"], {}, "label", ()),
        (["id"], {}, "", ()),
        (["id", "kind"], {"kind": {"names": ["a"]}}, "kind", ("a",)),
        (["label", "kind"], {"kind": {"names": ["a"]}}, "kind", ("a",)),
        (["label", "kind"], {"kind": {"names": ["a"]}, "label": {"names": ["b"]}}, "label", ("b",)),
        (["fine_label"], {}, "fine_label", ()),
    ],
)
def test_columns_of_labels(names, about, labels, class_names):
    choice = chosen(picture("image"), *map(whole, names), about=about)
    assert (choice.columns.labels, choice.columns.class_names) == (labels, class_names)


@pytest.mark.parametrize("labels", ["fine", "coarse"])
def test_fine_and_coarse_labels(labels):
    fields = picture("image"), whole("coarse_label"), whole("fine_label")
    choice = chosen(*fields, labels=labels)
    assert choice.columns.labels == f"{labels}_label"
    assert choice.choices == ("labels",)


@pytest.mark.parametrize(
    "about",
    [
        "",
        "{",
        "[" * 100_000,
        "5",
        '{"info": 5}',
        '{"info": {"features": []}}',
        {"label": 5},
        {"label": {"names": 5}},
        {"label": {"names": ["a", 5]}},
        {"label": {"names": ["a"] * 40_000}},
    ],
)
def test_broken_metadata_tell_nothing(about):
    choice = chosen(picture("image"), whole("label"), about=about)
    assert (choice.columns.labels, choice.columns.class_names) == ("label", ())


def test_names_of_classes_are_made_printable():
    about = {"label": {"names": ["a\nb", "\x1b[31mc", "d", "\ud800"]}}
    choice = chosen(picture("image"), whole("label"), about=about)
    assert choice.columns.class_names == ("a\\nb", "\\x1b[31mc", "d", "\\ud800")


def test_the_likeliest_of_several_columns():
    fields = picture("a"), picture("img"), picture("b")
    assert chosen(*fields).columns.pictures == "img.bytes"
    assert chosen(*fields, array="b").columns.pictures == "b.bytes"
    assert chosen(picture("a"), picture("b")).array == "a"


def test_an_array_named_in_vain_is_noted():
    choice = chosen(picture("image"), array="x")
    assert choice.notes == ("there is only one column of pictures; array 'x' was ignored",)
    assert choice.array == ""

"""The list is right whatever became of its file."""

from __future__ import annotations

import os
import sqlite3

import pytest

from engine.errors import MAX_LENGTH, ExportError
from engine.library.database import INDEX, VERSION
from engine.library.index import Index
from tests.engine.library.listed_fits import other_tables, save, shown, three_fits


@pytest.fixture
def library(tmp_path):
    return three_fits(tmp_path / "library")


def broken_files():
    yield "empty", lambda path: path.write_bytes(b"")
    yield "noise", lambda path: path.write_bytes(os.urandom(4096))
    yield "text", lambda path: path.write_text("not a database")
    yield "cut", lambda path: os.truncate(path, 5000)
    yield "flipped", lambda path: path.write_bytes(flipped(path.read_bytes()))
    yield "newer", lambda path: set_version(path, VERSION + 1)
    yield "older", lambda path: set_version(path, 0)
    yield "other tables", other_tables


def flipped(data):
    return data[:4096] + bytes(255 - byte for byte in data[4096:12288]) + data[12288:]


def set_version(path, version):
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


@pytest.mark.parametrize(("what", "harm"), list(broken_files()))
def test_a_broken_index_is_set_aside_and_made_again(library, what, harm):
    with Index(library.folder) as index:
        before = shown(index)
    path = library.folder / INDEX
    harm(path)
    content = path.read_bytes()
    with Index(library.folder) as index:
        assert shown(index) == before
        assert not index.is_in_memory
        (line,) = index.notes
    (kept,) = library.folder.glob("index.broken-*.sqlite")
    assert kept.read_bytes() == content
    assert kept.name in line
    assert INDEX in line
    assert len(line) <= MAX_LENGTH
    with Index(library.folder) as index:  # and it is well from now on
        assert index.notes == ()
        assert shown(index) == before


def test_an_index_that_goes_bad_in_use_is_made_again(library):
    with Index(library.folder) as index:
        before = shown(index)
        (library.folder / INDEX).write_bytes(os.urandom(20_000))
        assert shown(index) == before
        assert len(index.notes) == 1


@pytest.mark.parametrize("has_index", [False, True])
def test_a_read_only_library_is_listed_from_memory(library, has_index):
    with Index(library.folder) as index:
        before = shown(index)
    if not has_index:
        (library.folder / INDEX).unlink()
    new = save(library, 5)
    content = {path: path.read_bytes() for path in library.folder.iterdir() if path.is_file()}
    with Index(library.folder, read_only=True) as index:
        assert shown(index) == [(new, "", 5, ""), *before]
        assert index.is_in_memory
    after = {path: path.read_bytes() for path in library.folder.iterdir() if path.is_file()}
    assert after == content


@pytest.mark.parametrize("harm", [b"", b"junk", None])
def test_a_read_only_library_with_a_useless_index_is_read_from_its_folders(library, harm):
    path = library.folder / INDEX
    if harm is None:
        other_tables(path)
    else:
        path.write_bytes(harm)
    with Index(library.folder, read_only=True) as index:
        assert index.count() == 3


def test_a_place_where_no_index_can_be_made_is_listed_from_memory_and_said(library):
    (library.folder / INDEX).mkdir()
    (library.folder / INDEX / "x").touch()
    with Index(library.folder) as index:
        assert index.count() == 3
        assert index.is_in_memory
        assert all(len(line) <= MAX_LENGTH for line in index.notes)
        assert index.notes


def test_a_library_that_is_not_there_is_one_line_and_nothing_is_made(tmp_path):
    with pytest.raises(ExportError, match="is not there"):
        Index(tmp_path)
    assert list(tmp_path.iterdir()) == []
    with Index(tmp_path, read_only=True) as index:
        assert index.entries() == []


def test_a_library_that_vanishes_in_use_is_one_line(library, tmp_path):
    with Index(library.folder) as index:
        library.folder.rename(tmp_path / "away")
        with pytest.raises(ExportError, match="is not there"):
            index.refresh()
        (tmp_path / "away").rename(library.folder)
        index.refresh()
        assert index.count() == 3

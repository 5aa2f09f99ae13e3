"""The file of the list: as safe as SQLite makes it, and never half there."""

from __future__ import annotations

import sqlite3
import time

import pytest

from engine.errors import Cancelled, ExportError
from engine.library.database import INDEX, VERSION
from engine.library.index import Index
from tests.engine.library.listed_fits import three_fits


@pytest.fixture
def library(tmp_path):
    return three_fits(tmp_path / "library")


def test_two_broken_ones_are_both_kept(library):
    path = library.folder / INDEX
    for number in range(3):
        path.write_text(f"broken {number}")
        Index(library.folder).close()
    kept = library.folder.glob("index.broken-*.sqlite")
    assert {each.read_text() for each in kept} == {"broken 0", "broken 1", "broken 2"}


def test_a_stray_journal_does_not_get_into_the_next_index(library):
    Index(library.folder).close()
    (library.folder / INDEX).write_bytes(b"")
    journal = library.folder / f"{INDEX}-journal"
    journal.write_bytes(b"stray")
    with Index(library.folder) as index:
        assert index.count() == 3
    assert not journal.exists()
    (kept,) = library.folder.glob("index.broken-*.sqlite-journal")
    assert kept.read_bytes() == b"stray"


def test_the_file_is_as_safe_as_sqlite_makes_it(library):
    with Index(library.folder) as index:
        connection = index._upkeep._connection
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_a_file_that_another_process_holds_is_one_line_within_two_seconds(library):
    Index(library.folder).close()
    holder = sqlite3.connect(library.folder / INDEX)
    holder.execute("BEGIN EXCLUSIVE")
    started = time.monotonic()
    with pytest.raises(ExportError, match="held by another program") as caught:
        Index(library.folder)
    assert time.monotonic() - started < 3
    assert INDEX in str(caught.value)
    holder.rollback()
    holder.close()
    with Index(library.folder) as index:
        assert index.count() == 3
    assert not list(library.folder.glob("index.broken-*"))


def test_a_cancelled_start_leaves_nothing_behind(library):
    asked = iter([False, True])
    before = sorted(library.folder.rglob("*"))
    with pytest.raises(Cancelled):
        Index(library.folder, should_stop=lambda: next(asked))
    assert sorted(library.folder.rglob("*")) == before

"""The list follows the folders, whoever changed them, and reads no more than it must."""

from __future__ import annotations

import os
import shutil

import pytest

from engine.errors import Cancelled
from engine.library.index import Index
from tests.engine.library.listed_fits import save, shown, three_fits


@pytest.fixture
def library(tmp_path):
    return three_fits(tmp_path / "library")


def test_what_other_hands_did_is_seen_at_the_next_start(library):
    ids = library.ids()
    with Index(library.folder) as index:
        assert len(shown(index)) == 3
    library.delete(ids[0])
    library.annotate(ids[1], title="Renamed")
    new = save(library, 5)
    with Index(library.folder) as index:
        assert shown(index) == [
            (new, "", 5, ""),
            (ids[2], "", 4, ""),
            (ids[1], "Renamed", 3, ""),
        ]
        library.restore(ids[0])
        index.refresh()
        assert (ids[0], "Pairs", 2, "") in shown(index)
        library.delete(new)
        assert index.count() == 4
        index.update(new)
        assert index.count() == 3
        index.update("../../etc", "no id")
        assert index.count() == 3


def test_nothing_is_read_again_that_did_not_change(library):
    told = []
    Index(library.folder, progress=lambda *told_: told.append(told_)).close()
    assert told == [("library", done, 3) for done in range(3)]
    told.clear()
    with Index(library.folder, progress=lambda *told_: told.append(told_)) as index:
        assert told == []
        library.annotate(library.ids()[1], title="other")
        index.refresh(lambda *told_: told.append(told_))
    assert told == [("library", 0, 1)]


def test_a_mended_fit_is_whole_again_at_the_next_look(library):
    model = library.folder / "fits" / library.ids()[0] / "model.npz"
    content = model.read_bytes()
    status = model.stat()
    model.write_bytes(content[:-1])
    with Index(library.folder) as index:
        assert len(index.search("is:damaged")) == 1
        model.write_bytes(content)
        os.utime(model, ns=(status.st_atime_ns, status.st_mtime_ns))
        index.refresh()
        assert index.search("is:damaged") == ()


def test_what_is_no_fit_is_not_listed(library):
    fits = library.folder / "fits"
    (fits / ".tmp-1-00000000").mkdir()
    (fits / "20260101T000000-00000000").touch()
    shutil.copytree(fits / library.ids()[0], fits / "copy")
    (fits / "20260101T000000-11111111").symlink_to(fits / library.ids()[0])
    with Index(library.folder) as index:
        assert {entry.id for entry in index.entries()} == set(library.ids())


def test_a_cancelled_refresh_leaves_the_list_as_it_was(library):
    with Index(library.folder) as index:
        before = shown(index)
        save(library, 5)
        save(library, 6)
        asked = iter([False, True])
        with pytest.raises(Cancelled):
            index.refresh(should_stop=lambda: next(asked))
        assert shown(index) == before
        index.refresh()
        assert index.count() == 5

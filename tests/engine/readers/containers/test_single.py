import gzip
import os

import pytest

from engine.readers.containers import budget
from engine.readers.containers.base import Member
from engine.readers.containers.single import SingleContainer
from tests.engine.readers.containers.container_files import (
    contents,
    n_open,
    opened,
    refusal,
    write_folder,
)

ZIPPED = gzip.compress(b"abc")


@pytest.fixture
def folder(tmp_path):
    return write_folder(tmp_path, {"a": b"1", "b": b"22", "c.gz": ZIPPED, "d": ZIPPED, "e/f": b""})


def test_the_file_comes_back(folder):
    container = opened(folder / "b")
    assert isinstance(container, SingleContainer)
    assert (container.name, container.path) == ("b", str(folder / "b"))
    assert container.members() == (Member("b", 2),)
    assert contents(container) == {"b": b"22"}
    assert [(s.name, s.size) for _, s in container.streams()] == [("b", 2)]
    assert not container.is_folder


@pytest.mark.parametrize("name", ["c.gz", "d"])
def test_a_gzip_file_is_unzipped_whatever_its_name(folder, name):
    container = opened(folder / name)
    assert container.members() == (Member(name, len(ZIPPED)),)
    assert contents(container) == {name: b"abc"}
    assert [s.size for _, s in container.streams()] == [-1]


def test_files_beside_it(folder):
    container = opened(folder / "a")
    found = [container.beside("b"), container.beside("c"), container.beside("d")]
    assert found == [Member("b", 2), Member("c.gz", len(ZIPPED)), Member("d", len(ZIPPED))]
    assert contents(container, [*found, Member("a", 1)]) == {
        "b": b"22",
        "c.gz": b"abc",
        "d": b"abc",
        "a": b"1",
    }


def test_nothing_else_is_beside_it(folder):
    os.mkfifo(folder / "pipe")
    container = opened(folder / "a")
    for name in ("gone", "e", "e/f", "../a", str(folder / "b"), "pipe", "nul\0", ""):
        assert container.beside(name) is None


def test_a_path_with_a_folder_in_it_leads_nowhere_else(folder):
    container = opened(folder / "e" / "f")
    assert "no such file" in refusal(lambda: contents(container, [Member("../a", 1)]))


def test_a_file_that_vanishes(folder):
    container = opened(folder / "a")
    (folder / "a").unlink()
    assert refusal(container.members) == ("a: there is no such file or folder. Check the path.")


def test_a_bomb_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(budget, "RATIO_FROM", 4 << 20)
    (tmp_path / "a.gz").write_bytes(gzip.compress(bytes(64 << 20), 1))
    container = opened(tmp_path / "a.gz")
    assert "a.gz: unpacks to over 4 MB" in refusal(lambda: contents(container))


def test_no_file_stays_open(folder):
    container = opened(folder / "a")
    before = n_open()
    streams = container.streams([Member("a", 1), Member("c.gz", -1)])
    next(streams)
    next(streams)
    assert n_open() == before + 1
    streams.close()
    assert n_open() == before

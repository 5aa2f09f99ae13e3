import gzip
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Cancelled
from engine.readers.containers import budget
from engine.readers.containers.base import Member
from engine.readers.containers.zips import ZipContainer
from tests.engine.readers.containers.container_files import (
    FILES,
    contents,
    is_open,
    n_open,
    opened,
    outcome,
    paths,
    refusal,
    stops_after,
    write_zip,
)
from tests.engine.readers.mutations import mutants

ZIPPED = gzip.compress(b"x", mtime=0)
METHODS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]
DAMAGED = "is cut short or damaged. Download it again."


@pytest.fixture(params=METHODS, ids=["stored", "deflated"])
def path(request, tmp_path):
    return write_zip(tmp_path / "a.zip", FILES, request.param)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("zips") / "a.zip"


def test_every_file_comes_back(path):
    container = opened(path)
    assert isinstance(container, ZipContainer)
    assert container.members() == (
        Member("b/three", 10240),
        Member("b/two", 0),
        Member("one", 700),
    )
    assert contents(container) == FILES
    assert container.notes == ()
    assert not container.is_folder
    assert [(s.name, s.size) for _, s in container.streams()] == [
        ("a.zip › b/three", 10240),
        ("a.zip › b/two", 0),
        ("a.zip › one", 700),
    ]


@settings(max_examples=60)
@given(
    files=st.dictionaries(st.text("ab1é", min_size=1, max_size=8), st.binary(max_size=3000)),
    method=st.sampled_from(METHODS),
)
def test_what_the_standard_library_writes_is_read(scratch, files, method):
    write_zip(scratch, files, method)
    assert contents(opened(scratch)) == files


def test_members_come_as_asked_for(path):
    container = opened(path)
    wanted = [Member("one", 0), Member("gone", 0), Member("b/two", 0), Member("one", 0)]
    assert [member.path for member, _ in container.streams(wanted)] == ["one", "b/two", "one"]
    assert contents(container, wanted) == {"one": FILES["one"], "b/two": b""}


def test_one_reading_of_all_bytes_asks_the_checksum(path):
    data = bytearray(path.read_bytes())
    at = data.find(FILES["one"]) if FILES["one"] in data else data.find(b"one") + 5
    data[at] ^= 0x10
    path.write_bytes(data)
    container = opened(path)
    for member, stream in container.streams():
        if member.path == "one":
            line = refusal(lambda stream=stream: stream.read(700))
            assert line == "a.zip › one: is damaged. Download it again."
        else:
            assert stream.rest(1 << 20) == FILES[member.path]


def test_a_large_file_read_by_pieces(tmp_path):
    data = bytes(range(256)) * 20_000
    for method in METHODS:
        container = opened(write_zip(tmp_path / "a.zip", {"a": data}, method))
        for _, stream in container.streams():
            assert stream.peek(5) == data[:5]
            assert stream.read(3_000_000) == data[:3_000_000]
            assert stream.rest(1 << 23) == data[3_000_000:]
            assert stream.at_end()


def test_an_archive_written_to_a_pipe(tmp_path):
    class Pipe:
        def __init__(self, file):
            self.write, self.flush = file.write, file.flush

    with open(tmp_path / "a.zip", "wb") as file:
        write_zip(Pipe(file), FILES)  # sizes follow the data there
    assert contents(opened(tmp_path / "a.zip")) == FILES


def test_gzip_members_are_unzipped_and_archives_are_not(tmp_path):
    write_zip(tmp_path / "inner.zip", FILES)
    inner = (tmp_path / "inner.zip").read_bytes()
    path = write_zip(tmp_path / "a.zip", {"a.gz": gzip.compress(b"abc"), "b.zip": inner})
    assert contents(opened(path)) == {"a.gz": b"abc", "b.zip": inner}


def test_a_member_promises_its_size(tmp_path):
    path = write_zip(tmp_path / "a.zip", {"a": b"abcd" * 100})
    for wrong in (399, 401):
        data = path.read_bytes().replace((400).to_bytes(4, "little"), wrong.to_bytes(4, "little"))
        (tmp_path / "b.zip").write_bytes(data)
        assert refusal(lambda: contents(opened(tmp_path / "b.zip"))).startswith("b.zip › a: ")


def test_the_local_header_may_not_make_room_for_itself(tmp_path):
    path = write_zip(tmp_path / "a.zip", {"a": b"1" * 100}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[28:30] = (60).to_bytes(2, "little")  # of its extra field
    path.write_bytes(data)
    assert refusal(lambda: contents(opened(path))) == f"a.zip › a: {DAMAGED}"


def test_a_bomb_is_refused_by_its_directory(tmp_path, monkeypatch):
    monkeypatch.setattr(budget, "RATIO_FROM", 4 << 20)
    path = write_zip(tmp_path / "a.zip", {"a": bytes(8 << 20)})
    assert refusal(opened(path).members).startswith("a.zip › a: unpacks to over 4 MB from 0.0 MB")


def test_many_small_bombs_are_one(tmp_path, monkeypatch):
    monkeypatch.setattr(budget, "RATIO_FROM", 4 << 20)
    path = write_zip(tmp_path / "a.zip", {str(i): bytes(1 << 20) for i in range(8)})
    assert refusal(opened(path).members).startswith("a.zip: unpacks to over 4 MB")


def test_a_passage_has_its_budget(tmp_path, monkeypatch):
    monkeypatch.setattr(budget, "MAX_UNPACKED", 1000)
    path = write_zip(tmp_path / "a.zip", {"a": b"1" * 600, "b": b"2" * 600})
    container = opened(path)
    for _ in range(2):
        assert refusal(lambda: contents(container)).startswith("a.zip: unpacks to over")
        assert contents(container, container.members()[:1]) == {"a": b"1" * 600}


def test_no_file_stays_open(path):
    before = n_open()
    container = opened(path)
    streams = container.streams()
    next(streams)
    next(streams)
    assert n_open() == before + 1
    streams.close()
    assert n_open() == before
    with pytest.raises(Cancelled):
        contents(opened(path, stops_after(9)))
    assert n_open() == before


def test_an_archive_that_shrinks_or_changes_in_use(path):
    container = opened(path)
    container.members()
    data = path.read_bytes()
    path.write_bytes(data[:20])
    assert "cut short" in refusal(lambda: contents(container))
    path.write_bytes(bytes(len(data)))
    assert DAMAGED in refusal(lambda: contents(container))


@settings(max_examples=150)
@given(st.data())
def test_a_mutant_gives_the_same_bytes_or_is_refused(scratch, data):
    original = write_zip(scratch, {**FILES, "x.gz": ZIPPED}).read_bytes()
    scratch.write_bytes(data.draw(mutants(original)))
    container = ZipContainer(str(scratch), "a.zip", stops_after(10_000))
    found, line = outcome(lambda: contents(container))
    assert len(line) <= 160
    assert set((found or {}).values()) <= {*FILES.values(), b"x", ZIPPED}
    assert not is_open(scratch)


def test_an_empty_archive(tmp_path):
    assert paths(opened(write_zip(tmp_path / "a.zip", {}))) == []

import gzip
import tarfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Cancelled
from engine.readers.containers import budget
from engine.readers.containers.base import Member
from engine.readers.containers.tars import TarContainer
from engine.readers.task import Task
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
    tar,
    write_tar,
)
from tests.engine.readers.mutations import mutants

CUT = "a.tar: the file is cut short. Download it again."


@pytest.fixture(params=["w", "w:gz"])
def mode(request):
    return request.param


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.tar"


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("tars") / "a.tar"


def test_every_file_comes_back(path, mode):
    container = opened(write_tar(path, FILES, mode))
    assert isinstance(container, TarContainer)
    assert contents(container) == FILES
    assert list(contents(container)) == list(FILES)  # as they lie there
    assert container.members() == (
        Member("b/three", 10240),
        Member("b/two", 0),
        Member("one", 700),
    )
    assert container.notes == ()
    assert not container.is_folder
    assert next((s.name, s.size) for _, s in container.streams()) == ("a.tar › one", 700)


@settings(max_examples=50)
@given(
    files=st.dictionaries(st.text("ab1é", min_size=1, max_size=150), st.binary(max_size=2000)),
    mode=st.sampled_from(["w", "w:gz"]),
    kind=st.sampled_from([tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]),
)
def test_what_the_standard_library_writes_is_read(scratch, files, mode, kind):
    if kind == tarfile.USTAR_FORMAT:
        files = {path[:50]: data for path, data in files.items()}
    write_tar(scratch, files, mode, format=kind)
    container = TarContainer(str(scratch), "a.tar", Task(), zipped=mode == "w:gz")
    assert contents(container) == files
    assert sorted(paths(container)) == sorted(files)


def test_files_may_be_left_unread_or_half_read(path, mode):
    container = opened(write_tar(path, FILES, mode))
    heads = [bytes(stream.peek(4)) for _, stream in container.streams()]
    assert heads == [data[:4] for data in FILES.values()]
    halves = [bytes(stream.read(stream.size // 2)) for _, stream in container.streams()]
    assert halves == [data[: len(data) // 2] for data in FILES.values()]


def test_only_what_is_wanted_comes(path, mode):
    container = opened(write_tar(path, FILES, mode))
    wanted = [Member("b/three", -1), Member("one", -1), Member("gone", -1)]
    assert list(contents(container, wanted)) == ["one", "b/three"]
    assert contents(container, []) == {}


def test_the_first_of_two_with_one_name_wins(path, mode):
    files = [("a", b"first"), ("./a", b"second"), ("b", b"third")]
    container = opened(write_tar(path, files, mode))
    assert contents(container) == {"a": b"first", "b": b"third"}
    assert container.notes == ("1 file with the name of another left out",)


def test_junk_is_left_out_without_a_word(path):
    junk = dict.fromkeys((".a", "._b", "./c/.d", "__MACOSX/e"), b"1")
    container = opened(write_tar(path, {**junk, "../f": b"2"}))
    assert contents(container) == {"../f": b"2"}
    assert container.notes == ()


def test_gzip_members_are_unzipped(path, mode):
    files = {"a.gz": gzip.compress(b"abc"), "b": gzip.compress(b"abc"), "c": b"1"}
    assert contents(opened(write_tar(path, files, mode))) == {**files, "a.gz": b"abc"}


def test_an_archive_of_several_gzip_parts(path):
    data = tar(FILES)
    path.write_bytes(gzip.compress(data[:700]) + gzip.compress(data[700:]))
    assert contents(opened(path)) == FILES


def test_cut_anywhere_is_called_cut(path, mode):
    data = tar({"one": b"1" * 700}, mode)
    for length in range(3, 4 * 512 if mode == "w" else len(data), 7):
        path.write_bytes(data[:length])
        container = TarContainer(str(path), "a.tar", Task(), zipped=mode == "w:gz")
        assert refusal(lambda container=container: contents(container)) == CUT
        assert refusal(container.members) == CUT


def test_the_checksum_is_asked_though_little_is_wanted(path):
    data = bytearray(tar(FILES, "w:gz"))
    data[-6] ^= 1
    path.write_bytes(data)
    wanted = [Member("one", 700)]
    assert refusal(lambda: contents(opened(path), wanted)) == (
        "a.tar: is damaged. Download it again."
    )


def test_the_checksum_is_asked_once(path):
    container = opened(write_tar(path, FILES))
    wanted = [Member("one", 700)]
    assert contents(container, wanted) == {"one": FILES["one"]}
    write_tar(path, {"one": FILES["one"], "b": bytes(5 << 20)})
    data = bytearray(path.read_bytes())
    data[-6] ^= 1
    path.write_bytes(data)
    assert contents(container, wanted) == {"one": FILES["one"]}


def test_a_size_is_not_believed_before_its_bytes_arrive(path, mode):
    data = bytearray(tar({"a": b"few"}))
    data[124:136] = b"77777777777\0"
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    path.write_bytes(data if mode == "w" else gzip.compress(data))
    container = opened(path)
    assert refusal(lambda: contents(container)) == CUT
    assert refusal(container.members) == CUT


def test_a_bomb_is_stopped(path, monkeypatch):
    monkeypatch.setattr(budget, "RATIO_FROM", 4 << 20)
    container = opened(write_tar(path, {"a": bytes(40 << 20)}))
    assert refusal(container.members).startswith("a.tar: unpacks to over 4 MB")
    assert refusal(lambda: contents(container)).startswith("a.tar: unpacks to over 4 MB")


def test_a_plain_archive_is_no_bomb(path, monkeypatch):
    monkeypatch.setattr(budget, "RATIO_FROM", 0)
    monkeypatch.setattr(budget, "MAX_UNPACKED", 1)
    assert contents(opened(write_tar(path, FILES, "w"))) == FILES


def test_too_many_files_are_refused(path, monkeypatch):
    monkeypatch.setattr(budget, "MAX_MEMBERS", 3)
    assert paths(opened(write_tar(path, dict.fromkeys("abc", b"")))) == ["a", "b", "c"]
    container = opened(write_tar(path, dict.fromkeys("abcd", b"")))
    assert "holds over 3 files" in refusal(container.members)


def test_a_plain_archive_is_listed_without_reading_its_files(path):
    container = opened(write_tar(path, {str(i): bytes(2 << 20) for i in range(5)}, "w"))
    asked = []
    task = Task(should_stop=lambda: bool(asked.append(None)))
    TarContainer(str(path), "a.tar", task, zipped=False).members()
    assert len(asked) < 10
    assert len(container.members()) == 5


def test_stop_is_heard(path, mode):
    write_tar(path, {"one": bytes(20 << 20)}, mode)
    before = n_open()
    with pytest.raises(Cancelled):
        contents(opened(path, stops_after(10)))
    assert n_open() == before
    with pytest.raises(Cancelled):
        TarContainer(str(path), "a.tar", stops_after(2), zipped=mode == "w:gz").members()
    assert n_open() == before


def test_no_file_stays_open(path, mode):
    before = n_open()
    container = opened(write_tar(path, FILES, mode))
    streams = container.streams()
    next(streams)
    next(streams)
    assert n_open() == before + 1
    streams.close()
    assert n_open() == before


@settings(max_examples=150)
@given(st.data())
def test_a_mutant_is_read_or_refused(scratch, data):
    zipped = data.draw(st.booleans())
    files = {**FILES, "x" * 120: b"long", "y.gz": gzip.compress(b"y", mtime=0)}
    kind = data.draw(st.sampled_from([tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]))
    original = tar(files, "w", format=kind)
    original = gzip.compress(original, mtime=0) if zipped else original
    scratch.write_bytes(data.draw(mutants(original)))
    container = TarContainer(str(scratch), "a.tar", stops_after(10_000), zipped=zipped)
    found, line = outcome(lambda: contents(container))
    assert len(line) <= 160
    if found is not None:
        assert sorted(found) == sorted(paths(container))
        assert not zipped or found == {**files, "y.gz": b"y"}  # as its checksum was asked
    assert not is_open(scratch)

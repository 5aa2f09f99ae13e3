import gzip

import pytest

from engine.errors import DataError
from engine.readers.cifar import picked as picked_module
from engine.readers.cifar.picked import PickedFiles, bare_name, read_whole
from engine.readers.containers.folder import FolderContainer
from engine.readers.task import Task
from tests.engine.readers.cifar.cifar_files import BytesStream, MemoryContainer

DOUBLED = ("1 file has the name of one that was read; left out",)


def contents(picked):
    return [(name, bytes(stream.rest(100))) for name, stream in picked.streams()]


def folder(tmp_path, files):
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_bytes(data)
    return FolderContainer(str(tmp_path), "set", Task())


def test_names_without_folders_and_gz():
    assert [bare_name(path) for path in ("a/b/c.bin.gz", "c.bin", "x.gz/c")] == [
        "c.bin",
        "c.bin",
        "c",
    ]


def test_in_an_archive_the_first_of_a_name_counts_in_its_own_order():
    picked = PickedFiles(
        MemoryContainer({"z/b": b"1", "other": b"2", "a": b"3", "b": b"4"}), ("a", "b", "c")
    )
    assert contents(picked) == [("b", b"1"), ("a", b"3")]
    assert tuple(picked.notes) == DOUBLED
    assert picked.may_have("c")  # nobody has looked


def test_in_a_folder_the_nearest_counts_in_the_order_asked_for(tmp_path):
    container = folder(tmp_path, {"0/b": b"1", "b": b"2", "x/y/a": b"3", "other": b"4"})
    picked = PickedFiles(container, ("b", "a", "c"))
    assert contents(picked) == [("b", b"2"), ("a", b"3")]
    assert tuple(picked.notes) == DOUBLED
    assert [picked.may_have(name) for name in "abc"] == [True, True, False]


def test_gzipped_files_count_by_their_own_name(tmp_path):
    picked = PickedFiles(folder(tmp_path, {"a.gz": gzip.compress(b"1"), "b": b"2"}), ("a", "b"))
    assert contents(picked) == [("a", b"1"), ("b", b"2")]
    assert picked.may_have("a")
    assert picked.notes == []


def test_many_doubled_files_are_counted():
    files = {f"{folder}/a": b"" for folder in range(1234)}
    picked = PickedFiles(MemoryContainer(files), ("a",))
    assert len(contents(picked)) == 1
    assert picked.notes == ["1,233 files have the name of one that was read; left out"]


def test_closing_it_closes_what_is_open():
    class Closed(MemoryContainer):
        closed = False

        def streams(self, wanted=None):
            try:
                yield from super().streams(wanted)
            finally:
                self.closed = True

    container = Closed({"a": b"1", "b": b"2"})
    streams = PickedFiles(container, ("a", "b")).streams()
    next(streams)
    assert not container.closed
    streams.close()
    assert container.closed


def test_a_whole_file():
    assert read_whole(BytesStream("x", b"abc", 3), 3) == b"abc"
    assert read_whole(BytesStream("x", b"abc", -1), 3) == b"abc"


@pytest.mark.parametrize("size", [4, -1])
def test_a_file_over_its_limit_is_refused(size):
    with pytest.raises(DataError, match="over the limit of 3"):
        read_whole(BytesStream("x", b"abcd", size), 3)


def test_a_file_that_memory_has_no_room_for_is_not_read(monkeypatch):
    monkeypatch.setattr("engine.readers.room.usable_memory", lambda: 3)
    stream = BytesStream("x", b"abcd", 4)
    with pytest.raises(DataError, match="x: needs"):
        picked_module.read_whole(stream, 100)
    assert stream.peek(4) == b"abcd"

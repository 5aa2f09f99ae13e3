import os
import socket

import pytest

from engine.errors import Cancelled, DataError
from engine.readers.containers.streams import BLOCK, FileStream, PartStream, open_regular, opened
from engine.readers.task import Task
from tests.engine.readers.containers.container_files import n_open, refusal, stops_after

DATA = bytes(range(256)) * 10_000  # 2.5 blocks


@pytest.fixture
def path(tmp_path):
    (tmp_path / "a").write_bytes(DATA)
    return str(tmp_path / "a")


def test_every_way_of_reading_gives_the_same_bytes(path):
    with opened(path, "a", Task()) as file:
        assert file.size == len(DATA)
        assert file.peek(10) == DATA[:10]
        assert file.read(300) == DATA[:300]
        file.skip(100)
        assert file.peek(50) == DATA[400:450]
        file.skip(20)
        buffer = bytearray(BLOCK + 7)
        assert file.fill(memoryview(buffer)) == len(buffer)
        assert buffer == DATA[420 : 420 + len(buffer)]
        assert file.rest(len(DATA)) == DATA[420 + len(buffer) :]
        assert file.at_end()
        file.seek(5)
        assert file.rest(len(DATA)) == DATA[5:]


def test_one_reading_is_enough_for_a_small_file(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"abc")
    asked = []
    read = os.read
    with opened(str(tmp_path / "a"), "a", Task()) as file:
        monkeypatch.setattr(os, "read", lambda *args: asked.append(args[1]) or read(*args))
        assert file.rest(10) == b"abc"
    assert asked == [4]


def test_a_file_that_grows_is_read_on(path):
    with opened(path, "a", Task()) as file:
        with open(path, "ab") as more:
            more.write(b"more")
        assert file.rest(1 << 24) == DATA + b"more"


def test_a_file_that_shrinks_is_cut(path):
    with opened(path, "a", Task()) as file:
        os.truncate(path, 100)
        assert refusal(lambda: file.read(101)) == "a: the file is cut short. Download it again."


def test_nothing_is_behind_the_end(path):
    with opened(path, "a", Task()) as file:
        file.seek(len(DATA))
        assert file.at_end()
        assert "cut short" in refusal(lambda: file.skip(1))
        assert "cut short" in refusal(lambda: file.seek(10**30))


def test_stop_is_heard_at_every_block(path):
    with opened(path, "a", stops_after(2)) as file, pytest.raises(Cancelled):
        file.read(len(DATA))


def test_only_regular_files_are_opened(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the address of a socket must be short
    os.mkfifo("pipe")
    os.mkdir("folder")
    before = n_open()
    for path in ("pipe", "folder", "/dev/null", "gone"):
        with pytest.raises(OSError, match=r"No such|no regular"):
            open_regular(path)
    assert n_open() == before
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("socket")
        with pytest.raises(OSError, match="No such device"):
            open_regular("socket")


def test_what_the_system_says_becomes_a_line(path):
    before = n_open()
    with pytest.raises(DataError, match="x: there is no such file"), opened("/no/x", "x", Task()):
        pass
    with opened(path, "a", Task()) as file:
        assert n_open() == before + 1
    assert n_open() == before
    assert "a: cannot be read (Bad file descriptor)" in refusal(lambda: file.read(1))


def test_a_part_of_another(path):
    with opened(path, "a", Task()) as file:
        file.seek(10)
        part = PartStream(file, "a › b", BLOCK + 20)
        assert (part.name, part.size) == ("a › b", BLOCK + 20)
        assert part.peek(3) == DATA[10:13]
        assert part.left == BLOCK + 17
        assert part.rest(1 << 24) == DATA[10 : BLOCK + 30]
        assert (part.left, part.at_end()) == (0, True)
        assert file.read(5) == DATA[BLOCK + 30 : BLOCK + 35]


def test_a_part_that_is_not_all_there(path):
    with opened(path, "a", Task()) as file:
        part = PartStream(file, "a › b", 1 << 60)
        with pytest.raises(DataError, match="a: the file is cut short"):
            part.rest(1 << 61)


def test_a_stream_does_not_own_its_file(path):
    descriptor, size = open_regular(path)
    assert FileStream(descriptor, "a", size, Task()).read(4) == DATA[:4]
    os.close(descriptor)

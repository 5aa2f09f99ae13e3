import os
import socket

import pytest

from engine.errors import Cancelled, DataError
from engine.readers.files import head, is_folder, read_whole, readable_errors
from engine.readers.task import Task


def read(path, limit=1 << 20, task=None):
    return read_whole(str(path), "file", limit, task or Task())


def test_reads_the_whole_file(tmp_path):
    data = os.urandom(5_000_000)
    (tmp_path / "a").write_bytes(data)
    assert read(tmp_path / "a", 1 << 23) == data
    assert head(str(tmp_path / "a"), "file") == data[:1024]


def test_links_are_followed(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    (tmp_path / "link").symlink_to("a")
    assert read(tmp_path / "link") == b"abc"


def test_too_large_is_refused_unread(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    with pytest.raises(DataError, match="3 bytes are over the limit of 2"):
        read(tmp_path / "a", 2)


def test_a_file_that_shrinks_is_cut(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(bytes(9 << 20))
    asked = []

    def shrink():
        asked.append(None)
        os.truncate(path, 1 << 20)
        return False

    with pytest.raises(DataError, match="cut short"):
        read(path, 1 << 24, Task(should_stop=shrink))
    assert asked


def test_stop_is_heard(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    with pytest.raises(Cancelled):
        read(tmp_path / "a", task=Task(should_stop=lambda: True))


def test_pipes_sockets_and_devices_are_never_opened(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the address of a socket must be short
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("socket")
        for path in ("pipe", "socket", "/dev/zero"):
            with pytest.raises(DataError, match="neither a file nor a folder"):
                read(path)


def test_folders_and_files_are_told_apart(tmp_path):
    (tmp_path / "a").write_bytes(b"")
    assert is_folder(str(tmp_path), "x")
    assert not is_folder(str(tmp_path / "a"), "x")
    with pytest.raises(DataError, match="is a folder where a file should be"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (FileNotFoundError(), "no such file or folder"),
        (PermissionError(), "may not be read. Change its permissions"),
        (OSError(5, "Input/output error"), r"cannot be read \(Input/output error\)"),
        (ValueError("embedded null byte"), r"cannot be read \(embedded null byte\)"),
    ],
)
def test_what_the_system_says_becomes_a_line(error, what):
    with pytest.raises(DataError, match=what), readable_errors("file"):
        raise error


def test_links_in_a_circle(tmp_path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(DataError, match="cannot be read"):
        read(tmp_path / "a")

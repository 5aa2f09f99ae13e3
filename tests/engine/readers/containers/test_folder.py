import gzip
import os
import socket

import pytest

from engine.errors import Cancelled
from engine.readers.containers import budget
from engine.readers.containers.base import Member
from engine.readers.containers.folder import FolderContainer
from engine.readers.task import Task
from tests.engine.readers.containers.container_files import (
    FILES,
    contents,
    n_open,
    opened,
    paths,
    refusal,
    stops_after,
    write_folder,
)


def test_every_file_comes_back(tmp_path):
    container = opened(write_folder(tmp_path, FILES))
    assert isinstance(container, FolderContainer)
    assert container.is_folder
    assert contents(container) == FILES
    assert list(contents(container)) == paths(container) == ["b/three", "b/two", "one"]
    assert container.notes == ()
    assert container.beside("one") is None


def test_members_come_as_asked_for_and_as_often(tmp_path):
    container = opened(write_folder(tmp_path, FILES))
    wanted = [Member("one", -1), Member("b/two", -1), Member("one", -1)]
    found = [(member, stream.size) for member, stream in container.streams(wanted)]
    assert found == list(zip(wanted, (700, 0, 700), strict=True))
    assert [stream.name for _, stream in container.streams(wanted)] == ["one", "b/two", "one"]


def test_what_systems_put_beside_pictures_is_left_out_without_a_word(tmp_path):
    junk = dict.fromkeys((".a", ".git/b", "__MACOSX/c", "d/Thumbs.db", "d/desktop.ini"), b"")
    container = opened(write_folder(tmp_path, {**junk, "d/e": b""}))
    assert paths(container) == ["d/e"]
    assert container.notes == ()


def test_gzip_files_are_unzipped(tmp_path):
    files = {"a.gz": gzip.compress(b"abc"), "b": gzip.compress(b"abc"), "c.gz": b"<html>"}
    found = contents(opened(write_folder(tmp_path, files)))
    assert found == {**files, "a.gz": b"abc"}


@pytest.mark.timeout(20)
def test_pipes_sockets_and_devices_are_never_opened(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the address of a socket must be short
    os.mkfifo("pipe.png")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("socket.png")
        container = opened(tmp_path)
        assert paths(container) == []
        assert container.notes == ("2 pipes, sockets or devices left out",)


def test_links_lead_only_to_files_within(tmp_path):
    outside = write_folder(tmp_path / "outside", {"x": b"secret"})
    folder = write_folder(tmp_path / "in", {"a/x": b"within"})
    (folder / "b").symlink_to("a/x")
    (folder / "c").symlink_to("b")
    (folder / "to_file").symlink_to(outside / "x")
    (folder / "to_folder").symlink_to(outside)
    (folder / "zero").symlink_to("/dev/zero")
    (folder / "nowhere").symlink_to("gone")
    (folder / "a" / "up").symlink_to("..")  # a loop
    (folder / "self").symlink_to("self")
    container = opened(folder)
    assert contents(container) == {"a/x": b"within", "b": b"within", "c": b"within"}
    assert container.notes == ("6 links left out",)


def test_the_folder_itself_may_be_a_link(tmp_path):
    write_folder(tmp_path / "in", {"a": b"1"})
    (tmp_path / "in" / "b").symlink_to("a")
    (tmp_path / "link").symlink_to("in")
    assert contents(opened(tmp_path / "link")) == {"a": b"1", "b": b"1"}


def test_unreadable_files_and_folders_are_counted(tmp_path):
    write_folder(tmp_path, {"a": b"1", "b": b"2", "c/d": b"3"})
    for path in ("b", "c"):
        (tmp_path / path).chmod(0)
    if os.access(tmp_path / "b", os.R_OK):
        pytest.skip("this user may read everything")
    container = opened(tmp_path)
    for _ in range(2):
        assert contents(container) == {"a": b"1"}
        assert container.notes == ("1 unreadable folder left out", "1 unreadable file left out")
    (tmp_path / "c").chmod(0o700)


def test_paths_too_long_for_the_system_are_counted(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"1")
    monkeypatch.chdir(tmp_path)
    while (left := 4080 - len(os.fsencode(os.getcwd()))) > 1:
        name = "d" * min(left - 1, 200)
        os.mkdir(name)
        os.chdir(name)
    with open("x" * 99, "wb"):  # its folder can be listed, but it cannot be opened
        os.mkdir("y" * 99)
    container = opened(tmp_path)
    assert contents(container) == {"a": b"1"}
    assert container.notes == ("1 unreadable folder left out", "1 unreadable file left out")


def test_files_that_vanish_or_become_pipes_are_counted(tmp_path):
    container = opened(write_folder(tmp_path, {"a": b"1", "b": b"2", "c": b"3"}))
    assert len(container.members()) == 3
    (tmp_path / "a").unlink()
    (tmp_path / "b").unlink()
    os.mkfifo(tmp_path / "b")
    for _ in range(2):
        assert contents(container) == {"c": b"3"}
        assert container.notes == ("2 unreadable files left out",)


def test_a_folder_that_vanishes(tmp_path):
    container = opened(write_folder(tmp_path / "a", FILES))
    os.rename(tmp_path / "a", tmp_path / "b")
    assert "a: there is no such file or folder" in refusal(container.members)


def test_names_that_are_not_utf8_survive(tmp_path):
    names = [b"\xff\xfe.png", b"a\nb", b"<b>", b"x" * 255]
    for name in names:
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:
            file.write(name)
    found = contents(opened(tmp_path))
    assert {os.fsencode(path): data for path, data in found.items()} == {n: n for n in names}


def test_deep_folders(tmp_path):
    depth = 400
    path = "/".join(["d"] * depth)
    container = opened(write_folder(tmp_path, {f"{path}/a": b"1"}))
    assert contents(container) == {f"{path}/a": b"1"}


def test_too_many_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(budget, "MAX_MEMBERS", 3)
    write_folder(tmp_path, dict.fromkeys("abc", b""))
    assert paths(opened(tmp_path)) == ["a", "b", "c"]
    write_folder(tmp_path, {"d": b""})
    assert "holds over 3 files" in refusal(opened(tmp_path).members)


def test_listing_tells_of_itself_and_can_be_stopped(tmp_path):
    write_folder(tmp_path, {str(i): b"" for i in range(2500)})
    told = []
    opened(tmp_path, Task(progress=lambda *news: told.append(news))).members()
    assert told == [("listing files", n, 0) for n in (0, 1000, 2000)]
    before = n_open()
    with pytest.raises(Cancelled):
        opened(tmp_path, stops_after(2)).members()
    assert n_open() == before


def test_no_file_stays_open(tmp_path):
    container = opened(write_folder(tmp_path, FILES))
    before = n_open()
    streams = container.streams()
    next(streams)
    next(streams)
    assert n_open() == before + 1
    streams.close()
    assert n_open() == before
    with pytest.raises(Cancelled):
        contents(opened(tmp_path, stops_after(3)))
    assert n_open() == before

import errno
import os

import pytest

from engine.export.atomic import atomic_write, sync_folder, write_new


def test_the_whole_content_replaces_the_old(tmp_path):
    path = tmp_path / "file"
    atomic_write(path, b"old")
    atomic_write(path, memoryview(b"new content"))
    assert path.read_bytes() == b"new content"
    assert os.listdir(tmp_path) == ["file"]


def test_short_writes_are_continued(tmp_path, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, data[:3]))
    atomic_write(tmp_path / "file", b"0123456789")
    assert (tmp_path / "file").read_bytes() == b"0123456789"


def test_a_link_is_replaced_not_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.write_bytes(b"theirs")
    link = tmp_path / "link"
    link.symlink_to(outside)
    atomic_write(link, b"ours")
    assert outside.read_bytes() == b"theirs"
    assert link.read_bytes() == b"ours"
    assert not link.is_symlink()


def test_what_exists_is_not_written_over(tmp_path):
    (tmp_path / "dangling").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "dangling", b"x")
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("call", ["write", "fsync", "close", "replace", "fstat"])
def test_a_failing_call_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, call):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    real = getattr(os, call)

    def fail(*arguments):
        if call == "close":
            real(*arguments)
        raise OSError(errno.EIO, "injected")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(OSError, match="injected"):
        atomic_write(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


def test_a_file_cut_in_silence_is_an_error(tmp_path, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, data[:-1]) + 1)
    with pytest.raises(OSError, match="Input/output error"):
        atomic_write(tmp_path / "file", b"0123456789")
    assert os.listdir(tmp_path) == []


def test_each_file_is_on_the_disk_before_its_name(tmp_path, monkeypatch):
    calls = []
    for name in ("fsync", "replace"):
        real = getattr(os, name)
        monkeypatch.setattr(
            os, name, lambda *a, real=real, name=name: (calls.append(name), real(*a))
        )
    atomic_write(tmp_path / "file", b"x")
    assert calls == ["fsync", "replace", "fsync"]


def test_a_file_system_without_folder_fsync_is_no_error(tmp_path, monkeypatch):
    def refuse(_descriptor):
        raise OSError(errno.EINVAL, "not here")

    monkeypatch.setattr(os, "fsync", refuse)
    sync_folder(tmp_path)


def test_a_disk_error_of_the_folder_is_one(tmp_path):
    with pytest.raises(FileNotFoundError):
        sync_folder(tmp_path / "missing")

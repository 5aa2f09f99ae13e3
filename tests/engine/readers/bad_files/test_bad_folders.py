"""Folders with what is no file, cannot be read or is not a picture; names of any bytes."""

from __future__ import annotations

import os
import socket
import stat
import sys

import pytest

from tests.engine.readers.bad_files.frame import opened, put, refused
from tests.engine.readers.pictures.picture_makers import encoded, some_pixels

GOOD = encoded(some_pixels(6, 5, 3))

on_unix = pytest.mark.skipif(os.name != "posix", reason="pipes, devices and links to anywhere")


def pipe(path):
    os.mkfifo(path)


def a_socket(path):
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(path))  # as the address of a socket must be short


def device(path):
    try:
        os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("this user may not make devices")


def link_to_zeros(path):
    path.symlink_to("/dev/zero")


def link_to_itself(path):
    path.symlink_to(path.name)


def link_to_nothing(path):
    path.symlink_to("gone.png")


def link_to_its_folder(path):
    path.symlink_to(".")


def link_to_all(path):
    path.symlink_to("/")


def link_to_a_picture_outside(path):
    path.symlink_to(put(path.parent.parent, "outside.png", GOOD))


NO_FILE = "is neither a file nor a folder"
SPECIAL, LINK = "1 pipe, socket or device left out", "1 link left out"
ODD = {
    "a pipe": (pipe, NO_FILE, SPECIAL),
    "a socket": (a_socket, NO_FILE, SPECIAL),
    "a device of endless zeros": (device, NO_FILE, SPECIAL),
    "a link to endless zeros": (link_to_zeros, NO_FILE, LINK),
    "a link to itself": (link_to_itself, "cannot be read", LINK),
    "a link to nothing": (link_to_nothing, "there is no such file or folder", LINK),
}
ONLY_LEFT_OUT = {
    "a link to its own folder": (link_to_its_folder, LINK),
    "a link to the whole disk": (link_to_all, LINK),
    "a link to a picture outside": (link_to_a_picture_outside, LINK),
    **{name: (make, note) for name, (make, _, note) in ODD.items()},
}


@on_unix
@pytest.mark.timeout(20)
@pytest.mark.parametrize(("make", "says", "note"), ODD.values(), ids=list(ODD))
def test_what_is_no_file_is_refused(tmp_path, make, says, note):
    make(tmp_path / "photo.png")
    refused(tmp_path / "photo.png", says=says)


@on_unix
@pytest.mark.timeout(20)
@pytest.mark.parametrize(("make", "note"), ONLY_LEFT_OUT.values(), ids=list(ONLY_LEFT_OUT))
def test_what_is_no_file_of_a_folder_is_left_out_and_counted(tmp_path, make, note):
    put(tmp_path, "set/good.png", GOOD)
    make(tmp_path / "set" / "photo.png")
    assert opened(tmp_path / "set", notes=[f"^{note}$"]).names == ("good.png",)


@on_unix
@pytest.mark.parametrize(("make", "note"), ONLY_LEFT_OUT.values(), ids=list(ONLY_LEFT_OUT))
def test_a_folder_of_nothing_else_is_refused_and_that_is_said(tmp_path, make, note):
    (tmp_path / "set").mkdir()
    make(tmp_path / "set" / "photo.png")
    refused(tmp_path / "set", says=f"nothing in this folder that can be read; {note}")


@pytest.fixture
def unreadable(tmp_path):
    """A folder with a picture, and a file and a folder that nobody may read."""
    put(tmp_path, "set/good.png", GOOD)
    closed = put(tmp_path, "set/photo.png", GOOD), put(tmp_path, "set/more/photo.png", GOOD).parent
    for path in closed:
        path.chmod(0)
    if os.access(closed[0], os.R_OK):
        pytest.skip("this user may read everything")
    yield tmp_path / "set"
    closed[1].chmod(0o700)


def test_what_may_not_be_read_is_refused(unreadable):
    for name in ("photo.png", "more"):
        refused(unreadable / name, says=r"may not be read\. Change its permissions")


def test_what_may_not_be_read_is_left_out_and_counted(unreadable):
    notes = ["^1 unreadable folder left out$", "^1 unreadable file left out$"]
    assert opened(unreadable, notes=notes).names == ("good.png",)
    (unreadable / "good.png").unlink()
    refused(unreadable, says="; 1 unreadable folder left out; 1 unreadable file left out")


NAMES = {
    "bytes that are no text": (b"\xff\xfe.png", "\\udcff\\udcfe.png"),
    "a new line": (b"a\nb.png", "a\\nb.png"),
    "terminal codes": (b"\x1b[31m\x07.png", "\\x1b[31m\\x07.png"),
    "markup": (b"<img src=x>&amp;.png", "<img src=x>&amp;.png"),
    "255 bytes": (b"x" * 251 + b".png", "x" * 251 + ".png"),
    "text that runs backwards": ("\u202egnp.exe".encode(), "\\u202egnp.exe"),
}


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes")
@pytest.mark.parametrize(("name", "shown"), NAMES.values(), ids=list(NAMES))
def test_names_are_shown_escaped(tmp_path, name, shown):
    put(tmp_path, "set/good.png", GOOD)
    path = put(tmp_path / "set", os.fsdecode(name), GOOD)
    assert sorted(opened(tmp_path / "set").names) == sorted(["good.png", shown])
    assert opened(path).name == shown
    path.write_bytes(b"words")
    refused(path, says="cannot be opened")
    opened(tmp_path / "set", notes=[r"^1 file is no picture \(.*\); left out$"])


def words(folder):
    for name in ("letter.txt", "programme.exe", "Thumbs.db", ".hidden.png"):
        put(folder, name, b"words")


def empty_files(folder):
    for number in range(20):
        put(folder, f"{number}.png", b"")


@pytest.mark.parametrize(
    ("fill", "says"),
    [
        (lambda _: None, "the folder is empty"),
        (lambda folder: (folder / "a" / "b").mkdir(parents=True), "the folder is empty"),
        (words, "no pictures in this folder that can be read"),
        (empty_files, r"no picture in it; all of 20 files are no pictures \(0\.png, …\)"),
    ],
    ids=["nothing", "empty folders", "words", "empty files"],
)
def test_a_folder_without_pictures_is_refused(tmp_path, fill, says):
    (tmp_path / "set").mkdir()
    fill(tmp_path / "set")
    refused(tmp_path / "set", says=says)


def test_one_damaged_archive_does_not_spoil_a_folder(tmp_path):
    put(tmp_path, "set/good.png", GOOD)
    put(tmp_path, "set/notes.gz", b"\x1f\x8b\x08" + b"\xff" * 50)
    opened(tmp_path / "set", notes=[r"^1 file cannot be read \(notes\.gz\); left out$"])

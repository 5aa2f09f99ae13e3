"""Bad files of every family, opened in the window: one line, and everything else stays."""

from __future__ import annotations

import gzip
import os
import pickle
import struct

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLabel

from engine import KMeansParameters
from gui.messages import Level, MessageBar
from tests.engine.readers.arrays.array_files import entries, header, npy_bytes, zipped
from tests.engine.readers.bad_files import bombs
from tests.engine.readers.bad_files.spoilt_bytes import noise, packed_zeros
from tests.engine.readers.containers.container_files import tar
from tests.engine.readers.idx.idx_bytes import header as idx_header
from tests.engine.readers.idx.idx_bytes import idx
from tests.engine.readers.parquet.parquet_files import write_set
from tests.engine.readers.pictures.picture_makers import chunk, encoded, png, some_pixels
from tests.engine.readers.svhn.svhn_files import mat

PICTURE = encoded(some_pixels(6, 5, 3))
TWO = {"1.png": PICTURE, "2.png": PICTURE}


class Runs:
    """Makes a file when it is unpickled."""

    def __reduce__(self):
        return os.system, ("touch it_ran",)


def file_of(data):
    return lambda path: path.write_bytes(data)


def overlapping(path):
    data = bytearray(zipped(TWO))
    struct.pack_into("<L", data, data.rindex(b"PK\1\2") + 42, 0)
    path.write_bytes(data)


def bomb_of_arrays(path):
    packed, crc, size = bombs.deflated(header(entries(shape="(256, 1024, 1024)")), 256)
    path.write_bytes(bombs.archive([("x.npy", packed, crc, size)]))


def junk(path):
    path.mkdir()
    for name in ("letter.txt", "Thumbs.db", "table.xlsx"):
        (path / name).write_bytes(b"words")


def parquet_noise(path):
    data = write_set(path, 5).read_bytes()
    path.write_bytes(noise(data, len(data) // 2, len(data) - 8))


def link_loop(path):
    path.symlink_to(path.name)


def link_to_zeros(path):
    path.symlink_to("/dev/zero")


def half(data):
    return file_of(data[: len(data) // 2])


def bomb_of_numbers(path):
    path.write_bytes(bombs.gzipped(idx_header(8, 256 << 10, 32, 32), 256))


def bomb_of_pixels(path):
    path.write_bytes(png(12_000, 12_000, chunk(b"IDAT", packed_zeros(140))))


COMMAND = pickle.dumps(Runs(), 2)
OBJECTS = npy_bytes(np.array([{}, {}]), allow_pickle=True)
NUMBERS = some_pixels(9, 8, 8)
PHOTO = encoded(some_pixels(60, 50, 3), "JPEG")

# The name, what makes it, and what is said of it.
CASES = {
    "a pickle with a command": ("data_batch_1", file_of(COMMAND), "asks to run"),
    "a cut IDX file": ("train-images-idx3-ubyte", half(idx(NUMBERS)), "header promises"),
    "a gzip bomb": ("images.gz", bomb_of_numbers, "as bombs do"),
    "an array of objects": ("set.npy", file_of(OBJECTS), "objects"),
    "a cut array": ("set.npy", half(npy_bytes(NUMBERS)), "is cut short"),
    "a bomb of arrays": ("set.npz", bomb_of_arrays, "as bombs do"),
    "a zip of files that overlap": ("set.zip", overlapping, "overlap"),
    "a cut zip": ("set.zip", half(zipped(TWO)), "is cut short"),
    "a tar that leads out": ("set.tar", file_of(tar({"../../data_batch_1": COMMAND})), "to run"),
    "a cut tar": ("set.tar.gz", half(gzip.compress(tar(TWO))), "is cut short"),
    "a web page": ("cifar.tar.gz", file_of(b"<!DOCTYPE html><h1>404"), "this is a web page"),
    "a bomb of pixels": ("photo.png", bomb_of_pixels, "64-megapixel"),
    "a cut jpeg": ("photo.jpg", half(PHOTO), "is damaged"),
    "a drawing": ("photo.svg", file_of(b"<svg/>"), "cannot be opened"),
    "a folder of junk": ("photos", junk, "no pictures in this folder"),
    "an empty folder": ("photos", lambda path: path.mkdir(), "the folder is empty"),
    "noise in a parquet file": ("set.parquet", parquet_noise, "is damaged"),
    "a cut MATLAB file": ("train.mat", half(mat(some_pixels(3, 32, 32, 3))), "is damaged"),
    "bytes of no known kind": ("set.bin", file_of(b"some bytes"), "are not images"),
    "an empty file": ("set.bin", file_of(b""), "the file is empty"),
}
ON_UNIX = {
    "a pipe": ("photo.png", lambda path: os.mkfifo(path), "neither a file nor"),
    "a link to itself": ("photo.png", link_loop, "cannot be read"),
    "a link to a device": ("photo.png", link_to_zeros, "neither a file nor"),
    "a name of two lines with markup": (
        "a\n<b>bold<img src=x>.png", file_of(b"words"), "cannot be opened",
    ),
}  # fmt: skip
if os.name == "posix":
    CASES |= ON_UNIX


def shown(hand):
    """What is to be as it was: title, picker, status, log, clusters and recent sets."""
    window = hand.window
    return (
        window.windowTitle(),
        hand.child(QComboBox, "imageSetPicker").currentData(),
        [label.text() for label in window.image_panel.findChildren(QLabel) if label.isVisible()],
        hand.status(),
        str(hand.log()),
        window.settings.recent_sources,
        hand.enabled("runAction", "stepAction", "stopAction", "exportAction"),
    )


@pytest.mark.parametrize(("name", "make", "says"), CASES.values(), ids=list(CASES))
def test_a_bad_file_is_one_line_and_the_rest_stays(
    hand, tmp_path, monkeypatch, qapp, name, make, says
):
    monkeypatch.chdir(tmp_path)
    hand.open("digits")
    hand.set(KMeansParameters(n_clusters=3))
    hand.fit()
    place = tmp_path / "place"
    place.mkdir()
    make(place / name)
    before = shown(hand)

    line = hand.refused(place / name)

    bar = hand.child(MessageBar, "messageBar")
    assert bar.isVisible()
    assert (bar.text(), bar.level, bar.details()) == (line, Level.ERROR, "")
    assert name.replace("\n", "\\n") in line.partition(": ")[0]
    assert says in line
    assert line.endswith(".")
    assert len(line) <= 160
    assert line.isprintable()
    (label,) = [label for label in bar.findChildren(QLabel) if says in label.text()]
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text().replace("\u200b", "") == line
    assert shown(hand) == before
    assert not [dialog for dialog in hand.window.findChildren(QDialog) if dialog.isVisible()]
    assert qapp.activeModalWidget() is None
    assert not (tmp_path / "it_ran").exists()
    assert hand.fit().labels_.shape == (1797,)

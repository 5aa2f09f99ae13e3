"""Files that vanish, shrink or grow while they are read: refused, or opened as they were."""

from __future__ import annotations

import gzip
import os
import shutil

import numpy as np
import pytest

from engine import load_images
from tests.engine.readers.arrays.array_files import npy_bytes, zipped
from tests.engine.readers.bad_files.frame import opened, put, refused
from tests.engine.readers.cifar import cifar_files
from tests.engine.readers.containers.container_files import tar
from tests.engine.readers.idx.idx_bytes import idx
from tests.engine.readers.parquet.parquet_files import write_set
from tests.engine.readers.pictures.picture_makers import encoded, some_pixels
from tests.engine.readers.svhn.svhn_files import mat

PIXELS = some_pixels(3000, 32, 32, 3)  # more than two blocks
LABELS = np.ones(len(PIXELS), np.uint8)
PICTURES = {f"{number:03d}.png": encoded(PIXELS[number]) for number in range(200)}


def vanish(path):
    path.unlink()


def shrink(path):
    os.truncate(path, path.stat().st_size // 2 - 10)


def grow(path):
    with path.open("ab") as file:
        file.write(bytes([7] * 100_000))


SAME = ""
GONE = "there is no such file or folder"
CUT = "cut short"
DAMAGED = "is damaged"

# The file, the phase that has to have begun, and what comes of it; `SAME`: as it was before.
CASES = {
    "an array": (
        "a.npy", lambda: npy_bytes(PIXELS), "reading a", SAME, CUT, "more bytes follow its end",
    ),
    "an archive of arrays": (
        "a.npz", lambda: zipped({"x.npy": npy_bytes(PIXELS)}), "listing", GONE, CUT, SAME,
    ),
    "an IDX file": (
        "a-idx4-ubyte", lambda: idx(PIXELS), "reading", SAME, CUT, "bytes follow its last number",
    ),
    "a packed IDX file": (
        "a.gz", lambda: gzip.compress(idx(PIXELS), 1), "reading", SAME, CUT, DAMAGED,
    ),
    "a pickle": (
        "data_batch_1", lambda: cifar_files.batch(PIXELS[:500], [1] * 500), "reading",
        SAME, CUT, "100,000 bytes follow its end",
    ),
    "records": (
        "data_batch_1.bin", lambda: cifar_files.records(PIXELS, LABELS), "reading",
        SAME, "are not images and labels", "are not images and labels",
    ),
    "a tar archive": ("a.tar", lambda: tar(PICTURES), "decoding", SAME, CUT, SAME),
    "a packed tar archive": (
        "a.tar.gz", lambda: gzip.compress(tar(PICTURES), 1), "listing", GONE, CUT, DAMAGED,
    ),
    "a zip": ("a.zip", lambda: zipped(PICTURES), "decoding", SAME, CUT, SAME),
    "a MATLAB file": (
        "train.mat", lambda: mat(PIXELS, LABELS, packed=False), "reading", SAME, DAMAGED, DAMAGED,
    ),
}  # fmt: skip


class Changing:
    """Progress that changes a file once a phase has begun."""

    def __init__(self, change, path, phase):
        self._change = change
        self._path = path
        self._phase = phase
        self.done = False

    def __call__(self, phase, done, total):
        if not self.done and phase.startswith(self._phase):
            self.done = True
            self._change(self._path)


@pytest.mark.parametrize("change", [vanish, shrink, grow])
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_file_that_changes_is_refused_or_as_it_was(tmp_path, case, change):
    name, data, phase, *outcomes = case
    path = put(tmp_path, name, data())
    expected = outcomes[[vanish, shrink, grow].index(change)]
    before = load_images(path)
    changing = Changing(change, path, phase)
    if expected == SAME:
        images = opened(path, notes=["."] * len(before.notes), progress=changing)
        assert np.array_equal(images.pixels, before.pixels)
        assert np.array_equal(images.labels, before.labels)
    else:
        refused(path, says=expected, progress=changing)
    assert changing.done


@pytest.mark.parametrize("change", [vanish, shrink, grow])
def test_a_parquet_file_that_changes_is_refused(tmp_path, change):
    path = write_set(tmp_path / "a.parquet", 50)
    refused(path, says=DAMAGED, progress=Changing(change, path, "reading a.parquet"))


def replace_by_pipe(path):
    path.unlink()
    os.mkfifo(path)


@pytest.mark.skipif(os.name != "posix", reason="pipes")
def test_pictures_of_a_folder_that_change_are_left_out_and_counted(tmp_path):
    for name, data in PICTURES.items():
        put(tmp_path, f"set/{name}", data)
    folder = tmp_path / "set"

    def change(_path):
        vanish(folder / "196.png")
        shrink(folder / "197.png")
        grow(folder / "198.png")
        replace_by_pipe(folder / "199.png")

    notes = [r"^1 file is damaged \(197\.png\); left out$", "^2 unreadable files left out$"]
    images = opened(folder, notes=notes, progress=Changing(change, folder, "decoding"))
    assert len(images) == 197
    assert images.names[-1] == "198.png"
    assert np.array_equal(images.pixels[-1], PIXELS[198])


@pytest.mark.parametrize(
    ("phase", "says"),
    [
        ("listing", "no files in it that can be read"),
        ("decoding", "136 unreadable files left out"),
    ],
)
def test_a_folder_that_vanishes_is_refused_or_opened_as_far_as_it_was_read(tmp_path, phase, says):
    for name, data in PICTURES.items():
        put(tmp_path, f"set/{name}", data)
    changing = Changing(shutil.rmtree, tmp_path / "set", phase)
    if phase == "listing":
        refused(tmp_path / "set", says=says, progress=changing)
    else:
        images = opened(tmp_path / "set", notes=[f"^{says}$"], progress=changing)
        assert images.names == tuple(PICTURES)[:64]
    assert changing.done

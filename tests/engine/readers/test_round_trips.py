"""What is written in any format and packed in any way is what is opened, to the last pixel."""

import gzip
import shutil
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import load_images
from tests.engine.readers import drawn_arrays, drawn_pictures, drawn_sets
from tests.engine.readers.containers.container_files import write_folder, write_tar, write_zip
from tests.engine.readers.watching import check_set

MANY = 50
FEW = 8  # where each starts a process

PACKINGS = {
    "zip": lambda path, files: write_zip(path, files, zipfile.ZIP_STORED),
    "deflated zip": write_zip,
    "tar": lambda path, files: write_tar(path, files, "w"),
    "tar.gz": write_tar,
}


def written(drawn, how, folder, top):
    """The path to be opened, and those of the files in it."""
    end = ".gz" if how == "gz" else ""
    files = {top + path + end: data for path, data in drawn.files.items()}
    if how == "gz":
        files = {path: gzip.compress(data, 1) for path, data in files.items()}
    if how in ("folder", "gz"):
        return write_folder(folder, files) / (drawn.opened and top + drawn.opened + end), tuple(
            files
        )
    folder.mkdir()
    return PACKINGS[how](folder / "a set", files), tuple(files)


def check_same(images, drawn, names):
    check_set(images)
    pixels = images.pixels[:]
    assert pixels.shape == drawn.pixels.shape
    assert np.array_equal(pixels, drawn.pixels)
    assert images.class_names == drawn.class_names
    classes = [images.class_name(i) for i in range(len(images))]
    assert classes == (drawn.classes or [""] * len(images))
    assert images.names == names


def check_round_trips(folder, sets, packings, n_examples=MANY):
    """Write so many sets and open them: twice, the second time as the first has recorded it."""

    @settings(max_examples=n_examples, deadline=None)
    @given(sets, st.sampled_from(packings), st.sampled_from(("", "top/", "one/two/")))
    def check(drawn, how, top):
        path, paths = written(drawn, how, folder, top)
        try:
            images = load_images(path, **drawn.options)
            check_same(images, drawn, paths if drawn.is_named_by_paths else drawn.names)
            again = load_images(images.source, options=images.options)
            assert np.array_equal(again.pixels[:], drawn.pixels)
        finally:
            shutil.rmtree(folder)

    check()


EVERYWHERE = ("folder", "gz", *PACKINGS)
SETS = {
    "CIFAR-10, Python version": (drawn_sets.cifar10(is_binary=False), EVERYWHERE),
    "CIFAR-10, binary version": (drawn_sets.cifar10(is_binary=True), EVERYWHERE),
    "CIFAR-100, Python version": (drawn_sets.cifar100(is_binary=False), EVERYWHERE),
    "CIFAR-100, binary version": (drawn_sets.cifar100(is_binary=True), EVERYWHERE),
    "IDX": (drawn_sets.idx_set(), EVERYWHERE),
    "STL-10": (drawn_sets.stl10(), EVERYWHERE),
    "npy": (drawn_arrays.npy(), ("folder", "gz")),
    "npy, flat": (drawn_arrays.flat_npy(), EVERYWHERE),
    "npz": (drawn_arrays.npz(), tuple(PACKINGS)),
    "npy in a folder": (drawn_arrays.npy_folder(), ("folder",)),
    "pictures without loss": (drawn_pictures.folder(), EVERYWHERE),
    "JPEG and GIF": (drawn_pictures.lossy(), EVERYWHERE),
}
PROCESSES = {
    "SVHN": (drawn_sets.svhn(), EVERYWHERE),
    "parquet": (drawn_pictures.parquet(), ("folder",)),
}


@pytest.mark.parametrize("kind", SETS)
def test_what_is_written_is_what_is_opened(tmp_path, kind):
    check_round_trips(tmp_path / "set", *SETS[kind])


@pytest.mark.parametrize("kind", PROCESSES)
def test_what_a_process_reads_is_what_was_written(tmp_path, kind):
    check_round_trips(tmp_path / "set", *PROCESSES[kind], FEW)

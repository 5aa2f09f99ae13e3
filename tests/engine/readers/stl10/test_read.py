import gzip

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Cancelled, DataError
from engine.options import OpenOptions
from engine.readers.rows import drawn_rows
from engine.readers.stl10 import read as stl10
from engine.readers.stl10.files import CLASSES
from engine.readers.task import Task
from tests.engine.readers.cifar.cifar_files import MemoryContainer, opened, tar, write_folder
from tests.engine.readers.stl10.stl10_files import stored

NAMES = tuple(f"kind {i}" for i in range(10))
IMAGE_BYTES = 27_648


def some_pixels(n, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (n, 96, 96, 3), dtype=np.uint8)


def load(path, **told):
    return opened(path, stl10.read, **told)


def refusal(path, **options):
    with pytest.raises(DataError) as caught:
        load(path, **options)
    assert len(str(caught.value)) <= 160
    return str(caught.value)


@pytest.fixture
def files():
    """A set of 5 training and 8 test images, in the order of the original's archive."""
    return {
        "test_X.bin": stored(some_pixels(8, seed=2)),
        "test_y.bin": bytes([10, 9, 8, 7, 6, 5, 4, 3]),
        "train_X.bin": stored(some_pixels(5, seed=1)),
        "train_y.bin": bytes([1, 2, 3, 10, 1]),
        "unlabeled_X.bin": stored(some_pixels(3, seed=3)),
        "class_names.txt": "\n".join(NAMES).encode() + b"\n",
        "fold_indices.txt": b"0 1 2\n",
    }


@pytest.fixture(params=["folder", "subfolder", "tar.gz", "tar"])
def path(request, tmp_path):
    """Write files as a folder or an archive; returns its path."""

    def write(files):
        if request.param == "folder":
            return write_folder(tmp_path / "images", files)
        if request.param == "subfolder":
            write_folder(tmp_path / "stl10_binary", files)
            return tmp_path
        path = tmp_path / "any name"
        mode = "w" if request.param == "tar" else "w:gz"
        path.write_bytes(tar(files, mode, "stl10_binary"))
        return path

    return write


def without_unlabelled(files):
    return {name: data for name, data in files.items() if name != "unlabeled_X.bin"}


@pytest.mark.parametrize("split", ["train", "test", "all"])
def test_splits(path, files, split):
    images = load(path(without_unlabelled(files)), split=split)
    train, test = (
        (some_pixels(5, seed=1), [0, 1, 2, 9, 0]),
        (
            some_pixels(8, seed=2),
            [9, 8, 7, 6, 5, 4, 3, 2],
        ),
    )
    parts = {"train": [train], "test": [test], "all": [train, test]}[split]
    assert np.array_equal(images.pixels, np.concatenate([pixels for pixels, _ in parts]))
    assert images.labels.tolist() == [label for _, labels in parts for label in labels]
    assert images.class_names == NAMES
    assert (images.split, images.choices, images.notes) == (split, ("split",), ())


def test_rows_and_columns_are_not_exchanged():
    data = bytearray(IMAGE_BYTES)
    data[1 * 96 * 96 + 5 * 96 + 7] = 200  # green, column 5, row 7
    images = stl10.read(MemoryContainer({"train_X.bin": bytes(data)}), Task())
    assert np.argwhere(images.pixels).tolist() == [[0, 7, 5, 1]]


def test_the_unlabelled_images_are_left_out_and_it_is_said(path, files):
    images = load(path(files), split="all")
    assert len(images) == 13
    assert images.notes[0] == "unlabeled_X.bin has no labels; left out"


def test_nothing_is_read_behind_the_unlabelled_images_once_all_is_there(tmp_path, files):
    archive = tar(files, "w", "stl10_binary")
    cut = archive.index(files["unlabeled_X.bin"]) + 1000
    (tmp_path / "cut.tar").write_bytes(archive[:cut])
    images = load(tmp_path / "cut.tar")
    assert len(images) == 5
    assert images.class_names == CLASSES
    assert images.notes == ("class_names.txt: is missing; the original's names are used",)


def test_unlabelled_images_that_come_first_are_passed_over(tmp_path, files):
    (tmp_path / "a").write_bytes(tar(dict(reversed(files.items())), "w"))
    images = load(tmp_path / "a")
    assert np.array_equal(images.pixels, some_pixels(5, seed=1))
    assert (images.class_names, images.notes) == (NAMES, ())


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"train_y.bin": None}, "train_X.bin: train_y.bin is missing; all labels left out"),
        ({"train_y.bin": b"\1\2"}, "train_X.bin: 2 labels for 5 images; all labels left out"),
        (
            {"train_y.bin": b"\1\2\0\3\4"},
            "train_X.bin: label 0 is not one of 1 to 10; all labels left out",
        ),
        (
            {"train_y.bin": b"\1\2\x0b\3\4"},
            "train_X.bin: label 11 is not one of 1 to 10; all labels left out",
        ),
    ],
)
def test_labels_that_do_not_fit_are_dropped_and_noted(path, files, changes, note):
    files = {**without_unlabelled(files), **changes}
    images = load(path({name: data for name, data in files.items() if data is not None}))
    assert np.array_equal(images.pixels, some_pixels(5, seed=1))
    assert (images.labels, images.class_names, images.notes) == (None, (), (note,))


@pytest.mark.parametrize(
    ("text", "problem"),
    [(b"cat\ndog\n", "2 names for 10 classes"), (b"\n", "no class names in it")],
)
def test_class_names_that_do_not_fit_give_way_to_the_originals(path, files, text, problem):
    images = load(path({**without_unlabelled(files), "class_names.txt": text}))
    assert images.class_names == CLASSES
    assert images.notes == (f"class_names.txt: {problem}; the original's names are used",)


def test_a_part_that_is_missing(path, files):
    del files["test_X.bin"], files["unlabeled_X.bin"]
    whole = path(files)
    images = load(whole, split="all")
    assert np.array_equal(images.pixels, some_pixels(5, seed=1))
    assert images.notes == ("test_X.bin is missing; read 1 of 2 batches",)
    assert "no images of the test split in it" in refusal(whole, split="test")


def test_a_file_cut_short_refuses_the_set(path, files):
    files["train_X.bin"] = files["train_X.bin"][:-1]
    assert "train_X.bin: its 138,239 bytes are not a whole number" in refusal(path(files))


def test_an_empty_file_is_refused(path, files):
    files["train_X.bin"] = b""
    assert refusal(path(files)).endswith("train_X.bin: the file is empty. Download it again.")


def test_a_file_that_ends_before_its_size(files):
    class Lying(MemoryContainer):
        def streams(self, wanted=None):
            for member, stream in super().streams(wanted):
                stream.size += IMAGE_BYTES
                yield member, stream

    container = Lying({"train_X.bin": files["train_X.bin"]})
    with pytest.raises(DataError, match=r"train_X\.bin: is cut short: 5 of 6 images"):
        stl10.read(container, Task())


@pytest.mark.parametrize("ending", ["", ".gz"])
@pytest.mark.parametrize("limit", [None, 2, 5])
def test_a_single_file_with_its_labels_beside_it(tmp_path, files, ending, limit):
    packed = {
        name + ending: gzip.compress(data) if ending else data for name, data in files.items()
    }
    folder = write_folder(tmp_path / "images", packed)
    images = load(folder / f"train_X.bin{ending}", limit=limit, seed=3)
    chosen = drawn_rows(5, OpenOptions(limit=limit, seed=3))
    chosen = np.arange(5) if chosen is None else chosen
    assert np.array_equal(images.pixels, some_pixels(5, seed=1)[chosen])
    assert images.labels.tolist() == np.array([0, 1, 2, 9, 0])[chosen].tolist()
    assert images.class_names == NAMES
    assert (images.split, images.choices, images.notes) == ("", (), ())
    drawn = limit == 2
    assert (images.limit, images.limit_seed) == ((2, 3) if drawn else (None, 0))


@pytest.mark.parametrize("name", ["unlabeled_X.bin", "mine.bin"])
def test_a_single_file_without_labels(tmp_path, files, name):
    folder = write_folder(tmp_path / "images", {**files, "mine.bin": files["unlabeled_X.bin"]})
    images = load(folder / name)
    assert np.array_equal(images.pixels, some_pixels(3, seed=3))
    assert (images.labels, images.class_names, images.notes) == (None, (), ())
    assert np.array_equal(
        load(folder / name, limit=2).pixels,
        images.pixels[drawn_rows(3, OpenOptions(limit=2))],
    )


def test_the_first_images_are_previewed_and_progress_counts_images(path, files):
    shown, told = [], []
    load(
        path(files),
        preview=lambda some: shown.append(some.copy()),
        progress=lambda *what: told.append(what),
    )
    assert np.array_equal(shown[0], some_pixels(5, seed=1))
    read = [what for what in told if what[0] != "listing files"]
    assert read == [("reading train_X.bin", 0, 5), ("reading train_X.bin", 5, 5)]


def test_stop_at_any_moment_ends_it(path, files):
    whole, asked = path(files), []
    load(whole, should_stop=lambda: bool(asked.append(None)))
    for moment in range(len(asked)):
        left = iter([False] * moment)
        with pytest.raises(Cancelled):
            load(whole, should_stop=lambda left=left: next(left, True))


def test_names_of_files_by_which_it_is_known():
    assert stl10.claims(["README", "stl10_binary/test_X.bin"])
    assert stl10.claims(["unlabeled_X.bin.gz"])
    assert not stl10.claims(["train_y.bin", "class_names.txt", "train.bin"])


CHANGES = st.tuples(
    st.sampled_from(["train_X.bin", "train_y.bin", "class_names.txt"]),
    st.sampled_from(["flip", "cut", "insert", "repeat"]),
    st.integers(0, IMAGE_BYTES * 2),
    st.one_of(st.just(IMAGE_BYTES), st.integers(1, 20)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(CHANGES, min_size=1, max_size=3))
def test_changed_files_load_or_are_refused(changes):
    files = {
        "train_X.bin": stored(some_pixels(2)),
        "train_y.bin": b"\1\2",
        "class_names.txt": "\n".join(NAMES).encode(),
    }
    for name, kind, at, length in changes:
        data = files[name]
        at %= len(data) + 1
        piece = data[at : at + length]
        files[name] = {
            "flip": data[:at] + bytes(255 - byte for byte in piece) + data[at + length :],
            "cut": data[:at] + data[at + length :],
            "insert": data[:at] + bytes(length) + data[at:],
            "repeat": data[:at] + piece + data[at:],
        }[kind]
    pictures, labels = files["train_X.bin"], files["train_y.bin"]
    container = MemoryContainer(files)
    if len(pictures) % IMAGE_BYTES or not pictures:
        with pytest.raises(DataError, match=r"train_X\.bin: "):
            stl10.read(container, Task())
        return
    images = stl10.read(container, Task())
    assert stored(images.pixels) == pictures
    fits = len(labels) == len(images) and all(1 <= label <= 10 for label in labels)
    assert (images.labels is not None) == fits
    if fits:
        assert images.labels.tolist() == [label - 1 for label in labels]
        assert len(images.class_names) == 10

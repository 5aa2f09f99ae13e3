import gzip
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.errors import Cancelled, DataError
from engine.options import OpenOptions
from engine.readers.idx import read as idx
from engine.readers.questions import Undecided
from tests.engine.readers.idx.idx_bytes import TYPES, header, pictures, whole_set, write
from tests.engine.readers.idx.idx_bytes import idx as idx_bytes
from tests.engine.readers.reading import read_path, refusal


def read(path, **options):
    return read_path(idx.read, path, **options)


def refused(path, **options):
    return refusal(idx.read, path, **options)


@pytest.mark.parametrize("gz", [False, True])
def test_splits_of_a_folder(tmp_path, gz):
    (train, train_labels), (test, test_labels) = whole_set(tmp_path, gz=gz)
    for split, pixels, labels in (
        ("train", train, train_labels),
        ("test", test, test_labels),
        ("all", np.concatenate([train, test]), np.concatenate([train_labels, test_labels])),
    ):
        images = read(tmp_path, split=split)
        assert np.array_equal(images.pixels[..., 0], pixels)
        assert [images.class_names[label] for label in images.labels] == [str(i) for i in labels]
        assert (images.split, images.options) == (split, OpenOptions(split=split))
        assert images.choices == ("split", "transpose")
        assert images.notes == ()
        assert images.name == tmp_path.name
    assert images.class_names == ("0", "2", "7", "9")


def test_a_zip_with_folders_and_dots_in_the_names(tmp_path):
    train = pictures(5)  # first in the order of names: a hyphen comes before a dot
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        archive.writestr("mnist/train-labels.idx1-ubyte", idx_bytes(np.uint8([3, 1, 4, 1, 5])))
        archive.writestr("mnist/train-images.idx3-ubyte", idx_bytes(pictures(5, seed=9)))
        archive.writestr("mnist/train-images-idx3-ubyte", idx_bytes(train))
        archive.writestr("readme.txt", b"hello")
    images = read(tmp_path / "archive.zip")
    assert np.array_equal(images.pixels[..., 0], train)
    assert images.labels.tolist() == [1, 0, 2, 0, 3]
    assert images.notes == (
        "files of the same names: 1 more; left out",
        "files that are not IDX: 1; left out",
    )


@pytest.mark.parametrize("name", ["train-images-idx3-ubyte", "train-images.idx3-ubyte"])
@pytest.mark.parametrize("end", ["", ".gz"])
def test_a_single_file_and_the_labels_beside_it(tmp_path, name, end):
    train, labels = pictures(3), np.uint8([1, 0, 1])
    pack = gzip.compress if end else bytes
    beside = name.replace("images", "labels").replace("idx3", "idx1")
    (tmp_path / f"{name}{end}").write_bytes(pack(idx_bytes(train)))
    (tmp_path / f"{beside}{end}").write_bytes(pack(idx_bytes(labels)))
    images = read(tmp_path / f"{name}{end}", split="test")
    assert np.array_equal(images.pixels[..., 0], train)
    assert images.labels.tolist() == [1, 0, 1]
    assert (images.split, images.choices, images.notes) == ("", ("transpose",), ())


def test_without_labels_images_load_and_it_is_said(tmp_path):
    write(tmp_path, train_images_idx3_ubyte=pictures(3))
    images = read(tmp_path / "train-images-idx3-ubyte")
    assert (images.labels, images.class_names) == (None, ())
    assert images.notes == ("not found: train-labels-idx1-ubyte; no labels",)
    (tmp_path / "train-images-idx3-ubyte").rename(tmp_path / "mine")
    assert read(tmp_path / "mine").notes == ("not found: labels of mine; no labels",)
    write(tmp_path, t10k_images_idx3_ubyte=pictures(2), t10k_labels_idx1_ubyte=np.uint8([1, 2]))
    (tmp_path / "mine").rename(tmp_path / "train-images-idx3-ubyte")
    images = read(tmp_path, split="all")
    assert (len(images), images.labels) == (5, None)
    assert images.notes == ("not found: train-labels-idx1-ubyte; no labels",)


def test_only_the_other_split_is_there(tmp_path):
    test, labels = pictures(2), np.uint8([1, 2])
    write(tmp_path, t10k_images_idx3_ubyte=test, t10k_labels_idx1_ubyte=labels)
    images = read(tmp_path)
    assert np.array_equal(images.pixels[..., 0], test)
    assert (images.split, images.options.split) == ("test", "test")
    assert images.choices == ("transpose",)
    assert images.notes == ("there are no train images here; the test images were read",)


def test_a_missing_test_split_is_refused(tmp_path):
    write(tmp_path, train_images_idx3_ubyte=pictures(2), train_labels_idx1_ubyte=np.uint8([1, 2]))
    assert "no test images in it" in refused(tmp_path, split="test")


def test_colour_and_one_channel(tmp_path):
    colour, grey = pictures(2, shape=(4, 3, 3)), pictures(2, shape=(4, 3, 1))
    write(tmp_path, colour=colour, grey=grey)
    assert np.array_equal(read(tmp_path / "colour").pixels, colour)
    assert np.array_equal(read(tmp_path / "grey").pixels, grey)


def test_transposed_pictures(tmp_path):
    colour = pictures(2, shape=(4, 3, 3))
    write(tmp_path, colour=colour)
    images = read(tmp_path / "colour", transpose=True)
    assert np.array_equal(images.pixels, colour.transpose(0, 2, 1, 3))
    assert images.options.transpose


def test_emnist_is_told_by_its_name(tmp_path):
    whole_set(tmp_path, "emnist_letters_")
    (tmp_path / "emnist-letters-mapping.txt").write_text("2 66 98\n7 71 103\nnonsense\n9 10\n")
    images = read(tmp_path)
    assert images.class_names == ("0", "B/b", "G/g", "9")
    assert images.notes == ("EMNIST's pictures are stored transposed; choose transpose",)
    assert read(tmp_path, transpose=True).notes == ()
    single = read(tmp_path / "emnist-letters-train-images-idx3-ubyte", transpose=True)
    assert single.class_names == ("0", "B/b", "G/g", "9")
    assert single.notes == ()


def test_several_sets_are_asked_for_or_the_largest_is_taken(tmp_path):
    (letters, _), _ = whole_set(tmp_path, "emnist_letters_")
    whole_set(tmp_path, "emnist_digits_", seed=5)
    write(tmp_path, emnist_mnist_train_images_idx3_ubyte=pictures(20, seed=7))
    with pytest.raises(Undecided) as caught:
        read(tmp_path, may_ask=True)
    question = caught.value.question
    assert [(array.name, array.shape, array.dtype) for array in question.arrays] == [
        ("emnist-mnist", (20, 4, 3), "uint8"),
        ("emnist-digits", (8, 4, 3), "uint8"),
        ("emnist-letters", (8, 4, 3), "uint8"),
    ]
    assert question.suggestion == "emnist-mnist"
    images = read(tmp_path)
    assert len(images) == 20
    assert images.options.array == "emnist-mnist"
    assert "3 sets of images are here; emnist-mnist, the largest, was read" in images.notes
    chosen = read(tmp_path, may_ask=True, array="emnist-letters", transpose=True)
    assert np.array_equal(chosen.pixels[..., 0], letters.transpose(0, 2, 1))
    assert chosen.choices == ("split", "array", "transpose")
    assert chosen.notes == ()
    assert refused(tmp_path, array="qmnist").endswith(
        "there is no 'qmnist'. Choose from emnist-mnist, emnist-digits, emnist-letters."
    )


def test_an_array_named_in_vain_is_noted(tmp_path):
    whole_set(tmp_path)
    images = read(tmp_path, array="x")
    assert images.notes == ("there is only one set of images; array 'x' was ignored",)
    assert images.options.array == ""


@pytest.mark.parametrize("split", ["train", "test", "all"])
def test_a_limit_draws_the_same_as_from_the_whole_set(tmp_path, split):
    whole_set(tmp_path, gz=True)
    whole = read(tmp_path, split=split)
    images = read(tmp_path, split=split, limit=2, seed=3)
    chosen = np.sort(np.random.default_rng(3).choice(len(whole), 2, replace=False))
    assert np.array_equal(images.pixels, whole.pixels[chosen])
    assert np.array_equal(images.labels, whole.labels[chosen])
    assert images.class_names == whole.class_names
    assert (images.limit, images.limit_seed) == (2, 3)
    assert read(tmp_path, split=split, limit=8).limit is None


@given(
    kind=st.sampled_from(sorted(TYPES)),
    shape=st.tuples(*[st.integers(1, 4)] * 3),
    data=st.data(),
)
@settings(max_examples=60, deadline=None)
def test_every_type_keeps_its_values(kind, shape, data):
    elements = {"width": 32} if kind[0] == "f" else {}
    if kind[0] == "f":
        elements |= {"allow_nan": False, "allow_infinity": False}
    else:
        info = np.iinfo(kind)
        elements |= {"min_value": max(info.min, -(2**24)), "max_value": min(info.max, 2**24)}
    stored = data.draw(
        hnp.arrays(
            np.dtype(kind),
            shape,
            elements=hnp.from_dtype(np.dtype(kind), **elements)
            if kind[0] != "f"
            else st.floats(**elements),
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        path.write_bytes(idx_bytes(stored))
        images = read(path)
    assert np.array_equal(images.pixels[..., 0].astype(np.float64), stored.astype(np.float64))
    assert images.pixels.dtype in (np.uint8, np.uint16, np.float32)


@pytest.mark.parametrize(
    ("kind", "values", "becomes"),
    [
        ("i2", [0, 255], "uint8"),
        ("i2", [0, 256], "uint16"),
        ("i2", [-1, 5], "float32"),
        ("i4", [0, 65535], "uint16"),
        ("f4", [0, 255], "uint8"),
        ("f4", [0.5, 1], "float32"),
        ("f8", [0.1, 1], "float32"),
        ("i1", [0, 127], "uint8"),
    ],
)
def test_the_smallest_type_that_holds_all_is_kept_and_noted(tmp_path, kind, values, becomes):
    write(tmp_path, x=np.array(values, kind).reshape(2, 1, 1))
    images = read(tmp_path / "x")
    assert images.pixels.dtype == becomes
    assert np.array_equal(images.pixels.ravel(), np.array(values, kind).astype(becomes))
    assert len(images.notes) == 1 + (images.pixels.dtype != np.dtype(kind))


def test_numbers_that_are_none_are_counted(tmp_path):
    values = np.zeros((4, 2, 2), "f4")
    values[2, 0, 0], values[3, 1, 1], values[3, 0, 0] = np.nan, np.inf, -np.inf
    write(tmp_path, x=values)
    line = refused(tmp_path / "x")
    assert line.startswith("x: 3 values are NaN or infinite, the first in image 2.")


@pytest.mark.parametrize(
    ("files", "what"),
    [
        (
            {"train_images_idx3_ubyte": header(8, 60_000, 28, 28) + b"abc"},
            "header promises 60000×28×28 (47 MB) but 3 bytes follow. Download it again.",
        ),
        ({"x": header(8, *[2**32 - 1] * 3)}, "but 0 bytes follow"),
        ({"x_gz": header(8, *[2**32 - 1] * 3)}, "but it is unzipped from"),
        ({"x_gz": header(8, 2, 2, 2) + b"1234567"}, "is cut short: 1 of 2 images"),
        ({"x_gz": header(8, 2, 2, 2) + b"123456789"}, "bytes follow its last number"),
        ({"x": header(8, 2, 2, 2) + b"123456789"}, "1 bytes follow its last number"),
        ({"x": header(8, 0, 28, 28)}, "no images in it"),
        ({"x": header(8, 5) + b"12345"}, "holds labels, not images. Open the file of the images."),
        ({"x": header(8, 2, 2, 2)[:9]}, "its header is cut short"),
        ({"x": b"\0\0\x08\xff" + bytes(99)}, "is not an IDX file: 255 dimensions"),
        ({"x": b"\0\0\x07\3" + bytes(99)}, "is not an IDX file"),
        ({"x": b""}, "the file is empty"),
        ({"x": header(8, 2, 784) + bytes(1568)}, "2×784 numbers are not pictures"),
    ],
)
def test_what_is_refused(tmp_path, files, what):
    write(tmp_path, **files)
    line = refused(next(tmp_path.iterdir()))
    assert what in line
    assert line.startswith(next(tmp_path.iterdir()).name)


def test_labels_of_another_number_are_refused_by_both_names(tmp_path):
    whole_set(tmp_path)
    write(tmp_path, train_labels_idx1_ubyte=np.uint8([1, 2, 3, 4]))
    what = (
        "train-labels-idx1-ubyte: 4 labels for the 5 images of train-images-idx3-ubyte. "
        "Download both again."
    )
    assert refused(tmp_path) == what
    assert refused(tmp_path / "train-images-idx3-ubyte") == what


def test_damaged_labels_are_refused(tmp_path):
    whole_set(tmp_path)
    write(tmp_path, train_labels_idx1_ubyte=header(8, 5) + b"1234")
    assert refused(tmp_path).startswith("train-labels-idx1-ubyte: header promises 5 (1 MB) but 4")
    write(tmp_path, train_labels_idx1_ubyte=pictures(5))
    line = refused(tmp_path / "train-images-idx3-ubyte")
    assert line.startswith("train-labels-idx1-ubyte: holds images, not labels.")


def test_labels_that_are_no_whole_numbers_are_left_out(tmp_path):
    labels = np.array([1, 2, 0.5, 3, 4], "f4")
    write(tmp_path, train_images_idx3_ubyte=pictures(5), train_labels_idx1_ubyte=labels)
    images = read(tmp_path)
    assert images.labels is None
    note = "train-labels-idx1-ubyte: labels are no whole numbers; labels left out"
    assert images.notes == (note,)


def test_a_folder_of_labels_alone(tmp_path):
    write(tmp_path, a_labels_idx1_ubyte=np.uint8([1]), b_labels_idx1_ubyte=np.uint8([1]))
    assert "no IDX file of images in it" in refused(tmp_path)


def test_splits_that_differ_are_not_put_together(tmp_path):
    write(tmp_path, train_images_idx3_ubyte=pictures(2))
    write(tmp_path, test_images_idx3_ubyte=pictures(2, shape=(5, 3)))
    line = refused(tmp_path, split="all")
    assert line.startswith("test-images-idx3-ubyte: 2×5×3 does not go with 2×4×3 in train-images")
    assert read(tmp_path).pixels.shape == (2, 4, 3, 1)


def test_what_memory_cannot_hold_is_refused(tmp_path, monkeypatch):
    write(tmp_path, images_idx3_ubyte=pictures(5, shape=(10, 10)))
    monkeypatch.setattr("engine.readers.room.usable_memory", lambda: 499)
    assert "of memory can be used" in refused(tmp_path)
    assert len(read(tmp_path, limit=4)) == 4


def test_a_draw_from_billions_that_a_header_promises_is_refused_first(tmp_path, monkeypatch):
    monkeypatch.setattr("engine.readers.room.usable_memory", lambda: 10**9)
    (tmp_path / "images.gz").write_bytes(gzip.compress(header(8, 2**32 - 1, 1, 1) + bytes(99)))
    (tmp_path / "notes.txt").write_text("words")
    line = refused(tmp_path, limit=10**8)
    assert "needs 68.7 GB, 1.0 GB of memory can be used. Take a smaller file." in line


def test_progress_and_preview(tmp_path):
    (train, _), _ = whole_set(tmp_path)
    told = []
    read(tmp_path, told=told)
    phases = [what for what in told if isinstance(what, tuple)]
    assert ("reading train-images-idx3-ubyte", 0, 5) in phases
    assert ("reading train-images-idx3-ubyte", 5, 5) in phases
    (shown,) = (what for what in told if isinstance(what, np.ndarray))
    assert np.array_equal(shown[..., 0], train)


def test_stop_at_any_moment_ends_it(tmp_path):
    whole_set(tmp_path, gz=True)
    asked = []
    read(tmp_path, split="all", should_stop=lambda: bool(asked.append(None)))
    assert len(asked) > 10
    for moment in range(len(asked)):
        left = iter([False] * moment)
        with pytest.raises(Cancelled):
            read(tmp_path, split="all", should_stop=lambda left=left: next(left, True))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_mutated_file_is_data_or_refused(data):
    whole = idx_bytes(pictures(3))
    at = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(at, len(whole)))
    added = data.draw(st.one_of(st.binary(max_size=9), st.just(b"\xff\xff\xff\x7f")))
    mutated = whole[:at] + added + whole[end:]
    if data.draw(st.booleans()):
        mutated = gzip.compress(mutated, 1)
        cut = data.draw(st.integers(0, len(mutated)))
        mutated = mutated[:cut] + data.draw(st.binary(max_size=2)) + mutated[cut:]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x-images"
        path.write_bytes(mutated)
        try:
            images = read(path)
        except DataError as error:
            assert len(str(error)) <= 160  # noqa: PT017 - either of two ways is right
        else:
            assert images.pixels.ndim == 4
            assert images.pixels.nbytes < len(mutated) * 1032

import gzip
import io
import os
import tarfile
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.errors import DataError
from engine.imageset import ImageSet
from engine.options import OpenOptions
from engine.readers.arrays.read import read_npy, read_npz
from engine.readers.rows import drawn_rows
from tests.engine.readers.arrays.array_files import (
    container,
    entries,
    header,
    load,
    npy_bytes,
    refusal,
    task,
    zipped,
)
from tests.engine.readers.mutations import mutants

RANDOM = np.random.default_rng(0)
X_TRAIN, X_TEST = (RANDOM.integers(0, 256, (n, 4, 5, 3), dtype=np.uint8) for n in (9, 4))
Y_TRAIN, Y_TEST = np.array([5, 3, 3, 5, 9, 9, 9, 5, 3]), np.array([[9], [3], [3], [1]])
KERAS = {"x_train": X_TRAIN, "y_train": Y_TRAIN, "x_test": X_TEST, "y_test": Y_TEST}
MUTANT = "mutant.npz"


def write(path, save=np.savez, **given):
    with open(path, "wb") as file:
        save(file, **given)
    return path


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize(
    ("split", "pixels", "labels", "names"),
    [
        ("train", X_TRAIN, [1, 0, 0, 1, 2, 2, 2, 1, 0], ("3", "5", "9")),
        ("test", X_TEST, [2, 1, 1, 0], ("1", "3", "9")),
        (
            "all",
            np.concatenate([X_TRAIN, X_TEST]),
            [2, 1, 1, 2, 3, 3, 3, 2, 1, 3, 1, 1, 0],
            ("1", "3", "5", "9"),
        ),
    ],
)
def test_pairs_as_keras_writes_them(tmp_path, save, split, pixels, labels, names):
    images = load(write(tmp_path / "a.npz", save, **KERAS), split=split)
    assert np.array_equal(images.pixels, pixels)
    assert images.labels.tolist() == labels
    assert images.class_names == names
    assert (images.name, images.split, images.names) == ("a.npz", split, ())
    assert images.choices == ("split", "transpose")
    assert images.options == OpenOptions(split=split)
    assert images.notes == ()


def test_some_of_them(tmp_path):
    path = write(tmp_path / "a.npz", **KERAS)
    whole = load(path, split="all")
    images = load(path, split="all", limit=5, seed=2)
    chosen = drawn_rows(13, images.options)
    assert np.array_equal(images.pixels, whole.pixels[chosen])
    assert np.array_equal(images.labels, whole.labels[chosen])
    assert images.class_names == whole.class_names
    assert (images.limit, images.limit_seed) == (5, 2)


def test_a_split_that_is_not_there(tmp_path):
    path = write(tmp_path / "a.npz", x_train=X_TRAIN, x_val=X_TEST)
    assert np.array_equal(load(path, split="all").pixels, np.concatenate([X_TRAIN, X_TEST]))
    images = load(path, split="test")
    assert np.array_equal(images.pixels, X_TEST)
    assert images.notes == ("there are no test images here; the validation images were read",)


def test_labels_of_some_parts_only_are_left_out(tmp_path):
    path = write(tmp_path / "a.npz", x_train=X_TRAIN, y_train=Y_TRAIN, x_test=X_TEST)
    images = load(path, split="all")
    assert (images.labels, images.class_names) == (None, ())
    assert images.notes == ("y_train has labels of some pictures only; left out",)
    assert load(path).labels is not None


def test_labels_that_are_no_classes_are_left_out(tmp_path):
    images = load(write(tmp_path / "a.npz", x=X_TEST, y=np.array([0.5, 1, 2, 3])))
    assert images.labels is None
    assert images.notes == ("y: labels are no whole numbers; labels left out",)


def test_what_is_not_read_is_said(tmp_path):
    path = write(
        tmp_path / "a.npz", x=X_TEST, y=Y_TEST, a=np.zeros(3), b=np.array(["u"]), c=1, d=2, e=3
    )
    images = load(path)
    assert images.class_names == ("1", "3", "9")
    assert images.notes == ("not read: a, c, d and 2 more",)
    path = write(tmp_path / "a.npz", x=X_TEST, names=np.array(["u"]))
    assert load(path).notes == ("not read: names (holds no numbers but <U1)",)


def test_the_array_decided_on_is_among_the_options(tmp_path):
    path = write(tmp_path / "a.npz", a=X_TRAIN, b=X_TEST)
    images = load(path)
    assert images.options.array == "a"
    assert images.choices == ("array", "transpose")
    assert images.notes == ("2 arrays may be the pictures; a, the largest, is read", "not read: b")
    again = load(path, array=images.options.array, may_ask=True)
    assert np.array_equal(again.pixels, images.pixels)
    assert np.array_equal(load(path, array="b").pixels, X_TEST)


@given(
    st.sampled_from([(3, 4, 5), (3, 4, 5, 1), (3, 4, 5, 3), (1, 1, 1)]).flatmap(
        lambda shape: st.sampled_from(["u1", "<u2", ">u2"]).flatmap(
            lambda kind: arrays.arrays(kind, shape)
        )
    )
)
@settings(max_examples=60, deadline=None)
def test_a_valid_file_comes_back(tmp_path_factory, array):
    folder = tmp_path_factory.getbasetemp()
    expected = array if array.ndim == 4 else array[..., np.newaxis]
    np.save(folder / "valid.npy", array)
    write(folder / "valid.npz", arr_0=array)
    for name in ("valid.npy", "valid.npz"):
        images = load(folder / name)
        assert np.array_equal(images.pixels, expected)
        assert images.pixels.dtype == array.dtype.newbyteorder("=")
        turned = load(folder / name, transpose=True)
        assert np.array_equal(turned.pixels, expected.transpose(0, 2, 1, 3))


def in_zip(data):
    return zipped({"in/a.npy": data})


def in_tar(data):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        member = tarfile.TarInfo("in/a.npy")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


@pytest.mark.parametrize("pack", [bytes, gzip.compress, in_zip, in_tar])
def test_one_array_in_any_container(tmp_path, pack):
    path = tmp_path / "a"
    for order in "CF":
        path.write_bytes(pack(npy_bytes(np.asarray(X_TRAIN, order=order))))
        images = load(path)
        assert np.array_equal(images.pixels, X_TRAIN)
        assert (images.name, images.split, images.choices) == ("a", "", ("transpose",))
    path.write_bytes(pack(npy_bytes(X_TRAIN)[:-1]))
    assert "cut short" in refusal(path)


def test_several_arrays_in_a_tar(tmp_path):
    with tarfile.open(tmp_path / "a.npz", "w:gz") as archive:
        for name, array in KERAS.items():
            np.save(tmp_path / "part.npy", array)
            archive.add(tmp_path / "part.npy", f"{name}.npy")
    images = load(tmp_path / "a.npz", split="all")
    assert np.array_equal(images.pixels, np.concatenate([X_TRAIN, X_TEST]))
    assert images.class_names == ("1", "3", "5", "9")


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("x_train.npy", "y_train.npy"),
        ("X.npy", "y.npy"),
        ("train_images.npy", "train_labels.npy"),
        ("faces.npy", "labels.npy"),
        ("x_train.npy", "labels.npy"),
    ],
)
def test_labels_beside_a_single_file(tmp_path, name, labels):
    np.save(tmp_path / name, X_TRAIN)
    assert load(tmp_path / name).labels is None
    np.save(tmp_path / labels, Y_TRAIN)
    images = load(tmp_path / name)
    assert images.labels.tolist() == [1, 0, 0, 1, 2, 2, 2, 1, 0]
    assert images.class_names == ("3", "5", "9")
    assert images.notes == ()
    few = load(tmp_path / name, limit=4)
    assert np.array_equal(few.labels, images.labels[drawn_rows(9, few.options)])


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (npy_bytes(Y_TEST), "4 labels for 9 images"),
        (npy_bytes(np.zeros((9, 10))), "float64 of shape 9 × 10 are no list of whole numbers"),
        (npy_bytes(np.array(["a"] * 9)), "holds no numbers but <U1"),
        (npy_bytes(np.array([{}]), allow_pickle=True), "holds pickled objects, which are never"),
        (npy_bytes(Y_TRAIN)[:-1], "is cut short: 199 of 200 bytes are there"),
        (b"", "the file is empty"),
    ],
)
def test_labels_beside_that_do_not_fit(tmp_path, data, what):
    np.save(tmp_path / "a.npy", X_TRAIN)
    (tmp_path / "labels.npy").write_bytes(data)
    images = load(tmp_path / "a.npy")
    assert np.array_equal(images.pixels, X_TRAIN)
    assert images.labels is None
    (note,) = images.notes
    assert note.startswith(f"labels.npy: {what}")
    assert note.endswith("; labels left out")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "the file is empty"),
        (header(entries(shape="(10000, 1000000, 1000)")), "is cut short: "),
        (header(entries(shape="(-1, 4)")), "its header is not what NumPy writes"),
        (header(entries(shape=f"({'9' * 19}, {'9' * 19}, 4)")), "is cut short: "),
        (b"\x93NUMPY\x02\x00\xff\xff\xff\xff", "its header claims 4,294,967,295 bytes"),
        (header("(" * 9000), "its header is not what NumPy writes"),
        (npy_bytes(np.array([{}]), allow_pickle=True), "holds pickled objects, which are never"),
        (npy_bytes(np.zeros(3, "u1,f4")), "holds no numbers but"),
        (npy_bytes(np.zeros((3, 4), "c8")), "holds complex64"),
        (npy_bytes(np.zeros((3, 4), "M8[s]")), "holds no numbers but <M8[s]"),
        (npy_bytes(np.zeros((3, 4), "S4")), "holds no numbers but |S4"),
    ],
)
def test_bad_files(tmp_path, data, what):
    (tmp_path / "a.npy").write_bytes(data)
    assert refusal(tmp_path / "a.npy").startswith(f"a.npy: {what}")
    (tmp_path / "a.npz").write_bytes(zipped({"x.npy": data}))
    assert refusal(tmp_path / "a.npz").startswith(f"a.npz › x.npy: {what}")
    (tmp_path / "a.npy.gz").write_bytes(gzip.compress(data))
    line = refusal(tmp_path / "a.npy.gz")
    assert line.startswith(("a.npy.gz: needs ", f"a.npy.gz: {what}", "a.npy.gz: images of "))


def test_a_promise_of_more_than_there_is_takes_no_memory(tmp_path):
    promised = header(entries(shape="(9, 8000, 8000)"))  # 576 MB
    tracemalloc.start()
    try:
        for name, data in (("a.npy", promised), ("a.npz", zipped({"x.npy": promised}))):
            (tmp_path / name).write_bytes(data)
            assert "is cut short" in refusal(tmp_path / name)
        assert tracemalloc.get_traced_memory()[1] < 5e6
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_damaged_array_is_named(tmp_path, method):
    noise = RANDOM.integers(0, 256, (9, 40, 50), dtype=np.uint8)
    data = bytearray(zipped({"x.npy": npy_bytes(noise), "y.npy": npy_bytes(Y_TRAIN)}, method))
    data[15_000] ^= 0x55
    (tmp_path / "a.npz").write_bytes(data)
    assert refusal(tmp_path / "a.npz").startswith("a.npz › x.npy: ")


def test_damaged_labels_are_not_taken_for_a_lack_of_labels(tmp_path):
    data = bytearray(zipped({"x.npy": npy_bytes(X_TRAIN), "y.npy": npy_bytes(Y_TRAIN)}, 0))
    at = bytes(data).index(Y_TRAIN.tobytes())
    data[at] ^= 1
    (tmp_path / "a.npz").write_bytes(data)
    assert refusal(tmp_path / "a.npz").startswith("a.npz › y.npy: ")


SEEDS = (
    npy_bytes(X_TEST),
    npy_bytes(np.asfortranarray(X_TEST[..., 0] / 255)),
    npy_bytes(X_TEST.reshape(4, -1).astype(">i4")),
    zipped({f"{name}.npy": npy_bytes(array) for name, array in KERAS.items()}, 0),
    zipped({"a.npy": npy_bytes(X_TEST * 1.0), "b.npy": npy_bytes(Y_TEST)}),
)


@given(
    st.sampled_from(SEEDS).flatmap(mutants),
    st.sampled_from([{}, {"split": "all"}, {"limit": 2}, {"shape": (4, 5)}]),
)
@settings(max_examples=150, deadline=None)
def test_a_changed_file_is_read_or_refused(tmp_path_factory, data, options):
    path = tmp_path_factory.getbasetemp() / MUTANT
    path.write_bytes(data)
    doing = task(**options)
    read = read_npz if data.startswith(b"PK") else read_npy
    try:
        images = read(container(path, doing), doing)
    except DataError as error:
        line = str(error)
        assert len(line) <= 160
        assert line.startswith(MUTANT)
        return
    assert isinstance(images, ImageSet)
    assert np.isfinite(images.pixels).all()
    assert all(note.isprintable() for note in images.notes)


def test_no_file_stays_open(tmp_path):
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("open files are counted where the system lists them")
    path = write(tmp_path / "a.npz", **KERAS)
    np.save(tmp_path / "x.npy", X_TRAIN)
    np.save(tmp_path / "y.npy", Y_TEST)
    before = len(os.listdir("/proc/self/fd"))
    load(path, split="all")
    load(tmp_path / "x.npy")
    refusal(path, array="z")
    assert len(os.listdir("/proc/self/fd")) == before

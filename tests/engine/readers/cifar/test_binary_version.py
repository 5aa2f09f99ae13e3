import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import DataError
from engine.readers.cifar.binary_version import BINARY_VERSION as cifar_binary
from engine.readers.cifar.binary_version import parse_records
from engine.readers.task import Task
from tests.engine.readers.cifar.cifar_files import (
    MemoryContainer,
    opened,
    records,
    some_pixels,
    tar,
    write_folder,
)

NAMES = [b"airplane", b"automobile", b"bird", b"cat", b"deer", b"dog"]


def load(path, **told):
    return opened(path, cifar_binary.read, **told)


def refusal(path, **options):
    with pytest.raises(DataError) as caught:
        load(path, **options)
    assert len(str(caught.value)) <= 160
    return str(caught.value)


@pytest.fixture
def files():
    """CIFAR-10 with three images a batch; those of batch i have class i - 1."""
    names = [*(f"data_batch_{i}.bin" for i in range(1, 6)), "test_batch.bin"]
    files = {name: records(some_pixels(3, seed=i), [i] * 3) for i, name in enumerate(names)}
    return {**files, "batches.meta.txt": b"\n".join(NAMES) + b"\n\n"}


@pytest.fixture
def files_100():
    return {
        "train.bin": records(some_pixels(10, seed=1), range(10, 20), range(90, 100)),
        "test.bin": records(some_pixels(2, seed=2), [3, 19], [0, 99]),
        "fine_label_names.txt": b"".join(b"fine %d\n" % i for i in range(100)),
        "coarse_label_names.txt": b"".join(b"coarse %d\n" % i for i in range(20)),
    }


@pytest.fixture(params=["folder", "tar.gz", "tar"])
def path(request, tmp_path):
    """Write files as a folder or an archive; returns its path."""

    def write(files):
        if request.param == "folder":
            return write_folder(tmp_path / "images", files)
        path = tmp_path / "any name"
        mode = "w" if request.param == "tar" else "w:gz"
        path.write_bytes(tar(files, mode, "cifar-10-batches-bin"))
        return path

    return write


@pytest.mark.parametrize(
    ("split", "which"), [("train", range(5)), ("test", range(5, 6)), ("all", range(6))]
)
def test_splits_of_cifar_10(path, files, split, which):
    images = load(path(files), split=split)
    assert np.array_equal(images.pixels, np.concatenate([some_pixels(3, i) for i in which]))
    assert images.labels.tolist() == [i for i in which for _ in range(3)]
    assert images.class_names == tuple(name.decode() for name in NAMES)
    assert (images.split, images.choices) == (split, ("split",))
    assert (images.names, images.notes) == ((), ())


@pytest.mark.parametrize("labels", ["fine", "coarse"])
def test_cifar_100_with_either_labels(path, files_100, labels):
    images = load(path(files_100), split="all", labels=labels)
    expected = np.concatenate([some_pixels(10, seed=1), some_pixels(2, seed=2)])
    assert np.array_equal(images.pixels, expected)
    own = {"fine": [*range(90, 100), 0, 99], "coarse": [*range(10, 20), 3, 19]}[labels]
    assert images.labels.tolist() == own
    assert images.class_name(0) == f"{labels} {own[0]}"
    assert (images.choices, images.notes) == (("split", "labels"), ())


def test_what_is_missing_or_does_not_fit_is_noted(path, files):
    del files["data_batch_2.bin"], files["batches.meta.txt"]
    files["data_batch_4.bin"] = records(some_pixels(3), [0, 10, 1])
    images = load(path(files))
    assert len(images) == 12
    assert images.labels is None
    assert images.notes == (
        "data_batch_2.bin is missing; read 4 of 5 batches",
        "data_batch_4.bin: label 10 is not one of 0 to 9; all labels left out",
        "batches.meta.txt: is missing; classes are called by their numbers",
    )


@pytest.mark.parametrize("cut", [1, 3072])
def test_a_batch_cut_short_refuses_the_set(path, files, cut):
    files["data_batch_3.bin"] = files["data_batch_3.bin"][:-cut]
    message = refusal(path(files))
    assert f"data_batch_3.bin: its {9219 - cut:,} bytes are not a whole number" in message


def test_an_empty_batch_is_refused(path, files):
    files["data_batch_3.bin"] = b""
    assert refusal(path(files)).endswith("data_batch_3.bin: the file is empty. Download it again.")


def test_a_single_file_of_either_set_under_any_name(tmp_path, files, files_100):
    folder = write_folder(tmp_path / "images", {**files, **files_100})
    (folder / "ten.bin").write_bytes(files["data_batch_4.bin"])
    (folder / "hundred").write_bytes(files_100["test.bin"])
    ten, hundred = load(folder / "ten.bin"), load(folder / "hundred", labels="coarse")
    assert np.array_equal(ten.pixels, some_pixels(3, seed=3))
    assert np.array_equal(hundred.pixels, some_pixels(2, seed=2))
    assert [ten.class_name(0), hundred.class_name(1)] == ["cat", "coarse 19"]
    assert (ten.choices, hundred.choices) == ((), ("labels",))
    assert (ten.split, ten.notes, hundred.notes) == ("", (), ())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(3072),
        records(some_pixels(2), [0, 10]),
        records(some_pixels(2), [0, 20], [0, 99]),
        records(some_pixels(2), [0, 19], [0, 100]),
    ],
)
def test_a_single_file_of_neither_set(tmp_path, data):
    (tmp_path / "x.bin").write_bytes(data)
    assert refusal(tmp_path / "x.bin").startswith(f"x.bin: its {len(data):,} bytes are not")


def test_a_single_file_that_may_be_of_both_sets_is_known_by_its_name(tmp_path):
    n = 3073 * 3074
    for name in ("x.bin", "test.bin", "test_batch.bin"):
        (tmp_path / name).write_bytes(bytes(n))
    assert "may be a file of CIFAR-10 as well as of CIFAR-100" in refusal(tmp_path / "x.bin")
    assert len(load(tmp_path / "test.bin")) == 3073
    assert len(load(tmp_path / "test_batch.bin")) == 3074


def test_names_of_files_by_which_a_set_is_known():
    assert cifar_binary.claims(["a/data_batch_2.bin"])
    assert cifar_binary.claims(["train.bin", "b/fine_label_names.txt"])
    assert not cifar_binary.claims(["train.bin", "data_batch_2", "batches.meta.txt"])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 99)), min_size=1, max_size=4))
def test_any_records_come_back_exactly(labels):
    pixels = some_pixels(len(labels))
    data = bytearray(records(pixels, *zip(*labels, strict=True)))
    for column, kind in enumerate(("coarse", "fine")):
        batch = parse_records(data, "train.bin", kind, n_labels=2)
        assert np.array_equal(batch.planes.transpose(0, 2, 3, 1), pixels)
        assert batch.labels == [pair[column] for pair in labels]


CHANGES = st.tuples(
    st.sampled_from(["flip", "cut", "insert", "repeat"]),
    st.integers(0, 9218),
    st.one_of(st.sampled_from([1, 3072, 3073]), st.integers(1, 9219)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(CHANGES, min_size=1, max_size=3))
def test_a_changed_file_loads_or_is_refused(changes):
    data = records(some_pixels(3), [1, 2, 3])
    for kind, at, length in changes:
        piece = data[at : at + length]
        data = {
            "flip": data[:at] + bytes(255 - byte for byte in piece) + data[at + length :],
            "cut": data[:at] + data[at + length :],
            "insert": data[:at] + bytes(length) + data[at:],
            "repeat": data[:at] + piece + data[at:],
        }[kind]
    container = MemoryContainer({"data_batch_1.bin": data})
    if len(data) % 3073 or not data:
        with pytest.raises(DataError, match=r"data_batch_1\.bin: "):
            cifar_binary.read(container, Task())
        return
    table = np.frombuffer(data, np.uint8).reshape(-1, 3073)
    images = cifar_binary.read(container, Task())
    assert np.array_equal(images.pixels[..., 2].reshape(len(table), -1), table[:, 2049:])
    assert (images.labels is not None) == bool((table[:, 0] < 10).all())

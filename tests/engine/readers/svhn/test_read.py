import io
import json
import struct
import tarfile
import tempfile
from pathlib import Path

import numpy as np
import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Cancelled, DataError
from engine.options import OpenOptions
from engine.readers.svhn import read as svhn
from engine.readers.svhn.script import label_bytes, send
from tests.engine.readers.reading import read_path, refusal
from tests.engine.readers.svhn.svhn_files import mat


def read(path, **options):
    return read_path(svhn.read, path, **options)


def refused(path, **options):
    return refusal(svhn.read, path, **options)


def some_pixels(n, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (n, 32, 32, 3), dtype=np.uint8)


@pytest.fixture(autouse=True)
def _no_process_is_left():
    before = psutil.Process().children()
    yield
    assert psutil.Process().children() == before


@pytest.mark.parametrize("packed", [True, False])
def test_a_single_file(tmp_path, packed):
    labels = np.array([1, 10, 9, 10, 2], np.uint8)
    path = tmp_path / "train_32x32.mat"
    path.write_bytes(mat(some_pixels(5), labels, packed=packed))
    told = []
    images = read(path, split="test", told=told)
    assert np.array_equal(images.pixels, some_pixels(5))
    assert images.labels.tolist() == [1, 0, 9, 0, 2]
    assert images.class_names == tuple("0123456789")
    assert (images.split, images.choices, images.notes) == ("", (), ())
    (shown,) = (what for what in told if isinstance(what, np.ndarray))
    assert np.array_equal(shown, some_pixels(5))
    assert told[-1] == ("decoding train_32x32.mat", 5, 5)


def test_splits_of_an_archive(tmp_path):
    files = {
        "test_32x32.mat": mat(some_pixels(2, 1), [3, 10]),
        "train_32x32.mat": mat(some_pixels(3, 2), [1, 2, 3]),
        "extra_32x32.mat": mat(some_pixels(1, 3), [1]),
    }
    path = tmp_path / "svhn.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(f"svhn/{name}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    test, train = some_pixels(2, 1), some_pixels(3, 2)
    for split, pixels, labels in (
        ("train", train, [1, 2, 3]),
        ("test", test, [3, 0]),
        ("all", np.concatenate([train, test]), [1, 2, 3, 3, 0]),
    ):
        images = read(path, split=split)
        assert np.array_equal(images.pixels, pixels)
        assert images.labels.tolist() == labels
        assert (images.split, images.options) == (split, OpenOptions(split=split))
        assert images.choices == ("split",)
        assert images.notes == ("other files: 1; left out",)


def test_a_limit_draws_while_reading(tmp_path):
    path = tmp_path / "x.mat"
    path.write_bytes(mat(some_pixels(9), np.arange(1, 10)))
    images = read(path, limit=4, seed=2)
    chosen = np.sort(np.random.default_rng(2).choice(9, 4, replace=False))
    assert np.array_equal(images.pixels, some_pixels(9)[chosen])
    assert images.labels.tolist() == (chosen + 1).tolist()
    assert (images.limit, images.limit_seed) == (4, 2)


@pytest.mark.parametrize(
    ("labels", "why"),
    [
        (None, "no list y of 2 labels in it; no labels"),
        ([1], "no list y of 2 labels in it; no labels"),
        ([1, 0.5], "no list y of 2 labels in it; no labels"),
        ([1, -1], "no list y of 2 labels in it; no labels"),
        ([1, 11], "11 is no label of SVHN; labels left out"),
    ],
)
def test_labels_that_do_not_fit_are_left_out_and_noted(tmp_path, labels, why):
    path = tmp_path / "x.mat"
    path.write_bytes(mat(some_pixels(2), labels))
    images = read(path)
    assert np.array_equal(images.pixels, some_pixels(2))
    assert (images.labels, images.class_names) == (None, ())
    assert images.notes == (f"x.mat: {why}",)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (mat(Z=np.zeros((2, 3)), name="abc"), "holds Z 2×3 double, name 1 char."),
        (mat(X=np.zeros((32, 32, 3, 2))), "holds X 32×32×3×2 double."),
        (mat(X=np.zeros((16, 16, 3, 2), np.uint8)), "holds X 16×16×3×2 uint8."),
        (mat(X=np.zeros((32, 32, 3), np.uint8)), "holds X 32×32×3 uint8."),
        (mat(X=np.zeros((32, 32, 3, 0), np.uint8)), "no images in it."),
        (mat(X=np.array([[{"a": 1}]], object)), "holds X 1×1 cell."),
        (mat(), "holds no variables."),
        (mat(some_pixels(2), [1, 2])[:1000], "is damaged, or too large to be read."),
        (mat(some_pixels(2), [1, 2], packed=False)[:1000], "is damaged, or too large to be read."),
        (b"MATLAB 7.3 MAT-file" + bytes(500), "is a MATLAB 7.3 file. Save it again with -v7."),
        (b"\x89HDF\r\n\x1a\n" + bytes(500), "is a MATLAB 7.3 file. Save it again with -v7."),
        (b"hello", "no MATLAB 5 file in it."),
    ],
)
def test_what_is_refused(tmp_path, data, what):
    path = tmp_path / "x.mat"
    path.write_bytes(data)
    line = refused(path)
    assert line.startswith(f"x.mat: {what}")


@pytest.mark.parametrize("n", [-1, -(2**31)])
def test_less_than_no_images_are_refused(tmp_path, n):
    data = mat(some_pixels(1), [1], packed=False)
    at = data.index(struct.pack("=4l", 32, 32, 3, 1))
    path = tmp_path / "x.mat"
    path.write_bytes(data[: at + 12] + struct.pack("=l", n) + data[at + 16 :])
    assert refused(path).startswith("x.mat: no images in it.")


def test_more_memory_than_it_may_have_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "x.mat"
    path.write_bytes(mat(np.zeros((60_000, 32, 32, 3), np.uint8), packed=False))
    monkeypatch.setattr(svhn, "MAX_MEMORY", 450 << 20)
    assert "is damaged, or too large to be read" in refused(path)
    path.write_bytes(mat(some_pixels(2), [1, 2]))
    assert len(read(path)) == 2


def test_a_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "x.mat"
    path.write_bytes(mat(np.zeros((60_000, 32, 32, 3), np.uint8), np.ones(60_000)))
    assert refused(path) == (
        "x.mat: unpacks to over 67 MB from 0.2 MB, as bombs do. "
        "Use train_32x32.mat or test_32x32.mat of SVHN."
    )


def test_two_arrays_of_one_name_are_refused(tmp_path):
    path = tmp_path / "x.mat"
    once = mat(some_pixels(2))
    path.write_bytes(once + once[128:])
    assert "holds X 32×32×3×2 uint8, X 32×32×3×2 uint8." in refused(path)


def test_a_file_over_the_limit_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "x.mat"
    path.write_bytes(mat(some_pixels(2), [1, 2]))
    monkeypatch.setattr(svhn, "MAX_FILE", 1000)
    assert refused(path) == "x.mat: is over 1,000 bytes. Take a smaller file."


def test_stop_at_several_moments_ends_it(tmp_path):
    path = tmp_path / "x.mat"
    path.write_bytes(mat(some_pixels(2), [1, 2]))
    for moment in (0, 1, 3, 5):
        left = iter([False] * moment)
        with pytest.raises(Cancelled):
            read(path, should_stop=lambda left=left: next(left, True))


def test_what_the_process_sends():
    out = io.BytesIO()
    send(mat(some_pixels(2), [7, 10], Z=np.eye(2)), out)
    data = out.getvalue()
    length = int.from_bytes(data[:4], "big")
    record = json.loads(data[4 : 4 + length])
    assert record == {
        "variables": [
            ["Z", [2, 2], "double"],
            ["X", [32, 32, 3, 2], "uint8"],
            ["y", [2, 1], "int64"],
        ],
        "shape": [32, 32, 3, 2],
    }
    rest = data[4 + length :]
    length = int.from_bytes(rest[:4], "big")
    assert json.loads(rest[4 : 4 + length]) == {"n_labels": 2}
    assert rest[4 + length :] == bytes([7, 10]) + some_pixels(2).transpose(0, 3, 2, 1).tobytes()


@pytest.mark.parametrize(
    ("array", "labels"),
    [
        (np.array([[1], [10]]), b"\1\x0a"),
        (np.array([1.0, 255.0]), b"\1\xff"),
        (np.array([1.0, np.nan]), b""),
        (np.array([256]), b""),
        (np.array(["a"]), b""),
        (np.array([], np.uint8), b""),
        (None, b""),
    ],
)
def test_labels_as_bytes(array, labels):
    assert label_bytes(array) == labels


WHOLE = mat(some_pixels(1), [1], packed=False)


@given(st.data())
@settings(max_examples=6, deadline=None)  # each starts a process
def test_a_mutated_file_is_data_or_refused(data):
    at = data.draw(st.integers(0, min(400, len(WHOLE))))
    end = data.draw(st.integers(at, min(at + 100, len(WHOLE))))
    added = data.draw(st.one_of(st.binary(max_size=9), st.just(b"\xff\xff\xff\x7f")))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.mat"
        path.write_bytes(WHOLE[:at] + added + WHOLE[end:])
        try:
            images = read(path)
        except DataError as error:
            assert len(str(error)) <= 160  # noqa: PT017 - either of two ways is right
        else:
            assert images.pixels.shape == (1, 32, 32, 3)

import gzip
import json

import numpy as np
import pytest
from PIL import Image

from engine import load_images
from engine.readers import builtin
from engine.readers.builtin import read_builtin
from engine.readers.task import Task
from resources.datasets import build


@pytest.fixture
def package(tmp_path):
    """An emoji package of three cells: a red one, one without a Google image, a blue one."""
    sheet = np.zeros((68, 68, 4), np.uint8)
    sheet[1:33, 1:33] = 255, 0, 0, 255
    sheet[35:67, 1:33] = 0, 0, 255, 128
    path = tmp_path / build.EMOJI_SHEET
    path.parent.mkdir(parents=True)
    Image.fromarray(sheet).save(path)
    cells = [("BLUE CIRCLE", 0, 1, 1, True, "Symbols"), ("GONE", 1, 0, 2, False, "Flags")]
    cells.append(("Peru Flag", 0, 0, 3, True, "Flags"))
    keys = ("name", "sheet_x", "sheet_y", "sort_order", "has_img_google", "category")
    entries = [dict(zip(keys, cell, strict=True)) for cell in reversed(cells)]
    (tmp_path / build.EMOJI_LIST).write_text(json.dumps(entries))
    return tmp_path


def test_emoji_are_cut_without_borders_and_laid_on_white(package):
    pixels, record = build.emoji(package)
    assert pixels.shape == (2, 32, 32, 3)
    assert np.unique(pixels[0].reshape(-1, 3), axis=0).tolist() == [[127, 127, 255]]
    assert np.unique(pixels[1].reshape(-1, 3), axis=0).tolist() == [[255, 0, 0]]
    assert record == {
        "class_names": ["Symbols", "Flags"],
        "labels": [0, 1],
        "names": ["blue circle", "Peru Flag"],
    }


@pytest.mark.parametrize("shape", [(6, 5, 4, 3), (7, 3, 2, 1)])
def test_what_is_written_is_what_is_read(shape, tmp_path, monkeypatch):
    (tmp_path / "datasets").mkdir()
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    record = {"class_names": ["a"], "labels": [0] * shape[0], "names": []}
    build.write(tmp_path / "datasets", "emoji", "emoji.png", pixels, record)
    monkeypatch.setattr(builtin, "files", lambda _package: tmp_path)
    assert np.array_equal(load_images("emoji").pixels, pixels)


def test_the_digits_that_came_along_are_what_would_be_built():
    pytest.importorskip("sklearn.datasets")
    pixels, record = build.digits()
    images = load_images("digits")
    assert np.array_equal(images.pixels, pixels)
    assert images.labels.tolist() == record["labels"]


def idx(array):
    header = bytes((0, 0, 8, array.ndim)) + np.array(array.shape, ">u4").tobytes()
    return gzip.compress(header + array.tobytes())


def test_fashion_is_the_first_500_of_each_class_in_the_order_of_the_file(tmp_path):
    labels = (np.arange(5200) * 7 % 10).astype(np.uint8)
    labels[5100:] = 3
    images = np.random.default_rng(0).integers(0, 256, (5200, 28, 28), dtype=np.uint8)
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(idx(images))
    (tmp_path / "train-labels-idx1-ubyte.gz").write_bytes(idx(labels))
    pixels, record = build.fashion(tmp_path)
    assert np.array_equal(pixels[..., 0], images[:5000])
    assert record["labels"] == labels[:5000].tolist()
    assert len(record["class_names"]) == 10
    assert record["names"] == []


def test_the_fashion_that_came_along_is_what_would_be_built():
    if not build.FASHION_FOLDER.is_dir():
        pytest.skip("Debian's package dataset-fashion-mnist is not installed")
    pixels, record = build.fashion(build.FASHION_FOLDER)
    images = read_builtin("fashion", Task())
    assert np.array_equal(images.pixels, pixels)
    assert images.labels.tolist() == record["labels"]


def test_patches_lie_where_their_names_say():
    datasets = pytest.importorskip("sklearn.datasets")
    pixels, record = build.patches()
    for name in ("china, row 1, column 1", "china, row 35, column 53", "flower, row 3, column 7"):
        photo, row, column = name.replace("row ", "").replace("column ", "").split(", ")
        whole = datasets.load_sample_image(f"{photo}.jpg")
        top, left = 12 * (int(row) - 1), 12 * (int(column) - 1)
        patch = whole[top : top + 12, left : left + 12]
        assert np.array_equal(pixels[record["names"].index(name)], patch)


def test_the_patches_that_came_along_are_what_would_be_built():
    pytest.importorskip("sklearn.datasets")
    pixels, record = build.patches()
    images = read_builtin("patches", Task())
    difference = images.pixels.astype(int) - pixels
    assert abs(difference).mean() < 2  # decoders of JPEG may round otherwise
    assert images.labels.tolist() == record["labels"]
    assert images.names == tuple(record["names"])


def test_a_sheet_has_the_columns_its_record_asks_for(tmp_path):
    pixels = np.arange(6 * 4, dtype=np.uint8).reshape(6, 2, 2, 1)
    build.write(tmp_path, "six", "six.png", pixels, {"columns": 6, "labels": [0] * 6})
    with Image.open(tmp_path / "six.png") as sheet:
        assert sheet.size == (12, 2)


def test_the_sets_named_are_written_and_no_others(tmp_path, monkeypatch):
    pytest.importorskip("sklearn.datasets")
    monkeypatch.setattr("sys.argv", ["build.py", "digits", "--out", str(tmp_path)])
    build.main()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["digits.json", "digits.png"]

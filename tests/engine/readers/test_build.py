import json

import numpy as np
import pytest
from PIL import Image

from engine import load_images
from engine.readers import builtin
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

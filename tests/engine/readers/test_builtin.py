import json
import shutil

import numpy as np
import pytest

from engine import load_images
from engine.errors import Cancelled, DataError
from engine.options import OpenOptions
from engine.readers import builtin
from engine.readers.builtin import read_builtin
from engine.readers.shapes import made_shapes
from engine.readers.task import Task


@pytest.fixture
def resources(tmp_path, monkeypatch):
    """A copy of the data files that may be damaged."""
    folder = tmp_path / "datasets"
    shutil.copytree(str(builtin.files("resources") / "datasets"), folder)
    monkeypatch.setattr(builtin, "files", lambda _package: tmp_path)
    return folder


def refusal(name):
    with pytest.raises(DataError) as caught:
        load_images(name)
    return str(caught.value)


def test_emoji():
    images = load_images("emoji")
    assert images.pixels.shape == (1911, 32, 32, 3)
    assert len(images.class_names) == 10
    assert set(images.labels.tolist()) == set(range(10))
    assert images.class_name(0) == "Smileys & Emotion"
    assert images.image_name(0) == "grinning face"
    assert (images.pixels[:, 0, 0] == 255).mean() > 0.9  # corners: white


def test_emoji_are_where_their_names_say():
    images = load_images()
    hearts = {name: images.pixels[i, 16, 16] for i, name in enumerate(images.names)}
    red, green, blue = (
        hearts[f"{colour} heart"].argmax() for colour in ("orange", "green", "blue")
    )
    assert (red, green, blue) == (0, 1, 2)
    assert hearts["black heart"].max() < 100


def test_digits_are_scikit_learns_stretched_to_255():
    datasets = pytest.importorskip("sklearn.datasets")
    images, bunch = load_images("digits"), datasets.load_digits()
    assert np.array_equal(images.pixels[..., 0], np.rint(bunch.images * 255 / 16 + 1e-9))
    assert images.labels.tolist() == bunch.target.tolist()
    assert images.class_names == tuple("0123456789")


def test_digits_alone():
    images = load_images("digits")
    assert images.pixels.shape == (1797, 8, 8, 1)
    assert np.bincount(images.labels).min() == 174
    assert (images.pixels.min(), images.pixels.max()) == (0, 255)
    assert (images.name, images.source, images.split, images.notes) == ("digits", "digits", "", ())


def test_fashion():
    images = read_builtin("fashion", Task())
    assert images.pixels.shape == (5000, 28, 28, 1)
    assert np.bincount(images.labels).tolist() == [500] * 10
    assert (images.class_name(0), images.class_name(1)) == ("Ankle boot", "T-shirt/top")
    means = [images.pixels[images.labels == label].mean() for label in range(10)]
    sandal, trouser, pullover = (
        images.class_names.index(c) for c in ("Sandal", "Trouser", "Pullover")
    )
    assert means[sandal] < means[trouser] < means[pullover]  # how much of the picture they fill


def test_patches():
    images = read_builtin("patches", Task())
    assert images.pixels.shape == (3710, 12, 12, 3)
    assert np.bincount(images.labels).tolist() == [1855, 1855]
    assert images.class_names == ("china", "flower")
    assert images.image_name(0) == "china, row 1, column 1"
    assert images.image_name(3709) == "flower, row 35, column 53"
    sky, petal = (
        images.pixels[10].mean(axis=(0, 1)),
        images.pixels[images.names.index("flower, row 20, column 30")].mean(axis=(0, 1)),
    )
    assert sky.argmax() == 2
    assert petal.argmax() == 0


def test_shapes():
    images = read_builtin("shapes", Task())
    pixels, labels, class_names = made_shapes()
    assert np.array_equal(images.pixels, pixels)
    assert np.array_equal(images.labels, labels)
    assert images.class_names == class_names
    assert (images.name, images.source, images.notes) == ("shapes", "shapes", ())


@pytest.mark.parametrize("name", ["digits", "shapes"])
def test_how_it_was_opened_is_kept_and_what_is_done_is_told(name):
    told, options = [], OpenOptions(grey=True)
    images = read_builtin(name, Task(lambda *news: told.append(news), options=options))
    assert images.options == options
    assert [(done, total) for _, done, total in told] == [(0, 1), (1, 1)]


@pytest.mark.parametrize("name", ["digits", "shapes"])
def test_it_stops_when_it_should(name):
    for n_answers in range(2):
        answers = iter([False] * n_answers)
        with pytest.raises(Cancelled):
            read_builtin(name, Task(should_stop=lambda answers=answers: next(answers, True)))


@pytest.mark.parametrize("name", ["emoji.webp", "emoji.json"])
def test_a_missing_file_is_said(resources, name):
    (resources / name).unlink()
    assert refusal("emoji") == (
        "emoji: its files are missing or damaged. Install the program again."
    )


@pytest.mark.parametrize("name", ["digits.png", "digits.json"])
@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data[:-700], lambda _: b"[1]"])
def test_a_damaged_file_is_said(resources, name, damage):
    path = resources / name
    path.write_bytes(damage(path.read_bytes()))
    assert "missing or damaged" in refusal("digits")


@pytest.mark.parametrize(
    "change",
    [
        {"columns": 0},
        {"columns": 599},
        {"image_shape": [8, 8]},
        {"labels": [1, 2]},
        {"labels": ["one"] * 1797},
        {"names": ["a"]},
        {"sha256": "0" * 64},
        {"sheet": 5},
    ],
)
def test_a_record_that_does_not_fit_is_said(resources, change):
    path = resources / "digits.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert "missing or damaged" in refusal("digits")

import hashlib

import numpy as np
import pytest

from engine import KMeans
from engine.readers import shapes
from engine.readers.shapes import made_shapes

GOLDEN = "500339640cc1ec578c1ee168323884bcb22c75f11dc274c13eb269b667e10e5b"


@pytest.fixture(scope="module")
def made():
    return made_shapes()


def test_the_same_bytes_everywhere(made):
    pixels, labels, class_names = made
    assert hashlib.sha256(pixels.tobytes()).hexdigest() == GOLDEN
    assert (pixels.shape, pixels.dtype) == ((2400, 32, 32, 3), np.uint8)
    assert labels.tolist() == [*range(12)] * 200
    assert class_names[:5] == ("red disc", "red square", "red triangle", "red ring", "green disc")
    assert len(set(class_names)) == 12


def test_however_many_are_drawn_at_once(made, monkeypatch):
    monkeypatch.setattr(shapes, "_BLOCK", 7)
    assert np.array_equal(made_shapes(100, seed=3)[0], drawn_together(100, 3))
    assert np.array_equal(made_shapes()[0], made[0])


def drawn_together(n, seed):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shapes, "_BLOCK", n)
        return made_shapes(n, seed)[0]


@pytest.mark.parametrize("n", [0, 1, 13])
def test_any_number_with_any_seed(n):
    pixels, labels, _ = made_shapes(n, seed=1)
    assert len(pixels) == len(labels) == n
    if n:
        assert not np.array_equal(pixels, made_shapes(n, seed=2)[0])


def test_they_are_what_their_names_say(made):
    pixels, labels, class_names = made
    channels = {"red": 0, "green": 1, "blue": 2}
    filled = {}
    for label, name in enumerate(class_names):
        mean = pixels[labels == label].mean(axis=0)
        colour, shape = name.split()
        shown = mean.min(axis=2) < 140  # where the shape is in most pictures
        assert (mean[shown].argmax(axis=1) == channels[colour]).all()
        assert mean[:1].min() > 220  # the background
        filled[shape] = filled.get(shape, 0) + shown.sum() / 3
        assert shown[16, 16] == (shape != "ring")
        assert shown[4, 4] == (shape == "square")
        assert shown[26, 5] == (shape in ("square", "triangle"))
        assert shown[10, 5] == (shape != "triangle")
    assert filled["square"] > filled["disc"] > filled["ring"] > filled["triangle"]


def test_no_picture_is_like_another(made):
    assert len(np.unique(made[0].reshape(2400, -1), axis=0)) == 2400


def test_k_means_finds_them(made):
    metrics = pytest.importorskip("sklearn.metrics")
    pixels, labels, _ = made
    rows = pixels.reshape(len(pixels), -1)
    found = KMeans(n_clusters=12, n_init=5, random_state=0).fit(rows).labels_
    assert metrics.adjusted_rand_score(labels, found) > 0.95

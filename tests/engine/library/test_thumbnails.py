import io
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from engine.insight.display import DisplayScale
from engine.library.thumbnails import thumbnail_strip

SCALE = DisplayScale(0.0, 255.0)


def strip_of(centroids, shape):
    ended = SimpleNamespace(cluster_centers_=np.asarray(centroids, dtype=np.float64))
    return Image.open(io.BytesIO(thumbnail_strip(ended, shape, SCALE)))


def test_centroids_stand_side_by_side():
    strip = strip_of([[0.0] * 6, [200.4] * 6, [255.0] * 6], (2, 3, 1))
    assert strip.size == (3 * 3 + 2 * 2, 2)
    assert [strip.getpixel((x, 0))[0] for x in (0, 5, 10)] == [0, 200, 255]
    assert [strip.getpixel((x, 0))[3] for x in (2, 3, 4)] == [255, 0, 0]  # a list shines through


def test_colours_stay():
    strip = strip_of([[10.0, 20.0, 30.0]], (1, 1, 3))
    assert strip.getpixel((0, 0)) == (10, 20, 30, 255)


@pytest.mark.parametrize("shape", [(200, 100, 1), (100, 3000, 1), (1, 5000, 1), (65, 65, 1)])
def test_large_ones_are_reduced(shape):
    strip = strip_of(np.zeros((40, np.prod(shape))), shape)
    assert strip.height <= 64
    assert strip.width <= 32 * 66

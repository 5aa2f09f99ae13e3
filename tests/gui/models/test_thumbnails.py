from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPixmap

from engine import load_images
from engine.imageset import ImageSet
from gui.models.thumbnails import LARGEST_PX, PixmapStore, Thumbnails


@pytest.fixture
def images() -> ImageSet:
    pixels = np.arange(5 * 4, dtype=np.uint8).reshape(5, 2, 2, 1)
    return ImageSet(name="five", pixels=pixels)


def test_the_least_recently_used_go_first(qapp):
    store = PixmapStore(kept_bytes=3 * 4 * 100)  # three pixmaps of 10 x 10
    for key in "abc":
        store.get(key, lambda: QPixmap(10, 10))
    store.get("a", lambda: QPixmap(10, 10))
    store.get("d", lambda: QPixmap(10, 10))
    made = []

    def make() -> QPixmap:
        made.append(1)
        return QPixmap(10, 10)

    assert len(store) == 3
    for key in "acd":
        store.get(key, make)
    assert not made
    store.get("b", make)
    assert len(made) == 1


def test_one_too_large_for_the_bound_is_still_shown(qapp):
    store = PixmapStore(kept_bytes=10)
    assert store.get("large", lambda: QPixmap(50, 50)).width() == 50
    assert store.get("next", lambda: QPixmap(60, 60)).width() == 60
    assert len(store) == 1
    store.clear()
    assert len(store) == 0


def test_images_and_centroids_share_a_scale(qapp, images):
    thumbnails = Thumbnails(images)
    third = thumbnails.image(3).toImage()
    assert [third.pixelColor(x, y).red() for y in (0, 1) for x in (0, 1)] == [12, 13, 14, 15]
    same = thumbnails.centroid(np.array([12.0, 13.0, 14.0, 15.0])).toImage()
    assert same == third
    assert thumbnails.image(3).cacheKey() == thumbnails.image(3).cacheKey()


def test_a_picture_whose_file_is_gone_is_crossed_out_until_it_is_back(qapp, tmp_path):
    np.save(tmp_path / "one.npy", np.zeros((1, 2, 400, 3), np.uint8))
    thumbnails = Thumbnails(load_images(tmp_path))
    (tmp_path / "one.npy").rename(tmp_path / "gone")
    crossed_out = thumbnails.image(0)
    assert (crossed_out.width(), crossed_out.height()) == (LARGEST_PX, 2)
    assert crossed_out.toImage().pixelColor(0, 0) == QColor(Qt.GlobalColor.darkGray)
    (tmp_path / "gone").rename(tmp_path / "one.npy")
    assert thumbnails.image(0).toImage().pixelColor(0, 0) == QColor(Qt.GlobalColor.black)


def test_large_pictures_are_kept_small(qapp):
    images = ImageSet(name="large", pixels=np.zeros((1, 300, 1000, 3), np.uint8))
    shown = Thumbnails(images).image(0)
    assert shown.width() == LARGEST_PX - 6  # every fourth of 1000 pixels
    assert shown.height() == 75

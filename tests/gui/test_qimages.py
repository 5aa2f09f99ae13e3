from __future__ import annotations

import gc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPixmap

from gui.qimages import fitted, fitted_size, reduced, to_qimage, to_qpixmap


def values(image: QImage) -> np.ndarray:
    """The picture as an array (height, width, 3), pixel by pixel."""
    return np.array(
        [
            [image.pixelColor(x, y).getRgb()[:3] for x in range(image.width())]
            for y in range(image.height())
        ]
    )


def picture(height: int, width: int, *channels: int) -> np.ndarray:
    count = height * width * int(np.prod(channels))
    return (np.arange(count) * 37 % 256).astype(np.uint8).reshape(height, width, *channels)


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 9), st.integers(1, 9))
def test_colour_comes_through_to_the_pixel_in_any_width(height, width):
    image = picture(height, width, 3)
    assert np.array_equal(values(to_qimage(image)), image)


@pytest.mark.parametrize("channels", [(), (1,)])
def test_grey_comes_through(channels):
    image = picture(3, 5, *channels)
    expected = np.repeat(image.reshape(3, 5, 1), 3, axis=2)
    assert np.array_equal(values(to_qimage(image)), expected)


def test_the_picture_owns_its_pixels():
    image = picture(4, 30, 3)
    expected = image.copy()
    shown = to_qimage(image)
    image[:] = 0
    del image
    gc.collect()
    assert np.array_equal(values(shown), expected)


def test_read_only_arrays_are_welcome(qapp):
    image = picture(2, 2, 3)
    image.flags.writeable = False
    assert np.array_equal(values(to_qpixmap(image).toImage()), image)


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (np.zeros((2, 2, 3), np.float32), "got float32"),
        (picture(4, 6, 3).transpose(1, 0, 2), "C-contiguous"),
        (picture(4, 6, 3)[:, ::2], "C-contiguous"),
        (picture(2, 2, 4), r"shape \(2, 2, 4\)"),
        (picture(6, 1).reshape(6), r"shape \(6,\)"),
        (np.zeros((0, 4, 3), np.uint8), "with pixels"),
    ],
)
def test_anything_else_is_refused(image, message):
    with pytest.raises(ValueError, match=message):
        to_qimage(image)


@pytest.mark.parametrize(
    ("width", "height", "slot", "expected"),
    [
        (32, 32, 72, (64, 64)),  # twice fills enough
        (32, 32, 48, (48, 48)),  # once would fill two thirds only
        (8, 8, 72, (72, 72)),
        (1, 1, 72, (72, 72)),
        (8, 4, 72, (72, 36)),
        (512, 512, 72, (72, 72)),
        (512, 256, 72, (72, 36)),
        (784, 1, 72, (72, 6)),  # a line is made thick enough to be seen
        (1, 784, 24, (2, 24)),
    ],
)
def test_size_in_a_slot(width, height, slot, expected):
    assert fitted_size(width, height, slot) == QSize(*expected)


@given(st.integers(1, 600), st.integers(1, 600), st.integers(1, 300))
def test_size_never_leaves_the_slot_and_nearly_fills_it(width, height, slot):
    size = fitted_size(width, height, slot)
    assert min(size.width(), size.height()) >= 1
    assert 0.75 * slot <= max(size.width(), size.height()) <= slot


def test_small_pictures_grow_by_squares(qapp):
    image = picture(2, 2, 3)
    shown = fitted(to_qpixmap(image), 72)
    assert np.array_equal(values(shown.toImage()), image.repeat(36, 0).repeat(36, 1))


def test_uneven_growth_keeps_the_inside_of_pixels_pure(qapp):
    image = np.array([[0, 255], [255, 0]], np.uint8).repeat(16, 0).repeat(16, 1)  # 32 x 32
    shown = values(fitted(to_qpixmap(image), 48).toImage())[..., 0]
    assert shown.shape == (48, 48)
    assert (shown[:22, :22] == 0).all()
    assert (shown[:22, 26:] == 255).all()


def test_large_pictures_are_averaged_not_sampled(qapp):
    stripes = np.zeros((256, 256), np.uint8)
    stripes[:, ::2] = 255
    shown = values(fitted(to_qpixmap(stripes), 32).toImage())
    assert abs(shown.astype(int) - 127).max() <= 2


def test_double_resolution_has_twice_the_pixels_in_the_same_slot(qapp):
    shown = fitted(QPixmap(8, 8), 48, 2.0)
    assert shown.size() == QSize(96, 96)
    assert shown.deviceIndependentSize().toSize() == QSize(48, 48)


@given(st.integers(1, 2000), st.integers(1, 2000), st.integers(1, 512))
def test_reduced_is_within_bounds_and_no_smaller_than_needed(height, width, most):
    image = np.broadcast_to(np.uint8(0), (height, width, 1))
    longest = max(reduced(image, most).shape[:2])
    assert longest <= most
    assert longest >= min(max(height, width), most / 2)


def test_a_picture_within_bounds_is_left_alone():
    image = picture(5, 7, 3)
    assert np.array_equal(reduced(image, 7), image)

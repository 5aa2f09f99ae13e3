import numpy as np
import pytest

from engine import ImageSet
from engine.insight.display import DisplayScale, display_scale
from engine.pixels import BLOCK_BYTES
from engine.readers.read import load_images


def scale_of(values, dtype):
    pixels = np.array(values, dtype).reshape(1, 1, -1, 1)
    return display_scale(ImageSet(name="x", pixels=pixels))


def test_8_bits_are_shown_as_they_are():
    scale = scale_of([3, 7], np.uint8)
    every = np.arange(256, dtype=np.uint8)
    assert scale.to_uint8(every) is every
    assert scale.to_uint8(every[::2]).tolist() == list(range(0, 256, 2))


def test_16_bits_are_divided_by_257():
    scale = scale_of([3, 7], np.uint16)
    every = np.arange(1 << 16, dtype=np.uint16)
    assert np.array_equal(scale.to_uint8(every), np.rint(every / 257))


def test_floats_within_0_and_1_are_fractions_of_white():
    scale = scale_of([0.2, 0.5], np.float32)
    assert scale.to_uint8(np.array([0.0, 0.2, 1.0])).tolist() == [0, 51, 255]


@pytest.mark.parametrize("values", [[-2.0, 8.0], [-2.0, np.nan, 8.0], [-2.0, np.inf, 8.0]])
def test_other_floats_are_stretched_from_least_to_greatest(values):
    scale = scale_of(values, np.float32)
    assert scale == DisplayScale(-2.0, 8.0)
    assert scale.to_uint8(np.array([-2.0, 0.0, 8.0])).tolist() == [0, 51, 255]


def test_no_value_is_overlooked_however_many_blocks_there_are():
    for at in (0, 1, -1):
        pixels = np.zeros((3, 1, BLOCK_BYTES // 4, 1), np.float32)
        pixels[at, 0, -1] = 7
        pixels[at, 0, 0] = np.nan
        assert display_scale(ImageSet(name="x", pixels=pixels)) == DisplayScale(0.0, 7.0)


def test_a_set_in_files_has_the_scale_of_the_same_in_memory(tmp_path):
    pixels = np.array([[[-2.0, np.nan]], [[np.inf, 8.0]]], np.float32)
    for part in (0, 1):
        np.save(tmp_path / f"{part}.npy", pixels[part : part + 1])
    images = load_images(tmp_path)
    assert display_scale(images) == DisplayScale(-2.0, 8.0)
    (tmp_path / "1.npy").unlink()  # it was read once, and that is enough
    assert display_scale(images) == DisplayScale(-2.0, 8.0)


@pytest.mark.parametrize("values", [[5.0, 5.0], [np.nan, np.nan], [-1e30, -1e30]])
def test_a_set_of_one_value_is_black(values):
    scale = scale_of(values, np.float32)
    assert scale.high > scale.low
    assert scale.to_uint8(np.array(values)).tolist() == [0, 0]


def test_centroids_are_rounded_and_clipped():
    scale = scale_of([0], np.uint8)
    shown = scale.to_uint8(np.array([[-3.0, 1.4], [1.6, 300.0], [np.nan, np.inf]]))
    assert shown.dtype == np.uint8
    assert shown.tolist() == [[0, 1], [2, 255], [0, 255]]

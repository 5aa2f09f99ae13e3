import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from engine.options import FRAMINGS
from engine.readers.pictures.framing import framed, framed_array, shrinkage
from tests.engine.readers.pictures.picture_makers import some_pixels

WHITES = {np.uint8: 255, np.uint16: 65535, np.float32: 255}

sides = st.integers(1, 24)


def of(mode, size, value):
    return Image.new(mode, size, (value,) * 3 if mode == "RGB" else value)


@given(sides, sides, sides, sides, st.sampled_from(FRAMINGS), st.sampled_from(("L", "RGB", "F")))
@settings(max_examples=80)
def test_a_plain_picture_stays_plain_but_for_its_borders(
    width, height, new_w, new_h, framing, mode
):
    result = framed(of(mode, (width, height), 100), (new_h, new_w), framing)
    assert (result.size, result.mode) == ((new_w, new_h), mode)
    values = np.unique(np.asarray(result))
    assert set(values) <= ({100.0, 255.0} if framing == "pad" else {100.0})
    assert 100 in values


@pytest.mark.parametrize("framing", FRAMINGS)
def test_a_picture_of_that_size_is_returned_itself(framing):
    image = Image.fromarray(some_pixels(5, 7))
    assert framed(image, (5, 7), framing) is image
    pixels = some_pixels(5, 7, 3)
    assert framed_array(pixels, (5, 7), framing) is pixels


@given(st.integers(0, 9), st.booleans(), st.sampled_from((np.uint8, np.uint16)))
def test_cropping_without_a_change_of_scale_takes_the_middle(extra, is_wide, dtype):
    pixels = some_pixels(8, 8 + extra, 3, dtype=dtype)
    expected = pixels[:, extra // 2 : extra // 2 + 8]
    if not is_wide:
        pixels, expected = (array.swapaxes(0, 1).copy() for array in (pixels, expected))
    assert np.array_equal(framed_array(pixels, (8, 8), "crop"), expected)


def test_padding_without_a_change_of_scale_adds_white():
    pixels = some_pixels(4, 8, 3)
    result = framed_array(pixels, (8, 8), "pad")
    assert np.array_equal(result[2:6], pixels)
    assert (result[:2] == 255).all()
    assert (result[6:] == 255).all()


@pytest.mark.parametrize(("high", "white"), [(1.0, 1.0), (255.0, 255.0), (300.0, 300.0)])
def test_borders_of_decimal_numbers_are_as_white_as_they_seem(high, white):
    pixels = np.array([[[0.0], [high]]], dtype=np.float32)
    result = framed_array(pixels, (2, 2), "pad")
    assert sorted(np.unique(result)) == [0.0, white]
    assert result.dtype == np.float32


def test_borders_of_16_bits_are_white():
    assert framed_array(np.zeros((1, 2, 1), np.uint16), (2, 2), "pad").max() == 65535


def test_stretching_takes_the_whole():
    halves = np.repeat(np.array([[0, 200]], np.uint8), 32, axis=1)[:, :, None].repeat(8, axis=0)
    result = framed_array(halves, (8, 8), "stretch")[:, :, 0]
    assert (result[:, 0] == 0).all()
    assert (result[:, 7] == 200).all()


@given(sides, sides, sides, sides, st.sampled_from(FRAMINGS), st.sampled_from((1, 3)), st.data())
@settings(max_examples=60)
def test_no_value_leaves_the_range_of_the_picture(height, width, new_h, new_w, framing, c, data):
    dtype = data.draw(st.sampled_from((np.uint8, np.uint16, np.float32)))
    pixels = some_pixels(height, width, c, dtype=np.uint16).astype(dtype)
    result = framed_array(pixels, (new_h, new_w), framing)
    assert (result.shape, result.dtype) == ((new_h, new_w, c), dtype)
    low, high = (0, 255) if dtype == np.uint8 else (pixels.min(), pixels.max())
    is_white = result == max(WHITES[dtype], high) if framing == "pad" else False
    assert (((result >= low) & (result <= high)) | is_white).all()


def test_16_bits_keep_the_finer_steps():
    ramp = np.arange(0, 640, 10, dtype=np.uint16).reshape(1, 64, 1).repeat(64, axis=0)
    result = framed_array(ramp, (32, 32), "stretch")[5, :, 0].astype(int)
    assert (np.diff(result) == 20).mean() > 0.8


def test_values_that_are_no_numbers_stay():
    pixels = np.full((4, 4, 1), np.nan, dtype=np.float32)
    assert np.isnan(framed_array(pixels, (2, 2), "crop")).all()


def test_what_is_far_too_large_is_averaged_first_and_looks_the_same():
    smooth = np.linspace(0, 255, 1024, dtype=np.float32).reshape(1, -1).repeat(1024, axis=0)
    image = Image.fromarray(smooth)
    plain = np.asarray(image.resize((16, 16), Image.Resampling.LANCZOS))
    assert np.abs(np.asarray(framed(image, (16, 16), "stretch")) - plain).max() < 0.5


@pytest.mark.parametrize(("framing", "scale"), [("crop", 2), ("pad", 4), ("stretch", 2)])
def test_shrinkage(framing, scale):
    assert shrinkage(400, 200, (100, 100), framing) == scale

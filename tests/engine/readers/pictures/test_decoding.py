import io
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from engine.errors import Cancelled
from engine.readers.pictures.decoding import (
    ANIMATED,
    DECIMAL,
    DEEP,
    OUTSIDE,
    RESIZED,
    TURNED_GREY,
    SizeNeeded,
    Wanted,
    decoded,
)
from engine.readers.pictures.refusals import Skipped
from tests.engine.readers.mutations import HOW, spoilt
from tests.engine.readers.pictures.picture_makers import (
    FORMATS,
    encoded,
    exif,
    lossless,
    png,
    some_pixels,
)

AS_IS = Wanted()


def pixels_of(data, **wanted):
    return decoded(data, Wanted(**wanted)).pixels


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(("PNG", "BMP", "TIFF", "WEBP", "PPM")),
    st.integers(1, 20),
    st.integers(1, 20),
    st.sampled_from((1, 3)),
    st.integers(0, 99),
)
def test_a_lossless_file_gives_its_pixels_back(kind, height, width, channels, seed):
    pixels = some_pixels(height, width, channels, seed=seed)
    squeezed = pixels[:, :, 0] if channels == 1 else pixels
    result = decoded(lossless(squeezed, kind), AS_IS)
    expected = pixels.repeat(3, axis=2) if kind == "WEBP" and channels == 1 else pixels
    assert np.array_equal(result.pixels, expected)
    assert result.pixels.dtype == np.uint8
    assert result.remarks == ()


def test_jpeg_and_gif_give_what_pillow_gives():
    pixels = some_pixels(9, 12, 3)
    for kind, image in (("JPEG", pixels), ("JPEG", pixels[:, :, 0])):
        data = encoded(image, kind)
        expected = np.asarray(Image.open(io.BytesIO(data)))
        assert np.array_equal(pixels_of(data), expected.reshape(9, 12, -1))
    palette = Image.fromarray(pixels).quantize(16)
    assert np.array_equal(pixels_of(encoded(palette, "GIF")), np.asarray(palette.convert("RGB")))


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_every_opacity_over_white(mode):
    colour, opacity = np.meshgrid(np.arange(256), np.arange(256))
    bands = [Image.fromarray(band.astype(np.uint8)) for band in (colour, opacity)]
    expected = (colour * opacity + 255 * (255 - opacity) + 127) // 255
    bands = bands if mode == "LA" else [bands[0]] * 3 + [bands[1]]
    result = pixels_of(encoded(Image.merge(mode, bands)))
    assert np.array_equal(result, np.broadcast_to(expected[:, :, None], result.shape))
    assert result.shape[2] == (1 if mode == "LA" else 3)


def test_a_transparent_colour_becomes_white():
    pixels = np.array([[[10, 20, 30], [40, 50, 60]]], np.uint8)
    data = encoded(pixels, transparency=(10, 20, 30))
    assert pixels_of(data).tolist() == [[[255, 255, 255], [40, 50, 60]]]
    assert pixels_of(encoded(pixels[:, :, 0], transparency=10)).tolist() == [[[255], [40]]]


@pytest.mark.parametrize("transparency", [1, bytes([255, 0, 255])])
def test_a_transparent_entry_of_a_palette_becomes_white(transparency):
    image = Image.fromarray(np.array([[0, 1, 2]], np.uint8), "P")
    image.putpalette([1, 2, 3, 4, 5, 6, 7, 8, 9])
    result = pixels_of(encoded(image, transparency=transparency))
    assert result.tolist() == [[[1, 2, 3], [255, 255, 255], [7, 8, 9]]]
    if transparency == 1:
        assert np.array_equal(pixels_of(encoded(image, "GIF", transparency=1)), result)


def test_black_and_white_is_grey():
    image = Image.fromarray(np.array([[0, 255, 0]], np.uint8)).convert("1")
    for kind in ("PNG", "BMP", "TIFF", "PPM"):
        assert pixels_of(encoded(image, kind)).tolist() == [[[0], [255], [0]]]


def test_four_inks_become_three_colours():
    image = Image.fromarray(some_pixels(8, 8, 4), "CMYK")
    assert np.array_equal(pixels_of(encoded(image, "TIFF")), np.asarray(image.convert("RGB")))


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "PPM"])
def test_16_bits_of_grey_stay(kind):
    pixels = some_pixels(6, 5, dtype=np.uint16)
    result = pixels_of(encoded(pixels, kind))
    assert result.dtype == np.uint16
    assert np.array_equal(result[:, :, 0], pixels)


@pytest.mark.parametrize(
    "data",
    [
        *(
            png(5, 6, depth=16, colour=colour, data=6 * bytes(1 + 10 * channels))
            for colour, channels in ((2, 3), (4, 2), (6, 4))
        ),
        b"P6 5 6 65535\n" + bytes(180),
        b"P3 1 1 256\n1 2 256\n",
    ],
    ids=["png", "png, grey and transparent", "png, transparent", "ppm", "ppm as text"],
)
def test_colours_of_16_bits_are_reduced_and_it_is_said(data):
    result = decoded(data, AS_IS)
    assert result.pixels.dtype == np.uint8
    assert result.remarks == (DEEP,)


def test_five_bits_a_colour_are_not_sixteen():
    head = struct.pack("<LHHLLllHHLLllLL", 58, 0, 0, 54, 40, 1, 1, 1, 16, 0, 4, 0, 0, 0, 0)
    result = decoded(b"BM" + head + b"\xff\x7f\0\0", AS_IS)
    assert result.pixels.tolist() == [[[255, 255, 255]]]
    assert result.remarks == ()


def test_16_bits_are_resized_as_such():
    data = encoded(np.full((8, 8), 1234, np.uint16))
    assert (pixels_of(data, size=(3, 5)) == 1234).all()
    assert pixels_of(data, size=(3, 5)).dtype == np.uint16


def test_numbers_outside_16_bits_are_cut_off():
    values = np.array([[-5, 0, 7, 70_000]], np.int32)
    result = decoded(encoded(values, "TIFF"), AS_IS)
    assert result.pixels.ravel().tolist() == [0, 0, 7, 65535]
    assert result.remarks == (OUTSIDE,)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([0, 0.5, 1, np.nan], [0, 128, 255, 0]), ([-3, 7.4, 255, np.inf], [0, 7, 255, 255])],
)
def test_decimal_numbers_become_whole(values, expected):
    result = decoded(encoded(np.array([values], np.float32), "TIFF"), AS_IS)
    assert result.pixels.ravel().tolist() == expected
    assert result.remarks == (DECIMAL,)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("held", range(1, 9))
def test_pictures_are_turned_as_the_camera_was_held(kind, held):
    image = Image.fromarray(some_pixels(8, 16, 3))
    options = {"exif": b"Exif\0\0" + exif(held)} if kind != "TIFF" else {"tiffinfo": {274: held}}
    options |= {"lossless": True} if kind == "WEBP" else {}
    data = encoded(image, kind, **options)
    expected = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
    result = pixels_of(data)
    assert np.array_equal(result, expected)
    assert result.shape[:2] == ((16, 8) if held >= 5 else (8, 16))


def test_16_bits_are_turned_too():
    pixels = some_pixels(3, 5, dtype=np.uint16)
    data = encoded(pixels, exif=exif(6))
    assert np.array_equal(pixels_of(data)[:, :, 0], np.rot90(pixels, -1))


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "WEBP", "PNG"])
def test_of_several_frames_the_first_is_read(kind):
    first, second = (Image.new("RGB", (6, 4), colour) for colour in ("red", "blue"))
    options = {"lossless": True} if kind == "WEBP" else {}
    data = encoded(first, kind, save_all=True, append_images=[second, first], **options)
    result = decoded(data, AS_IS)
    assert result.remarks == (ANIMATED,)
    assert np.unique(result.pixels.reshape(-1, 3), axis=0).tolist() == [[255, 0, 0]]


def test_grey_is_the_luma_of_the_colours():
    pixels = some_pixels(16, 16, 3)
    result = decoded(encoded(pixels), Wanted(grey=True))
    wide = pixels.astype(np.uint32) @ np.array([19595, 38470, 7471], np.uint32)
    assert np.array_equal(result.pixels[:, :, 0], (wide + 32768) >> 16)
    assert result.remarks == (TURNED_GREY,)
    assert decoded(encoded(pixels[:, :, 0]), Wanted(grey=True)).remarks == ()


def test_a_size_is_given_and_told():
    result = decoded(encoded(some_pixels(20, 30, 3)), Wanted(size=(4, 6)))
    assert result.pixels.shape == (4, 6, 3)
    assert result.remarks == (RESIZED,)
    same = decoded(encoded(some_pixels(4, 6, 3)), Wanted(size=(4, 6)))
    assert np.array_equal(same.pixels, some_pixels(4, 6, 3))
    assert same.remarks == ()


@pytest.mark.parametrize("framing", ["crop", "pad", "stretch"])
@pytest.mark.parametrize("held", [1, 6])
def test_a_jpeg_decoded_smaller_looks_the_same(framing, held):
    smooth = Image.fromarray(some_pixels(6, 8, 3)).resize((800, 600), Image.Resampling.BICUBIC)
    jpeg = decoded(
        encoded(smooth, "JPEG", quality=95, exif=b"Exif\0\0" + exif(held)),
        Wanted((40, 50), framing),
    )
    whole = decoded(encoded(smooth, exif=exif(held)), Wanted((40, 50), framing))
    difference = jpeg.pixels.astype(int) - whole.pixels
    assert np.abs(difference).mean() < 2


def test_a_picture_too_large_to_keep_its_size_is_not_decoded():
    with pytest.raises(SizeNeeded):
        decoded(png(300, 4), Wanted(largest=256))
    assert decoded(encoded(some_pixels(256, 3)), Wanted(largest=256)).pixels.shape == (256, 3, 1)


def test_large_files_can_be_cancelled_while_they_are_decoded():
    data = encoded(some_pixels(600, 600, 3))
    calls = []

    def check():
        calls.append(1)
        if len(calls) > 20:
            raise Cancelled

    with pytest.raises(Cancelled):
        decoded(data, AS_IS, check)


SOUND = [
    *(encoded(Image.fromarray(some_pixels(9, 7, 3)).convert("RGB"), kind) for kind in FORMATS),
    encoded(some_pixels(5, 4, dtype=np.uint16)),
    encoded(Image.fromarray(some_pixels(5, 4, 4))),
    encoded(some_pixels(8, 8, 3), "JPEG", exif=b"Exif\0\0" + exif(6)),
    encoded(
        Image.new("P", (5, 5)), "GIF", save_all=True, append_images=[Image.new("P", (5, 5), 1)]
    ),
    b"P2 3 2 255\n1 2 3 4 5 6\n",
    b"P5 2 2 300\n" + bytes(8),
]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(SOUND),
    st.sampled_from(HOW),
    st.integers(0, 10_000),
    st.integers(0, 255),
    st.integers(1, 20),
)
def test_a_spoilt_file_is_a_picture_or_left_out(data, how, place, value, length):
    try:
        result = decoded(spoilt(data, how, place, value, length), Wanted(size=(4, 4)))
    except Skipped:
        return
    assert result.pixels.shape[:2] == (4, 4)
    assert result.pixels.shape[2] in (1, 3)
    assert result.pixels.dtype in (np.uint8, np.uint16)

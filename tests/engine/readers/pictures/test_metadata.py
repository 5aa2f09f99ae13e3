import io
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, JpegImagePlugin

from engine.readers.pictures.metadata import check_tiff, jpeg_without_metadata, orientation
from tests.engine.readers.pictures.picture_makers import (
    app1,
    encoded,
    exif,
    some_pixels,
    with_segment,
)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("value", range(1, 9))
def test_orientation_is_found(order, value):
    assert orientation(exif(value, order)) == value
    assert orientation(b"Exif\0\0" + exif(value, order)) == value


@pytest.mark.parametrize(
    "block",
    [b"", b"II", exif(0), exif(9), exif(65535), exif(6)[:20], b"XX" + exif(6)[2:]],
)
def test_without_a_sound_orientation_a_picture_is_upright(block):
    assert orientation(block) == 1


@given(st.binary(max_size=60))
def test_any_bytes_are_an_orientation_or_upright(block):
    assert 1 <= orientation(block) <= 8
    assert 1 <= orientation(b"II*\0\x08\0\0\0" + block) <= 8


def pixels_of(data):
    image = JpegImagePlugin.JpegImageFile(io.BytesIO(data))
    return np.asarray(image), image.info


@settings(max_examples=20)
@given(st.lists(st.sampled_from((0xE1, 0xE2, 0xED, 0xFE)), max_size=4), st.integers(1, 8))
def test_a_jpeg_loses_its_metadata_and_no_pixel(markers, held):
    plain = encoded(some_pixels(9, 11, 3), "JPEG")
    data = with_segment(plain, app1(b"Exif\0\0" + exif(held)))
    for marker in markers:
        data = with_segment(data, bytes((0xFF, marker)) + struct.pack(">H", 7) + b"words")
    bare, found = jpeg_without_metadata(data)
    assert found == held
    assert bytes(bare) == plain
    pixels, info = pixels_of(bare)
    assert np.array_equal(pixels, pixels_of(plain)[0])
    assert "exif" not in info


def test_a_jpeg_without_exif_stays_as_it_is():
    data = encoded(some_pixels(9, 11, 3), "JPEG")
    bare, held = jpeg_without_metadata(data)
    assert bare is data
    assert held == 1


def test_the_marks_by_which_a_jpeg_of_four_colours_is_decoded_stay():
    image = Image.fromarray(some_pixels(8, 8, 4), "CMYK")
    data = encoded(image, "JPEG")
    marked = with_segment(data, app1(b"Exif\0\0" + exif(3)))
    bare, held = jpeg_without_metadata(marked)
    assert held == 3
    assert b"Adobe" in bare
    assert np.array_equal(pixels_of(bare)[0], pixels_of(data)[0])


@given(st.binary(max_size=80), st.integers(0, 40))
def test_any_bytes_after_a_jpeg_mark_are_passed_over(noise, cut):
    data = b"\xff\xd8\xff" + noise[:cut] + b"Exif\0\0" + noise[cut:]
    bare, held = jpeg_without_metadata(data)
    assert len(bare) <= len(data)
    assert 1 <= held <= 8


def test_exif_hidden_behind_other_bytes_does_not_reach_the_decoder():
    plain = encoded(some_pixels(9, 11, 3), "JPEG")
    hidden = with_segment(plain, b"\0\0" + app1(b"Exif\0\0" + exif(6)))
    bare, held = jpeg_without_metadata(hidden)
    assert held == 6
    assert b"Exif" not in bare


def test_sound_tiff_files_pass():
    for options in ({}, {"compression": "tiff_lzw"}, {"description": "words " * 100}):
        check_tiff(encoded(some_pixels(30, 20, 3), "TIFF", **options))


@pytest.mark.parametrize(
    "tags",
    [
        [(700 + i, 1, 900, 8) for i in range(90)],  # 81,000 bytes in a file of 2,000
        [(0x0111, 4, 1 << 24, 8)],
        [(0x0115, 3, 1, 200)],
        [(0x0115, 4, 2, 8)],
        [(0x8769, 4, 1, 8)] * 90,  # lists of tags that lead to themselves
    ],
)
def test_tags_longer_than_the_file_are_refused(tags):
    with pytest.raises(ValueError, match=r"tags|samples"):
        check_tiff(exif(1, "<", *tags) + bytes(900))


@pytest.mark.parametrize(
    "data", [b"", b"II*\0", b"II*\0\xff\xff\xff\x7f", b"II*\0\x08\0\0\0\xff\xff"]
)
def test_tags_that_are_not_there_are_refused(data):
    with pytest.raises((ValueError, struct.error, KeyError)):
        check_tiff(data)

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from engine.errors import Cancelled
from engine.readers.pictures import files as picture_files
from engine.readers.pictures.files import picture_format, with_picture
from engine.readers.pictures.refusals import (
    DAMAGED,
    NO_PICTURE,
    NO_ROOM,
    TOO_EMPTY,
    TOO_LARGE,
    Skipped,
)
from tests.engine.readers.pictures.picture_makers import (
    FORMATS,
    app1,
    chunk,
    encoded,
    exif,
    mended_png,
    png,
    some_pixels,
    with_segment,
)


def go_on():
    pass


def loaded(data):
    return with_picture(data, go_on, lambda picture: np.asarray(picture.image))


def reason(data):
    with pytest.raises(Skipped) as caught:
        loaded(data)
    return caught.value.reason


@pytest.mark.parametrize("kind", FORMATS)
def test_formats_are_known_by_content(kind):
    data = encoded(Image.fromarray(some_pixels(5, 4, 3)), kind)
    assert picture_format(data[:16]) == kind
    assert with_picture(data, go_on, lambda picture: picture.size) == (5, 4)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"words",
        b"P5",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"8BPS\0\1" + bytes(40),
        b"SIMPLE  =                    T",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        b"icns" + bytes(40),
        b"\xabKTX 11\xbb\r\n\x1a\n",
        b"BLP2" + bytes(40),
        b"\0\0\0\x0cjP  \r\n\x87\n",
    ],
)
def test_other_files_are_no_pictures(data):
    assert reason(data) == NO_PICTURE
    assert picture_format(data) == ""


@pytest.mark.parametrize("size", [(30_000, 30_000), (12_000, 12_000), (2**31 - 1, 2**31 - 1)])
def test_too_many_pixels_are_refused_by_the_head(size):
    assert reason(png(*size)) == TOO_LARGE
    bmp = b"BM" + bytes(8) + struct.pack("<LLllHHLLllLL", 54, 40, *size, 1, 24, *[0] * 6)
    assert reason(bmp) == TOO_LARGE
    assert reason(b"P6 %d %d 255\n" % size) in (TOO_LARGE, DAMAGED)
    tags = [(256, 4, 1, size[0]), (257, 4, 1, size[1]), (258, 3, 1, 8), (262, 3, 1, 1)]
    assert reason(exif(1, "<", *tags, (273, 4, 1, 8), (279, 4, 1, 8))) == TOO_LARGE
    with pytest.raises(Skipped) as caught:
        loaded(png(*size))
    assert caught.value.numbers == f"{size[0]:,} × {size[1]:,} pixels: "


LONG = chunk(b"juNk", bytes(8_000))


def test_the_largest_picture_is_let_in_and_the_next_is_not():
    largest = png(8_000, 8_000, LONG)
    assert with_picture(largest, go_on, lambda picture: picture.size) == (8_000, 8_000)
    assert reason(png(8_000, 8_001, LONG)) == TOO_LARGE


def test_a_drawing_of_a_single_colour_may_be_large():
    drawing = encoded(Image.new("1", (8_000, 8_000)))
    assert len(drawing) < 9_000
    assert with_picture(drawing, go_on, lambda picture: picture.size) == (8_000, 8_000)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_that_claims_more_than_its_bytes_can_hold_is_not_decoded(kind):
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    at, size = {
        "GIF": (6, struct.pack("<HH", 60_000, 1_000)),
        "WEBP": (24, struct.pack("<L", 16_382)[:3] + struct.pack("<L", 3_899)[:3]),
        "PNG": (16, struct.pack(">LL", 60_000, 1_000)),
    }[kind]
    data = data[:at] + size + data[at + len(size) :]
    assert reason(mended_png(data) if kind == "PNG" else data) == TOO_EMPTY


def test_a_row_of_millions_of_pixels_is_refused():
    # A BMP file may skip 255 rows in 4 bytes.
    rle = struct.pack("<LLllHHLLllLL", 54, 40, 60_000_000, 1, 1, 8, 1, *[0] * 5)
    assert reason(b"BM" + bytes(8) + rle + bytes(1024) + b"\0\2\xff\xff") == TOO_LARGE


def test_a_gif_whose_frame_is_larger_than_its_screen_counts_by_its_frame():
    gif = bytearray(encoded(Image.new("P", (4, 4)), "GIF"))
    at = gif.index(b",")
    gif[at + 5 : at + 9] = struct.pack("<HH", 65_535, 2_000)
    assert reason(bytes(gif)) == TOO_LARGE


def test_no_memory_is_asked_for_that_is_not_there(monkeypatch):
    monkeypatch.setattr(picture_files, "usable_memory", lambda: 1000)
    assert reason(png(3_000, 3_000, LONG)) == NO_ROOM
    assert loaded(encoded(some_pixels(20, 20))).shape == (20, 20)


@pytest.mark.parametrize("kind", FORMATS)
def test_cut_files_are_damaged(kind):
    data = encoded(Image.fromarray(some_pixels(64, 64, 3)), kind)
    for length in (len(data) // 2, len(data) * 9 // 10):
        assert reason(data[:length]) == DAMAGED


@pytest.mark.parametrize(
    "data",
    [
        png(0, 0),
        png(4, 4, data=b"\0"),
        b"P5 -5 100000000000000000000 255\n",
        b"P5 0 5 255\n",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"GIF89a",
        b"II*\0" + bytes(9),
        b"BM" + bytes(60),
        b"RIFF\x20\0\0\0WEBPVP8 " + bytes(40),
    ],
)
def test_broken_heads_are_damage(data):
    assert reason(data) == DAMAGED


def test_a_wrong_checksum_is_damage():
    data = bytearray(encoded(some_pixels(8, 8)))
    data[20] ^= 1
    assert reason(bytes(data)) == DAMAGED


@pytest.mark.parametrize("kind", [b"zTXt", b"iCCP", b"iTXt"])
def test_texts_and_profiles_that_grow_are_damage(kind):
    bomb = zlib.compress(bytes(16 << 20))
    head = b"x\0\1\0\0\0" if kind == b"iTXt" else b"x\0\0"
    data = png(4, 4, chunk(kind, head + bomb), data=bytes(20))
    assert reason(data) == DAMAGED


def test_tags_that_name_one_part_a_thousand_times_are_damage():
    tags = [(1000 + i, 7, 500_000, 8) for i in range(3000)]
    assert reason(exif(1, "<", *tags) + bytes(500_000)) == DAMAGED


def test_exif_of_a_jpeg_is_not_unpacked():
    tags = [(1000 + i, 7, 40_000, 8) for i in range(1000)]
    block = exif(6, "<", *tags)
    data = with_segment(encoded(some_pixels(8, 4, 3), "JPEG"), app1(b"Exif\0\0" + block))
    picture = with_picture(data, go_on, lambda picture: picture)
    assert picture.orientation == 6
    assert picture.size == (4, 8)
    assert "exif" not in picture.image.info


def test_decoders_do_not_warn(recwarn):
    frames = {"save_all": True, "append_images": [Image.new("L", (5, 4), 9)]}
    animated = encoded(Image.new("L", (5, 4)), **frames)
    at = animated.index(b"acTL") - 4
    twice = animated[:at] + chunk(b"acTL", bytes(8)) + animated[at:]
    assert loaded(twice).shape == (4, 5)
    tiff = encoded(some_pixels(5, 4), "TIFF", tiffinfo={305: "x" * 40})
    pointer = tiff.index(struct.pack("<HHL", 305, 2, 41)) + 8
    assert loaded(tiff[:pointer] + b"\xff\xff\0\0" + tiff[pointer + 4 :]).shape == (5, 4)
    assert not recwarn.list


def test_being_cancelled_is_no_damage():
    data = encoded(some_pixels(400, 400))

    def stop():
        raise Cancelled

    with pytest.raises(Cancelled):
        with_picture(data, stop, lambda picture: picture.image.load())


def test_running_out_of_memory_is_no_damage():
    def use(picture):
        raise MemoryError

    with pytest.raises(Skipped) as caught:
        with_picture(png(1, 1), go_on, use)
    assert caught.value.reason == NO_ROOM

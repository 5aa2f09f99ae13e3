"""Picture files that are damaged or hostile, or not what they are called."""

from __future__ import annotations

import struct
from functools import cache

import pytest
from PIL import Image

from tests.engine.readers.bad_files.frame import opened, put, refused
from tests.engine.readers.bad_files.spoilt_bytes import packed_zeros
from tests.engine.readers.pictures.picture_makers import (
    FORMATS,
    chunk,
    encoded,
    exif,
    png,
    some_pixels,
)

GOOD = encoded(some_pixels(6, 5, 3))
WORDS = b"not a picture at all"
SVG = (
    b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    b'<svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>'
)
MOST = 2**31 - 1


def bitmap(width, height):
    header = struct.pack("<LllHHLLllLL", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<LHHL", 54 + len(header), 0, 0, 54) + header + bytes(60)


def wrong_checksum():
    at = GOOD.index(b"IDAT") + 10
    return GOOD[:at] + bytes([GOOD[at] ^ 1]) + GOOD[at + 1 :]


def half(kind):
    data = encoded(some_pixels(60, 50, 3), kind)
    return data[: len(data) // 2]


def foreign(kind, mode="RGB"):
    """What makes a sound picture in a format that nobody has pictures to cluster in."""
    return cache(lambda: encoded(Image.fromarray(some_pixels(32, 32, 3)).convert(mode), kind))


TOO_LARGE = "over the 64-megapixel limit"
DAMAGED = "is damaged"
NO_PICTURE = "is no picture"
UNKNOWN = "a kind of file that cannot be opened"

# What is done, the file, how it is refused alone, and why it is left out of a folder.
BAD = {
    "30,000 by 30,000 pixels": (png(30_000, 30_000), f"30,000 × 30,000.*{TOO_LARGE}", TOO_LARGE),
    "as many pixels as can be written": (png(MOST, MOST), TOO_LARGE, TOO_LARGE),
    "no pixels": (png(0, 0), DAMAGED, DAMAGED),
    "a small file of 144 megapixels": (
        lambda: png(12_000, 12_000, chunk(b"IDAT", packed_zeros(256))),
        TOO_LARGE,
        TOO_LARGE,
    ),
    "a wrong checksum": (wrong_checksum(), DAMAGED, DAMAGED),
    **{f"half of a {kind} file": (half(kind), DAMAGED, DAMAGED) for kind in FORMATS},
    "a jpeg without its last bytes": (
        encoded(some_pixels(60, 50, 3), "JPEG")[:-20],
        DAMAGED,
        DAMAGED,
    ),
    "words": (WORDS, UNKNOWN, NO_PICTURE),
    "nothing": (b"", "the file is empty", NO_PICTURE),
    "a text that unpacks to 256 MB": (
        lambda: png(1, 1, chunk(b"zTXt", b"k\0\0" + packed_zeros(256)), data=bytes(2)),
        DAMAGED,
        DAMAGED,
    ),
    "an international text that unpacks to 256 MB": (
        lambda: png(1, 1, chunk(b"iTXt", b"k\0\1\0\0\0" + packed_zeros(256)), data=bytes(2)),
        DAMAGED,
        DAMAGED,
    ),
    "a colour profile that unpacks to 256 MB": (
        lambda: png(1, 1, chunk(b"iCCP", b"k\0\0" + packed_zeros(256)), data=bytes(2)),
        DAMAGED,
        DAMAGED,
    ),
    "a drawing with an external entity": (SVG, UNKNOWN, NO_PICTURE),
    "a bitmap of too many pixels": (bitmap(MOST, MOST), TOO_LARGE, TOO_LARGE),
    "a tiff of too many pixels": (
        exif(1, "<", (256, 4, 1, MOST), (257, 4, 1, MOST)),
        DAMAGED,
        DAMAGED,
    ),
    "a tiff whose tags lie nowhere": (b"II*\0" + struct.pack("<L", MOST), DAMAGED, DAMAGED),
    "a width below zero": (b"P5 -5 5 255\n" + bytes(25), DAMAGED, DAMAGED),
    "a height of twenty-one digits": (b"P5 5 1" + b"0" * 20 + b" 255\n", DAMAGED, DAMAGED),
    "both at once": (b"P5 -5 1" + b"0" * 20 + b" 255\n", DAMAGED, DAMAGED),
    "a Photoshop file": (b"8BPS\0\1" + bytes(500), UNKNOWN, NO_PICTURE),
    "a FITS file": (b"SIMPLE  =                    T" + bytes(2850), UNKNOWN, NO_PICTURE),
    "a KTX texture": (b"\xabKTX 11\xbb\r\n\x1a\n" + bytes(500), UNKNOWN, NO_PICTURE),
    "an FLI animation": (struct.pack("<LH", 500, 0xAF11) + bytes(494), UNKNOWN, NO_PICTURE),
    "an EPS file": (foreign("EPS"), UNKNOWN, NO_PICTURE),
    "an ICNS file": (foreign("ICNS"), UNKNOWN, NO_PICTURE),
    "an icon": (foreign("ICO"), UNKNOWN, NO_PICTURE),
    "a BLP texture": (foreign("BLP", "P"), UNKNOWN, NO_PICTURE),
    "a DDS texture": (foreign("DDS"), UNKNOWN, NO_PICTURE),
    "a Targa file": (foreign("TGA"), UNKNOWN, NO_PICTURE),
    "a PCX file": (foreign("PCX"), UNKNOWN, NO_PICTURE),
    "an SGI file": (foreign("SGI"), UNKNOWN, NO_PICTURE),
    "a PDF file": (foreign("PDF"), UNKNOWN, NO_PICTURE),
}


@pytest.fixture(params=BAD, ids=list(BAD))
def bad(request):
    data, alone, among_others = BAD[request.param]
    return data() if callable(data) else data, alone, among_others


def test_alone_it_is_refused(tmp_path, bad):
    data, alone, _ = bad
    refused(put(tmp_path, "photo.png", data), says=alone)


def test_among_others_it_is_left_out_and_counted(tmp_path, bad):
    data, _, among_others = bad
    put(tmp_path, "set/good.png", GOOD)
    for name in ("photo.png", "photo2.png"):
        put(tmp_path, f"set/{name}", data)
    why = among_others.replace("is ", "are ").replace("no picture", "no pictures")
    note = rf"^2 files .*{why} \(photo\.png, …\); left out$"
    images = opened(tmp_path / "set", notes=[note])
    assert images.names == ("good.png",)
    assert images.pixels.tolist() == [some_pixels(6, 5, 3).tolist()]

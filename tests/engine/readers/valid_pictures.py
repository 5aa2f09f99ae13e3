"""Small valid picture files of every format and of many kinds, to be spoilt."""

import struct

import numpy as np
from PIL import Image

from tests.engine.readers.mutations import Seed
from tests.engine.readers.pictures.picture_makers import encoded, exif, some_pixels

GREY, COLOUR = some_pixels(6, 5), some_pixels(6, 5, 3)


def png():
    image = Image.fromarray(COLOUR)
    palette = image.quantize(8)
    return _each(
        encoded(GREY, "PNG"),
        encoded(COLOUR, "PNG", exif=exif(6), dpi=(72, 72)),
        encoded(some_pixels(6, 5, dtype=np.uint16), "PNG"),
        encoded(palette, "PNG", transparency=bytes(range(8))),
        encoded(image.convert("1"), "PNG"),
        encoded(image.convert("RGBA"), "PNG", save_all=True, append_images=[image.rotate(90)]),
        encoded(image.convert("LA"), "PNG", icc_profile=bytes(200)),
    )


def jpeg():
    image = Image.fromarray(COLOUR)
    return _each(
        encoded(GREY, "JPEG"),
        encoded(COLOUR, "JPEG", exif=exif(6), comment=b"a comment"),
        encoded(some_pixels(40, 30, 3), "JPEG", progressive=True, subsampling=2),
        encoded(image.convert("CMYK"), "JPEG", restart_marker_blocks=1, icc_profile=bytes(200)),
        encoded(image, "MPO", save_all=True, append_images=[image]),
    )


def bmp():
    image = Image.fromarray(COLOUR)
    kinds = ("1", "L", "P", "RGB", "RGBA")
    return _each(*(encoded(image.convert(kind), "BMP") for kind in kinds), _run_length_bmp())


def _run_length_bmp():
    """4 by 4 pixels of 8 bits, each line a run or as it is."""
    lines = b"\x04\1\0\0" + b"\0\4\1\2\3\0\0\0" + b"\2\0\2\1\0\0" + b"\4\2\0\1"
    palette = bytes(range(16))
    offset = 14 + 40 + len(palette)
    info = struct.pack("<LllHHLLllLL", 40, 4, 4, 1, 8, 1, len(lines), 0, 0, 4, 0)
    return struct.pack("<2sLLL", b"BM", offset + len(lines), 0, offset) + info + palette + lines


def gif():
    image = Image.fromarray(COLOUR)
    frames = [image.rotate(90), image.rotate(180)]
    return _each(
        encoded(GREY, "GIF"),
        encoded(image, "GIF", transparency=3, comment=b"a comment"),
        encoded(image, "GIF", save_all=True, append_images=frames, duration=50, disposal=2),
        encoded(image.quantize(8), "GIF", interlace=1),
    )


def tiff():
    image = Image.fromarray(COLOUR)
    packings = (None, "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg")
    others = [image.convert(kind) for kind in ("1", "P", "RGBA", "CMYK", "I", "F", "LAB")]
    return _each(
        *(encoded(COLOUR, "TIFF", compression=packing) for packing in packings),
        *(encoded(other, "TIFF") for other in others),
        encoded(image.convert("1"), "TIFF", compression="group4"),
        encoded(some_pixels(6, 5, dtype=np.uint16), "TIFF", compression="tiff_lzw"),
        encoded(COLOUR, "TIFF", save_all=True, append_images=[image], tiffinfo={274: 6}),
    )


def webp():
    image = Image.fromarray(COLOUR)
    frames = [image.rotate(90), image.rotate(180)]
    return _each(
        encoded(COLOUR, "WEBP", lossless=True, exact=True),
        encoded(COLOUR, "WEBP", exif=exif(6), icc_profile=bytes(200)),
        encoded(image.convert("RGBA"), "WEBP", lossless=True),
        encoded(image, "WEBP", save_all=True, append_images=frames),
    )


def ppm():
    numbers = " ".join(map(str, range(12)))
    return _each(
        encoded(GREY, "PPM"),
        encoded(COLOUR, "PPM"),
        encoded(some_pixels(6, 5, dtype=np.uint16), "PPM"),
        encoded(Image.fromarray(COLOUR).convert("1"), "PPM"),
        f"P3\n# a comment\n2 2\n11\n{numbers}\n".encode(),
        b"P2\n3 4 15\n" + numbers.encode(),
        b"P1\n3 2\n1 0 1\n011",
    )


def folder_of_pictures():
    names = ("cat/1.png", "cat/2.png", "dog/1.png", "dog/notes.txt")
    return [Seed(dict.fromkeys(names, encoded(GREY, "PNG")))]


def _each(*files):
    """Every file alone."""
    return [Seed({"picture": data}, "picture") for data in files]


PICTURES = {
    "PNG": png,
    "JPEG": jpeg,
    "BMP": bmp,
    "GIF": gif,
    "TIFF": tiff,
    "WebP": webp,
    "PPM": ppm,
    "pictures in a folder": folder_of_pictures,
}
"""What makes the seeds of each format."""

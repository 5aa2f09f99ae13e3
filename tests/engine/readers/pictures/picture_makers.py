"""Picture files made by hand or by Pillow, and bytes that spoil them."""

import io
import struct
import zlib

import numpy as np
from PIL import Image

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "PPM")


def some_pixels(*shape, seed=0, dtype=np.uint8):
    return np.random.default_rng(seed).integers(0, np.iinfo(dtype).max + 1, shape, dtype=dtype)


def encoded(image, kind="PNG", **options):
    """The file of an image or of an array (h, w), (h, w, 3)."""
    if isinstance(image, np.ndarray):
        image = Image.fromarray(image)
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def lossless(image, kind):
    """A file of one of `FORMATS` from which the same pixels come back, but for JPEG and GIF."""
    return encoded(image, kind, **({"lossless": True, "exact": True} if kind == "WEBP" else {}))


def chunk(kind, data):
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def png(width, height, *chunks, depth=8, colour=0, data=None):
    """A PNG file by hand; without `data` there are no pixels in it."""
    header = struct.pack(">LLBBBBB", width, height, depth, colour, 0, 0, 0)
    body = [chunk(b"IDAT", zlib.compress(data or b""))]
    parts = (b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", header), *chunks, *body, chunk(b"IEND", b""))
    return b"".join(parts)


def exif(orientation, order="<", *tags):
    """An EXIF block, or a TIFF file without pixels."""
    entries = [(0x0112, 3, 1, orientation), *tags]
    head = b"II*\0" if order == "<" else b"MM\0*"
    block = head + struct.pack(order + "LH", 8, len(entries))
    for tag, kind, count, value in entries:
        short = kind == 3 and count == 1
        body = struct.pack(order + "HH", value, 0) if short else struct.pack(order + "L", value)
        block += struct.pack(order + "HHL", tag, kind, count) + body
    return block + bytes(4)


def app1(data):
    return b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data


def with_segment(jpeg, segment):
    """A JPEG file with a further segment at its beginning."""
    return jpeg[:2] + segment + jpeg[2:]


def mended_png(data):
    """A PNG file with the checksum of each chunk made right."""
    parts, at = [data[:8]], 8
    while at + 12 <= len(data):
        end = at + 8 + int.from_bytes(data[at : at + 4], "big")
        if end + 4 > len(data):
            break
        parts += [data[at:end], struct.pack(">L", zlib.crc32(data[at + 4 : end]))]
        at = end + 4
    return b"".join([*parts, data[at:]])

"""What picture files say besides their pixels: only how the camera was held is wanted.

Everything else is kept from the decoder: texts, thumbnails and colour profiles may hold more bytes
than the picture, and a list of tags may name the same megabyte ten thousand times.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

_ORIENTATION = 0x0112
_SAMPLES = 0x0115
_FURTHER_TAGS = (0x8769, 0x8825, 0xA005)  # camera, place and their kin: lists of their own
_TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_TYPE_BYTES[16] = 8  # not of classic TIFF, but the decoder takes it
_BYTE_TYPES = (1, 2, 7)  # left as they are; the others become a Python number each
_MAX_TAGS = 4096
_MAX_NUMBERS = 1 << 22  # bytes: two numbers for every row of the highest picture are 0.5 MB
_MAX_SAMPLES = 6  # colours and transparency of a pixel
_MAX_DEPTH = 3

_EXIF = b"Exif\0\0"
_START_OF_SCAN = 0xDA
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xDA)}
_METADATA = {*range(0xE1, 0xEE), 0xEF, 0xFE}  # APP0 and APP14 tell how to decode, and stay


class _Tag(NamedTuple):
    tag: int
    type: int
    length: int
    value: int  # the number itself, or where its bytes lie


def _byte_order(data: bytes | bytearray) -> str:
    return {b"II": "<", b"MM": ">"}[bytes(data[:2])]


def _tags(data: bytes | bytearray, offset: int, order: str) -> Iterator[_Tag]:
    (count,) = struct.unpack_from(order + "H", data, offset)
    if count > _MAX_TAGS:
        raise ValueError(f"{count} tags")
    for start in range(offset + 2, offset + 2 + 12 * count, 12):
        tag, kind, length, value = struct.unpack_from(order + "HHLL", data, start)
        if kind == 3 and length == 1:
            (value,) = struct.unpack_from(order + "H", data, start + 8)
        elif kind == 1 and length == 1:
            value = data[start + 8]
        yield _Tag(tag, kind, length, value)


def orientation(exif: bytes | bytearray) -> int:
    """Return the orientation, 1 to 8, that an EXIF block tells; 1, upright, where it does not.

    Parameters
    ----------
    exif : bytes
        Starting with the byte order, as a TIFF file does; maybe after ``Exif`` and two zeros.
    """
    exif = exif.removeprefix(_EXIF)
    try:
        order = _byte_order(exif)
        (start,) = struct.unpack_from(order + "L", exif, 4)
        for tag in _tags(exif, start, order):
            if tag.tag == _ORIENTATION and tag.length == 1 and 1 <= tag.value <= 8:
                return tag.value
    except (struct.error, KeyError, ValueError, IndexError):
        return 1
    return 1


def check_tiff(data: bytes | bytearray) -> None:
    """Raise a `ValueError` on a TIFF file whose tags would take far more memory than they have.

    Tags of a sound file share no bytes, so they are not longer than the file in all. That is
    asked of the first page and of the lists of tags it refers to: no more is read of the file.

    Raises
    ------
    ValueError, struct.error, KeyError, IndexError
        If the tags are not those of a sound file.
    """
    order = _byte_order(data)
    (start,) = struct.unpack_from(order + "L", data, 4)
    offsets, n_bytes, n_numbers = [(start, 1)], 0, 0
    for offset, depth in offsets:
        for tag in _tags(data, offset, order):
            size = tag.length * _TYPE_BYTES.get(tag.type, 0)
            n_bytes += size if size > 4 else 0
            n_numbers += 0 if tag.type in _BYTE_TYPES else size
            if tag.tag == _SAMPLES and not (
                tag.type in (1, 3, 4) and tag.length == 1 and tag.value <= _MAX_SAMPLES
            ):
                raise ValueError("samples in a pixel")
            if tag.tag in _FURTHER_TAGS and depth < _MAX_DEPTH:
                offsets.append((tag.value, depth + 1))
        if n_bytes > len(data) or n_numbers > _MAX_NUMBERS or len(offsets) > _MAX_TAGS:
            raise ValueError("tags longer than the file")


def jpeg_without_metadata(data: bytes | bytearray) -> tuple[bytes | bytearray, int]:
    """Return a JPEG file without texts, thumbnails and profiles, and its orientation, 1 to 8.

    Bytes between the segments of its head are left out too, as decoders pass over them.
    """
    if data.find(_EXIF) < 0:
        return data, 1
    kept, held, position = bytearray(data[:2]), 1, 2
    while (position := data.find(0xFF, position)) >= 0 and position + 4 <= len(data):
        marker = data[position + 1]
        if marker == _START_OF_SCAN:
            return kept + data[position:], held
        if marker in (0x00, 0xFF) or marker in _WITHOUT_LENGTH or marker < 0xC0:
            position += 1 if marker == 0xFF else 2
            continue
        end = position + 2 + int.from_bytes(data[position + 2 : position + 4], "big")
        if marker == 0xE1 and data.startswith(_EXIF, position + 4) and held == 1:
            held = orientation(data[position + 4 : end])
        if marker not in _METADATA:
            kept += data[position:end]
        position = max(end, position + 2)
    return kept, held

"""One picture file to an array: colours, transparency, depth, orientation and size.

====================== ========================================================================
mode of the file        pixels
====================== ========================================================================
1, L                    grey, 0 to 255
LA, La                  grey, laid over white
P, PA                   colours of the palette, laid over white where it is transparent
RGB, RGBX               as they are; laid over white where one colour counts as transparent
RGBA, RGBa              laid over white
CMYK, YCbCr, LAB, HSV   converted to RGB as Pillow does, without a colour profile
RGB, LA of 16 bits      the upper 8 bits of each number
I;16, I;16L, I;16B      grey, 0 to 65,535
I                       grey, 0 to 65,535; what lies outside becomes the nearer end
F                       grey, 0 to 255, from 0 to 1 if no value is greater, else from 0 to 255;
                        what lies outside becomes the nearer end, what is no number 0
====================== ========================================================================

A colour ``c`` of opacity ``a`` over white is ``(c * a + 255 * (255 - a) + 127) // 255``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile

from engine.readers.pictures.files import Opened, with_picture
from engine.readers.pictures.framing import framed, framed_array, shrinkage

Remark = tuple[str, str, str]
"""What is to be told of a picture: said of one, of several, and what was done."""

Pixels = NDArray[np.uint8] | NDArray[np.uint16]

DRAFT = 2.0  # times the size wanted that a JPEG picture keeps when it is decoded smaller

ANIMATED = ("has further frames or pages", "have further frames or pages", "only the first is read")
OUTSIDE = ("has values outside 0 to 65,535", "have values outside 0 to 65,535", "cut off")
RESIZED = ("had another size", "had other sizes", "resized")
TURNED_GREY = ("was coloured", "were coloured", "turned grey")
DEEP = ("has colours of over 8 bits", "have colours of over 8 bits", "reduced to 8 bits")
DECIMAL = ("has decimal numbers", "have decimal numbers", "made whole, 0 to 255")

_DEEP = re.compile(r";16[BLN]\Z")  # "BGR;16" are three colours in 16 bits
_GREY = ("1", "L", "LA", "La")
_TRANSPARENT = ("LA", "La", "PA", "RGBA", "RGBa")

_TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class SizeNeeded(Exception):
    """Raised where a picture cannot keep its size, and none was wanted instead."""


class Wanted(NamedTuple):
    """What pictures are to become.

    Attributes
    ----------
    size : (int, int) or None
        Height and width in pixels; None keeps each picture's own.
    framing : {"crop", "pad", "stretch"}
        How they get it.
    grey : bool
        One channel instead of three.
    largest : int or None
        Longest side that may keep its size.
    """

    size: tuple[int, int] | None = None
    framing: str = "crop"
    grey: bool = False
    largest: int | None = None


class Decoded(NamedTuple):
    """A picture.

    Attributes
    ----------
    pixels : ndarray of shape (h, w, 1 or 3), uint8; or (h, w, 1), uint16
        As the table above says.
    remarks : tuple of Remark
        What is to be told of it.
    """

    pixels: Pixels
    remarks: tuple[Remark, ...] = ()


def decoded(
    data: bytes | bytearray, wanted: Wanted, check: Callable[[], None] = lambda: None
) -> Decoded:
    """Return the picture in a file.

    Parameters
    ----------
    data : bytes
        The whole file.
    wanted : Wanted
        What it is to become.
    check : callable
        Asked, by raising `engine.errors.Cancelled`, whether to go on.

    Raises
    ------
    engine.readers.pictures.refusals.Skipped
        If it is no picture, damaged or too large.
    SizeNeeded
        If it is larger than ``wanted.largest``.
    Cancelled
        If `check` raised it.
    """
    result = with_picture(data, check, lambda picture: _decoded(picture, wanted))
    if result is None:
        raise SizeNeeded
    return result


def _decoded(picture: Opened, wanted: Wanted) -> Decoded | None:
    image: Image.Image = picture.image
    remarks: tuple[Remark, ...] = (ANIMATED,) if picture.animated else ()
    if wanted.size is None:
        if wanted.largest is not None and max(image.size) > wanted.largest:
            return None
    elif wanted.size != picture.size:
        remarks += (RESIZED,)
        if picture.image.format == "JPEG":
            _draft(picture, wanted.size, wanted.framing)
    if _is_reduced(picture.image):
        remarks += (DEEP,)
    image.load()
    if picture.orientation > 1:
        image = image.transpose(_TURNED[picture.orientation])
    if image.mode[0] in "IF":
        numbers, further = _numbers(image)
        if wanted.size is not None:
            numbers = framed_array(numbers, wanted.size, wanted.framing)
        return Decoded(numbers, remarks + further)
    image = on_white(image)
    if wanted.grey and image.mode == "RGB":
        image = image.convert("L")
        remarks += (TURNED_GREY,)
    if wanted.size is not None:
        image = framed(image, wanted.size, wanted.framing)
    pixels = np.frombuffer(image.tobytes(), dtype=np.uint8)
    return Decoded(pixels.reshape(image.height, image.width, -1), remarks)


def _draft(picture: Opened, size: tuple[int, int], framing: str) -> None:
    """Have a JPEG decoded in a half, a quarter or an eighth, but not below `DRAFT` times `size`."""
    height, width = picture.size
    shrink = shrinkage(width, height, size, framing) / DRAFT
    if shrink >= 2:
        image = picture.image
        image.draft(None, (max(1, int(image.width / shrink)), max(1, int(image.height / shrink))))


def _is_reduced(image: ImageFile.ImageFile) -> bool:
    """Return whether the decoder of a picture drops bits of its colours."""
    if image.mode[0] in "IF" or not image.tile:
        return False
    codec, *_, arguments = image.tile[0]
    mode, *numbers = arguments if isinstance(arguments, tuple) else (arguments,)
    if codec.startswith("ppm"):
        return any(number > 255 for number in numbers)
    return isinstance(mode, str) and _DEEP.search(mode) is not None


def on_white(image: Image.Image) -> Image.Image:
    """Return a picture of mode ``L`` or ``RGB``: grey or coloured, opaque."""
    is_transparent = image.mode in _TRANSPARENT or "transparency" in image.info
    is_grey = image.mode in _GREY
    if not is_transparent:
        return image if image.mode in ("L", "RGB") else image.convert("L" if is_grey else "RGB")
    whole = image.convert("LA" if is_grey else "RGBA")
    if is_grey:
        paper = Image.new("L", whole.size, 255)
        paper.paste(whole.getchannel("L"), (0, 0), whole.getchannel("A"))
    else:
        paper = Image.new("RGB", whole.size, (255, 255, 255))
        paper.paste(whole, (0, 0), whole)
    return paper


def _numbers(image: Image.Image) -> tuple[Pixels, tuple[Remark, ...]]:
    """Return what a picture of more than 8 bits becomes, and what there is to tell."""
    values: NDArray[Any] = np.asarray(image)[:, :, np.newaxis]
    if image.mode == "F":
        values = np.nan_to_num(values, nan=0, posinf=255, neginf=0)
        scale = 255 if values.max() <= 1 else 1
        return np.clip(np.rint(values * scale), 0, 255).astype(np.uint8), (DECIMAL,)
    if image.mode == "I" and (values.min() < 0 or values.max() > 65535):
        return np.clip(values, 0, 65535).astype(np.uint16), (OUTSIDE,)
    return values.astype(np.uint16), ()

"""One size for pictures of any: the middle is cut out, borders are added, or they are distorted.

Pictures are resampled with Lanczos' windowed sinc, three lobes wide; Pillow stretches the filter
over all pixels that fall on a new one. Those more than `GAP` times too large are first averaged
over whole blocks of pixels, which no eye can tell and is many times as fast.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

GAP = 3.0
WHITE = 255


def shrinkage(width: int, height: int, size: tuple[int, int], framing: str) -> float:
    """Return how many pixels of a picture fall on one, along the side that shrinks least.

    Parameters
    ----------
    width, height : int
        Of the picture, in pixels.
    size : (int, int)
        Height and width it is to get.
    framing : {"crop", "pad", "stretch"}
        How it gets them.
    """
    across, down = width / size[1], height / size[0]
    return max(across, down) if framing == "pad" else min(across, down)


def framed(image: Image.Image, size: tuple[int, int], framing: str) -> Image.Image:
    """Return a picture in the size wanted; itself if that is its own.

    Parameters
    ----------
    image : Image
        Of mode ``L``, ``RGB`` or ``F``.
    size : (int, int)
        Height and width in pixels.
    framing : {"crop", "pad", "stretch"}
        Cut the largest rectangle of these proportions out of the middle; add white borders, 255,
        left and right or above and below; or take the whole, whatever its proportions.
    """
    height, width = size
    if image.size == (width, height):
        return image
    if framing == "pad":
        left, top, across, down = _inside(*image.size, size)
        white = (WHITE, WHITE, WHITE) if image.mode == "RGB" else WHITE
        whole = Image.new(image.mode, (width, height), white)
        whole.paste(framed(image, (down, across), "stretch"), (left, top))
        return whole
    left, top, across, down = 0, 0, *image.size
    if framing == "crop":
        scale = shrinkage(across, down, size, framing)
        across = min(across, max(1, round(width * scale)))
        down = min(down, max(1, round(height * scale)))
        left, top = (image.width - across) // 2, (image.height - down) // 2
    box = (left, top, left + across, top + down)
    if (across, down) == (width, height):
        return image.crop(box)
    return image.resize((width, height), Image.Resampling.LANCZOS, box, reducing_gap=GAP)


def framed_array(pixels: NDArray[Any], size: tuple[int, int], framing: str) -> NDArray[Any]:
    """Return one picture in the size wanted; itself if that is its own.

    Parameters
    ----------
    pixels : ndarray of shape (h, w, 1 or 3), uint8, uint16 or float32
        The picture.
    size : (int, int)
        Height and width in pixels.
    framing : {"crop", "pad", "stretch"}
        As for `framed`.

    Returns
    -------
    ndarray of shape (*size, 1 or 3), of the same type
        Whole numbers are rounded. Lanczos' filter overshoots at edges: what leaves the range of
        uint8, or that of the values of a picture of another type, becomes its nearer end. Borders
        are white: the largest whole number; of decimal numbers 1 where none is greater, else 255,
        else the greatest.
    """
    if pixels.shape[:2] == size:
        return pixels
    n_channels = pixels.shape[2]
    if framing == "pad":
        left, top, across, down = _inside(pixels.shape[1], pixels.shape[0], size)
        whole = np.full((*size, n_channels), _white(pixels), dtype=pixels.dtype)
        inner = framed_array(pixels, (down, across), "stretch")
        whole[top : top + down, left : left + across] = inner
        return whole
    if pixels.dtype == np.uint8:
        image = Image.fromarray(pixels if n_channels == 3 else pixels[:, :, 0])
        return np.asarray(framed(image, size, framing)).reshape(*size, -1)
    result = np.empty((*size, n_channels), dtype=np.float32)
    for channel in range(n_channels):
        image = Image.fromarray(pixels[:, :, channel].astype(np.float32))
        result[:, :, channel] = np.asarray(framed(image, size, framing))
    low, high = float(pixels.min()), float(pixels.max())
    if math.isfinite(low) and math.isfinite(high):
        np.clip(result, low, high, out=result)
    if pixels.dtype.kind == "u":
        np.rint(result, out=result)
    return result.astype(pixels.dtype, copy=False)


def _inside(width: int, height: int, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return where a picture lies between its borders: left, top, width and height."""
    scale = shrinkage(width, height, size, "pad")
    across = min(size[1], max(1, round(width / scale)))
    down = min(size[0], max(1, round(height / scale)))
    return (size[1] - across) // 2, (size[0] - down) // 2, across, down


def _white(pixels: NDArray[Any]) -> float:
    if pixels.dtype.kind == "u":
        return float(np.iinfo(pixels.dtype).max)
    high = float(pixels.max())
    return next((white for white in (1.0, 255.0) if high <= white), high)

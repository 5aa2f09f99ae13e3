"""Pixel values as they are shown and drawn: 8 bits, one scale for a whole image set.

One scale for all pictures of a set keeps them comparable; nothing is stretched picture by
picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.imageset import ImageSet
from engine.pixels import black_and_white, finite_range
from engine.readers.arrays.sharded_pixels import ShardedPixels


@dataclass(frozen=True, slots=True)
class DisplayScale:
    """Which pixel values are shown as black and as white.

    Attributes
    ----------
    low, high : float
        Pixel values shown as 0 and as 255; `high` is greater than `low`.
    """

    low: float
    high: float

    def to_uint8(self, array: NDArray[Any]) -> NDArray[np.uint8]:
        """Return pixel values as 8 bits: scaled, rounded to the nearest, clipped to 0..255.

        Parameters
        ----------
        array : ndarray of any shape, of numbers
            Pixels of the set, or centroids; NaN becomes 0.

        Returns
        -------
        ndarray of the same shape, uint8, C-contiguous
            `array` itself where it already is what is shown.
        """
        if array.dtype == np.uint8 and (self.low, self.high) == (0.0, 255.0):
            return np.ascontiguousarray(array)
        # One level of the 256 is exactly 1 for 8 bits and 257 for 16: no value is rounded twice.
        levels = (np.asarray(array, dtype=np.float64) - self.low) / ((self.high - self.low) / 255)
        np.rint(levels, out=levels)
        np.nan_to_num(levels, copy=False)
        return np.ascontiguousarray(np.clip(levels, 0, 255, out=levels), dtype=np.uint8)


def display_scale(images: ImageSet) -> DisplayScale:
    """Return the scale on which all pictures of `images` are shown: its own, if it has one.

    Else uint8 is shown as it is and uint16 divided by 257, neither looks at the data. float32
    within 0..1 is taken as fractions of white; any other float32 set is stretched from its least to
    its greatest finite value.
    """
    pixels = images.pixels
    if images.shown is not None:
        return DisplayScale(*images.shown)
    if pixels.dtype == np.uint8:
        return DisplayScale(0.0, 255.0)
    if pixels.dtype == np.uint16:
        return DisplayScale(0.0, 65535.0)
    if isinstance(pixels, ShardedPixels):
        low, high = pixels.finite_range()  # which remembers it
    else:
        low, high = finite_range(pixels)
    return DisplayScale(*black_and_white(low, high))

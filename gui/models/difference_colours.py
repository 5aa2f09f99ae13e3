"""Differences and spreads of pixels as colours, readable with any colour vision.

A difference goes from blue (darker) through white (equal) to orange (lighter): both arms lose
lightness alike, and nobody confuses their hues. A spread goes from dark blue (least) to yellow.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gui.models.number_text import short_text
from gui.models.thumbnails import LARGEST_PX
from gui.qimages import reduced

RED_GREEN_BLUE = (0.299, 0.587, 0.114)  # ITU-R BT.601, as images are made grey when opened
BRIGHTNESS_TIP = "Of colours the brightness is compared: 0.299 red + 0.587 green + 0.114 blue."
SPREAD_TIP = "Of colours the root mean square over red, green and blue is shown."
UNIT = "levels"  # of a pixel; stands under a scale
N_STEPS = 255  # odd: the middle one is white
_DIFFERENCE_STOPS = ("0a3a8c", "3b86d8", "b5d3f2", "ffffff", "f7cfa6", "d97a16", "7a3600")
_SPREAD_STOPS = ("00224e", "35456c", "666970", "948e77", "c8b866", "fee838")


def brightness(picture: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return one number a pixel: the grey one, or the brightness of red, green and blue.

    It is linear: the brightness of a difference is the difference in brightness.

    Parameters
    ----------
    picture : ndarray of shape (height, width, channels), float64
        Large ones are thinned out to what is shown of them.
    """
    shown = reduced(picture, LARGEST_PX)
    return shown[:, :, 0] if shown.shape[2] == 1 else shown @ np.array(RED_GREEN_BLUE)


def deviation(picture: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return one standard deviation a pixel: the root mean square over its channels.

    Parameters
    ----------
    picture : ndarray of shape (height, width, channels), float64
        Large ones are thinned out to what is shown of them.
    """
    return np.sqrt(np.square(reduced(picture, LARGEST_PX)).mean(axis=2))


def reach(*values: NDArray[np.float64]) -> float:
    """Return the largest size of any of `values`, whatever its sign; 0 without values."""
    return max((float(np.abs(one).max(initial=0.0)) for one in values), default=0.0)


def difference_colours(values: NDArray[np.float64], extent: float) -> NDArray[np.uint8]:
    """Return blue for ``-extent``, white for 0 and orange for ``extent``.

    Parameters
    ----------
    values : ndarray of shape (height, width), float64
    extent : float
        The end of the scale, at least 0; with 0 all is white.

    Returns
    -------
    ndarray of shape (height, width, 3), uint8, C-contiguous
    """
    shares = values / extent if extent > 0 else np.zeros_like(values)
    return _coloured((shares + 1) / 2, _DIFFERENCES)


def spread_colours(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return dark blue for the least value and yellow for the greatest.

    Members of one cluster differ almost everywhere by much: from 0 all would look alike.

    Parameters
    ----------
    values : ndarray of shape (height, width), float64
        If all are equal, all are dark blue.

    Returns
    -------
    ndarray of shape (height, width, 3), uint8, C-contiguous
    """
    low, high = float(values.min()), float(values.max())
    return _coloured((values - low) / (high - low) if high > low else values * 0, _SPREADS)


def difference_ends(extent: float) -> tuple[str, str, str]:
    """Return what stands under the scale of a difference: ``−84``, ``0``, ``+84``."""
    end = short_text(extent)
    return (f"−{end}", "0", f"+{end}") if extent > 0 else ("", "0", "")


def spread_ends(values: NDArray[np.float64]) -> tuple[str, str, str]:
    """Return what stands under the scale of a spread: ``52.1``, nothing, ``61.2``."""
    low, high = float(values.min()), float(values.max())
    return short_text(low), "", short_text(high) if high > low else ""


def difference_scale() -> NDArray[np.uint8]:
    """Return the colours of a difference from one end to the other, shape (1, n, 3)."""
    return _DIFFERENCES[np.newaxis]


def spread_scale() -> NDArray[np.uint8]:
    """Return the colours of a spread from the least to the greatest, shape (1, n, 3)."""
    return _SPREADS[np.newaxis]


def _coloured(shares: NDArray[np.float64], table: NDArray[np.uint8]) -> NDArray[np.uint8]:
    steps = np.rint(np.clip(shares, 0, 1) * (len(table) - 1)).astype(np.intp)
    return np.ascontiguousarray(table[steps])


def _table(stops: tuple[str, ...]) -> NDArray[np.uint8]:
    colours: NDArray[Any] = np.array([list(bytes.fromhex(stop)) for stop in stops])
    at = np.linspace(0, len(stops) - 1, N_STEPS)
    channels = [np.interp(at, range(len(stops)), colours[:, channel]) for channel in range(3)]
    return np.ascontiguousarray(np.rint(np.stack(channels, axis=1)), dtype=np.uint8)


_DIFFERENCES = _table(_DIFFERENCE_STOPS)
_SPREADS = _table(_SPREAD_STOPS)

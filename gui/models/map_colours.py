"""The colour of every point of a map: its cluster's, its class's, or grey.

Colours are packed for painting by NumPy: red in the lowest byte, then green, then blue.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from gui.colours import DARK, LIGHT, blend, numbered

MOST_COLOURS = 4096  # numbers from here on begin anew: nobody tells as many colours apart
FADED = 0.2  # share of its colour that a point keeps while others are selected


class ColourBy(StrEnum):
    """What the colour of a point tells."""

    CLUSTER = "cluster"
    CLASS = "class"
    NOTHING = "grey"


def packed(colour: QColor) -> int:
    """Return an opaque colour as one number."""
    return colour.red() | colour.green() << 8 | colour.blue() << 16


@lru_cache(maxsize=16)
def colour_table(count: int, *, dark: bool, faded: bool) -> NDArray[np.uint32]:
    """Return packed colours, shape (count + 1,): of 0, 1, ... and, last, of no number: grey."""
    scheme = DARK if dark else LIGHT
    colours = [numbered(number, dark=dark) for number in range(count)]
    colours.append(scheme.disabled_text)
    if faded:
        colours = [blend(scheme.plot_background, colour, FADED) for colour in colours]
    table = np.array([packed(colour) for colour in colours], dtype=np.uint32)
    table.flags.writeable = False
    return table


def point_colours(
    numbers: NDArray[Any], is_selected: NDArray[np.bool_], *, dark: bool
) -> NDArray[np.uint32]:
    """Return the packed colour of each point, shape (m,).

    Parameters
    ----------
    numbers : ndarray of shape (m,), of integers
        Cluster or class of each; below 0 where it has none, which is grey.
    is_selected : ndarray of shape (m,), bool
        While some are, all others are faded.
    dark : bool
        For the dark scheme.
    """
    at = np.where(numbers < 0, -1, numbers % MOST_COLOURS)
    count = int(at.max(initial=-1)) + 1
    table = colour_table(count, dark=dark, faded=False)
    if not is_selected.any():
        return np.asarray(table[at])
    faded = colour_table(count, dark=dark, faded=True)
    return np.where(is_selected, table[at], faded[at])

"""How pictures lie in an array, told by its shape: `Layout`.

============================== =============================================================
shape of the array             read as
============================== =============================================================
(n, height, width)             grey
(n, height, width, 1 or 3)     grey or colour
(n, 1 or 3, height, width)     planes of grey or colour, unless the last length is 1 or 3 too
(n, height, width, 4)          colour; the fourth channel, opacity, is left out
(n, features)                  flat rows, whose shape somebody has to choose: `flat_layout`
anything else, or a length 0   no pictures
============================== =============================================================
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from numpy.typing import NDArray

from engine.errors import DataError

MAX_VALUES = 1 << 26  # in an image: a picture of 4,700 × 4,700 in colour
COLOURS = (1, 3)
_OPACITY = 4  # channels, with red, green and blue
_IN_PLACE = (0, 1, 2)
_PLANES = (1, 2, 0)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where height, width and channels of each picture are.

    Attributes
    ----------
    stored : (int, int, int)
        Shape in which each picture is stored.
    axes : (int, int, int)
        Which of the three are its height, its width and its channels.
    """

    stored: tuple[int, int, int]
    axes: tuple[int, int, int] = _IN_PLACE

    @property
    def has_opacity(self) -> bool:
        """Whether a fourth channel is left out."""
        return self.stored[self.axes[2]] == _OPACITY

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """Height, width and channels of each picture."""
        height, width, channels = (self.stored[axis] for axis in self.axes)
        return height, width, 3 if self.has_opacity else channels

    def transposed(self) -> Layout:
        """Return the layout that takes rows for columns and columns for rows."""
        height, width, channels = self.axes
        return replace(self, axes=(width, height, channels))

    def pictures(self, rows: NDArray[Any]) -> NDArray[Any]:
        """Return rows (m, ...) as they are stored as pictures (m, height, width, channels).

        Nothing is copied where the numbers of each row follow one another.
        """
        height, width, channels = (axis + 1 for axis in self.axes)
        pictures = rows.reshape(len(rows), *self.stored).transpose(0, height, width, channels)
        return pictures[..., :3] if self.has_opacity else pictures


def is_flat(shape: tuple[int, ...]) -> bool:
    """Return whether an array of this shape holds flat rows."""
    return len(shape) == 2 and 0 not in shape


def layout_of(shape: tuple[int, ...]) -> Layout | None:
    """Return the layout of an array of pictures; None if it holds none, or flat rows."""
    if 0 in shape:
        return None
    match shape:
        case (_, height, width):
            return Layout((height, width, 1))
        case (_, height, width, channels) if channels in COLOURS:
            return Layout((height, width, channels))
        case (_, channels, height, width) if channels in COLOURS:
            return Layout((channels, height, width), _PLANES)
        case (_, height, width, channels) if channels == _OPACITY:
            return Layout((height, width, channels))
    return None


def flat_layout(shape: tuple[int, int, int]) -> Layout:
    """Return the layout of flat rows of which each is a picture of `shape`.

    Parameters
    ----------
    shape : (int, int, int)
        Height, width and channels; or 3, height and width of planes, as `is_planes` tells.
    """
    return Layout(shape, _PLANES if is_planes(shape) else _IN_PLACE)


def is_planes(shape: tuple[int, int, int]) -> bool:
    """Return whether `shape` is that of three planes, one a colour: 3, height and width."""
    return shape[0] == 3 and shape[2] not in COLOURS


def check_pictures(shape: tuple[int, ...], name: str) -> None:
    """Raise a `DataError` on `name` unless an array of `shape` holds pictures or flat rows."""
    if not (is_flat(shape) or layout_of(shape)):
        problem = f"an array of shape {product(shape)} holds no pictures"
        raise DataError(name, problem, "Save (n, height, width, 1 or 3) or (n, features)")
    if math.prod(shape[1:]) > MAX_VALUES:
        problem = f"images of {product(shape[1:])} are over the limit of {MAX_VALUES:,} values"
        raise DataError(name, problem, "Make them smaller")


def product(shape: tuple[int, ...]) -> str:
    """Return ``3 × 1,024``; ``none`` for a single number."""
    return " × ".join(f"{length:,}" for length in shape) or "none"

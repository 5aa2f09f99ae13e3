"""Which shape the pictures in flat rows may have: the number of features leaves a few."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from engine.options import MAX_SIDE
from engine.readers.arrays.layout import COLOURS, flat_layout, is_planes, product

Shape = tuple[int, int, int]
"""Height, width and channels; or 3, height and width of planes."""

MOST = 12  # shapes to choose from
_LONGEST = 4  # times the shorter side: photographs are not longer


def line(n_features: int) -> Shape:
    """Return the shape of one line of grey pixels."""
    return 1, n_features, 1


def asked_shape(n_features: int, asked: tuple[int, ...], name: str) -> Shape:
    """Return the shape that somebody asked for, with its channels.

    Raises
    ------
    DataError
        On `name`, if pictures of that shape have not `n_features` numbers.
    """
    if len(asked) == 2:
        height, width = asked
        found = [(height, width, c) for c in COLOURS if height * width * c == n_features]
    else:
        first, second, third = asked
        found = [(first, second, third)] if math.prod(asked) == n_features else []
        found = [shape for shape in found if third in COLOURS or is_planes(shape)]
    if not found:
        likely = likely_shapes(n_features)[0]
        problem = f"rows of {n_features:,} numbers are no pictures of {product(asked)}"
        raise DataError(name, problem, f"Choose another shape, such as {product(likely)}")
    return found[0]


def likely_shapes(n_features: int) -> tuple[Shape, ...]:
    """Return at most `MOST` shapes, squares first, then by their proportions, then a line."""
    shapes = [*_squares(n_features), *_rectangles(n_features)]
    shapes = [shape for shape in shapes if max(shape) <= MAX_SIDE]
    return (*shapes[: MOST - 1], line(n_features))


def likeliest_shape(n_features: int, examples: NDArray[Any]) -> Shape:
    """Return the shape that is taken where nobody answers.

    Parameters
    ----------
    n_features : int
        Numbers in a row.
    examples : ndarray of shape (m, n_features)
        A few rows. If squares in colour fit, colours beside one another and in planes, that is
        taken in which neighbouring pixels differ less.
    """
    squares = _squares(n_features) or [line(n_features)]
    return (
        min(squares, key=lambda shape: _roughness(examples, shape)) if squares[1:] else squares[0]
    )


def _squares(n_features: int) -> list[Shape]:
    side = math.isqrt(n_features)
    if side * side == n_features and side > 1:
        return [(side, side, 1)]
    side = math.isqrt(n_features // 3)
    if 3 * side * side != n_features or side == 1:
        return []
    planes = (3, side, side)
    return [(side, side, 3), planes] if is_planes(planes) else [(side, side, 3)]


def _rectangles(n_features: int) -> list[Shape]:
    found = []
    for channels in COLOURS:
        area, rest = divmod(n_features, channels)
        for short in range(2, math.isqrt(area) + 1) if not rest else ():
            long = area // short
            if short * long == area and short < long <= _LONGEST * short:
                found += [(long / short, (short, long, channels))]
                found += [(long / short, (long, short, channels))]
    return [shape for _, shape in sorted(found)]


def _roughness(rows: NDArray[Any], shape: Shape) -> float:
    """Return the mean distance of neighbouring pixels' values."""
    pictures = flat_layout(shape).pictures(rows.astype(np.float64))
    with np.errstate(all="ignore"):  # of values that are not finite, which are refused later
        return sum(float(np.abs(np.diff(pictures, axis=axis)).mean()) for axis in (1, 2))

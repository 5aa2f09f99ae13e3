"""Sums and products of float64 whose rounding is kept, as pairs ``high + low`` or in layers.

A pair is an unevaluated sum with ``|low|`` at most half a unit in the last place of ``high``: 106
bits. Layers are for sums that must not round at all, whatever their order and however often
something is added and taken away again: each value is cut into pieces on fixed grids, wide enough
apart and short enough that float64 adds up the pieces of one grid without rounding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

DIGITS = 53  # bits of a float64
SPLITTER = 2.0**27 + 1
LEAST_EXPONENT = -1074  # every float64 is a multiple of 2**-1074
SQUARE_DEPTH = 106  # bits below the largest square that a sum of squares keeps

Floats = NDArray[np.float64]
Pair = tuple[Floats, Floats]


def two_sum(left: Floats, right: Floats) -> Pair:
    """Return ``left + right`` rounded, and what rounding took away, exactly.

    Notes
    -----
    Knuth, The Art of Computer Programming 2, 1997, section 4.2.2, theorem B.
    """
    total = left + right
    turned = total - left
    return total, (left - (total - turned)) + (right - turned)


def two_product(left: Floats, right: Floats) -> Pair:
    """Return ``left * right`` rounded, and what rounding took away, exactly.

    Arguments below 1e300; exact unless the second part falls below float64's least number.

    Notes
    -----
    Dekker, A floating-point technique for extending the available precision, Numer. Math. 18,
    1971, with Veltkamp's splitting into halves whose products are exact.
    """
    product = left * right
    left_high, left_low = halves(left)
    right_high, right_low = halves(right)
    error = left_high * right_high - product
    error += left_high * right_low
    error += left_low * right_high
    error += left_low * right_low
    return product, error


def halves(values: Floats) -> Pair:
    """Return two numbers of at most 26 bits each whose sum each of `values` is."""
    far = values * SPLITTER
    high = far - (far - values)
    return high, values - high


def quotient(dividend: Pair, divisor: Pair) -> Pair:
    """Return the quotient of two pairs as a pair, good to a few units of 2**-104.

    Its first part is the exact quotient wherever that is a float64.
    """
    first = dividend[0] / divisor[0]
    left = remainder(dividend, first, divisor)
    return two_sum(first, left / divisor[0])


def remainder(dividend: Pair, factor: Floats, divisor: Pair) -> Floats:
    """Return ``dividend - factor * divisor``, where the two nearly cancel to 50 digits or so."""
    product, error = two_product(factor, divisor[0])
    rest: Floats = ((dividend[0] - product) - error) + (dividend[1] - factor * divisor[1])
    return rest


def collapse(layers: Sequence[Floats] | Floats) -> Pair:
    """Return the sum of arrays of one shape as a pair; the largest should come first.

    Notes
    -----
    Each pass moves what it can upwards and loses nothing: VecSum of Ogita, Rump and Oishi,
    Accurate sum and dot product, SIAM J. Sci. Comput. 26, 2005.
    """
    parts = list(layers)
    for _ in range(len(parts) - 1):
        for upper in range(len(parts) - 2, -1, -1):
            parts[upper], parts[upper + 1] = two_sum(parts[upper], parts[upper + 1])
    low = np.zeros_like(parts[0])
    for part in parts[:0:-1]:
        low = low + part
    return two_sum(parts[0], low)


def sum_of_squares(values: Floats, rests: Floats | None = None, *, short: bool = False) -> Pair:
    """Return for each row the sum of squares of ``values + rests``, to about 100 bits.

    Parameters
    ----------
    values, rests : ndarray of shape (m, d)
        Pairs; no `rests` for plain numbers. Magnitudes between 1e-140 and 1e150 keep all bits.
    short : bool
        True where values have at most 26 bits, so that their squares are exact.
    """
    top = 2 * np.frexp(np.abs(values).max(axis=-1, keepdims=True))[1]
    small = []
    if short:
        squares = values * values
    else:
        squares, errors = two_product(values, values)
        if rests is not None:
            errors += 2 * values * rests
        small = [errors.sum(axis=-1)]
    layers = Layers.covering(top, SQUARE_DEPTH, values.shape[-1])
    return collapse([part.sum(axis=-1) for part in layers.chop(squares)] + small)


def pair_scatter(squares: Pair, sums: Pair, weights: Pair) -> Floats:
    """Return ``sum w |x - mean|**2`` from sums of ``w |x|**2``, ``|sum w x|**2`` and ``w``.

    Off by some units of 2**-100 of `squares`: ``squares - sums / weights`` may cancel.
    """
    high, low = quotient(sums, weights)
    scatter: Floats = (squares[0] - high) + (squares[1] - low)
    return scatter


def granule(values: Floats) -> int:
    """Return the largest ``g`` such that all `values` are multiples of ``2**g``; 0 of zeros."""
    mantissas, exponents = np.frexp(values[values != 0])
    if not len(mantissas):
        return 0
    digits = np.ldexp(mantissas, DIGITS).astype(np.int64)
    trailing = np.frexp((digits & -digits).astype(np.float64))[1] - 1
    return max(int((exponents - DIGITS + trailing).min()), LEAST_EXPONENT)


@dataclass(frozen=True, slots=True)
class Layers:
    """Grids on which values are cut so that sums of the pieces are exact.

    Attributes
    ----------
    constants : tuple of floats or arrays
        One for each grid but the last: adding and subtracting it rounds to the grid.
    """

    constants: tuple[Any, ...]

    @classmethod
    def covering(cls, top: int | NDArray[np.int32], depth: int, count: int) -> Layers:
        """Return the layers for sums of `count` values.

        Parameters
        ----------
        top : int, or ndarray that broadcasts with the values
            Values are at most ``2**top``,
        depth : int
            and multiples of ``2**(top - depth)``.
        count : int
            Most values, of either sign, that a sum holds at any time.

        Notes
        -----
        On a grid of ``2**g`` pieces are at most ``2**(g + b)`` where b bits are between two
        grids, and ``count * 2**(g + b) <= 2**(g + 53)``: every sum of them is a whole multiple
        of ``2**g`` that float64 holds. ``1.5 * 2**(g + 52)`` has unit ``2**g`` itself, so adding
        it rounds to the grid. Rump, Ogita and Oishi, Accurate floating-point summation I, SIAM
        J. Sci. Comput. 31, 2008.
        """
        bits = min(DIGITS - max(count - 1, 1).bit_length(), DIGITS - 3)
        steps = range(bits, depth, bits)
        return cls(tuple(np.ldexp(1.5, top - step + DIGITS - 1) for step in steps))

    def __len__(self) -> int:
        return len(self.constants) + 1

    def chop(self, values: Floats) -> Iterator[Floats]:
        """Yield the pieces of `values`, the largest first; together they are just `values`."""
        for constant in self.constants:
            piece = values + constant
            piece -= constant
            values = values - piece
            yield piece
        yield values

"""Inner products of rows and columns in float32, and how far off they can be."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

UNIT32 = 2.0**-24  # unit roundoff of float32
UNIT64 = 2.0**-53
DEPTH = 192  # features in one float32 product: shorter sums round less, at little cost
EXACT_DEPTH = 256  # 256 * 255**2 < 2**24: float32 sums so many products of 8-bit values exactly
STACKED_COLUMNS = 64  # up to so many columns one stack of products is the faster


def products(
    rows: NDArray[np.float32], columns: NDArray[np.float32], out: NDArray[np.float32]
) -> None:
    """Write ``rows @ columns`` to `out`, summed over `DEPTH` features at a time.

    Few columns go as one stack of small products: BLAS has a kernel for these that packs
    nothing, and one call of NumPy holds the interpreter once.

    Parameters
    ----------
    rows : ndarray of shape (m, n_features), float32, C-contiguous
    columns : ndarray of shape (n_features, n_columns), float32, C-contiguous
    out : ndarray of shape (m, n_columns), float32
    """
    n_features, n_columns = columns.shape
    whole = n_features - n_features % DEPTH
    if n_columns > STACKED_COLUMNS or not whole:
        np.matmul(rows[:, :DEPTH], columns[:DEPTH], out=out)
        rest = range(DEPTH, n_features, DEPTH)
    else:
        stack = rows[:, :whole].reshape(len(rows), -1, DEPTH).transpose(1, 0, 2)
        parts = np.matmul(stack, columns[:whole].reshape(-1, DEPTH, n_columns))
        np.add.reduce(parts, axis=0, out=out)
        rest = range(whole, n_features, DEPTH)
    for first in rest:
        out += rows[:, first : first + DEPTH] @ columns[first : first + DEPTH]


def paired_products(rows: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the inner product of each of `rows` with the same one of `others`, shape (m,).

    Summed over `DEPTH` features at a time, as `products` are.
    """
    whole = rows.shape[1] - rows.shape[1] % DEPTH
    result = np.zeros(len(rows), dtype=np.float32)
    if whole:
        shape = (len(rows), -1, DEPTH)
        parts = np.vecdot(rows[:, :whole].reshape(shape), others[:, :whole].reshape(shape))
        result = np.add.reduce(parts, axis=1)
    if whole < rows.shape[1]:
        result += np.vecdot(rows[:, whole:], others[:, whole:])
    return result


def product_error(n_features: int) -> float:
    """Return how far off a value of `products` can be, as a share of ``|x||c|``.

    Notes
    -----
    However a sum of n products is ordered, ``|fl(x.c) - x.c| <= g |x||c|`` with
    ``g = n u / (1 - n u)`` (Higham, Accuracy and Stability of Numerical Algorithms, 2002,
    section 3.1); in blocks of b features, n is b plus the number of blocks. Two more u cover the
    rounding of x and c to float32.
    """
    terms = min(DEPTH, n_features) + math.ceil(n_features / DEPTH) + 2
    return 1.01 * (terms * UNIT32 / (1 - terms * UNIT32) + 2 * UNIT32)


def exact_products(rows: NDArray[np.float32], columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``rows @ columns``, exact where all are whole numbers up to 255 in magnitude."""
    narrow = np.ascontiguousarray(columns, dtype=np.float32)
    n_features, n_columns = narrow.shape
    whole = n_features - n_features % EXACT_DEPTH
    stack = rows[:, :whole].reshape(len(rows), -1, EXACT_DEPTH).transpose(1, 0, 2)
    pieces = np.matmul(stack, narrow[:whole].reshape(-1, EXACT_DEPTH, n_columns))
    result: NDArray[np.float64] = pieces.sum(axis=0, dtype=np.float64)
    result += rows[:, whole:] @ narrow[whole:]
    return result


def exact_sq_norms(rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the squared norms of rows, exact where all are whole numbers up to 255."""
    whole = rows.shape[1] - rows.shape[1] % EXACT_DEPTH
    pieces = rows[:, :whole].reshape(-1, 1, EXACT_DEPTH)
    squares = np.matmul(pieces, pieces.transpose(0, 2, 1)).reshape(len(rows), -1)
    rest = rows[:, whole:]
    result: NDArray[np.float64] = squares.sum(axis=1, dtype=np.float64)
    result += np.einsum("ij,ij->i", rest, rest)
    return result

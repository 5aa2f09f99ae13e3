"""What the sums of clusters are made of, and what follows from them, for each kind of pixel.

Whole numbers add up as integers; fractions, and whole numbers with weights, in layers of float64.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.kmeans.exact import INT64_SAFE, within_scatter
from engine.kmeans.row_norms import RowNorms, is_short, largest_value
from engine.kmeans.samples import Samples
from engine.kmeans.tally import Indices, Tally
from engine.kmeans.twofold import (
    Floats,
    Layers,
    Pair,
    collapse,
    granule,
    halves,
    pair_scatter,
    quotient,
    remainder,
    sum_of_squares,
    two_product,
)
from engine.pixels import Pixels

PIECE_ROWS = 32  # most rows of one cluster that are summed in a short type
WHOLE_VALUES = 2**18  # whole numbers that the cache holds with their sums,
FRACTION_VALUES = 2**16  # and fractions with all that is made of them
PAIR_ERROR = 2.0**-96  # of the sum of squares, in a distortion that follows from pairs,
UNDERFLOW_ERROR = 2.0**-1000  # and of squares with their last digits below 2**-1074


class WholePixels:
    """Whole numbers: integer sums, in the shortest types that hold them.

    Parameters
    ----------
    samples : Samples
        Whole ones.

    Attributes
    ----------
    n_layers : int
        Arrays that hold the sums of the clusters; here one.
    dtype, piece_dtype : dtype
        Of the sums of clusters, and of `PIECE_ROWS` rows.
    batch_values : int
        Pixels to be summed at a time.
    """

    n_layers = 1

    def __init__(self, samples: Samples) -> None:
        self._samples = samples
        self._origin = samples.origin.astype(np.int64)
        largest = int(largest_value(samples))
        self.dtype = np.result_type(_holding(largest * len(samples)), np.int32)
        self.piece_dtype = _holding(largest * PIECE_ROWS)
        self.batch_values = WHOLE_VALUES

    def pieces(self, images: Indices, columns: slice) -> Iterator[tuple[int, NDArray[Any]]]:
        """Yield pixels of `images` with the number of their layer, shape (m, columns)."""
        rows = _taken(self._samples.rows, images, columns)
        yield 0, rows.astype(self.piece_dtype) if rows.dtype.kind == "f" else rows

    def centred(self, sums: NDArray[Any], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return sums of rows minus the origin, from sums of rows and their numbers."""
        centred: NDArray[np.int64] = sums - self._origin * sizes
        return centred

    def means(self, sums: NDArray[Any], weights: Pair) -> Pair:
        """Return means and means minus the origin, rounded once, shape (m, n_features).

        `sums` have shape (1, m, n_features), both parts of `weights` shape (m,).
        """
        sizes = weights[0].astype(np.int64)[:, np.newaxis]
        return sums[0] / sizes, self.centred(sums[0], sizes) / sizes

    def distortions(
        self, sums: NDArray[Any], weights: Pair, squares: Tally, clusters: Indices, values: Floats
    ) -> Pair:
        """Return sums of squared distances to `values`, and 0: they are right to 12 digits.

        Parameters
        ----------
        sums, weights
            As in `means`.
        squares, clusters : Tally and ndarray of shape (m,)
            Squared norms of the centred rows, and whose they are.
        values : ndarray of shape (m, n_features), float64

        Notes
        -----
        ``sum |x - c|**2 = sum |x - mean|**2 + size * |mean - c|**2`` over a cluster's images,
        the first term from integers: it rounds once, and nothing cancels.
        """
        sizes = weights[0].astype(np.int64)
        centred = self.centred(sums[0], sizes[:, np.newaxis])
        scatter = _within_scatters(squares.layers(clusters), centred, sizes)
        # From the nearest whole numbers, or the digits behind the point would be too few.
        whole = np.rint(values)
        size = weights[0][:, np.newaxis]
        away = (centred - (whole - self._samples.origin) * size) / size - (values - whole)
        return scatter + weights[0] * np.square(away).sum(axis=1), np.zeros(len(sizes))


class FractionPixels:
    """Fractions, or whole numbers with weights: as `WholePixels`, with sums in layers of float64.

    Parameters
    ----------
    samples : Samples
    norms : RowNorms
    weights : ndarray of shape (n,), float64, or None
        From 0 to 1; None counts every row once.
    """

    dtype = piece_dtype = np.dtype(np.float64)

    def __init__(self, samples: Samples, norms: RowNorms, weights: Floats | None) -> None:
        self._samples, self._top = samples, norms.top
        self.batch_values = FRACTION_VALUES
        self._factors: tuple[Floats, ...] = ()
        self._short = is_short(samples.rows)
        depth, count = norms.top - norms.bottom, len(samples)
        if weights is not None:  # below 1, and of two-part products
            depth, count = depth - granule(weights), 2 * count
            high, low = halves(weights)
            self._factors = ((high, low) if low.any() else (high,)) if self._short else (weights,)
        self._layers = Layers.covering(norms.top, depth, count)
        self.n_layers = len(self._layers)

    def pieces(self, images: Indices, columns: slice) -> Iterator[tuple[int, Floats]]:
        """Yield pixels times weights, in pieces, with the number of their layer."""
        rows = _taken(self._samples.rows, images, columns).astype(np.float64)
        products: Iterable[Floats] = (rows,)
        if self._factors and self._short:  # half a float64 times a short number is exact
            products = (factor[images, np.newaxis] * rows for factor in self._factors)
        elif self._factors:
            products = two_product(self._factors[0][images, np.newaxis], rows)
        for product in products:
            yield from enumerate(self._layers.chop(product))

    def means(self, sums: Floats, weights: Pair) -> Pair:
        """Return means and means minus the origin; `sums` of shape (n_layers, m, n_features)."""
        columns = weights[0][:, np.newaxis], weights[1][:, np.newaxis]
        values, rests = quotient(collapse(sums), columns)
        return values, (values - self._samples.origin) + rests

    def distortions(
        self, sums: Floats, weights: Pair, squares: Tally, clusters: Indices, values: Floats
    ) -> Pair:
        """Return distortions and bounds of their errors.

        As in `WholePixels`; but `squares` of rows not centred, times weights and ``4**-top``.
        """
        pair = collapse(sums)
        scale = 2.0**-self._top  # or squares might leave the range of float64
        own = squares.pair(clusters)
        scatter = pair_scatter(own, sum_of_squares(pair[0] * scale, pair[1] * scale), weights)
        columns = weights[0][:, np.newaxis], weights[1][:, np.newaxis]
        away = remainder(pair, values, columns) / columns[0]
        result = np.ldexp(scatter, 2 * self._top) + weights[0] * np.square(away).sum(axis=1)
        error = np.ldexp(PAIR_ERROR * own[0] + UNDERFLOW_ERROR, 2 * self._top)
        return result, error + UNDERFLOW_ERROR


def _within_scatters(
    squares: Floats, sums: NDArray[np.int64], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return `within_scatter` for each cluster, in int64 where that holds it.

    `squares` has layers of whole numbers: their sums over axis 0 are the sums of squares.
    """
    longest = np.abs(sums).max(axis=1).astype(np.float64)
    fits = np.maximum(longest**2 * sums.shape[1], squares.sum(axis=0) * sizes) < INT64_SAFE
    totals = np.where(fits, squares, 0).astype(np.int64).sum(axis=0)
    scatters: NDArray[np.float64] = (sizes * totals - np.einsum("ij,ij->i", sums, sums)) / sizes
    for row in np.flatnonzero(~fits):
        total = sum(int(layer) for layer in squares[:, row])
        scatters[row] = within_scatter(total, sums[row], int(sizes[row]))
    return scatters


def _holding(largest: int) -> np.dtype[Any]:
    """Return the shortest type of whole numbers that holds ``-largest`` to ``largest``."""
    return np.dtype(np.min_scalar_type(-largest - 1))


def _taken(rows: Pixels, images: Indices, columns: slice) -> NDArray[Any]:
    if isinstance(rows, np.ndarray):
        taken: NDArray[Any] = rows[images, columns]
        return taken
    return rows[images][:, columns]

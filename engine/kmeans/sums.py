"""Sums of the images of each cluster, kept up to date by the images that move, never rounded.

Means and distortions follow from the sums, so that no iteration has to read all pixels.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import ShouldStop
from engine.kmeans.exact import INT64_SAFE, within_scatter
from engine.kmeans.samples import Samples, blocks_of
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
from engine.kmeans.workers import Workers
from engine.pixels import Pixels

Indices = NDArray[np.intp]
Labels = NDArray[np.int32]

PIECE_ROWS = 32  # rows are summed in pieces of 1, 2, 4, ... 32 of one cluster
WHOLE_VALUES = 2**18  # whole numbers that the cache holds with their sums,
FRACTION_VALUES = 2**16  # fractions with all that is made of them,
PAIR_VALUES = 2**15  # and pairs likewise
MANY_PIXELS = 2**23  # threads that share out fewer wait for each other more than they gain,
MANY_SUMS = 2**19  # and here: sums to be made means or distortions of

PAIR_ERROR = 2.0**-96  # of the sum of squares, in a distortion that follows from pairs,
UNDERFLOW_ERROR = 2.0**-1000  # and of squares with their last digits below 2**-1074
TOLERATED = 1e-13  # relative error of a distortion that is not measured again


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RowNorms:
    """What sums of fractions need to know about the rows; the same for every run.

    Attributes
    ----------
    top, bottom : int
        Values are at most ``2**top``, and multiples of ``2**bottom``.
    squares : pair of ndarrays of shape (n,), float64
        Squared norm of each row as it is, not centred, times ``4**-top``.
    """

    top: int
    bottom: int
    squares: Pair


def row_norms(samples: Samples, workers: Workers, should_stop: ShouldStop) -> RowNorms:
    """Return the norms of the rows of `samples`: one pass.

    Raises
    ------
    Cancelled
        If `should_stop`, asked at every block, answered true.
    """
    rows = samples.rows
    top = math.frexp(_largest(samples))[1]
    short = _is_short(rows)
    has_fractions = rows.dtype.kind == "f" and not samples.whole
    high, low = np.empty((2, len(rows)))

    def look(block: slice) -> float:
        if should_stop():
            raise Cancelled
        part = rows[block]
        for few in blocks_of(0, len(part), max(1, PAIR_VALUES // part.shape[1])):
            scaled = np.multiply(part[few], 2.0**-top, dtype=np.float64)
            high[block][few], low[block][few] = sum_of_squares(scaled, short=short)
        if not has_fractions:
            return 1.0
        sizes = np.abs(part)
        sizes[sizes == 0] = np.inf
        return float(sizes.min())

    blocks = blocks_of(0, len(samples), samples.block_rows)
    least = min(workers.map(look, blocks))
    unit = np.spacing(rows.dtype.type(least)) if math.isfinite(least) and has_fractions else 1.0
    bottom = math.frexp(unit)[1] - 1
    return RowNorms(top=top, bottom=bottom, squares=(high, low))


def kept_norms(samples: Samples, workers: Workers, should_stop: ShouldStop) -> RowNorms:
    """Return `row_norms`, made the first time and kept with the samples."""
    kept = samples.kept.get("row norms")
    if not isinstance(kept, RowNorms):
        kept = samples.kept["row norms"] = row_norms(samples, workers, should_stop)
    return kept


class ClusterSums:
    """Sizes, weights and sums of clusters, from which their means and distortions follow.

    Whole numbers without weights are summed as integers; all else in layers that round no more
    than these do. So the same bits come out for any number of threads, whatever came and went.

    Parameters
    ----------
    samples : Samples
    n_clusters : int
    weights : ndarray of shape (n,), float64, or None
        One an image, none negative, those below 1e-300 of the largest as good as 0; None counts
        every image once.
    norms : RowNorms, optional
        Shared between runs; the first `move` makes them where they are needed and not given.

    Attributes
    ----------
    sizes : ndarray of shape (n_clusters,), int64
        Images in each cluster, those of weight 0 among them.
    """

    def __init__(
        self,
        samples: Samples,
        n_clusters: int,
        weights: Floats | None = None,
        norms: RowNorms | None = None,
    ) -> None:
        self.sizes = np.zeros(n_clusters, dtype=np.int64)
        self._samples = samples
        self._norms = norms
        self._pixels: _WholePixels | _FractionPixels | None = None
        self._image_weights: Floats | None = None
        self._weight_exponent = 0
        self._weights: _Tally | None = None
        if weights is not None:
            self._weight_exponent = math.frexp(float(weights.max()))[1]
            self._image_weights = np.ldexp(weights, -self._weight_exponent)
            self._weights = _Tally(n_clusters, self._image_weights)
        elif samples.whole:
            self._set_up(_WholePixels(samples), samples.sq_norms)

    @property
    def weights(self) -> Floats:
        """Total weight of each cluster's images, shape (n_clusters,); 0 for no image."""
        if self._weights is None:
            return self.sizes.astype(np.float64)
        return np.ldexp(self._weights.pair(slice(None))[0], self._weight_exponent)

    def _set_up(self, pixels: _WholePixels | _FractionPixels, *sq_norms: Floats) -> None:
        shape = (pixels.n_layers, len(self.sizes), self._samples.n_features)
        self._pixels = pixels
        self._sums: NDArray[Any] = np.zeros(shape, dtype=pixels.dtype)
        self._squares = _Tally(len(self.sizes), *sq_norms)

    def move(
        self,
        images: Indices,
        before: Labels,
        after: Labels,
        workers: Workers,
        should_stop: ShouldStop,
    ) -> Indices:
        """Take images from the clusters they leave and add them to those they join.

        Parameters
        ----------
        images : ndarray of shape (m,)
            Rising indices.
        before, after : ndarray of shape (m,), int32
            The clusters. `before` is -1 for all of them where they were in none.

        Returns
        -------
        ndarray
            The clusters that changed, rising.

        Raises
        ------
        Cancelled
            If `should_stop`, asked at every block, answered true. The sums are then between two
            states and fit for nothing more.
        """
        if not len(images):
            return np.empty(0, dtype=np.intp)
        if self._pixels is None:
            self._norms = self._norms or row_norms(self._samples, workers, should_stop)
            weights, squares = self._image_weights, self._norms.squares
            if weights is not None:
                squares = two_product(weights, squares[0])
                squares = squares[0], squares[1] + weights * self._norms.squares[1]
            self._set_up(_FractionPixels(self._samples, self._norms, weights), *squares)
        is_small = len(images) * self._samples.n_features < MANY_PIXELS
        self._follow(images, before, after, None if is_small else workers, should_stop)
        touched = np.zeros(len(self.sizes), dtype=np.bool_)
        touched[after] = True
        touched[before[before >= 0]] = True
        return np.flatnonzero(touched)

    @property
    def is_weighted(self) -> bool:
        """True if images may count differently."""
        return self._image_weights is not None

    def may_give(self, image: int, donor: int) -> bool:
        """Return whether `image` counts, and leaves something that counts in `donor`."""
        if self._image_weights is None:
            return bool(self.sizes[donor] > 1)
        own = math.ldexp(float(self._image_weights[image]), self._weight_exponent)
        return 0 < own < float(self.weights[donor])

    def give(self, image: int, donor: int, cluster: int) -> None:
        """Move one image from `donor` to `cluster`."""
        before, after = np.array([[donor], [cluster]], dtype=np.int32)
        self._follow(np.array([image]), before, after, None, _never)

    def copy(self) -> ClusterSums:
        """Return sums of their own that hold the same."""
        other = copy.copy(self)
        other.sizes = self.sizes.copy()
        if self._pixels is not None:
            other._sums, other._squares = self._sums.copy(), self._squares.copy()
        if self._weights is not None:
            other._weights = self._weights.copy()
        return other

    def _follow(
        self,
        images: Indices,
        before: Labels,
        after: Labels,
        workers: Workers | None,
        should_stop: ShouldStop,
    ) -> None:
        assert self._pixels is not None
        pixels = self._pixels
        n_features, n_threads = self._samples.n_features, workers.n_threads if workers else 1
        # Threads share out the columns: then no two write the same sum. Files hold whole rows.
        is_cheap = isinstance(self._samples.rows, np.ndarray)
        workers, n_threads = (workers, n_threads) if is_cheap else (None, 1)
        widest = pixels.batch_values // PIECE_ROWS if is_cheap else n_features
        n_strips = n_threads * math.ceil(n_features / (n_threads * widest))
        width = math.ceil(n_features / n_strips)
        max_rows = max(PIECE_ROWS, pixels.batch_values // width)
        batches: list[_Batch] = []
        for clusters, sign in ((before, -1), (after, 1)):
            if clusters[0] < 0:
                continue
            self.sizes += sign * np.bincount(clusters, minlength=len(self.sizes))
            for tally in (self._squares, self._weights):
                if tally is not None:
                    tally.add(images, clusters, sign)
            batches += _batches(images, clusters, sign, max_rows)

        def add(columns: slice) -> None:
            for batch in batches:
                if should_stop():
                    raise Cancelled
                rows = batch.images.ravel()
                for layer, piece in pixels.pieces(rows, columns):
                    stacked = piece.reshape(*batch.images.shape, -1)
                    totals = np.add.reduce(stacked, axis=0, dtype=pixels.piece_dtype)
                    sums = self._sums[layer, :, columns]
                    for cluster, total in zip(
                        batch.clusters, totals.astype(sums.dtype, copy=False), strict=True
                    ):
                        own = sums[cluster]
                        batch.combine(own, total, out=own)

        _each(add, blocks_of(0, n_features, width), workers)

    def means(
        self, clusters: Indices, workers: Workers | None = None
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the means of `clusters` in pixel levels, and minus the origin of the samples.

        Each float64, shape (len(clusters), n_features), off by at most one unit in the last
        place; of equal images just that image. The clusters must have weight.
        """
        assert self._pixels is not None
        pixels, shape = self._pixels, (len(clusters), self._samples.n_features)
        values, offsets = np.empty(shape), np.empty(shape)

        def divide(part: slice) -> None:
            own = clusters[part]
            sums, weights = self._sums[:, own], self._pair_of_weights(own)
            values[part], offsets[part] = pixels.means(sums, weights)

        self._each_part(divide, len(clusters), workers)
        return values, offsets

    def exact(self, clusters: Indices) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
        """Return sums of centred rows and sizes; None but for whole numbers without weights.

        Shapes (len(clusters), n_features) and (len(clusters),), int64: the mean of cluster j is
        ``origin + sums[j] / sizes[j]``.
        """
        if not isinstance(self._pixels, _WholePixels):
            return None
        sizes = self.sizes[clusters]
        return self._pixels.centred(self._sums[0, clusters], sizes[:, np.newaxis]), sizes

    def distortions(
        self,
        clusters: Indices,
        values: Floats,
        labels: Labels,
        workers: Workers | None = None,
        should_stop: ShouldStop = _never,
    ) -> Floats:
        """Return for each cluster the sum over its images of ``weight * |x - value|**2``.

        Right to 12 digits; 0 where every image is the value.

        Parameters
        ----------
        clusters : ndarray of shape (m,)
        values : ndarray of shape (m, n_features), float64
            A point for each, in pixel levels.
        labels : ndarray of shape (n,), int32
            Cluster of every image. Read where images are so nearly equal that their sums do not
            hold 12 digits of what they differ by: these are measured.

        Raises
        ------
        Cancelled
            If `should_stop`, asked at every block that is measured, answered true.
        """
        result, errors = np.zeros(len(clusters)), np.zeros(len(clusters))
        held = np.flatnonzero(self.weights[clusters] > 0)
        if not len(held) or self._pixels is None:
            return result
        pixels = self._pixels

        def gather(part: slice) -> None:
            own, where = clusters[held[part]], held[part]
            weights = self._pair_of_weights(own)
            result[where], errors[where] = pixels.distortions(
                self._sums[:, own], weights, self._squares, own, values[where]
            )

        self._each_part(gather, len(held), workers)
        result = np.ldexp(result, self._weight_exponent)
        errors = np.ldexp(errors, self._weight_exponent)
        unsure = np.flatnonzero(~(errors <= TOLERATED * result))
        if len(unsure):
            result[unsure] = self._measured(
                clusters[unsure], values[unsure], labels, workers, should_stop
            )
        return result

    def _measured(
        self,
        clusters: Indices,
        values: Floats,
        labels: Labels,
        workers: Workers | None,
        should_stop: ShouldStop,
    ) -> Floats:
        """Return the distortions of `clusters` by differences from their images."""
        places = np.full(len(self.sizes), -1)
        places[clusters] = np.arange(len(clusters))
        images = np.flatnonzero(places[labels] >= 0)
        own = places[labels[images]]
        sq_distances = np.empty(len(images))

        def measure(block: slice) -> None:
            if should_stop():
                raise Cancelled
            away = self._samples.rows[images[block]].astype(np.float64) - values[own[block]]
            sq_distances[block] = np.square(away).sum(axis=1)

        _each(measure, blocks_of(0, len(images), self._samples.block_rows), workers)
        if self._image_weights is not None:
            sq_distances *= np.ldexp(self._image_weights[images], self._weight_exponent)
        order = np.argsort(own, kind="stable")
        edges = np.searchsorted(own[order], np.arange(1, len(clusters)))
        return np.array([math.fsum(part) for part in np.split(sq_distances[order], edges)])

    def _pair_of_weights(self, clusters: Indices) -> Pair:
        if self._weights is not None:
            return self._weights.pair(clusters)
        return self.sizes[clusters].astype(np.float64), np.zeros(len(clusters))

    def _each_part(
        self, work: Callable[[slice], None], n_clusters: int, workers: Workers | None
    ) -> None:
        """Call `work` with parts of `n_clusters` whose sums the cache holds."""
        n_features = self._samples.n_features
        is_small = n_clusters * n_features < MANY_SUMS
        parts = blocks_of(0, n_clusters, max(1, PAIR_VALUES // n_features))
        _each(work, parts, None if is_small else workers)


class _WholePixels:
    """Whole numbers: integer sums, in the shortest types that hold them."""

    n_layers = 1

    def __init__(self, samples: Samples) -> None:
        self._samples = samples
        self._origin = samples.origin.astype(np.int64)
        largest = int(_largest(samples))
        self.dtype = np.result_type(_holding(largest * len(samples)), np.int32)
        self.piece_dtype = _holding(largest * PIECE_ROWS)
        self.batch_values = WHOLE_VALUES

    def pieces(self, images: Indices, columns: slice) -> Iterator[tuple[int, NDArray[Any]]]:
        """Yield pixels with the number of their layer; pieces of one layer sum exactly."""
        rows = _taken(self._samples.rows, images, columns)
        yield 0, rows.astype(self.piece_dtype) if rows.dtype.kind == "f" else rows

    def centred(self, sums: NDArray[Any], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return sums of rows minus the origin."""
        centred: NDArray[np.int64] = sums - self._origin * sizes
        return centred

    def means(self, sums: NDArray[Any], weights: Pair) -> Pair:
        """Return means and offsets, rounded once; `sums` of shape (1, m, n_features)."""
        sizes = weights[0].astype(np.int64)[:, np.newaxis]
        return sums[0] / sizes, self.centred(sums[0], sizes) / sizes

    def distortions(
        self, sums: NDArray[Any], weights: Pair, squares: _Tally, clusters: Indices, values: Floats
    ) -> Pair:
        """Return distortions, and 0: they are right to the last digits.

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


class _FractionPixels:
    """Fractions, or whole numbers with weights: sums in layers, made into pairs."""

    dtype = piece_dtype = np.dtype(np.float64)

    def __init__(self, samples: Samples, norms: RowNorms, weights: Floats | None) -> None:
        self._samples, self._top = samples, norms.top
        self.batch_values = FRACTION_VALUES
        self._factors: tuple[Floats, ...] = ()
        self._short = _is_short(samples.rows)
        depth, count = norms.top - norms.bottom, len(samples)
        if weights is not None:  # below 1, and of two-part products
            depth, count = depth - granule(weights), 2 * count
            high, low = halves(weights)
            self._factors = ((high, low) if low.any() else (high,)) if self._short else (weights,)
        self._layers = Layers.covering(norms.top, depth, count)
        self.n_layers = len(self._layers)

    def pieces(self, images: Indices, columns: slice) -> Iterator[tuple[int, Floats]]:
        """Yield pixels times weights with the number of their layer."""
        rows = _taken(self._samples.rows, images, columns).astype(np.float64)
        products: Iterable[Floats] = (rows,)
        if self._factors and self._short:  # half a float64 times a short number is exact
            products = (factor[images, np.newaxis] * rows for factor in self._factors)
        elif self._factors:
            products = two_product(self._factors[0][images, np.newaxis], rows)
        for product in products:
            yield from enumerate(self._layers.chop(product))

    def means(self, sums: Floats, weights: Pair) -> Pair:
        """Return means and offsets; `sums` of shape (n_layers, m, n_features)."""
        columns = weights[0][:, np.newaxis], weights[1][:, np.newaxis]
        values, rests = quotient(collapse(sums), columns)
        return values, (values - self._samples.origin) + rests

    def distortions(
        self, sums: Floats, weights: Pair, squares: _Tally, clusters: Indices, values: Floats
    ) -> Pair:
        """Return distortions and bounds of their errors.

        Shapes as in `means`; `squares` holds those of the rows, `clusters` says of which.
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


class _Tally:
    """Sums by cluster of numbers that belong to whole images, exact.

    Parameters
    ----------
    n_clusters : int
    values : ndarrays of shape (n,), float64
        An image counts with the sum of its numbers.
    """

    def __init__(self, n_clusters: int, *values: Floats) -> None:
        self._values = values
        top = math.frexp(max(float(np.abs(each).max()) for each in values))[1]
        depth = top - min(granule(each) for each in values)
        self._layers = Layers.covering(top, depth, len(values) * len(values[0]))
        self._sums = np.zeros((len(self._layers), n_clusters))

    def add(self, images: Indices, clusters: Labels, sign: int) -> None:
        """Add the images to the sums of their clusters, or with `sign` -1 take them away."""
        for values in self._values:
            for sums, piece in zip(self._sums, self._layers.chop(values[images]), strict=True):
                sums += sign * np.bincount(clusters, piece, minlength=len(sums))

    def pair(self, clusters: Indices | slice) -> Pair:
        """Return the sums of `clusters` as pairs."""
        return collapse(self._sums[:, clusters])

    def layers(self, clusters: Indices) -> Floats:
        """Return the sums of `clusters` in layers, shape (n_layers, len(clusters))."""
        layers: Floats = self._sums[:, clusters]
        return layers

    def copy(self) -> _Tally:
        """Return sums of their own that hold the same."""
        other = copy.copy(self)
        other._sums = self._sums.copy()
        return other


@dataclass(frozen=True, slots=True, eq=False)
class _Batch:
    """Pieces of rows to be summed at a time: `images` has shape (rows, pieces)."""

    images: Indices
    clusters: list[int]
    combine: np.ufunc


def _batches(images: Indices, clusters: Labels, sign: int, max_rows: int) -> Iterator[_Batch]:
    """Yield `images` by cluster in pieces of 1, 2, 4, ... `PIECE_ROWS` rows.

    Pieces of one length are summed at once, however many: so small clusters cost no more calls
    than large ones.
    """
    narrow = clusters.astype(np.uint16) if clusters.max() < 2**16 else clusters
    order = np.argsort(narrow, kind="stable")
    images, clusters = images[order], clusters[order]
    starts = np.flatnonzero(np.diff(clusters, prepend=-1))
    places = np.arange(len(clusters)) - np.repeat(starts, np.diff(starts, append=len(clusters)))
    starts = np.flatnonzero(places % PIECE_ROWS == 0)
    counts = np.diff(starts, append=len(clusters))
    rows = PIECE_ROWS
    while rows:
        which = np.flatnonzero(counts & rows)
        firsts = starts[which] + counts[which] // (2 * rows) * (2 * rows)
        for part in blocks_of(0, len(which), max(1, max_rows // rows)):
            own = firsts[part]
            yield _Batch(
                images[own + np.arange(rows)[:, np.newaxis]],
                clusters[own].tolist(),
                np.add if sign > 0 else np.subtract,
            )
        rows //= 2


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


def _is_short(rows: Pixels) -> bool:
    """Return whether all `rows` can hold is numbers of at most 26 bits."""
    return rows.dtype.itemsize <= 2 or (rows.dtype.kind == "f" and rows.dtype.itemsize <= 4)


def _largest(samples: Samples) -> float:
    """Return a bound of the values' magnitudes."""
    return float(np.abs(samples.origin).max()) + samples.largest


def _each(work: Callable[[slice], None], parts: Iterator[slice], workers: Workers | None) -> None:
    """Call `work` with each part; threads deal them out like cards."""
    if workers is None:
        for part in parts:
            work(part)
        return
    shared, n_threads = list(parts), workers.n_threads

    def take(first: int) -> None:
        for part in shared[first::n_threads]:
            work(part)

    workers.map(take, range(n_threads))

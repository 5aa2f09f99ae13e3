"""Sums of the images of each cluster, kept up to date by the images that move, never rounded.

Means and distortions follow from the sums, so that no iteration has to read all pixels.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import ShouldStop
from engine.kmeans.batches import Batch, batches_of, strip_width
from engine.kmeans.cluster_pixels import FractionPixels, WholePixels
from engine.kmeans.cluster_weights import ClusterWeights
from engine.kmeans.measured import measured_distortions
from engine.kmeans.onehot import add_by_product, is_worthwhile
from engine.kmeans.row_norms import RowNorms, row_norms
from engine.kmeans.samples import Samples, blocks_of
from engine.kmeans.sharing import share_out, share_out_clusters
from engine.kmeans.tally import Indices, Labels, Tally
from engine.kmeans.twofold import Floats
from engine.kmeans.workers import Workers

MANY_PIXELS = 2**23  # threads that share out fewer wait for each other more than they gain
TOLERATED = 1e-13  # relative error of a distortion that is not measured again


def _never() -> bool:
    return False


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
    """

    def __init__(
        self,
        samples: Samples,
        n_clusters: int,
        weights: Floats | None = None,
        norms: RowNorms | None = None,
    ) -> None:
        self._samples = samples
        self._norms = norms
        self._pixels: WholePixels | FractionPixels | None = None
        self._weights = ClusterWeights(n_clusters, weights)
        if samples.whole and weights is None:
            self._set_up(WholePixels(samples), samples.sq_norms)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Images in each cluster, those of weight 0 among them, shape (n_clusters,)."""
        return self._weights.sizes

    @property
    def weights(self) -> Floats:
        """Total weight of each cluster's images, shape (n_clusters,); 0 for no image."""
        return self._weights.totals

    @property
    def is_weighted(self) -> bool:
        """True if images may count differently."""
        return self._weights.scaled is not None

    def _set_up(self, pixels: WholePixels | FractionPixels, *sq_norms: Floats) -> None:
        shape = (pixels.n_layers, len(self.sizes), self._samples.n_features)
        self._pixels = pixels
        self._sums: NDArray[Any] = np.zeros(shape, dtype=pixels.dtype)
        self._squares = Tally(len(self.sizes), *sq_norms)

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
            weights = self._weights.scaled
            pixels = FractionPixels(self._samples, self._norms, weights)
            self._set_up(pixels, *self._norms.weighted(weights))
        is_small = len(images) * self._samples.n_features < MANY_PIXELS
        self._follow(images, before, after, None if is_small else workers, should_stop)
        touched = np.zeros(len(self.sizes), dtype=np.bool_)
        touched[after] = True
        touched[before[before >= 0]] = True
        return np.flatnonzero(touched)

    def may_give(self, image: int, donor: int) -> bool:
        """Return whether `image` counts, and leaves something that counts in `donor`."""
        return self._weights.may_give(image, donor)

    def give(self, image: int, donor: int, cluster: int) -> None:
        """Move one image from `donor` to `cluster`."""
        before, after = np.array([[donor], [cluster]], dtype=np.int32)
        self._follow(np.array([image]), before, after, None, _never)

    def copy(self) -> ClusterSums:
        """Return sums of their own that hold the same."""
        other = copy.copy(self)
        other._weights = self._weights.copy()
        if self._pixels is not None:
            other._sums, other._squares = self._sums.copy(), self._squares.copy()
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
        pixels, n_features = self._pixels, self._samples.n_features
        for clusters, sign in ((before, -1), (after, 1)):
            if clusters[0] >= 0:
                self._weights.add(images, clusters, sign)
                self._squares.add(images, clusters, sign)
        is_whole = isinstance(pixels, WholePixels)
        if workers is None and is_whole and is_worthwhile(self._samples, len(self.sizes)):
            add_by_product(self._sums[0], self._samples, images, before, after, should_stop)
            return
        # Threads share out the columns: then no two write the same sum. Files hold whole rows.
        if isinstance(self._samples.rows, np.ndarray):
            n_threads = workers.n_threads if workers else 1
            width = strip_width(n_features, n_threads, pixels.batch_values)
        else:
            workers, width = None, n_features
        batches: list[Batch] = []
        for clusters, sign in ((before, -1), (after, 1)):
            if clusters[0] < 0:
                continue
            batches += batches_of(images, clusters, sign, pixels.batch_values // width)

        def add(columns: slice) -> None:
            for batch in batches:
                if should_stop():
                    raise Cancelled
                batch.add_to(self._sums, pixels, columns)

        share_out(add, blocks_of(0, n_features, width), workers)

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
            sums, weights = self._sums[:, own], self._weights.pair(own)
            values[part], offsets[part] = pixels.means(sums, weights)

        share_out_clusters(divide, *shape, workers)
        return values, offsets

    def exact(self, clusters: Indices) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
        """Return sums of centred rows and sizes; None but for whole numbers without weights.

        Shapes (len(clusters), n_features) and (len(clusters),), int64: the mean of cluster j is
        ``origin + sums[j] / sizes[j]``.
        """
        if not isinstance(self._pixels, WholePixels):
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
            weights = self._weights.pair(own)
            result[where], errors[where] = pixels.distortions(
                self._sums[:, own], weights, self._squares, own, values[where]
            )

        share_out_clusters(gather, len(held), self._samples.n_features, workers)
        result = np.ldexp(result, self._weights.exponent)
        errors = np.ldexp(errors, self._weights.exponent)
        unsure = np.flatnonzero(~(errors <= TOLERATED * result))
        if len(unsure):
            result[unsure] = measured_distortions(
                self._samples,
                self._weights,
                clusters[unsure],
                values[unsure],
                labels,
                workers,
                should_stop,
            )
        return result

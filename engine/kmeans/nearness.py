"""How far images are from their centroids: bounded without reading them, or measured."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.kmeans.bounds import Bounds
from engine.kmeans.projection import Projection
from engine.kmeans.samples import Samples, blocks_of

MARGIN_SCORES = 2**20  # scores looked through at a time: 8 MB
TOGETHER = 64  # up to so many clusters are looked up in one product


class Nearness:
    """Squared distances of the images of one iteration to their centroids, on demand.

    Parameters
    ----------
    samples : Samples
    values : ndarray of shape (n_clusters, n_features), float64
        Centroids in pixel levels.
    labels : ndarray of shape (n,), int32
    projection : Projection, optional
    bounds : Bounds, optional
        Of these centroids. Without it, or a projection, everything is measured.
    """

    def __init__(
        self,
        samples: Samples,
        values: NDArray[np.float64],
        labels: NDArray[np.int32],
        projection: Projection | None = None,
        bounds: Bounds | None = None,
    ) -> None:
        self._samples = samples
        self._values = values
        self._labels = labels
        self._projection = projection
        self._bounds = bounds
        self._found: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None

    def bounds(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return lower and upper bounds, each of shape (n,), in squared pixel levels.

        Computed when asked for the first time; equal where they had to be measured.
        """
        if self._found is None:
            if self._projection is None or self._bounds is None:
                exact = self.measured(np.arange(len(self._labels)))
                self._found = exact, exact
            else:
                self._found = self._bounded(self._projection, self._bounds)
        return self._found

    def measured(self, images: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the squared distances of `images`, shape (len(images),), float64.

        Summed from differences: off by some units in the last place.
        """
        result = np.empty(len(images))
        for part in blocks_of(0, len(images), max(1, self._samples.block_rows // 2)):
            some = images[part]
            away = self._samples.rows[some] - self._values[self._labels[some]]
            result[part] = np.einsum("ij,ij->i", away, away)
        return result

    def margin_bounds(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return lower and upper bounds of the margins, each of shape (n,), in squared levels.

        A margin is the squared distance to the second-nearest centroid minus that to the
        nearest; infinite where there is one centroid. Equal where they had to be measured.
        """
        n = len(self._labels)
        if self._projection is None or self._bounds is None:
            exact = self.measured_margins(np.arange(n))
            return exact, exact
        lower, upper = np.empty(n), np.empty(n)
        for rows in blocks_of(0, n, max(1, MARGIN_SCORES // len(self._values))):
            lower[rows], upper[rows] = self._margins(rows, self._projection, self._bounds)
        return lower, upper

    def measured_margins(self, images: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the margins of `images`, shape (len(images),), float64, from differences."""
        own, second = self.measured(images), np.full(len(images), np.inf)
        labels = self._labels[images]
        for part in blocks_of(0, len(images), max(1, self._samples.block_rows // 2)):
            rows = self._samples.rows[images[part]].astype(np.float64)
            for cluster, value in enumerate(self._values):
                away = rows - value
                sq_distances = np.einsum("ij,ij->i", away, away)
                sq_distances[labels[part] == cluster] = np.inf
                second[part] = np.minimum(second[part], sq_distances)
        return np.maximum(second - own, 0)

    def _margins(
        self, rows: slice, projection: Projection, bounds: Bounds
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        lower = (projection.rows[rows] @ bounds.free).astype(np.float64)
        upper = lower + 4 * projection.rows[rows, -2, np.newaxis] * bounds.outside
        error = 2.2 * (bounds.slope * projection.norms[rows] + bounds.intercept)
        own = np.arange(len(lower)), self._labels[rows]
        own_lower, own_upper = lower[own], upper[own]
        lower[own] = upper[own] = np.inf
        least, most = lower.min(axis=1) - own_upper - error, upper.min(axis=1) - own_lower + error
        unscale = self._samples.scale**-2
        return np.maximum(least, 0) * unscale, np.maximum(most, 0) * unscale

    def _bounded(
        self, projection: Projection, bounds: Bounds
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        lower = self._own(projection.rows, bounds.free).astype(np.float64)
        outside = projection.rows[:, -2].astype(np.float64)
        error = bounds.slope * projection.norms + bounds.intercept
        lower += projection.norms**2
        upper = lower + 4 * outside * bounds.outside[self._labels] + 1.1 * error
        lower -= 1.1 * error
        unscale = self._samples.scale**-2
        return np.maximum(lower, 0) * unscale, np.maximum(upper, 0) * unscale

    def _own(self, rows: NDArray[np.float32], table: NDArray[np.float32]) -> NDArray[Any]:
        """Return the product of each row with the column of its cluster."""
        n, n_clusters = len(rows), table.shape[1]
        if n_clusters <= TOGETHER:
            every: NDArray[Any] = np.take_along_axis(rows @ table, self._labels[:, np.newaxis], 1)
            return every[:, 0]
        result = np.empty(n, dtype=np.float32)
        order = np.argsort(self._labels, kind="stable")
        ends = np.cumsum(np.bincount(self._labels, minlength=n_clusters))
        columns = np.ascontiguousarray(table.T)
        for column, start, end in zip(columns, [0, *ends[:-1]], ends, strict=True):
            members = order[start:end]
            result[members] = rows[members] @ column
        return result

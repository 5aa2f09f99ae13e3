"""Exact squared distances to single images, read only where they can matter.

For seeding, which asks of image after image how far all others are from it, and needs to know
that only of those nearer to it than to any seed before.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import ShouldStop
from engine.kmeans.products import UNIT32, exact_products
from engine.kmeans.projection import Projection
from engine.kmeans.samples import Samples, blocks_of, run_of
from engine.kmeans.workers import Workers

STRIP_ROWS = 8192
CROWDED = 0.6  # share of a block from which reading all of it beats picking rows out


class Closeness:
    """Measures images against targets, which are images too.

    Parameters
    ----------
    samples : Samples
    projection : Projection or None
        None if nothing is to be bounded, and so everything read.
    workers : Workers
    should_stop : callable
        Asked at every block of rows.
    """

    def __init__(
        self,
        samples: Samples,
        projection: Projection | None,
        workers: Workers,
        should_stop: ShouldStop,
    ) -> None:
        self._samples = samples
        self._projection = projection
        self._workers = workers
        self._should_stop = should_stop
        self._strips = list(blocks_of(0, len(samples), STRIP_ROWS))

    def to_all(self, target: int) -> NDArray[np.float64]:
        """Return the squared distance of every image to image `target`, shape (n,)."""
        everything = np.full(len(self._samples), np.inf)
        return self.nearer(np.array([target]), everything)[1][:, 0]

    def nearer(
        self, targets: NDArray[np.intp], limits: NDArray[np.float64]
    ) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Return images that may be nearer to a target than their limit, and how far they are.

        Parameters
        ----------
        targets : ndarray of shape (m,)
            Image indices.
        limits : ndarray of shape (n,), float64
            Squared distances, in squared pixel levels.

        Returns
        -------
        images : ndarray of shape (k,)
            In rising order. All that are nearer are among them.
        sq_distances : ndarray of shape (k, m), float64
            Of these to every target. Exact for whole numbers.

        Raises
        ------
        Cancelled
            If `should_stop` answered true.
        """
        values = self._samples.centred(targets)
        table = self._table(targets)

        def look(strip: slice) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
            images = np.arange(strip.start, strip.stop)
            if table is not None:
                images = images[self._possible(strip, table, limits)]
            return images, self._measure(images, targets, values)

        parts = self._workers.map(look, self._strips)
        return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])

    def _table(self, targets: NDArray[np.intp]) -> NDArray[np.float32] | None:
        """Return what makes lower bounds of squared distances of projected rows.

        Notes
        -----
        ``|x - c|**2 >= |x_in - c_in|**2 + (|x_out| - |c_out|)**2``, the triangle inequality
        outside the span, which is ``|x|**2 + |c|**2 - 2 (x_in.c_in + |x_out| |c_out|)``.
        """
        if self._projection is None:
            return None
        basis = self._projection.basis
        rows = self._projection.rows[targets].astype(np.float64)
        turned = rows[:, : basis.rank] @ basis.to_orthonormal.T
        table = np.empty((basis.rank + 2, len(targets)), dtype=np.float32)
        table[: basis.rank] = -2 * (turned @ basis.to_orthonormal).T
        table[basis.rank] = -2 * rows[:, basis.rank]
        table[basis.rank + 1] = self._projection.norms[targets] ** 2
        return table

    def _possible(
        self, strip: slice, table: NDArray[np.float32], limits: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        projection = self._projection
        assert projection is not None
        if self._should_stop():
            raise Cancelled
        rank = projection.basis.rank
        norms = projection.norms[strip]
        lower = (projection.rows[strip] @ table).min(axis=1) + norms**2
        farthest = float(projection.norms.max())
        # Rounding of rank + 2 products; a projection may itself be off.
        relative = (rank + 16) * UNIT32 * 4 + 4.2 * projection.error * np.sqrt(rank)
        error = relative * farthest * (norms + farthest)
        limit: NDArray[Any] = limits[strip] * self._samples.scale**2 + error
        return np.asarray(lower < limit)

    def _measure(
        self, images: NDArray[np.intp], targets: NDArray[np.intp], values: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        samples = self._samples
        result = np.empty((len(images), len(targets)))
        for part in blocks_of(0, len(images), samples.block_rows):
            if self._should_stop():
                raise Cancelled
            some = images[part]
            if not samples.whole:
                rows = samples.rows[some].astype(np.float64)
                for column, target in enumerate(samples.rows[targets].astype(np.float64)):
                    away = rows - target
                    result[part, column] = np.einsum("ij,ij->i", away, away)
                continue
            if samples.is_bytes:
                products = exact_products(samples.converted(run_of(some)), values.T)
                products -= samples.base @ values.T
            else:
                products = samples.centred(some) @ values.T  # whole numbers below 2**53
            result[part] = samples.sq_norms[some, np.newaxis] - 2 * products
            result[part] += samples.sq_norms[targets]
        return result

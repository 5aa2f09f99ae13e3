"""What is known of every score without reading a pixel.

A score is ``s_j(x) = |c_j|**2 - 2 x.c_j``. With ``x = x_in + x_out``, inside and outside the
span of a basis, and likewise ``c``, ``x.c = x_in.c_in + x_out.c_out``; the first term is had from
the projections, and the second is bounded in one of two ways:

free : ``|x_out.c_out| <= |x_out| |c_out|`` (Cauchy-Schwarz);
anchored : once measured, it changes by at most ``|x_out|`` times the path that ``c_out`` has
    gone since (Cauchy-Schwarz for each step, triangle inequality over them).

And where the nearest centroid is nearer by some lead, it stays so as long as the lead exceeds all
that the own centroid and the fastest of the others have moved since: ``d(x, c_j)`` changes by at
most the move of ``c_j``. (Hamerly, SDM 2010, here summed over iterations.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.kmeans.centroids import Centroids
from engine.kmeans.certify import ScoreTable
from engine.kmeans.products import UNIT32, UNIT64
from engine.kmeans.projection import Projection
from engine.kmeans.samples import Samples, blocks_of
from engine.kmeans.sharing import share_out
from engine.kmeans.workers import Workers

MOVES_AT_ONCE = 32  # centroids projected at a time: they stay in the cache


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Bounds:
    """Tables of one moment for all scores at once. Lengths are scaled as ``samples.scale``.

    Attributes
    ----------
    free : ndarray of shape (rank + 2, n_clusters), float32
        ``projection.rows @ free`` are lower bounds of the scores.
    anchored : ndarray of shape (rank + 2, n_clusters), float32
        ``projection.rows @ anchored`` are too, once a row's residuals are added.
    outside : ndarray of shape (n_clusters,), float32
        Lengths of the centroids' parts outside the span.
    path : ndarray of shape (n_clusters,), float64
        How far these parts have gone so far.
    paths : ndarray of shape (moment + 1, n_clusters), float64
        `path` at every moment up to this one.
    usable : int
        Residuals measured at this moment or later are worth more than the free bound.
    pace : float
        Mean length of the latest steps of these parts.
    spent : ndarray of shape (n_clusters,), float64
        How much of a lead has been used up in each cluster so far.
    slope, intercept : float
        A bound of row ``x`` is off by at most ``slope * |x| + intercept`` by rounding.
    """

    free: NDArray[np.float32]
    anchored: NDArray[np.float32]
    outside: NDArray[np.float32]
    path: NDArray[np.float64]
    paths: NDArray[np.float64]
    usable: int
    pace: float
    spent: NDArray[np.float64]
    slope: float
    intercept: float

    @property
    def moment(self) -> int:
        """How often the centroids have been followed before."""
        return len(self.paths) - 1


class Motion:
    """Follows the centroids of one run.

    Parameters
    ----------
    samples : Samples
    projection : Projection
    n_clusters : int
    """

    def __init__(self, samples: Samples, projection: Projection, n_clusters: int) -> None:
        self._scale = samples.scale
        self._basis = projection.basis
        self._directions = projection.basis.columns.astype(np.float64)
        self._error = projection.error
        rank = projection.basis.rank
        # Of sums of so many products in float64, and of those that turn them.
        self._rounding = 2 * (samples.n_features + rank + 8) * UNIT64
        self._turned = np.zeros((n_clusters, len(projection.basis.to_orthonormal)))
        self._weights = np.zeros((n_clusters, rank))
        self._inside = np.zeros(n_clusters)  # squared length of the part in the span
        self._path = np.zeros(n_clusters)
        self._spent = np.zeros(n_clusters)
        self._paths: list[NDArray[np.float64]] = []

    def advance(
        self,
        centroids: Centroids,
        table: ScoreTable,
        clusters: NDArray[np.intp],
        moves: NDArray[np.float64],
        workers: Workers | None = None,
    ) -> Bounds:
        """Return the bounds after `clusters` have moved by `moves` (pixel levels)."""
        steps = np.zeros(len(centroids))
        outside_steps = np.zeros(len(centroids))

        def follow(part: slice) -> None:
            self._follow(centroids, clusters[part], moves[part], steps, outside_steps)

        parts = blocks_of(0, len(clusters), MOVES_AT_ONCE)
        share_out(follow, parts, workers if len(clusters) > MOVES_AT_ONCE else None)
        # Offsets are rounded to float64: so much more may they have moved.
        unsure = 8 * UNIT64 * np.sqrt(table.sq_norms)
        steps[clusters] += unsure[clusters]
        outside_steps[clusters] += unsure[clusters]
        self._path = self._path + outside_steps
        self._spent = self._spent + steps + _greatest_other(steps)
        self._paths.append(self._path)
        return self._tables(table, float(outside_steps.mean()))

    def _follow(
        self,
        centroids: Centroids,
        some: NDArray[np.intp],
        moves: NDArray[np.float64],
        steps: NDArray[np.float64],
        outside_steps: NDArray[np.float64],
    ) -> None:
        turn = self._basis.to_orthonormal
        turned = (centroids.offsets[some] * self._scale) @ self._directions @ turn.T
        turned_moves = turned - self._turned[some]
        sq_steps = np.einsum("ij,ij->i", moves, moves) * self._scale**2
        sq_inside_steps = np.einsum("ij,ij->i", turned_moves, turned_moves)
        self._turned[some] = turned
        self._weights[some] = turned @ turn
        self._inside[some] = np.einsum("ij,ij->i", turned, turned)
        steps[some] = np.sqrt(sq_steps) * (1 + self._rounding)
        # A turned centroid is off by some units of its length, however short the step.
        lengths = np.sqrt(self._inside[some]) + steps[some]
        slack = self._rounding * (sq_steps + 4 * steps[some] * lengths)
        outside_steps[some] = np.sqrt(np.maximum(sq_steps - sq_inside_steps, 0) + slack)

    def _tables(self, table: ScoreTable, pace: float) -> Bounds:
        slack = 4 * self._rounding * table.sq_norms
        sq_outside = np.maximum(table.sq_norms - self._inside, 0) + slack
        outside = np.sqrt(sq_outside)
        rank = self._weights.shape[1]
        anchored = np.empty((rank + 2, len(outside)), dtype=np.float32)
        anchored[:rank] = -2 * self._weights.T
        anchored[rank] = -2 * self._path
        anchored[rank + 1] = table.sq_norms
        free = anchored.copy()
        free[rank] = -2 * outside
        paths = np.array(self._paths)
        gone = self._path.sum() - paths.sum(axis=1)
        usable = int(np.argmax(gone < outside.sum())) if outside.any() else 0
        inner = 2 * float(np.sqrt(np.einsum("ij,ij->i", self._weights, self._weights).max()))
        outer = 2 * float(max(outside.max(), self._path.max()))
        terms = (rank + 10) * UNIT32
        relative = 1.01 * terms / (1 - terms)
        return Bounds(
            free=free,
            anchored=anchored,
            outside=outside.astype(np.float32),
            path=self._path,
            paths=paths,
            usable=usable,
            pace=pace,
            spent=self._spent,
            slope=relative * (inner * self._basis.stretch + 2.2 * outer)
            + self._error * np.sqrt(rank) * inner,
            intercept=relative * float(table.sq_norms.max()) + 1e-30,
        )


def _greatest_other(steps: NDArray[Any]) -> NDArray[np.float64]:
    """Return for each cluster the greatest step of the others; 0 where there is none."""
    if len(steps) == 1:
        return np.zeros(1)
    order = np.argsort(steps)
    greatest = np.full(len(steps), steps[order[-1]])
    greatest[order[-1]] = steps[order[-2]]
    return greatest

"""A few directions that hold most of what images and centroids have in common.

Images are redundant and centroids smoother still: inner products taken along some dozens of
principal directions leave so little that it can be bounded instead of computed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import ShouldStop
from engine.kmeans.samples import Samples, blocks_of
from engine.kmeans.workers import Workers

SAMPLED_ROWS = 2048  # the tail of a smaller sample leaks into its first directions,
SAMPLED_SHARE = 4  # but no more than one row in so many, or the search costs more than it saves,
SAMPLED_LEAST = 16  # and no fewer than so many a direction, or noise seems to have directions
SPARE = 8  # directions iterated on top of those kept
WORTHWHILE = 0.3  # share of the variance that directions must hold to be worth their cost
LEAST_RANK = 4
EXACT_SUM32 = 2**24
FINE = 4  # length of a direction over what rounding it to whole numbers can change


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Basis:
    """Some directions in the space of the scaled, centred rows.

    Attributes
    ----------
    columns : ndarray of shape (n_features, rank), float32
        The directions. Whole numbers, and so short that projections of whole-number rows are
        exact in float32, where `exact`; else of unit length.
    exact : bool
        True if projections of rows have no rounding at all.
    to_orthonormal : ndarray of shape (rank, rank), float64
        Times a vector of products with the directions: coordinates in an orthonormal basis.
    stretch : float
        Largest factor between the length of a row and that of its products with the directions.
    """

    columns: NDArray[np.float32]
    exact: bool
    to_orthonormal: NDArray[np.float64]
    stretch: float

    @property
    def rank(self) -> int:
        """Number of directions."""
        return int(self.columns.shape[1])


def find_basis(samples: Samples, rank: int, workers: Workers, should_stop: ShouldStop) -> Basis:
    """Return about `rank` principal directions of a sample of the rows.

    Notes
    -----
    One step of subspace iteration from random directions (Halko, Martinsson, Tropp, SIAM Review
    53, 2011, algorithm 4.4). How good they are decides the speed of the engine, never a label.
    """
    rng = np.random.default_rng(0)
    n, n_features = samples.rows.shape
    n_chosen = min(n, SAMPLED_ROWS, max(n // SAMPLED_SHARE, SAMPLED_LEAST * rank))
    chosen = np.sort(rng.choice(n, n_chosen, replace=False))
    blocks = list(blocks_of(0, len(chosen), samples.block_rows))
    rank = min(rank, n_features, n)
    n_tried = min(rank + SPARE, n_features)
    start = rng.standard_normal((n_features, n_tried)).astype(np.float32)

    def power(block: slice) -> NDArray[np.float32]:
        if should_stop():
            raise Cancelled
        rows = samples.scaled32(chosen[block])
        return np.asarray(rows.T @ (rows @ start))

    directions = np.linalg.qr(np.add.reduce(workers.map(power, blocks)))[0]

    def gram(block: slice) -> tuple[NDArray[np.float64], float]:
        if should_stop():
            raise Cancelled
        rows = samples.scaled32(chosen[block])
        products = (rows @ directions).astype(np.float64)
        return products.T @ products, float(np.einsum("ij,ij->", rows, rows, dtype=np.float64))

    parts = workers.map(gram, blocks)
    held, vectors = np.linalg.eigh(np.add.reduce([part[0] for part in parts]))
    if held[-rank:].sum() < WORTHWHILE * sum(part[1] for part in parts):
        rank = min(rank, LEAST_RANK)
    return _rounded(samples, directions @ vectors[:, ::-1][:, :rank])


def _rounded(samples: Samples, directions: NDArray[np.float64]) -> Basis:
    """Return `directions`, orthonormal columns, with whole numbers for whole-number rows."""
    # Cauchy-Schwarz: |x . b| <= |x||b| < 2**24, and so is every sum of a part of its terms.
    rounding = np.sqrt(len(directions))
    longest = np.sqrt(samples.sq_norms.max()) + np.linalg.norm(samples.base)
    length = EXACT_SUM32 / max(longest, 1.0) - rounding
    exact = samples.is_bytes and length > FINE * rounding
    if exact:
        directions = np.rint(directions * length)
    columns = np.ascontiguousarray(directions, dtype=np.float32)
    gram = columns.astype(np.float64).T @ columns.astype(np.float64)
    values, vectors = np.linalg.eigh(gram)
    # Directions that rounding made dependent would have no say but in rounding errors.
    kept = values > 1e-6 * values[-1]
    return Basis(
        columns=columns,
        exact=bool(exact),
        to_orthonormal=(vectors[:, kept] / np.sqrt(values[kept])).T,
        stretch=float(np.sqrt(values[-1])),
    )

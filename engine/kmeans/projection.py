"""The images seen along the directions of a basis, with the length of what is left.

Made once for an image set and a number of directions, and kept with the samples: every run, of
every fit, shares it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import Progress, ShouldStop
from engine.kmeans.basis import Basis, find_basis
from engine.kmeans.products import UNIT32, UNIT64, product_error, products
from engine.kmeans.samples import Samples, blocks_of
from engine.kmeans.workers import Workers

RANKS = ((4, 24), (24, 48))  # up to so many clusters, so many directions
LARGEST_RANK = 128


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Projection:
    """Rows along the directions of a basis.

    Attributes
    ----------
    basis : Basis
    rows : ndarray of shape (n, rank + 2), float32
        Products of each scaled, centred row with the directions; the length of what of it lies
        outside their span, rounded up; 1.
    norms : ndarray of shape (n,), float64
        Lengths of the scaled, centred rows.
    error : float
        Most that a product with a direction of unit length is off, as a share of the row's
        length; 0 where the basis is exact.
    """

    basis: Basis
    rows: NDArray[np.float32]
    norms: NDArray[np.float64]
    error: float


def rank_for(n_clusters: int) -> int:
    """Return how many directions are worth having for `n_clusters`."""
    for most, rank in RANKS:
        if n_clusters <= most:
            return rank
    return LARGEST_RANK


def project(
    samples: Samples,
    rank: int,
    workers: Workers,
    *,
    should_stop: ShouldStop,
    progress: Progress,
) -> Projection:
    """Return the rows of `samples` along about `rank` directions: one pass, the first time.

    Raises
    ------
    Cancelled
        If `should_stop` answered true.
    """
    kept = samples.kept.get(("projection", rank))
    if isinstance(kept, Projection):
        return kept
    progress("looking for what images share", 0, 0)
    basis = find_basis(samples, rank, workers, should_stop)
    n = len(samples)
    rows = np.empty((n, basis.rank + 2), dtype=np.float32)
    error = 0.0 if basis.exact else product_error(samples.n_features)
    turn = basis.to_orthonormal.T
    base = (samples.base @ basis.columns).astype(np.float32)

    def along(block: slice) -> None:
        if should_stop():
            raise Cancelled
        part = rows[block]
        found = np.empty((len(part), basis.rank), dtype=np.float32)
        if basis.exact:  # whole numbers below 2**24, whatever is taken away afterwards
            products(samples.converted(block), basis.columns, found)
            found -= base
        else:
            products(samples.scaled32(block), basis.columns, found)
        part[:, : basis.rank] = found
        inside = found.astype(np.float64) @ turn
        sq_norms = samples.sq_norms[block] * samples.scale**2
        sq_inside = np.einsum("ij,ij->i", inside, inside)
        # Both terms carry a rounding of some u times the squared length, and `found` its error.
        slack = (64 * basis.rank + 4 * samples.n_features) * UNIT64 + 2.1 * error * np.sqrt(
            basis.rank
        )
        left = np.sqrt(np.maximum(sq_norms - sq_inside, 0) + slack * sq_norms)
        part[:, -2] = left * (1 + 4 * UNIT32)
        part[:, -1] = 1

    workers.map(along, list(blocks_of(0, n, samples.block_rows)))
    rows.flags.writeable = False
    result = Projection(
        basis=basis,
        rows=rows,
        norms=np.sqrt(samples.sq_norms) * samples.scale,
        error=error,
    )
    samples.kept["projection", rank] = result
    return result

"""The directions along which images differ most: their principal axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import Progress, ShouldStop
from engine.kmeans.samples import Samples, blocks_of
from engine.kmeans.workers import Workers

Floats = NDArray[np.float64]
Rows = slice | NDArray[np.intp]

SPARE = 14  # directions iterated on top of those wanted
TOLERANCE = 1e-6  # what is left of an axis, as a share of the largest variance
NEGLIGIBLE = 1e-7  # what float32 products cannot tell from nothing, as such a share
SAME = 1e-12  # spread, as a share of the values, that float64 sums can give to equal images
START_ROWS = 2048  # a look at so many rows saves one at all of them
MAX_SPANNED = 512  # directions kept
MAX_STORED = 2**25  # numbers in them: 268 MB
MAX_READ = 2**31  # values looked at: 14 passes over CIFAR-10
MAX_PARTS, PART_VALUES = 16, 2**20  # sums made side by side, and features of all of them


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PrincipalAxes:
    """Directions of largest variance, the largest first.

    Attributes
    ----------
    mean : ndarray of shape (n_features,), float64
        Of the rows, in pixel levels, to seven digits of their spread; where all are the same, one
        of them.
    axes : ndarray of shape (n_axes, n_features), float64
        Orthonormal; the largest component of each, in magnitude, is positive. Rows beyond
        `n_features` are zeros, as no direction is left for them.
    explained : ndarray of shape (n_axes,), float64
        Share of the whole variance along each; zeros where all rows are the same.
    refined : bool
        True if these are the axes of rows whose covariance differs from the true one by at most
        `TOLERANCE` of its largest eigenvalue; False if the search was given up before, as the
        rows vary alike in many directions.
    """

    mean: Floats
    axes: Floats
    explained: Floats
    refined: bool


def principal_axes(
    samples: Samples,
    n_axes: int,
    workers: Workers,
    *,
    seed: int,
    should_stop: ShouldStop,
    progress: Progress,
) -> PrincipalAxes:
    """Return the first `n_axes` principal axes of all rows of `samples`.

    Block Lanczos iteration: the covariance is never made, only applied to some directions, a pass
    over the rows each time. Products are float32 of centred rows, summed in float64. The result
    does not depend on the number of threads where BLAS is held to one.

    Raises
    ------
    Cancelled
        If `should_stop` answered true.

    Notes
    -----
    Golub and Van Loan, Matrix Computations, 4th edition, sections 8.1 and 10.3: `axes` with
    residuals R are exact for a covariance that differs by no more than the norm of R.
    """
    n, n_features = samples.rows.shape
    variance = samples.mean_variance * n_features
    if np.sqrt(samples.mean_variance) <= SAME * np.abs(samples.origin).max():
        return PrincipalAxes(
            mean=samples.rows[0].astype(np.float64),
            axes=np.eye(n_axes, n_features),
            explained=np.zeros(n_axes),
            refined=True,
        )
    covariance = _Covariance(samples, workers, should_stop)
    width = min(n_axes + SPARE, n_features)
    # Random directions have a share of every axis, also of one that few rows make.
    start = np.random.default_rng(seed).standard_normal((n_features, width)) / np.sqrt(n_features)
    if n > 4 * START_ROWS:
        some = np.linspace(0, n - 1, START_ROWS).astype(np.intp)
        parts = [some[part] for part in blocks_of(0, len(some), samples.block_rows)]
        for _ in range(2):
            found = _spanning(covariance.times(start, parts))[:, : max(0, width - n_axes)]
            start[:, : found.shape[1]] = found
    start = _spanning(start)
    n_passes = max(2, MAX_READ // (n * n_features))
    spanned = int(np.clip(MAX_STORED // n_features, 3 * width, MAX_SPANNED))
    most = max(1, min(n_passes, spanned // width))
    variances, found, refined = _lanczos(covariance, start, n_axes, most, progress)
    found *= np.where(found[np.abs(found).argmax(axis=0), np.arange(found.shape[1])] < 0, -1, 1)
    axes, explained = np.zeros((n_axes, n_features)), np.zeros(n_axes)
    axes[: len(variances)] = found.T
    explained[: len(variances)] = np.clip(variances / (variance * samples.scale**2), 0, 1)
    return PrincipalAxes(
        mean=samples.origin + covariance.off_centre / samples.scale,
        axes=axes,
        explained=explained,
        refined=refined,
    )


class _Covariance:
    """The covariance of the scaled rows, as something directions are multiplied by."""

    def __init__(self, samples: Samples, workers: Workers, should_stop: ShouldStop) -> None:
        self._samples, self._workers, self._should_stop = samples, workers, should_stop
        self._blocks = list(blocks_of(0, len(samples), samples.block_rows))
        self.off_centre = np.zeros(samples.n_features)  # of the last product's rows

    def times(self, directions: Floats, blocks: Sequence[Rows] | None = None) -> Floats:
        """Return the product with `directions`, (n_features, k), of the rows in `blocks`."""
        blocks = self._blocks if blocks is None else blocks
        narrow = np.ascontiguousarray(directions, dtype=np.float32)

        def total(some: slice) -> tuple[Floats, int]:
            products, n = np.zeros((len(narrow), narrow.shape[1] + 1)), 0
            for block in blocks[some]:
                if self._should_stop():
                    raise Cancelled
                rows = self._samples.scaled32(block)
                along = np.ones((len(rows), narrow.shape[1] + 1), dtype=np.float32)
                np.matmul(rows, narrow, out=along[:, :-1])
                products += rows.T @ along  # the last column: their sum
                n += len(rows)
            return products, n

        n_parts = int(np.clip(PART_VALUES // len(narrow), 1, min(MAX_PARTS, len(blocks))))
        edges = np.linspace(0, len(blocks), n_parts + 1).astype(int)
        parts = self._workers.map(total, map(slice, edges[:-1], edges[1:]))
        n = sum(part[1] for part in parts)
        moments = np.add.reduce([part[0] for part in parts]) / n
        self.off_centre = moments[:, -1]
        return np.asarray(moments[:, :-1] - np.outer(self.off_centre, self.off_centre @ directions))


def _lanczos(
    covariance: _Covariance, start: Floats, n_axes: int, most: int, progress: Progress
) -> tuple[Floats, Floats, bool]:
    """Return the largest eigenvalues, their vectors as columns, and whether these are refined."""
    fresh, spanned, applied = start, start[:, :0], start[:, :0]
    for number in range(1, most + 1):
        progress("finding the axes", number - 1, 0)
        product = covariance.times(fresh)
        spanned, applied = np.hstack([spanned, fresh]), np.hstack([applied, product])
        inside = spanned.T @ applied
        values, turn = np.linalg.eigh((inside + inside.T) / 2)
        values, turn = values[::-1][:n_axes], turn[:, ::-1][:, :n_axes]
        axes = spanned @ turn
        left = np.linalg.norm(applied @ turn - axes * values, axis=0).max()
        refined = bool(left <= TOLERANCE * values[0])
        if refined or number == most:
            break
        fresh = _orthonormal(product, spanned, NEGLIGIBLE * values[0])
        if not fresh.shape[1]:  # the rows have no further directions
            refined = True
            break
    return values, axes, refined


def _spanning(columns: Floats) -> Floats:
    """Return an orthonormal basis of the span of `columns`, the longest direction first."""
    return _orthonormal(columns, columns[:, :0], NEGLIGIBLE * float(np.linalg.norm(columns)))


def _orthonormal(columns: Floats, spanned: Floats, negligible: float) -> Floats:
    """Return what `columns` have outside the span of `spanned`, orthonormal, without noise.

    The second round removes what rounding left in the first, and directions that were no more.
    """
    for shortest in (negligible, 0.5):
        columns = columns - spanned @ (spanned.T @ columns)
        sq_lengths, turn = np.linalg.eigh(columns.T @ columns)
        kept = sq_lengths > shortest**2
        columns = columns @ (turn[:, kept] / np.sqrt(sq_lengths[kept]))[:, ::-1]
    return columns

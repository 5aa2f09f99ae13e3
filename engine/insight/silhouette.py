"""How much nearer images are to their own cluster than to the next: silhouettes.

scikit-learn's silhouettes of 10,000 images cannot be stopped for many seconds, and take the
pixels as float64 and half a table of distances in memory. These are the same to twelve digits,
block by block.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import ImageSet, Progress, ShouldStop
from engine.kmeans.samples import blocks_of
from engine.kmeans.workers import single_threaded_blas

BLOCK_PRODUCTS = 2**29  # multiplications of values between two looks at `should_stop`: 30 ms
MIN_BLOCK_ROWS, MAX_BLOCK_ROWS = 8, 1024

Floats = NDArray[np.float64]


def silhouettes(
    images: ImageSet,
    labels: NDArray[np.int32],
    members: NDArray[np.intp],
    *,
    should_stop: ShouldStop = lambda: False,
    progress: Progress = lambda _phase, _done, _total: None,
) -> Floats:
    """Return the silhouette of each of `members` among `members`.

    Parameters
    ----------
    images : ImageSet
    labels : ndarray of shape (n,), int32
        Cluster of every image.
    members : ndarray of shape (m,)
        Indices of images of at least two clusters. Nobody else is looked at.
    should_stop : callable
        Asked before each block of distances.
    progress : callable
        Told the distances measured so far.

    Returns
    -------
    ndarray of shape (m,), float64
        From -1 to 1, in the order of `members`: ``(b - a) / max(a, b)``, with a the mean distance
        to the others of the own cluster, b that to the nearest other cluster. 0 for an image
        alone in its cluster, and where a and b are 0.

    Raises
    ------
    ValueError
        If `members` are of one cluster.
    Cancelled
        If `should_stop` answered true.

    Notes
    -----
    Rousseeuw, Silhouettes: a graphical aid, J. Comput. Appl. Math. 20, 1987. Of uint8 and uint16
    pixels squared distances are exact.
    """
    order = np.argsort(labels[members], kind="stable")
    chosen = members[order]
    clusters, own, sizes = np.unique(labels[chosen], return_inverse=True, return_counts=True)
    if len(clusters) < 2:
        raise ValueError(f"{len(members)} images of one cluster have no silhouettes")
    sums = np.zeros((len(chosen), len(clusters)))
    total, done = len(chosen) ** 2, 0
    with single_threaded_blas():
        for rows, columns, distances in _distances(images, chosen, should_stop):
            _add_by_cluster(sums, rows, distances, own[columns])
            done += distances.size
            if rows != columns:
                _add_by_cluster(sums, columns, distances.T, own[rows])
                done += distances.size
            progress("measuring silhouettes", done, total)
    every = np.arange(len(chosen))
    inside = sums[every, own] / np.maximum(sizes[own] - 1, 1)
    sums /= sizes
    sums[every, own] = np.inf
    outside = sums.min(axis=1)
    larger = np.maximum(inside, outside)
    counts = (sizes[own] > 1) & (larger > 0)
    result = np.zeros(len(chosen))
    result[order] = np.divide(outside - inside, larger, out=np.zeros(len(chosen)), where=counts)
    return result


def _add_by_cluster(sums: Floats, rows: slice, distances: Floats, own: NDArray[np.intp]) -> None:
    """Add `distances` to the sums of `rows`, by the clusters of the columns, which rise."""
    starts = np.flatnonzero(np.diff(own, prepend=-1))
    sums[rows, own[starts]] += np.add.reduceat(distances, starts, axis=1)


def _distances(
    images: ImageSet, chosen: NDArray[np.intp], should_stop: ShouldStop
) -> Iterator[tuple[slice, slice, Floats]]:
    """Yield the distances of all pairs of `chosen`, by blocks of rows and no earlier columns."""
    pixels = images.pixels.reshape(len(images), -1)
    most = math.isqrt(BLOCK_PRODUCTS // images.n_features)
    step = min(max(most, MIN_BLOCK_ROWS), MAX_BLOCK_ROWS)
    origin = pixels[chosen[:step]].mean(axis=0, dtype=np.float64)
    if images.pixels.dtype.kind == "u":
        origin = np.rint(origin)  # whole numbers below 2**53 throughout: nothing is rounded

    def centred(block: slice) -> tuple[Floats, Floats]:
        values = pixels[chosen[block]] - origin
        return values, np.einsum("ij,ij->i", values, values)

    for rows in blocks_of(0, len(chosen), step):
        left, left_sq_norms = centred(rows)
        for columns in blocks_of(rows.start, len(chosen), step):
            if should_stop():
                raise Cancelled
            right, right_sq_norms = (left, left_sq_norms) if columns == rows else centred(columns)
            distances = left @ right.T
            distances *= -2
            distances += left_sq_norms[:, np.newaxis]
            distances += right_sq_norms
            if columns == rows:
                np.fill_diagonal(distances, 0)
            np.maximum(distances, 0, out=distances)
            yield rows, columns, np.sqrt(distances, out=distances)

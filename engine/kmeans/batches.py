"""Which pixels are summed at a time: pieces of clusters, many of one length, some columns wide.

Small clusters so cost no more calls than large ones, and what is summed stays in the cache.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.kmeans.cluster_pixels import PIECE_ROWS, FractionPixels, WholePixels
from engine.kmeans.samples import blocks_of
from engine.kmeans.tally import Indices, Labels


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Pieces of one length, each of rows of one cluster.

    Attributes
    ----------
    images : ndarray of shape (rows, pieces)
        A column holds the images of a piece.
    clusters : list of int
        The cluster of each piece.
    combine : ufunc
        ``np.add`` for images that join, ``np.subtract`` for those that leave.
    """

    images: Indices
    clusters: list[int]
    combine: np.ufunc

    def add_to(
        self, all_sums: NDArray[Any], pixels: WholePixels | FractionPixels, columns: slice
    ) -> None:
        """Add `columns` of the images to the sums of their clusters, or take them away.

        Parameters
        ----------
        all_sums : ndarray of shape (n_layers, n_clusters, n_features)
            Written in `columns` only.
        pixels : WholePixels or FractionPixels
        columns : slice
        """
        for layer, piece in pixels.pieces(self.images.ravel(), columns):
            stacked = piece.reshape(*self.images.shape, -1)
            totals = np.add.reduce(stacked, axis=0, dtype=pixels.piece_dtype)
            sums = all_sums[layer, :, columns]
            for cluster, total in zip(
                self.clusters, totals.astype(sums.dtype, copy=False), strict=True
            ):
                own = sums[cluster]
                self.combine(own, total, out=own)


def strip_width(n_features: int, n_threads: int, max_values: int) -> int:
    """Return how many columns are summed at a time.

    Few enough that a piece of `PIECE_ROWS` rows has at most `max_values`, and that every thread
    has as many strips as the others.
    """
    widest = max_values // PIECE_ROWS
    n_strips = n_threads * math.ceil(n_features / (n_threads * widest))
    return math.ceil(n_features / n_strips)


def batches_of(images: Indices, clusters: Labels, sign: int, max_rows: int) -> Iterator[Batch]:
    """Yield `images` by cluster in pieces of 1, 2, 4, ... `PIECE_ROWS` rows.

    Parameters
    ----------
    images, clusters : ndarrays of shape (m,)
        Rising indices, at least one, and the cluster of each.
    sign : int
        1 for images that join their cluster, -1 for those that leave it.
    max_rows : int
        Most rows of a batch, but `PIECE_ROWS` where this is less.
    """
    max_rows = max(PIECE_ROWS, max_rows)
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
        for part in blocks_of(0, len(which), max_rows // rows):
            own = firsts[part]
            yield Batch(
                images[own + np.arange(rows)[:, np.newaxis]],
                clusters[own].tolist(),
                np.add if sign > 0 else np.subtract,
            )
        rows //= 2

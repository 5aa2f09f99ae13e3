"""Exact sums, by cluster, of numbers that belong to whole images: weights and squared norms."""

from __future__ import annotations

import copy
import math

import numpy as np
from numpy.typing import NDArray

from engine.kmeans.twofold import Floats, Layers, Pair, collapse, granule

Indices = NDArray[np.intp]
Labels = NDArray[np.int32]


class Tally:
    """Sums by cluster, in layers that hold them without rounding.

    Parameters
    ----------
    n_clusters : int
    values : ndarrays of shape (n,), float64
        Finite; an image counts with the sum of its numbers.
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

    def copy(self) -> Tally:
        """Return sums of their own that hold the same."""
        other = copy.copy(self)
        other._sums = self._sums.copy()
        return other

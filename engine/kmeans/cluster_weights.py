"""How many images each cluster holds, and what they count together."""

from __future__ import annotations

import copy
import math

import numpy as np

from engine.kmeans.tally import Indices, Labels, Tally
from engine.kmeans.twofold import Floats, Pair


class ClusterWeights:
    """Sizes of clusters and the exact sums of their images' weights.

    Parameters
    ----------
    n_clusters : int
    weights : ndarray of shape (n,), float64, or None
        One an image, none negative, one above 0; None counts every image once.

    Attributes
    ----------
    sizes : ndarray of shape (n_clusters,), int64
        Images in each cluster, those of weight 0 among them.
    scaled : ndarray of shape (n,), float64, or None
        The weights times ``2**-exponent``, below 1: then no product with them leaves the range
        of float64.
    exponent : int
        0 without weights.
    """

    def __init__(self, n_clusters: int, weights: Floats | None) -> None:
        self.sizes = np.zeros(n_clusters, dtype=np.int64)
        self.exponent = 0
        self.scaled: Floats | None = None
        self._tally: Tally | None = None
        if weights is not None:
            self.exponent = math.frexp(float(weights.max()))[1]
            self.scaled = np.ldexp(weights, -self.exponent)
            self._tally = Tally(n_clusters, self.scaled)

    def add(self, images: Indices, clusters: Labels, sign: int) -> None:
        """Count the images in their clusters, or with `sign` -1 no longer."""
        self.sizes += sign * np.bincount(clusters, minlength=len(self.sizes))
        if self._tally is not None:
            self._tally.add(images, clusters, sign)

    @property
    def totals(self) -> Floats:
        """Total weight of each cluster's images, shape (n_clusters,); 0 for no image."""
        if self._tally is None:
            return self.sizes.astype(np.float64)
        return np.ldexp(self._tally.pair(slice(None))[0], self.exponent)

    def pair(self, clusters: Indices) -> Pair:
        """Return the total weights of `clusters` times ``2**-exponent``, as pairs."""
        if self._tally is None:
            return self.sizes[clusters].astype(np.float64), np.zeros(len(clusters))
        return self._tally.pair(clusters)

    def may_give(self, image: int, donor: int) -> bool:
        """Return whether `image` counts, and leaves something that counts in `donor`."""
        if self.scaled is None:
            return bool(self.sizes[donor] > 1)
        own = math.ldexp(float(self.scaled[image]), self.exponent)
        return 0 < own < float(self.totals[donor])

    def copy(self) -> ClusterWeights:
        """Return sizes and weights of their own that hold the same."""
        other = copy.copy(self)
        other.sizes = self.sizes.copy()
        if self._tally is not None:
            other._tally = self._tally.copy()
        return other

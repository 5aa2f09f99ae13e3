"""Sums of the few clusters of 8-bit images by one product of matrices, which is exact."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import ShouldStop
from engine.kmeans.samples import Samples, blocks_of

FEW = 32  # clusters for which multiplying by zeros costs less than sorting images


def is_worthwhile(samples: Samples, n_clusters: int) -> bool:
    """Return whether `add_by_product` is the quick way for such rows and so many clusters."""
    return samples.is_bytes and n_clusters <= FEW


def add_by_product(
    sums: NDArray[np.signedinteger[Any]],
    samples: Samples,
    images: NDArray[np.intp],
    before: NDArray[np.int32],
    after: NDArray[np.int32],
    should_stop: ShouldStop,
) -> None:
    """Take 8-bit `images` from the sums of their clusters `before`, and add them to those `after`.

    Parameters
    ----------
    sums : ndarray of shape (n_clusters, n_features), whole numbers
        Of values as they are stored. Changed in place.
    images, before, after : ndarrays of shape (m,)
        `before` is -1 where there was none.

    Raises
    ------
    Cancelled
        If `should_stop`, asked at every block, answered true.

    Notes
    -----
    float32 holds every sum of a block: it is a whole number below 255 times its rows.
    """
    for block in blocks_of(0, len(images), samples.block_rows):
        if should_stop():
            raise Cancelled
        rows = samples.converted(images[block])
        every = np.arange(len(rows))
        signs = np.zeros((len(sums), len(rows)), dtype=np.float32)
        signs[after[block], every] = 1
        left = before[block] >= 0
        signs[before[block][left], every[left]] -= 1
        sums += (signs @ rows).astype(sums.dtype)

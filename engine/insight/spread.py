"""What stands beside a centroid: how far its members differ, its medoid, how it changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.imageset import ImageSet, ShouldStop
from engine.insight.distances import member_blocks


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spread:
    """The members of a cluster, taken together.

    Attributes
    ----------
    cluster : int
    n : int
        Number of members.
    mean : ndarray of shape (height, width, channels), float64
        Of the members, in pixel levels; 0 without any. The centroid of an iteration is the mean
        of the members of the iteration before.
    standard_deviation : ndarray of shape (height, width, channels), float64
        Of each pixel around `mean`, with divisor `n`, in pixel levels; 0 without members.
    medoid : int or None
        The member with the least sum of squared distances to all members, the lowest index
        among equals; None without members.
    """

    cluster: int
    n: int
    mean: NDArray[np.float64]
    standard_deviation: NDArray[np.float64]
    medoid: int | None


def spread(
    images: ImageSet,
    labels: NDArray[np.int32],
    cluster: int,
    *,
    should_stop: ShouldStop = lambda: False,
) -> Spread:
    """Return how far the members of `cluster` differ, and which is in their middle.

    Parameters
    ----------
    images : ImageSet
    labels : ndarray of shape (n,), int32
        Cluster of every image.
    cluster : int
    should_stop : callable
        Asked before each block of members, which are read twice.

    Returns
    -------
    Spread
        Its arrays are read-only. Of uint8 and uint16 pixels all sums are exact, and so is the
        medoid; of float32 they are float64 sums of differences from the mean.

    Raises
    ------
    Cancelled
        If `should_stop` answered true.

    Notes
    -----
    The medoid is the member nearest to the members' mean m, since
    ``sum_j |x_i - x_j|**2 = n |x_i - m|**2 + sum_j |x_j - m|**2`` and the last sum is the same
    for every i. A representative is nearest to the centroid instead, which is not yet m while a
    fit moves.

    With ``y = x - origin`` for an origin near m, variances are
    ``sum y**2 / n - (sum y / n)**2``, in which so little cancels that no digit counts (Chan, Golub
    and LeVeque, Algorithms for computing the sample variance, Am. Stat. 37, 1983).
    """
    shape = images.image_shape
    members = np.flatnonzero(labels == cluster)
    n = len(members)
    if not n:
        nothing = _picture(np.zeros(images.n_features), shape)
        return Spread(cluster=cluster, n=0, mean=nothing, standard_deviation=nothing, medoid=None)
    is_whole = images.pixels.dtype.kind == "u"
    total: NDArray[Any] = np.zeros(images.n_features, np.int64 if is_whole else np.float64)
    for _, rows in member_blocks(images, members, should_stop):
        total += rows.sum(axis=0, dtype=total.dtype)
    origin = np.rint(total / n).astype(total.dtype) if is_whole else total / n
    off_origin = total - n * origin

    squares, rest = np.zeros_like(total), np.zeros_like(total)
    sq_norms, products = np.empty(n, dtype=total.dtype), np.empty(n, dtype=total.dtype)
    for part, rows in member_blocks(images, members, should_stop):
        away = np.subtract(rows, origin, dtype=total.dtype)
        squares += np.einsum("ij,ij->j", away, away)
        rest += away.sum(axis=0)
        sq_norms[part] = np.einsum("ij,ij->i", away, away)
        if is_whole:
            products[part] = away @ off_origin
    nearness: NDArray[Any] = sq_norms
    if is_whole:
        # n |x - m|**2 but for what all share; Python's integers, since n |y|**2 may pass 2**63.
        nearness = n * sq_norms.astype(object) - 2 * products.astype(object)
    variance = squares / n - np.square(rest / n)
    return Spread(
        cluster=cluster,
        n=n,
        mean=_picture(total / n, shape),
        standard_deviation=_picture(np.sqrt(np.maximum(variance, 0)), shape),
        medoid=int(members[nearness.argmin()]),
    )


def change(
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    image_shape: tuple[int, int, int],
) -> NDArray[np.float64]:
    """Return how a centroid changed, signed, in pixel levels.

    Parameters
    ----------
    before, after : ndarray of shape (n_features,), float64
        The centroid of two iterations.
    image_shape : (int, int, int)
        Height, width and channels: ``images.image_shape``.

    Returns
    -------
    ndarray of shape `image_shape`, float64
        ``after - before``: positive where the centroid became lighter.
    """
    return _picture(after - before, image_shape)


def _picture(values: NDArray[np.float64], shape: tuple[int, int, int]) -> NDArray[np.float64]:
    picture = values.reshape(shape)
    picture.flags.writeable = False
    return picture

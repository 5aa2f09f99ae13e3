"""Why an image is in its cluster: what it has in common with every centroid, in numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.imageset import ImageSet
from engine.insight.distances import paired


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reason:
    """An image between its own centroid and the others.

    Attributes
    ----------
    index : int
        The image.
    cluster : int
        Its cluster.
    sq_distances : ndarray of shape (n_clusters,), float64
        To every centroid, in squared pixel levels.
    runner_up : int or None
        The nearest other cluster, the lowest number among equals; None where there is one.
    sq_margin : float
        Squared distance to the runner-up minus that to the own centroid, at least 0; NaN where
        there is no runner-up.
    difference_to_own : ndarray of shape (height, width, channels), float64
        Pixels minus the own centroid, in pixel levels.
    difference_to_runner_up : ndarray of shape (height, width, channels), float64, or None
        Pixels minus the runner-up's centroid; None where there is no runner-up.
    """

    index: int
    cluster: int
    sq_distances: NDArray[np.float64]
    runner_up: int | None
    sq_margin: float
    difference_to_own: NDArray[np.float64]
    difference_to_runner_up: NDArray[np.float64] | None


def explain(
    images: ImageSet,
    centroids: NDArray[np.float64],
    labels: NDArray[np.int32],
    index: int,
) -> Reason:
    """Return why image `index` is in its cluster.

    Parameters
    ----------
    images : ImageSet
    centroids : ndarray of shape (n_clusters, n_features), float64
        In pixel levels.
    labels : ndarray of shape (n,), int32
        Cluster of every image. This is what `Reason.cluster` says, even where it is not the
        nearest: the labels of a fit are decided more finely than float64 can measure.
    index : int
        From 0.

    Returns
    -------
    Reason
        Its arrays are read-only. Distances are summed from differences in float64, as
        `engine.insight.distances` sums them: off by some units in the last place.

    Raises
    ------
    IndexError
        If there is no image `index`.
    """
    if not 0 <= index < len(images):
        raise IndexError(f"there is no image {index} among {len(images)}")
    cluster = int(labels[index])
    values = images.pixels[index].astype(np.float64)
    sq_distances = paired(values.reshape(1, -1), centroids)
    runner_up, sq_margin, to_runner_up = None, float("nan"), None
    if len(centroids) > 1:
        others = sq_distances.copy()
        others[cluster] = np.inf
        runner_up = int(others.argmin())
        sq_margin = max(0.0, float(others[runner_up] - sq_distances[cluster]))
        to_runner_up = _difference(values, centroids[runner_up])
    sq_distances.flags.writeable = False
    return Reason(
        index=index,
        cluster=cluster,
        sq_distances=sq_distances,
        runner_up=runner_up,
        sq_margin=sq_margin,
        difference_to_own=_difference(values, centroids[cluster]),
        difference_to_runner_up=to_runner_up,
    )


def _difference(values: NDArray[np.float64], centroid: NDArray[np.float64]) -> NDArray[np.float64]:
    difference = values - centroid.reshape(values.shape)
    difference.flags.writeable = False
    return difference

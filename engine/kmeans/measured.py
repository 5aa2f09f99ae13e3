"""Distortions measured from the images, where they are too near each other for their sums."""

from __future__ import annotations

import math

import numpy as np

from engine.errors import Cancelled
from engine.imageset import ShouldStop
from engine.kmeans.cluster_weights import ClusterWeights
from engine.kmeans.samples import Samples, blocks_of
from engine.kmeans.sharing import share_out
from engine.kmeans.tally import Indices, Labels
from engine.kmeans.twofold import Floats
from engine.kmeans.workers import Workers


def measured_distortions(
    samples: Samples,
    weights: ClusterWeights,
    clusters: Indices,
    values: Floats,
    labels: Labels,
    workers: Workers | None,
    should_stop: ShouldStop,
) -> Floats:
    """Return for each cluster the sum over its images of ``weight * |x - value|**2``.

    From differences, so that nothing cancels; added up without rounding.

    Parameters
    ----------
    samples : Samples
    weights : ClusterWeights
    clusters : ndarray of shape (m,)
        No two alike.
    values : ndarray of shape (m, n_features), float64
        A point for each, in pixel levels.
    labels : ndarray of shape (n,), int32
        Cluster of every image.
    workers : Workers or None
    should_stop : callable
        Asked at every block.

    Raises
    ------
    Cancelled
        If `should_stop` answered true.
    """
    places = np.full(len(weights.sizes), -1)
    places[clusters] = np.arange(len(clusters))
    images = np.flatnonzero(places[labels] >= 0)
    own = places[labels[images]]
    sq_distances = np.empty(len(images))

    def measure(block: slice) -> None:
        if should_stop():
            raise Cancelled
        away = samples.rows[images[block]].astype(np.float64) - values[own[block]]
        sq_distances[block] = np.square(away).sum(axis=1)

    share_out(measure, blocks_of(0, len(images), samples.block_rows), workers)
    if weights.scaled is not None:
        sq_distances *= np.ldexp(weights.scaled[images], weights.exponent)
    order = np.argsort(own, kind="stable")
    edges = np.searchsorted(own[order], np.arange(1, len(clusters)))
    return np.array([math.fsum(part) for part in np.split(sq_distances[order], edges)])

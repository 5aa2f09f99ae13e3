"""Reports made to order: any labels, with the numbers that belong to them."""

from __future__ import annotations

import math

import numpy as np

from engine.kmeans.reports import Iteration, Reseeding


def report(labels, n_clusters, *, run=0, iteration=0, before=None, n_features=2, frozen=True):
    """Return an iteration whose centroids tell its run and iteration."""
    labels = np.array(labels, dtype=np.int32)
    sizes = np.bincount(labels, minlength=n_clusters)
    centroids = np.full((n_clusters, n_features), 1000.0 * run + iteration)
    sq_distances = sizes * (1.5 + iteration)
    for array in (labels, sizes, centroids, sq_distances):
        array.flags.writeable = not frozen
    return Iteration(
        run=run,
        iteration=iteration,
        distortion=float(sq_distances.sum()),
        shift=math.nan if iteration == 0 else 7.0 / iteration,
        moved=len(labels) if before is None else int((labels != before).sum()),
        empty=int((sizes == 0).sum()),
        seconds=0.125 * iteration,
        reseeded=(Reseeding(cluster=0, image=iteration),) if iteration % 3 == 1 else (),
        sizes=sizes,
        sq_distances_by_cluster=sq_distances,
        centroids=centroids,
        labels=labels,
    )


def reports(labels_by_iteration, n_clusters, **changes):
    """Return the iterations of one run with these labels."""
    made, before = [], None
    for iteration, labels in enumerate(labels_by_iteration):
        made.append(report(labels, n_clusters, iteration=iteration, before=before, **changes))
        before = made[-1].labels
    return made


def wandering(seed, n_iterations, n_images, n_clusters, *, part=0.3, **changes):
    """Return the iterations of a run in which `part` of the images move at every step."""
    rng = np.random.default_rng(seed)
    labels = [rng.integers(n_clusters, size=n_images)]
    for _ in range(n_iterations - 1):
        moves = rng.random(n_images) < part
        labels.append(np.where(moves, rng.integers(n_clusters, size=n_images), labels[-1]))
    return reports(labels, n_clusters, **changes)

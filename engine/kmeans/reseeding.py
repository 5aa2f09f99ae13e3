"""What happens to a cluster without images: it gets the image farthest from its centroid."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.kmeans.centroids import Centroids, differences
from engine.kmeans.reports import Iteration, Reseeding
from engine.kmeans.samples import Samples

SHORTLIST = 64  # images measured exactly at a time


def reseed_empty(
    samples: Samples,
    centroids: Centroids,
    report: Iteration,
    sums: NDArray[Any],
    counts: NDArray[np.int64],
) -> tuple[Reseeding, ...]:
    """Move the farthest images into the empty clusters, one each.

    `sums` and `counts` change accordingly: an image leaves the sum of its cluster and becomes
    the sum of an empty one. Clusters of one image give none, nor do images that lie on their
    centroid; then a cluster stays empty.

    Parameters
    ----------
    centroids : Centroids
        The ones `report` is about.
    report : Iteration
        The newest iteration.
    sums : ndarray of shape (n_clusters, n_features)
        As `engine.kmeans.centroids.means` takes them. Changed in place.
    counts : ndarray of shape (n_clusters,), int64
        Images of each cluster. Changed in place.

    Notes
    -----
    The distortion cannot rise: the image's own share falls to 0, and the others are no farther
    from the mean of what is left than from the centroid they had.
    """
    empty = np.flatnonzero(counts == 0)
    if not len(empty):
        return ()
    done: list[Reseeding] = []
    far = iter(_farthest(samples, centroids, report))
    for cluster in empty.tolist():
        for image in far:
            donor = int(report.labels[image])
            if counts[donor] > 1:
                sums[donor] -= _share(samples, centroids, image, donor).astype(sums.dtype)
                counts[donor] -= 1
                sums[cluster] = _share(samples, centroids, image, cluster)
                counts[cluster] = 1
                done.append(Reseeding(cluster=cluster, image=image))
                break
    return tuple(done)


def _share(samples: Samples, centroids: Centroids, image: int, cluster: int) -> NDArray[np.float64]:
    """Return what `image` adds to the sum of `cluster`, shape (n_features,)."""
    row = np.array([image])
    if samples.whole:
        share = samples.centred(row)
    else:
        share = differences(samples, centroids, row, np.array([cluster]))
    return share.reshape(-1)


def _farthest(samples: Samples, centroids: Centroids, report: Iteration) -> list[int]:
    """Return images from the farthest inwards, the lower index first among equals.

    Only as many as may be needed, and none that lies on its centroid. Distances are measured in
    float64 by differences; the approximate ones only say which can be left out.
    """
    # One an empty cluster, and those that may be refused: the last image of a cluster.
    wanted = 2 * int((report.sizes == 0).sum()) + int((report.sizes == 1).sum())
    approx = report.approx_sq_distances
    if wanted < len(approx):
        reach = np.partition(approx, len(approx) - wanted)[len(approx) - wanted]
        listed = np.flatnonzero(approx >= reach - 2 * report.approx_error)
    else:
        listed = np.arange(len(approx))
    exact = np.empty(len(listed))
    for first in range(0, len(listed), SHORTLIST):
        part = listed[first : first + SHORTLIST]
        away = differences(samples, centroids, part, report.labels[part])
        exact[first : first + SHORTLIST] = np.einsum("ij,ij->i", away, away)
    order = np.lexsort((listed, -exact))
    return [int(i) for i in listed[order][exact[order] > 0]]

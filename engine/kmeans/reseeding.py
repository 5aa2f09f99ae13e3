"""What happens to a cluster without images: it gets the image farthest from its centroid."""

from __future__ import annotations

import numpy as np

from engine.kmeans.reports import Iteration, Reseeding
from engine.kmeans.sums import ClusterSums


def reseed_empty(sums: ClusterSums, report: Iteration) -> tuple[ClusterSums, tuple[Reseeding, ...]]:
    """Move the farthest images into the empty clusters, one each.

    Clusters of one image give none, nor do images that lie on their centroid; then a cluster
    stays empty.

    Parameters
    ----------
    sums : ClusterSums
        Of the clusters of `report`.
    report : Iteration
        The newest iteration.

    Returns
    -------
    ClusterSums
        `sums` itself where no cluster is empty, else a copy with the images moved.
    tuple of Reseeding

    Notes
    -----
    The distortion cannot rise: the image's own share falls to 0, and the others are no farther
    from the mean of what is left than from the centroid they had.
    """
    empty = np.flatnonzero(sums.weights == 0)
    if not len(empty):
        return sums, ()
    sums = sums.copy()
    done: list[Reseeding] = []
    far = iter(_farthest(report, sums))
    for cluster in empty.tolist():
        for image in far:
            donor = int(report.labels[image])
            if sums.may_give(image, donor):
                sums.give(image, donor, cluster)
                done.append(Reseeding(cluster=cluster, image=image))
                break
    return sums, tuple(done)


def _farthest(report: Iteration, sums: ClusterSums) -> list[int]:
    """Return images from the farthest inwards, the lower index first among equals.

    Only as many as may be needed, and none that lies on its centroid. Distances are measured;
    their bounds only say which can be left out.
    """
    n = len(report.labels)
    # One an empty cluster, and those that may be refused: the last image of a cluster.
    wanted = 2 * int((sums.weights == 0).sum()) + int((report.sizes == 1).sum())
    assert report.nearness is not None
    if wanted < n and not sums.is_weighted:
        lower, upper = report.nearness.bounds()
        listed = np.flatnonzero(upper >= np.partition(lower, n - wanted)[n - wanted])
    else:
        listed = np.arange(n)
    exact = report.nearness.measured(listed)
    order = np.lexsort((listed, -exact))
    return [int(i) for i in listed[order][exact[order] > 0]]

"""How many images of each class are in each cluster."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.imageset import ImageSet


def n_classes_of(images: ImageSet) -> int:
    """Return how many classes `images` has, those without an image among them; 0 without labels."""
    if images.labels is None:
        return 0
    return max(len(images.class_names), int(images.labels.max()) + 1)


def n_unknown(labels_true: NDArray[np.int32]) -> int:
    """Return how many images are of unknown class, which a negative label says."""
    return int(np.count_nonzero(labels_true < 0))


def contingency(
    labels_true: NDArray[np.int32],
    n_classes: int,
    clusters: NDArray[np.int32],
    n_clusters: int,
) -> NDArray[np.int64]:
    """Return how many images of each class are in each cluster.

    Parameters
    ----------
    labels_true : ndarray of shape (n,), int32
        Class of each image; those with a negative one are left out (`n_unknown`).
    n_classes : int
        More than any label.
    clusters : ndarray of shape (n,), int32
        Cluster of each image.
    n_clusters : int
        More than any cluster.

    Returns
    -------
    ndarray of shape (n_classes, n_clusters), int64
        A row of zeros for a class without images, a column of zeros for an empty cluster.

    Raises
    ------
    ValueError
        If the two do not have the same length, or a class or cluster has no place in the table.
    """
    if labels_true.shape != clusters.shape:
        raise ValueError(f"{len(labels_true)} classes for {len(clusters)} clusters of images")
    known = labels_true >= 0
    classes, chosen = labels_true[known], clusters[known]
    if len(chosen) and not (
        classes.max() < n_classes and chosen.min() >= 0 and chosen.max() < n_clusters
    ):
        raise ValueError(f"an image is outside the table of {n_classes} × {n_clusters}")
    cells = classes.astype(np.int64) * n_clusters + chosen
    counts = np.bincount(cells, minlength=n_classes * n_clusters)
    return counts.reshape(n_classes, n_clusters).astype(np.int64, copy=False)


def update(
    table: NDArray[np.int64],
    indices: NDArray[np.integer],
    before: NDArray[np.integer],
    after: NDArray[np.integer],
    labels_true: NDArray[np.int32],
) -> None:
    """Take images in `table` from the clusters they left to those they joined, in place.

    Takes time for the images that moved, and for no other.

    Parameters
    ----------
    table : ndarray of shape (n_classes, n_clusters), int64
        As `contingency` returns it.
    indices : ndarray of shape (m,), of whole numbers
        The images that moved.
    before, after : ndarray of shape (m,), of whole numbers
        Their clusters. Unsigned numbers are welcome.
    labels_true : ndarray of shape (n,), int32
        Class of every image, moved or not; those with a negative one stay left out.
    """
    classes = labels_true[indices]
    known = classes >= 0
    classes = classes[known]
    np.subtract.at(table, (classes, before[known]), 1)
    np.add.at(table, (classes, after[known]), 1)

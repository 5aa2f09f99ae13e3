"""The images of a set in two dimensions: a map, and where centroids lie on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ImageMap:
    """Where images lie on a map. Arrays are read-only.

    Attributes
    ----------
    method : str
        ``"pca"`` or ``"tsne"``.
    n_images : int
        Of the whole set.
    indices : ndarray of shape (m,), intp
        The images shown, rising: all of them, or an even sample.
    points : ndarray of shape (m, 2), float32
        Where image ``indices[i]`` is; with PCA in pixel levels from the mean.
    mean : ndarray of shape (n_features,), float64, or None
        What PCA puts at (0, 0), in pixel levels; None with t-SNE.
    axes : ndarray of shape (2, n_features), float64, or None
        Orthonormal directions of the map; the second is zeros for images of one number. None with
        t-SNE.
    explained : ndarray of shape (2,), float64, or None
        Share of the images' variance along each axis; None with t-SNE.
    note : str
        What people must know to read it, to be shown beside it; may be empty.
    """

    method: str
    n_images: int
    indices: NDArray[np.intp]
    points: NDArray[np.float32]
    mean: Floats | None
    axes: Floats | None
    explained: Floats | None
    note: str

    def __post_init__(self) -> None:
        for array in (self.indices, self.points, self.mean, self.axes, self.explained):
            if array is not None:
                array.flags.writeable = False

    @property
    def is_sample(self) -> bool:
        """True if some images are not shown."""
        return len(self.indices) < self.n_images


def project(image_map: ImageMap, vectors: NDArray[Any]) -> Floats:
    """Return where vectors lie on a map made by PCA, shape (k, 2), float64.

    Parameters
    ----------
    image_map : ImageMap
    vectors : ndarray of shape (k, n_features), of numbers
        Centroids, of any iteration, or pixels.

    Raises
    ------
    ValueError
        If the map was made by t-SNE, which places only the images it was made of.
    """
    if image_map.axes is None or image_map.mean is None:
        raise ValueError("t-SNE places only the images it was given: take members_means")
    return np.asarray((vectors - image_map.mean) @ image_map.axes.T)


def members_means(image_map: ImageMap, labels: NDArray[np.int32], n_clusters: int) -> Floats:
    """Return the mean of the points of each cluster's members, shape (n_clusters, 2), float64.

    Where t-SNE's map shows centroids. NaN for clusters without a member on the map.

    Parameters
    ----------
    image_map : ImageMap
    labels : ndarray of shape (n,), int32
        Cluster of every image of the set, shown or not.
    n_clusters : int
    """
    shown = labels[image_map.indices]
    counts = np.bincount(shown, minlength=n_clusters)
    sums = [np.bincount(shown, column, minlength=n_clusters) for column in image_map.points.T]
    means = np.full((n_clusters, 2), np.nan)
    np.divide(np.stack(sums, axis=1), counts[:, np.newaxis], out=means, where=counts[:, None] > 0)
    return means

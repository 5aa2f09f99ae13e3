"""Seeds chosen by hand: images, and centroids replaced, split or removed.

Nothing here changes what it is given. Clusters keep their numbers wherever they can: a split adds
the last one, and only a removal moves those after it up by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ParameterError
from engine.imageset import ImageSet
from engine.kmeans.samples import Samples, flat_rows
from engine.kmeans.splitting import halves

Images = ImageSet | Samples | NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Fork:
    """Seeds to go on with.

    Attributes
    ----------
    seeds : ndarray of shape (n_clusters, n_features), float64
        In pixel levels; read-only.
    text : str
        What was done, for people: ``"cluster 3 replaced by image 17"``.
    """

    seeds: NDArray[np.float64]
    text: str


def seeds_from_images(
    images: Images, indices: Sequence[int] | NDArray[np.integer[Any]]
) -> NDArray[np.float64]:
    """Return the images `indices` as seeds: the first is cluster 0, the second cluster 1, ...

    Returns
    -------
    ndarray of shape (len(indices), n_features), float64
        Their pixel values, exactly.

    Raises
    ------
    ParameterError
        If there is none, or two have the same pixels: the second would get no image.
    IndexError
        If there is no such image.
    """
    name, rows = _rows_of(images)
    if not len(indices):
        raise ParameterError(name, "no image is selected", "Select one for each cluster")
    chosen = [_existing("image", int(index), len(rows)) for index in indices]
    seeds: NDArray[np.float64] = rows[np.array(chosen)].astype(np.float64)
    numbers: dict[bytes, int] = {}
    for cluster, seed in enumerate(seeds):
        same = numbers.setdefault((seed + 0.0).tobytes(), cluster)  # -0.0 becomes 0.0
        if same != cluster:
            pair = f"images {chosen[same]:,} and {chosen[cluster]:,}"
            raise ParameterError(name, f"{pair} are the same", "Select only one of them")
    return seeds


def replaced(centroids: NDArray[np.float64], cluster: int, images: Images, image: int) -> Fork:
    """Put an image in the place of a centroid.

    Parameters
    ----------
    centroids : ndarray of shape (n_clusters, n_features), float64
        Of the iteration that is left.
    cluster : int
    images : ImageSet, Samples or ndarray of shape (n, ...)
    image : int

    Raises
    ------
    ParameterError
        If the image is one of the centroids already: one of two equal ones would get no image.
    IndexError
        If there is no such cluster or image.
    """
    name, rows = _rows_of(images)
    _existing("cluster", cluster, len(centroids))
    pixels = rows[_existing("image", image, len(rows))].astype(np.float64)
    equal = np.flatnonzero((centroids == pixels).all(axis=1))
    if len(equal):
        raise ParameterError(
            name, f"image {image:,} is the centroid of cluster {equal[0]}", "Choose another image"
        )
    seeds = centroids.copy()
    seeds[cluster] = pixels
    return _fork(seeds, f"cluster {cluster} replaced by image {image:,}")


def split(
    centroids: NDArray[np.float64],
    labels: NDArray[np.integer[Any]],
    images: Images,
    cluster: int,
) -> Fork:
    """Make two clusters of one: the larger half keeps its number, the other becomes the last.

    Parameters
    ----------
    centroids : ndarray of shape (n_clusters, n_features), float64
        Of the iteration that is left.
    labels : ndarray of shape (n,)
        Cluster of each image there.
    images : ImageSet, Samples or ndarray of shape (n, ...)
    cluster : int

    Raises
    ------
    ParameterError
        If the images of the cluster are not at least two different ones.
    IndexError
        If there is no such cluster.
    """
    name, rows = _rows_of(images)
    _existing("cluster", cluster, len(centroids))
    members = np.flatnonzero(labels == cluster)
    means = halves(rows, members)
    if means is None:
        problem = f"cluster {cluster} has fewer than 2 different images"
        raise ParameterError(name, problem, "Split another cluster")
    seeds = np.concatenate([centroids, means[1:]])
    seeds[cluster] = means[0]
    return _fork(seeds, f"cluster {cluster} split in two: {cluster} and {len(centroids)}")


def removed(centroids: NDArray[np.float64], cluster: int) -> Fork:
    """Take a centroid away; clusters after it move up by one.

    Raises
    ------
    ParameterError
        If it is the only one.
    IndexError
        If there is no such cluster.
    """
    _existing("cluster", cluster, len(centroids))
    last = len(centroids) - 1
    if not last:
        raise ParameterError("clusters", "the only one cannot be removed", "Split it first")
    text = f"cluster {cluster} removed"
    if cluster + 1 < last:
        text += f"; {cluster + 1} to {last} are now {cluster} to {last - 1}"
    elif cluster < last:
        text += f"; {last} is now {cluster}"
    return _fork(np.delete(centroids, cluster, axis=0), text)


def _rows_of(images: Images) -> tuple[str, Any]:
    return (images.name, images.rows) if isinstance(images, Samples) else flat_rows(images)


def _existing(what: str, number: int, count: int) -> int:
    if not 0 <= number < count:
        raise IndexError(f"no {what} {number}: there are {count}")
    return number


def _fork(seeds: NDArray[np.float64], text: str) -> Fork:
    seeds.flags.writeable = False
    return Fork(seeds, text)

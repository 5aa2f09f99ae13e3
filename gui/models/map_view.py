"""What a map shows of a moment and of a selection: plain functions from index to position."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.history.moments import Moment
from engine.imageset import ImageSet
from engine.insight.map2d import ImageMap, members_means, project
from gui.models.cluster_text import images_text, percent_text
from gui.models.image_set_text import image_lines
from gui.models.map_colours import ColourBy

TITLES = {"pca": "PCA", "tsne": "t-SNE"}


def numbers_of(
    colour_by: ColourBy, image_map: ImageMap, images: ImageSet, moment: Moment | None
) -> NDArray[np.integer]:
    """Return what the colour of each point tells, shape (m,): -1 where there is nothing."""
    if colour_by is ColourBy.CLASS and images.labels is not None:
        return images.labels[image_map.indices]
    if colour_by is ColourBy.CLUSTER and moment is not None:
        return moment.labels[image_map.indices]
    return np.full(len(image_map.indices), -1, dtype=np.int32)


def positions_mask(image_map: ImageMap, selected: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which points are among the `selected` images, shape (m,)."""
    is_selected = np.zeros(image_map.n_images, dtype=bool)
    is_selected[selected[selected < image_map.n_images]] = True
    return np.asarray(is_selected[image_map.indices])


def position_of(image_map: ImageMap, image: int | None) -> int | None:
    """Return at which position of the map an image is; None if it is not on it."""
    if image is None:
        return None
    at = int(np.searchsorted(image_map.indices, image))
    is_there = at < len(image_map.indices) and image_map.indices[at] == image
    return at if is_there else None


def centroid_places(image_map: ImageMap, moment: Moment) -> NDArray[np.float64]:
    """Return where the centroids of `moment` lie on the map, shape (n_clusters, 2)."""
    if image_map.method == "pca":
        return project(image_map, moment.centroids)
    return members_means(image_map, moment.labels, len(moment.sizes))


def point_lines(images: ImageSet, image: int, moment: Moment | None) -> list[str]:
    """Return name, index, class and cluster of an image, in lines."""
    lines = image_lines(images, image)
    return lines if moment is None else [*lines, f"cluster {moment.labels[image]}"]


def centroid_lines(moment: Moment, cluster: int) -> list[str]:
    """Return what the picture of a centroid is, in lines."""
    return [f"centroid of cluster {cluster}", images_text(int(moment.sizes[cluster]))]


def note_text(image_map: ImageMap, moment: Moment | None) -> str:
    """Return what people must know to read the map, in one line."""
    parts = [TITLES[image_map.method]]
    if image_map.explained is not None and image_map.explained.any():
        share = percent_text(float(image_map.explained.sum()))
        parts.append(f"these two directions hold {share} of the variance")
    if image_map.note:
        parts.append(image_map.note)
    if (
        image_map.method == "pca"
        and moment is not None
        and moment.centroids_iteration != moment.iteration
    ):
        parts.append(f"centroids of iteration {moment.centroids_iteration}")
    return " · ".join(parts)

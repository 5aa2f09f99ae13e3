"""What is said of images in a cluster, in lines and tables; all of it is plain text."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engine.errors import printable
from engine.imageset import ImageSet
from gui.models.cluster_text import images_text
from gui.models.image_set_text import image_lines
from gui.models.members_list import MembersList
from gui.models.members_order import DISTANCE, MARGIN
from gui.models.number_text import count_text, short_text

HEADER = "index\tname\tcluster\tclass"


def caption(images: ImageSet, image: int) -> str:
    """Return ``123 · frog``; without labels ``123``."""
    class_name = images.class_name(image)
    return f"{image} · {printable(class_name)}" if class_name else str(image)


def lines(images: ImageSet, image: int, cluster: int) -> list[str]:
    """Return name, index and class, and cluster: a line each, the last where it is known (0 up)."""
    said = image_lines(images, image)
    return said if cluster < 0 else [*said, f"cluster {cluster}"]


def measured_line(sq_distance: float | None, margin: float | None) -> str:
    """Return what is known of distance and margin, in words; empty where nothing is.

    Parameters
    ----------
    sq_distance : float or None
        Squared distance to the own centroid, in squared pixel levels.
    margin : float or None
        Squared distance to the nearest other centroid minus that, in squared pixel levels.
    """
    parts = []
    if sq_distance is not None:
        parts.append(f"distance {short_text(math.sqrt(sq_distance), 4)} pixel levels")
    if margin is not None:
        parts.append(f"margin {short_text(margin, 4)} squared pixel levels")
    return " · ".join(parts)


def preview_lines(shown: MembersList, image: int, cluster: int) -> tuple[str, str, str]:
    """Return an image's name, its index with class and cluster, and what was measured of it."""
    name, *facts = lines(shown.images, image, cluster)
    distance, margin = (shown.measures.value(kind, image) for kind in (DISTANCE, MARGIN))
    return name, " · ".join(facts), measured_line(distance, margin)


def cluster_title(cluster: int, size: int) -> str:
    """Return ``cluster 3 · 6,214 images``."""
    return f"cluster {cluster} · {images_text(size)}"


def all_title(n_images: int) -> str:
    """Return ``all clusters · 50,000 images``."""
    return f"all clusters · {images_text(n_images)}"


def shown_line(n_shown: int, n_members: int, n_selected: int) -> str:
    """Return ``213 of 6,214 images · 12 selected``."""
    line = images_text(n_members)
    if n_shown != n_members:
        line = f"{count_text(n_shown)} of {line}"
    return f"{line} · {count_text(n_selected)} selected" if n_selected else line


def hint(shown: MembersList | None, title: str) -> tuple[str, str, str]:
    """Return icon, line and smaller line for a view that has no image to show.

    Parameters
    ----------
    shown : MembersList or None
        What would be shown; None without an image set.
    title : str
        What given images are, if any are given.
    """
    if shown is None:
        return "image-set", "Open an image set", "File > Open (Ctrl+O)"
    if shown.filter.is_on:
        return "image-set", "No image passes the filter", "Clear the text, or show all classes"
    if shown.is_given:
        return "image-set", "No images here", printable(title)
    return "clusters", f"Cluster {shown.cluster} is empty", "No image is nearest to its centroid"


def table(images: ImageSet, chosen: NDArray[np.intp], clusters: NDArray[np.int32] | None) -> str:
    """Return index, name, cluster and class of images, tab-separated under a header.

    Parameters
    ----------
    images : ImageSet
        The set.
    chosen : ndarray of shape (m,)
        Indices.
    clusters : ndarray of shape (n,) or None
        Cluster of every image; the column is empty without.
    """
    rows = [HEADER]
    for image in chosen.tolist():
        cluster = "" if clusters is None else str(clusters[image])
        name, class_name = images.image_name(image), images.class_name(image)
        rows.append(f"{image}\t{printable(name)}\t{cluster}\t{printable(class_name)}")
    return "\n".join(rows) + "\n"

"""What is said of a cluster, in lines and tooltips; all of it is plain text."""

from __future__ import annotations

import html
import math

from gui.models.number_text import count_text, short_text

DISTORTION_WORD = "distortion "
EMPTY_TEXT = "empty: reseeded at the farthest image"
EMPTY_TIP = (
    "No image is nearest to this centroid.\n"
    "The next iteration begins it anew at the image farthest from its own centroid."
)


def images_text(count: int) -> str:
    """Return ``6,214 images``."""
    return f"{count_text(count)} image{'' if count == 1 else 's'}"


def percent_text(share: float) -> str:
    """Return a share of 1 as ``12.4 %``."""
    return f"{100 * share:.1f} %"


def size_line(size: int, share: float, *, is_reseeded: bool = False) -> str:
    """Return ``6,214 images · 12.4 %``, and whether the cluster has just been reseeded."""
    return f"{images_text(size)} · {percent_text(share)}{' · reseeded' if is_reseeded else ''}"


def distortion_line(distortion: float, share: float) -> str:
    """Return ``distortion 4.65e10 (10.1 %)``."""
    return f"{DISTORTION_WORD}{short_text(distortion)} ({percent_text(share)})"


def size_tip(size: int, share: float, n_images: int, reseeded_at: int | None) -> str:
    """Return what the number of images means.

    Parameters
    ----------
    size : int
        Images of the cluster.
    share : float
        Their share of all, of 1.
    n_images : int
        Number of all images.
    reseeded_at : int or None
        Image at which the cluster began anew in this iteration.
    """
    verb = "is" if size == 1 else "are"
    tip = (
        f"{count_text(size)} of {images_text(n_images)} ({percent_text(share)}) "
        f"{verb} nearer to this centroid than to any other."
    )
    if reseeded_at is not None:
        tip += f"\nThe cluster had become empty: it began anew at image {reseeded_at}."
    return tip


def distortion_tip(mean_sq_distance: float, share: float) -> str:
    """Return what the distortion of a cluster means, with its root mean square distance."""
    return (
        "Distortion: the sum of the squared distances of its images to the centroid,\n"
        "in squared pixel levels. Also called inertia, SSE or WCSS.\n"
        f"This cluster has {percent_text(share)} of the whole; the root mean square distance\n"
        f"of its images is {short_text(math.sqrt(mean_sq_distance), 4)} pixel levels."
    )


def centroid_tip(cluster: int, size: int) -> str:
    """Return what the centroid's picture shows."""
    if size == 0:
        return f"Centroid of cluster {cluster}.\n{EMPTY_TIP}"
    return (
        f"Centroid of cluster {cluster}: {images_text(size)} were assigned to it.\n"
        "From iteration 1 on it is the mean, pixel by pixel, of those of the iteration before."
    )


def nearness_line(rank: int, sq_distance: float) -> str:
    """Return how near a representative is.

    Parameters
    ----------
    rank : int
        Members nearer to the centroid.
    sq_distance : float
        Squared distance to the centroid, in squared pixel levels.
    """
    place = "nearest" if rank == 0 else f"number {rank + 1} in nearness"
    distance = short_text(math.sqrt(sq_distance), 4)
    return f"{place} to the centroid: distance {distance} pixel levels"


def spoken(cluster: int, size: int, share: float, distortion: float, part: float) -> str:
    """Return a cluster in one sentence, for a screen reader.

    Parameters
    ----------
    cluster : int
        Its number.
    size : int
        Its images.
    share : float
        Their share of all images, of 1.
    distortion : float
        Its distortion, in squared pixel levels.
    part : float
        Its share of the whole distortion, of 1.
    """
    if size == 0:
        return f"Cluster {cluster}, {EMPTY_TEXT}"
    return (
        f"Cluster {cluster}, {images_text(size)}, {percent_text(share)} of all, "
        f"distortion {short_text(distortion)}, {percent_text(part)} of the whole"
    )


def as_tooltip(text: str) -> str:
    """Return plain `text` so that a tooltip shows it to the letter.

    A tooltip takes anything that looks like HTML for HTML, and file names may look so.
    """
    return f"<p style='white-space:pre'>{html.escape(text)}</p>"

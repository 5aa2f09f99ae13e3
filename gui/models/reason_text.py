"""Why an image is in its cluster, in words; all of it is plain text."""

from __future__ import annotations

import math

from engine.insight.reasons import Reason
from gui.models.number_text import short_text

LEAST_SHARE = 0.0005  # what would round to 0.0 %
MARGIN_TIP = (
    "The margin: how much nearer the image is to its own centroid than to the next one,\n"
    "as a share of the distance to the next. A small one means that the image lies\n"
    "between two clusters, and might well have come into the other."
)


def margin_text(reason: Reason) -> str:
    """Return ``0.8 % nearer to cluster 3 than to 7``."""
    own = float(reason.sq_distances[reason.cluster])
    if reason.runner_up is None:
        return f"Cluster {reason.cluster} is the only one"
    other = float(reason.sq_distances[reason.runner_up])
    if own == other:
        return f"As near to cluster {reason.cluster} as to {reason.runner_up}"
    word, side = ("nearer", "to") if own < other else ("farther", "from")
    if other == 0:
        return f"On the centroid of cluster {reason.runner_up}, not on that of {reason.cluster}"
    share = abs(1 - math.sqrt(own / other))
    much = f"{100 * share:.1f} %" if share >= LEAST_SHARE else "Less than 0.1 %"
    return f"{much} {word} {side} cluster {reason.cluster} than {side} {reason.runner_up}"


def distance_text(sq_distance: float) -> str:
    """Return a distance, not squared, in four digits."""
    return short_text(math.sqrt(sq_distance), 4)


def distance_tip(cluster: int, sq_distance: float, rank: int) -> str:
    """Return what a bar says.

    Parameters
    ----------
    cluster : int
    sq_distance : float
        From the image to its centroid, in squared pixel levels.
    rank : int
        Centroids nearer to the image.
    """
    place = "the nearest" if rank == 0 else f"number {rank + 1} in nearness"
    return (
        f"Centroid of cluster {cluster}: {place}\n"
        f"distance {distance_text(sq_distance)} pixel levels\n"
        f"squared, as k-means counts it: {short_text(sq_distance, 6)}"
    )

"""The numbers of one cluster at one iteration, in words; all of it is plain text."""

from __future__ import annotations

import math

from engine.history.moments import Moment
from gui.models.cluster_text import distortion_line, size_line
from gui.models.number_text import short_text

FACTS_TIP = (
    "Images of the cluster and their share of all; its distortion, the sum of their squared\n"
    "distances to the centroid, and its share of the whole; the root mean square of those\n"
    "distances, in pixel levels."
)


def facts_text(moment: Moment, cluster: int) -> str:
    """Return size, share, distortion and mean distance of a cluster in one line."""
    size = int(moment.sizes[cluster])
    distortion = float(moment.sq_distances_by_cluster[cluster])
    whole = moment.row.distortion
    is_reseeded = any(event.cluster == cluster for event in moment.reseeded)
    parts = [
        size_line(size, size / len(moment.labels), is_reseeded=is_reseeded),
        distortion_line(distortion, distortion / whole if whole > 0 else 0.0),
    ]
    if size:
        parts.append(f"mean distance {short_text(math.sqrt(distortion / size), 4)} levels (RMS)")
    return " · ".join(parts)


def change_note(iteration: int, previous: int | None, *, is_known: bool) -> str:
    """Return what the change of a centroid is since.

    Parameters
    ----------
    iteration : int
        Of the centroids that are shown.
    previous : int or None
        Of those before; None where nobody said, and where there are none.
    is_known : bool
        Whether there are centroids before.
    """
    if is_known:
        return f"since iteration {iteration - 1 if previous is None else previous}"
    return "the seeds: nothing before" if iteration == 0 else "not kept"

"""The table of chosen images, and the list of the files they became."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.export.tables import text_cell
from engine.imageset import ImageSet

COLUMNS = ("index", "name", "cluster", "label", "sq_distance")
_FORMAT = 1
_ROWS = 1000  # of the table between two checks: some milliseconds


def members_csv(
    images: ImageSet,
    chosen: NDArray[np.intp],
    labels: NDArray[np.integer[Any]],
    sq_distances: NDArray[np.float64] | None,
    check: Callable[[], None],
) -> bytes:
    """Return ``members.csv``: a line an image, in the order of `chosen`.

    Parameters
    ----------
    images : ImageSet
        The set they are of.
    chosen : ndarray of shape (m,), intp
        Their indices.
    labels : ndarray of shape (n,)
        Cluster of every image of the set.
    sq_distances : ndarray of shape (n,), or None
        In squared pixel levels, written so that they read back bit for bit.
    check : callable
        Called every some rows; what it raises ends the work.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for done, index in enumerate(chosen.tolist()):
        if done % _ROWS == 0:
            check()
        writer.writerow(
            (
                index,
                text_cell(images.image_name(index)),
                int(labels[index]),
                text_cell(images.class_name(index)),
                "" if sq_distances is None else float(sq_distances[index]),
            )
        )
    return text.getvalue().encode("utf-8")


def members_json(images: ImageSet, n_chosen: int, names: list[str]) -> bytes:
    """Return ``members.json``: of which set the images are, and every other file."""
    record = {
        "format": _FORMAT,
        "images": {"name": images.name, "source": images.source, "n_images": len(images)},
        "n_members": n_chosen,
        "files": names,
    }
    return (json.dumps(record, indent=1) + "\n").encode("ascii")

"""Chosen images to files: one by one in folders by cluster, on one sheet, and in a table."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ExportError
from engine.export.members_folder import SHEET, TABLE, MembersPublication, member_name
from engine.export.members_table import members_csv, members_json
from engine.export.watch import Watch
from engine.imageset import ImageSet, Progress, ShouldStop
from engine.insight.display import DisplayScale, display_scale
from engine.pixels import BLOCK_BYTES

_TOTAL = 100
_PICTURES, _SHEET, _TABLE = 80, 88, 90  # where each part ends on a scale of `_TOTAL`
# Each file waits for the disk, and the disk serves eight at once in little more time than one.
_WRITERS = 8
_BATCH = 64  # files between two looks at `should_stop`


def export_members(
    folder: str | os.PathLike[str],
    images: ImageSet,
    indices: Sequence[int] | NDArray[np.integer[Any]],
    labels: NDArray[np.integer[Any]],
    sq_distances: NDArray[np.float64] | None = None,
    *,
    pictures: bool = True,
    sheet: bool = True,
    csv: bool = True,
    overwrite: bool = False,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
) -> Path:
    """Write chosen images to a folder, all of it or nothing.

    Files are named by cluster and index alone: ``cluster_003/image_01234.png``, ``members.png``
    and ``members.csv``. ``members.json`` lists them and comes last.

    Parameters
    ----------
    folder : path
        Where to; it is made if need be.
    images : ImageSet
        The set they are of.
    indices : sequence of int, of shape (m,)
        The chosen images, at least one. Sheet and table keep their order; an image that is named
        twice is written once.
    labels : ndarray of shape (n,)
        Cluster of every image of the set, from 0.
    sq_distances : ndarray of shape (n,), optional
        Squared distance of every image of the set to its centroid, in squared pixel levels.
    pictures : bool
        Whether to write each image as a PNG file, unscaled, in 8 bits as it is shown.
    sheet : bool
        Whether to draw them on one sheet; of more than 1,000 the first, which the sheet says.
    csv : bool
        Whether to write the table: index, name, cluster, label (the class) and sq_distance, which
        is empty where not given. A name that a spreadsheet took for a formula begins with ``'``.
    overwrite : bool
        Whether the folder may hold something: an earlier export of images in it is replaced, files
        of the same names are too, all others stay, an exported fit as well.
    progress : callable, optional
        Called as ``progress(phase, done, total)``, on one scale from beginning to end.
    should_stop : callable, optional
        Asked every 64 files. What was written until then is removed before `Cancelled` is raised,
        which takes as long as the system needs to remove so many files.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ExportError
        If nothing is chosen, `indices` or `labels` are not of this set, or it cannot be written;
        what stood in the folder before still stands there.
    Cancelled
        If `should_stop` answered true; likewise.
    """
    path = Path(folder)
    if not (pictures or sheet or csv):
        raise ExportError(str(path), "nothing is to be written", "Choose pictures, sheet or table")
    chosen = _chosen(images, indices, labels, sq_distances)
    watch = Watch(progress, should_stop)

    def placing(share: float) -> None:
        watch.step("putting the files in place", _TABLE + (_TOTAL - _TABLE) * share, _TOTAL)

    with MembersPublication(path, overwrite=overwrite, check=placing) as publication:
        watch.step("pictures", 0, _TOTAL)
        scale = display_scale(images)
        names = []
        if pictures:
            names += _write_pictures(publication, images, chosen, labels, scale, watch)
        if sheet:
            from engine.export.contact_sheet import contact_sheet

            watch.step("contact sheet", _PICTURES, _TOTAL)
            publication.write(SHEET, contact_sheet(images, chosen, scale, watch.check))
            names.append(SHEET)
        if csv:
            watch.step("table", _SHEET, _TOTAL)
            publication.write(TABLE, members_csv(images, chosen, labels, sq_distances, watch.check))
            names.append(TABLE)
        publication.publish(members_json(images, len(chosen), names))
    watch.report("written", _TOTAL, _TOTAL)
    return path


def _chosen(
    images: ImageSet,
    indices: Sequence[int] | NDArray[np.integer[Any]],
    labels: NDArray[np.integer[Any]],
    sq_distances: NDArray[np.float64] | None,
) -> NDArray[np.intp]:
    """Return the chosen images, each once, in the order they are first named."""
    n = len(images)
    given = (labels,) if sq_distances is None else (labels, sq_distances)
    if any(values.shape != (n,) for values in given) or labels.min() < 0:
        problem = "these are not the clusters of its images"
        raise ExportError(images.name, problem, "Export the images with their own fit")
    chosen = np.asarray(indices, dtype=np.intp).reshape(-1)
    if not len(chosen):
        raise ExportError(images.name, "no image is chosen", "Select images first")
    outside = chosen[(chosen < 0) | (chosen >= n)]
    if len(outside):
        problem = f"has no image {outside[0]:,}, only 0 to {n - 1:,}"
        raise ExportError(images.name, problem, "Choose images of this set")
    _, first = np.unique(chosen, return_index=True)
    return chosen[np.sort(first)]


def _write_pictures(
    publication: MembersPublication,
    images: ImageSet,
    chosen: NDArray[np.intp],
    labels: NDArray[np.integer[Any]],
    scale: DisplayScale,
    watch: Watch,
) -> list[str]:
    """Write each image to a file and return the files' names."""
    from engine.export.paper import picture_of
    from engine.export.pictures import png

    n, n_clusters = len(images), int(labels.max()) + 1
    names = [member_name(index, n, int(labels[index]), n_clusters) for index in chosen.tolist()]

    def write(name: str, pixels: NDArray[Any]) -> None:
        publication.write(name, png(picture_of(pixels, scale)))

    row_bytes = images.n_features * images.pixels.dtype.itemsize
    n_rows = min(_BATCH, max(1, BLOCK_BYTES // row_bytes))
    with ThreadPoolExecutor(_WRITERS) as pool:
        for start in range(0, len(names), n_rows):
            watch.step("pictures", _PICTURES * start / len(names), _TOTAL)
            batch = slice(start, start + n_rows)
            for _ in pool.map(write, names[batch], images.pixels[chosen[batch]]):
                pass  # each is asked for its error
    return names

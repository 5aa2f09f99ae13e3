"""Writing a fit into a library: everything first into memory, then to the disk at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled, ExportError
from engine.export.model import model_npz, npz
from engine.export.recorded import FileRecord
from engine.history.history import History
from engine.history.stored import history_arrays
from engine.imageset import ImageSet, ShouldStop
from engine.insight.display import display_scale
from engine.kmeans.reports import FitEnded
from engine.library.archives import text_array
from engine.library.layout import HISTORY, MODEL, RECORD, THUMBNAILS
from engine.library.publishing import publish_files
from engine.library.recording import fit_record_json
from engine.library.results import ended_arrays


def save_fit(
    place: Path,
    images: ImageSet,
    ended: FitEnded,
    history: History | None,
    *,
    library: Path,
    fit_id: str,
    kind: str,
    pixels_sha256: str,
    sweep: Mapping[str, Any] | None = None,
    should_stop: ShouldStop = lambda: False,
) -> None:
    """Make the folder of a fit, whole or not at all.

    Parameters
    ----------
    place : Path
        The folder to be; nothing may stand there.
    images, ended, history
        The fit.
    library : Path
        Named in errors.
    fit_id, kind, sweep
        As `engine.library.record.FitRecord` has them.
    pixels_sha256 : str
        As `ImageSet.sha256` gives it.
    should_stop : callable
        Asked before anything is written; writing takes a fraction of a second.

    Raises
    ------
    ExportError
        If it cannot be written, or the images are not those of the fit.
    Cancelled
        If `should_stop` answered true.
    """
    # Pillow takes longer to import than opening a fit may take.
    from engine.library.thumbnails import thumbnail_strip

    if (
        ended.labels_.shape != (len(images),)
        or ended.cluster_centers_.shape[1] != images.n_features
    ):
        problem = "these are not the images of the fit"
        raise ExportError(images.name, problem, "Save it with its own images")
    scale = display_scale(images)
    arrays = {**ended_arrays(ended), **name_arrays(images)}
    if history is not None:
        arrays |= history_arrays(history)
    files = {
        MODEL: model_npz(images, ended),
        HISTORY: npz(arrays),
        THUMBNAILS: thumbnail_strip(ended, images.image_shape, scale),
    }
    files[RECORD] = fit_record_json(
        images,
        ended,
        history,
        pixels_sha256,
        {
            name: FileRecord(size=len(data), sha256=hashlib.sha256(data).hexdigest())
            for name, data in files.items()
        },
        id=fit_id,
        kind=kind,
        sweep=None if sweep is None else dict(sweep),
        thinning=int(arrays["thinning"]) if history is not None else 1,
        shown=[float(scale.low), float(scale.high)],
    )
    if should_stop():
        raise Cancelled
    publish_files(place, files, library=library)


def name_arrays(images: ImageSet) -> dict[str, NDArray[Any]]:
    """Return labels and names of images: all of an image set but its pictures."""
    labels = {} if images.labels is None else {"labels": np.asarray(images.labels, dtype=np.int32)}
    return {
        **labels,
        "class_names": text_array(images.class_names),
        "names": text_array(images.names),
    }

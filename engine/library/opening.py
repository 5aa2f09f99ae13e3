"""A fit of a library opened again, without its pictures and without computing anything."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.history.history import History
from engine.history.restored import history_of
from engine.history.taking import Arrays
from engine.imageset import ImageSet
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import FitEnded
from engine.library.archives import npz_arrays, texts_of
from engine.library.blank import BlankPixels
from engine.library.json_files import damaged, mendable, texts
from engine.library.layout import HISTORY, MODEL
from engine.library.record import FitRecord, check_size
from engine.library.results import ended_of
from engine.options import OpenOptions


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SavedFit:
    """A fit as it was told, to the last bit.

    Attributes
    ----------
    record : FitRecord
        What ``run.json`` says.
    ended : FitEnded
        Its end, or how far it had come. ``best.nearness`` is None: it is measured on pictures.
    history : History
        Its time line; without runs if none was kept. Some centroids may have been left out:
        `History.is_thinned` and `Moment.centroids_iteration` say so.
    labels : ndarray of shape (n,), int32, or None
        Class of each image.
    class_names, names : tuple of str
        As in `ImageSet`.
    """

    record: FitRecord
    ended: FitEnded
    history: History
    labels: NDArray[np.int32] | None
    class_names: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def id(self) -> str:
        """Name of its folder."""
        return self.record.id

    @property
    def parameters(self) -> KMeansParameters:
        """Those of its best run."""
        return self.ended.parameters

    @property
    def pixels_sha256(self) -> str:
        """As `ImageSet.sha256` gives it."""
        return self.record.recorded.pixels_sha256

    @property
    def source(self) -> str:
        """What opened the image set."""
        return self.record.recorded.source

    @property
    def options(self) -> OpenOptions:
        """How it was opened."""
        return self.record.recorded.options

    @property
    def pixels_shape(self) -> tuple[int, int, int, int]:
        """Number of images, height, width, channels."""
        return (self.record.recorded.n_images, *self.record.image_shape)

    def blank_images(self) -> ImageSet:
        """Return the image set with all its names and with pictures of one flat mid grey.

        It takes no memory for its pixels and stands in where the pictures cannot be found.

        Raises
        ------
        ExportError
            If ``run.json`` is not whole.
        """
        images = self.record.root.part("images")
        low, high = self.record.shown
        with mendable():
            return ImageSet(
                name=images.text("name"),
                pixels=BlankPixels(self.pixels_shape, self.record.dtype, low / 2 + high / 2),
                labels=self.labels,
                class_names=self.class_names,
                names=self.names,
                source=self.source,
                split=images.text("split"),
                limit=images.whole_or_none("limit"),
                limit_seed=images.whole("limit_seed"),
                options=self.options,
                shown=self.record.shown,
                notes=texts(images, "notes"),
            )


def open_fit(record: FitRecord) -> SavedFit:
    """Return the fit that `record` is of; every file that is read is compared with its SHA-256.

    Raises
    ------
    ExportError
        If a file is missing, damaged, or does not fit the others.
    """
    model, arrays = _arrays(record, MODEL), _arrays(record, HISTORY)
    n_images = record.recorded.n_images
    try:
        labels = Arrays(arrays).take("labels", "i", (n_images,)) if "labels" in arrays else None
        names = texts_of(arrays, "names")
        if len(names) not in (0, n_images):
            raise ValueError("names of other images")
        ended = ended_of(record, model, arrays)
        history = history_of(arrays) if "n_images" in arrays else History(n_images)
        return SavedFit(
            record=record,
            ended=ended,
            history=history,
            labels=None if labels is None else labels.astype(np.int32, copy=False),
            class_names=texts_of(arrays, "class_names"),
            names=names,
        )
    except ValueError as error:
        raise damaged(record.folder / HISTORY, "does not fit the rest of the fit") from error


def _arrays(record: FitRecord, name: str) -> Mapping[str, NDArray[Any]]:
    path, entry = record.folder / name, record.files[name]
    check_size(path, entry)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise damaged(path, f"cannot be read ({error.strerror})") from error
    if hashlib.sha256(data).hexdigest() != entry.sha256:
        raise damaged(path, "has been changed")
    try:
        return npz_arrays(data, name)
    except ValueError as error:
        raise damaged(path, "holds no arrays") from error

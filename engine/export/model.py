"""``model.npz``: the numbers of a fit, as NumPy reads them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ExportError
from engine.export.layout import MODEL
from engine.imageset import ImageSet
from engine.kmeans.reports import FitEnded, Iteration

_EPOCH = (1980, 1, 1, 0, 0, 0)  # no clock in the file: the same fit gives the same bytes
# What NumPy and zipfile answer to a file that is cut, hostile or something else altogether.
_UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    TypeError,
    AttributeError,
    KeyError,
    MemoryError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)


def model_npz(images: ImageSet, ended: FitEnded) -> bytes:
    """Return ``model.npz``: `model_arrays` and, where the seeds were given, ``init``."""
    arrays = model_arrays(images, ended.best)
    if not isinstance(ended.parameters.init, str):
        arrays["init"] = np.asarray(ended.parameters.init, dtype="<f8")
    return npz(arrays)


def model_arrays(images: ImageSet, best: Iteration) -> dict[str, NDArray[Any]]:
    """Return the result by scikit-learn's names.

    ``cluster_centers_`` (K, features) float64 in pixel levels, ``image_shape`` (3,) int64,
    ``labels_`` (n,) int32, ``inertia_`` float64, ``n_iter_`` int64, ``sizes`` (K,) int64.
    """
    return {
        "cluster_centers_": np.asarray(best.centroids, dtype="<f8"),
        "image_shape": np.asarray(images.image_shape, dtype="<i8"),
        "labels_": np.asarray(best.labels, dtype="<i4"),
        "inertia_": np.asarray(best.distortion, dtype="<f8"),
        "n_iter_": np.asarray(best.iteration, dtype="<i8"),
        "sizes": np.asarray(best.sizes, dtype="<i8"),
    }


def npz(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return an uncompressed ``.npz`` of `arrays`; equal arrays give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=_EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            member = io.BytesIO()
            np.lib.format.write_array(member, array, allow_pickle=False)
            archive.writestr(entry, member.getbuffer())
    return buffer.getvalue()


def read_model(folder: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays of an exported ``model.npz``. Nothing in it is executed.

    Raises
    ------
    ExportError
        If it cannot be read.
    """
    path = folder / MODEL
    try:
        # From memory: where NumPy opens a file itself, a cut one stays open.
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except _UNREADABLE as error:
        raise ExportError(str(path), "cannot be read", "Export the fit again") from error
    return arrays

"""Whether parameters and weights fit the images, asked before any work."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ParameterError
from engine.kmeans.parameters import KMeansParameters
from engine.pixels import Pixels

MAX_WEIGHT = 1e100


def check_parameters(name: str, rows: Pixels, parameters: KMeansParameters) -> None:
    """Check that the parameters fit the images.

    Parameters
    ----------
    name : str
        Of the image set, for the message.
    rows : Pixels of shape (n, n_features)
    parameters : KMeansParameters

    Raises
    ------
    ParameterError
        If there are more clusters than images, or the seeds are not as wide as the images.
    """
    n, n_features = rows.shape
    if parameters.n_clusters > n:
        raise ParameterError(
            name,
            f"{parameters.n_clusters:,} clusters asked of {n:,} images",
            f"Choose at most {n:,} clusters",
        )
    init = parameters.init
    if not isinstance(init, str) and init.shape[1] != n_features:
        raise ParameterError(
            "init",
            f"seeds of {init.shape[1]:,} values for images of {n_features:,}",
            f"Give seeds of {n_features:,} values",
        )


def checked_weights(weights: NDArray[Any], n: int) -> NDArray[np.float64]:
    """Return the weights of `n` images as float64, shape (n,).

    Raises
    ------
    ParameterError
        If there is not one of 0 to `MAX_WEIGHT` for each image, or all are 0.
    """
    found = np.asarray(weights, dtype=np.float64)
    if found.shape != (n,):
        shape = " × ".join(map(str, found.shape)) or "one number"
        problem = f"weights of shape {shape} for {n:,} images"
        raise ParameterError("sample_weight", problem, f"Give {n:,} numbers")
    wrong = np.flatnonzero(~((found >= 0) & (found <= MAX_WEIGHT)))
    if len(wrong):
        raise ParameterError(
            "sample_weight",
            f"{len(wrong):,} weights are negative, infinite or NaN, one that of image {wrong[0]:,}",
            "Give 0 or more",
        )
    if not found.any():
        raise ParameterError("sample_weight", "all weights are 0", "Give some images more")
    return found

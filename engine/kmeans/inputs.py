"""What users of scikit-learn hand over, checked and refused in the words they know.

Imports scikit-learn; only `engine.kmeans.estimator` imports this.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils import check_array
from sklearn.utils.validation import _check_sample_weight

from engine.errors import DataError

DTYPES = (
    *(np.float64, np.float32, np.float16, np.bool_),
    *(np.uint8, np.uint16, np.uint32, np.uint64, np.int8, np.int16, np.int32, np.int64),
)
"""Types that the engine reads as they are; all else becomes the first of them."""


def checked_weights(
    sample_weight: ArrayLike | None, rows: NDArray[Any]
) -> NDArray[np.float64] | None:
    """Return the weights of `rows`, shape (n,), float64; None where all count the same.

    Raises
    ------
    ValueError
        If there are not as many as rows, one is negative, NaN or infinite, or all are 0.
    """
    if sample_weight is None:
        return None
    weights: NDArray[np.float64] = _check_sample_weight(
        sample_weight, rows, dtype=np.float64, ensure_non_negative=True
    )
    if not weights.any():
        raise ValueError("Sample weights must contain at least one non-zero number.")
    return weights


def checked_seeds(init: ArrayLike, rows: NDArray[Any], n_clusters: int) -> NDArray[np.float64]:
    """Return the seeds given for `rows`, shape (n_clusters, n_features), float64.

    Raises
    ------
    ValueError
        If they are no finite numbers, or of another shape.
    """
    seeds: NDArray[np.float64] = check_array(init, dtype=np.float64, input_name="init")
    for found, wanted, of_what in (
        (len(seeds), n_clusters, "clusters"),
        (seeds.shape[1], rows.shape[1], "features of the data"),
    ):
        if found != wanted:
            raise ValueError(
                f"The shape of the initial centers {seeds.shape} does not match the number of "
                f"{of_what} {wanted}."
            )
    return seeds


@contextmanager
def values_refused(rows: NDArray[Any]) -> Iterator[None]:
    """Turn the engine's refusal of values into the `ValueError` that users of scikit-learn know.

    The engine looks at every value anyway: they are counted only once one was refused.
    """
    try:
        yield
    except DataError as error:
        unusable = ~np.isfinite(rows)
        if not unusable.any():
            raise ValueError(str(error)) from error
        kind = "NaN" if np.isnan(rows).any() else "infinity"
        row, column = divmod(int(unusable.argmax()), rows.shape[1])
        raise ValueError(
            f"Input X contains {kind}: {np.count_nonzero(unusable):,} values are NaN or infinite, "
            f"the first in row {row}, column {column}."
        ) from error

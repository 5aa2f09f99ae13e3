"""The numbers of iterations as two arrays, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.kmeans.reports import LogRow


def row_arrays(rows: Sequence[LogRow]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return what `rows` say, but for their run and iteration.

    Returns
    -------
    figures : ndarray of shape (n_rows, 3), float64
        Distortion, shift, seconds.
    counts : ndarray of shape (n_rows, 2), int64
        Images that moved, empty clusters.
    """
    figures = [(row.distortion, row.shift, row.seconds) for row in rows]
    counts = [(row.moved, row.empty) for row in rows]
    return (
        np.array(figures, dtype=np.float64).reshape(-1, 3),
        np.array(counts, dtype=np.int64).reshape(-1, 2),
    )


def rows_of(run: int, figures: NDArray[Any], counts: NDArray[Any]) -> tuple[LogRow, ...]:
    """Return the rows of one run, from iteration 0, of what `row_arrays` made of them."""
    return tuple(
        LogRow(
            run=run,
            iteration=iteration,
            distortion=distortion,
            shift=shift,
            moved=moved,
            empty=empty,
            seconds=seconds,
        )
        for iteration, ((distortion, shift, seconds), (moved, empty)) in enumerate(
            zip(figures.tolist(), counts.tolist(), strict=True)
        )
    )

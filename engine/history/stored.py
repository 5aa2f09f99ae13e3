"""A time line as a few plain arrays, to be written to a file.

All runs stand behind each other. ``n_iterations`` and ``shapes`` say where one ends, so that a
fit of a thousand runs takes no more arrays than a fit of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.history.history import History
from engine.history.kept_centroids import KeptCentroids
from engine.history.rows import row_arrays
from engine.history.stories import RunStory, Stories

CENTROID_BUDGET = 32 << 20
"""Bytes of centroids that are stored."""
NO_PARENT = (-1, -1)  # of a run that is no branch


def history_arrays(
    history: History, *, centroid_budget: int = CENTROID_BUDGET
) -> dict[str, NDArray[Any]]:
    """Return all that `history` holds at this moment, for `engine.history.restored` to read.

    Centroids that do not fit into `centroid_budget` bytes are left out as `History` drops them,
    every second first and no first and last of a run; ``thinning`` says so. All else is exact.
    """
    stories = history.stories()
    runs = stories.runs
    thinning, centroids = _thinned(stories, centroid_budget)
    records = [record for run in runs for record in run.records]
    changes = [each for run in runs for each in run.changes]
    figures, counts = row_arrays([record.row for record in records])
    small = np.min_scalar_type(max((run.shape[0] - 1 for run in runs), default=0))
    return {
        "n_images": np.array(stories.n_images, dtype=np.int64),
        "thinning": np.array(thinning, dtype=np.int64),
        "last": np.array(stories.last or (), dtype=np.int64),
        "shapes": _table((run.shape for run in runs), 2),
        "branches": _table((run.branch or NO_PARENT for run in runs), 2),
        "n_iterations": np.array([len(run.records) for run in runs], dtype=np.int64),
        "row_figures": figures,
        "row_counts": counts,
        "sizes": _joined([record.sizes for record in records], np.int64),
        "sq_distances": _joined([record.sq_distances_by_cluster for record in records], np.float64),
        "reseeded": _table(_events(runs), 4),
        "first_labels": _joined([run.first for run in runs], small),
        "n_moved": np.array([len(each.indices) for each in changes], dtype=np.int64),
        "moved_images": _joined([each.indices for each in changes], np.int32),
        "moved_to": _joined([each.after for each in changes], small),
        "centroids": _joined(centroids, np.float64),
    }


def _thinned(stories: Stories, budget: int) -> tuple[int, list[NDArray[np.float64]]]:
    """Return which iterations' centroids are stored, and these in order."""
    kept = KeptCentroids()
    kept.every = stories.thinning
    for run in stories.runs:
        kept.put(run.centroids)
    while kept.nbytes > budget and kept.can_thin():
        kept.thin()
    numbers = range(len(stories.runs))
    return kept.every, [each for run in numbers for each in kept.of_run(run).values()]


def _events(runs: Sequence[RunStory]) -> Iterator[tuple[int, int, int, int]]:
    """Yield run, iteration, cluster and image of every reseeding."""
    for number, run in enumerate(runs):
        for iteration, record in enumerate(run.records):
            for event in record.reseeded:
                yield number, iteration, event.cluster, event.image


def _table(rows: Iterable[tuple[int, ...]], width: int) -> NDArray[np.int64]:
    return np.array(list(rows), dtype=np.int64).reshape(-1, width)


def _joined(arrays: Sequence[NDArray[Any]], dtype: DTypeLike) -> NDArray[Any]:
    """Return the numbers of `arrays` one after the other, shape (n,)."""
    if not arrays:
        return np.empty(0, dtype=dtype)
    return np.concatenate([array.reshape(-1) for array in arrays], dtype=dtype)

"""All that a time line holds, taken out of it at one moment or put into a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.history.keeping import frozen
from engine.history.label_trail import Changes
from engine.history.runs import Record, Run


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RunStory:
    """One run: numbers, labels and centroids of its iterations.

    Attributes
    ----------
    shape : tuple of int
        Of its centroids: (n_clusters, n_features).
    branch : (int, int) or None
        The run and iteration it left from.
    records : tuple of Record
        One an iteration.
    first : ndarray of shape (n,), int32 or unsigned
        Labels of iteration 0.
    changes : tuple of Changes
        One an iteration; nothing changes at iteration 0.
    centroids : dict of int to ndarray of shape `shape`, float64
        Those that are kept, by iteration, in rising order.
    """

    shape: tuple[int, ...]
    branch: tuple[int, int] | None
    records: tuple[Record, ...]
    first: NDArray[Any]
    changes: tuple[Changes, ...]
    centroids: dict[int, NDArray[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stories:
    """Every run of a time line.

    Attributes
    ----------
    n_images : int
    thinning : int
        Of each run the centroids of every so many-th iteration are here, and the last.
    last : (int, int) or None
        Run and iteration that were added last.
    runs : tuple of RunStory
    """

    n_images: int
    thinning: int
    last: tuple[int, int] | None
    runs: tuple[RunStory, ...]


def story_of(run: Run, centroids: dict[int, NDArray[np.float64]]) -> RunStory:
    """Return what `run` tells so far, with its `centroids` by iteration."""
    first, changes = run.trail.story()
    return RunStory(
        shape=run.shape,
        branch=run.branch,
        records=tuple(run.records),
        first=first,
        changes=changes,
        centroids=centroids,
    )


def run_of(story: RunStory) -> tuple[Run, NDArray[np.int32]]:
    """Return the run that tells `story`, and the labels of its last iteration, read-only."""
    run, labels = Run(story.shape, story.branch), story.first.astype(np.int32)
    for record, changes in zip(story.records, story.changes, strict=True):
        before = labels
        if len(changes.indices):
            labels = before.copy()
            labels[changes.indices] = changes.after
        run.take(record, labels, before)
    return run, frozen(labels)

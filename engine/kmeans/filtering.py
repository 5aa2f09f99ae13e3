"""Rows whose label is certain without reading them, and what is in doubt about the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.kmeans.bounds import Bounds
from engine.kmeans.residuals import scores_like
from engine.kmeans.rowstate import RowState

LOOK_AHEAD = 5.0  # iterations at the latest pace


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Doubts:
    """Rows that may be nearer to other clusters than to their own.

    Attributes
    ----------
    rows : ndarray of shape (m,)
    counts : ndarray of shape (m,)
        How many other clusters each may be nearer to.
    clusters : ndarray of shape (counts.sum(),)
        Those of the first row, rising, then those of the second, and so on.
    rest : ndarray of shape (m,), float64
        A lower bound of the row's scores for all clusters left out.
    """

    rows: NDArray[np.intp]
    counts: NDArray[np.intp]
    clusters: NDArray[np.intp]
    rest: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.rows)

    def part(self, which: slice) -> Doubts:
        """Return the doubts about the rows at `which`."""
        ends = np.concatenate([[0], np.cumsum(self.counts)])
        return Doubts(
            rows=self.rows[which],
            counts=self.counts[which],
            clusters=self.clusters[ends[which.start] : ends[which.stop]],
            rest=self.rest[which],
        )


def joined(doubts: Iterable[Doubts]) -> Doubts:
    """Return several doubts as one."""
    doubts = list(doubts)
    if not doubts:
        nothing = np.empty(0, dtype=np.intp)
        return Doubts(rows=nothing, counts=nothing, clusters=nothing, rest=np.empty(0))
    return Doubts(
        rows=np.concatenate([each.rows for each in doubts]),
        counts=np.concatenate([each.counts for each in doubts]),
        clusters=np.concatenate([each.clusters for each in doubts]),
        rest=np.concatenate([each.rest for each in doubts]),
    )


def doubts_of(state: RowState, rows: NDArray[np.intp], bounds: Bounds) -> Doubts:
    """Return what the bounds cannot decide about `rows`; give the others a lead."""
    anchored = state.anchored_at.take(rows) >= bounds.usable
    groups = ((rows[anchored], True), (rows[~anchored], False))
    return joined(_doubts(state, part, bounds, anchored=way) for part, way in groups if len(part))


def _doubts(state: RowState, rows: NDArray[np.intp], bounds: Bounds, *, anchored: bool) -> Doubts:
    projected = state.projected(rows)
    own = state.labels.take(rows)
    every = np.arange(len(rows))
    error = bounds.slope * state.longest + bounds.intercept
    lower = scores_like(len(rows), bounds.free.shape[1])
    if anchored:
        assert state.residuals is not None
        np.matmul(projected, bounds.anchored, out=lower)
        state.residuals.add_to(lower, rows)
        upper: NDArray[Any] = bounds.path.take(own)
        upper -= bounds.paths[state.anchored_at.take(rows), own]
        error += state.residual_error
    else:
        np.matmul(projected, bounds.free, out=lower)
        upper = bounds.outside.take(own).astype(np.float64)
    upper *= 4
    upper *= projected[:, -2]
    upper += lower[every, own]
    lower[every, own] = np.inf
    second = lower.min(axis=1).astype(np.float64)
    upper += 2.1 * error
    gap = second - upper
    state.set_leads(rows, own, gap, second + error, bounds)
    left = np.flatnonzero(~(gap > 0))
    lower = lower[left]
    # Reading a row is the larger part of the work: what may be in question soon is asked at once.
    soon = upper[left] + LOOK_AHEAD * 4 * bounds.pace * projected[left, -2]
    possible = lower <= soon[:, np.newaxis]
    places, clusters = np.nonzero(possible)
    lower[possible] = np.inf
    return Doubts(
        rows=rows[left],
        counts=np.bincount(places, minlength=len(left)),
        clusters=clusters,
        rest=lower.min(axis=1, initial=np.inf).astype(np.float64) - 1.1 * error,
    )

"""Warm starts: seeds for more clusters, made of the centroids of a fit with fewer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled, ParameterError
from engine.imageset import ShouldStop
from engine.kmeans.fork import split
from engine.kmeans.reports import FitEnded
from engine.kmeans.samples import Samples, blocks_of
from engine.sweep.plan import Member


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Reached:
    """What a fit has reached, as far as a warm start needs it.

    Attributes
    ----------
    centroids : ndarray of shape (n_clusters, n_features), float64
        In pixel levels.
    labels : ndarray of shape (n,), int32
        Cluster of each image.
    sq_distances_by_cluster : ndarray of shape (n_clusters,), float64
        Distortion of each cluster, in squared pixel levels.
    """

    centroids: NDArray[np.float64]
    labels: NDArray[np.int32]
    sq_distances_by_cluster: NDArray[np.float64]


class WarmStarts:
    """What the ended members of a sweep have reached, for those that start from it.

    Parameters
    ----------
    plan : iterable of Member
        All members.
    """

    def __init__(self, plan: Iterable[Member]) -> None:
        self._warm_from = {member.number: member.warm_from for member in plan}
        self._reached: dict[int, Reached] = {}

    def keep(self, number: int, ended: FitEnded, waiting: Iterable[Member]) -> None:
        """Keep what member `number` has reached, if one of those `waiting` may start from it.

        What none of them will start from any more is let go.
        """
        self._reached[number] = reached_by(ended)
        needed = {self._nearest(member.number) for member in waiting}
        self._reached = {each: self._reached[each] for each in self._reached if each in needed}

    def begun(self, member: Member, samples: Samples, should_stop: ShouldStop) -> Member:
        """Return `member` as it starts: with seeds where it starts warm.

        Where the member it was to start from has reached nothing, having failed, been skipped or
        not begun, the next smaller one serves; without any it starts by itself.

        Raises
        ------
        ParameterError
            If the images are not different enough.
        Cancelled
            If `should_stop` answered true.
        """
        number = self._nearest(member.number)
        if number is None:
            return Member(member.number, member.parameters)
        n_clusters = member.parameters.n_clusters
        seeds = warm_seeds(samples, self._reached[number], n_clusters, should_stop)
        return Member(member.number, replace(member.parameters, init=seeds, n_init=1), number)

    def _nearest(self, number: int) -> int | None:
        before = self._warm_from[number]
        while before is not None and before not in self._reached:
            before = self._warm_from[before]
        return before


def reached_by(ended: FitEnded) -> Reached:
    """Return what the best run of a fit has reached."""
    return Reached(
        centroids=ended.centroids,
        labels=ended.labels,
        sq_distances_by_cluster=ended.sq_distances_by_cluster,
    )


def warm_seeds(
    samples: Samples, reached: Reached, n_clusters: int, should_stop: ShouldStop = lambda: False
) -> NDArray[np.float64]:
    """Split the cluster of greatest distortion until there are `n_clusters`.

    Parameters
    ----------
    samples : Samples
    reached : Reached
        By a fit of the same images with at most `n_clusters` clusters.
    n_clusters : int
    should_stop : callable
        Asked before every split.

    Returns
    -------
    ndarray of shape (n_clusters, n_features), float64
        In pixel levels; clusters that were not split keep their numbers and centroids.

    Raises
    ------
    ParameterError
        If the images of no cluster differ from each other any more.
    Cancelled
        If `should_stop` answered true.

    Notes
    -----
    Between two splits the images of the cluster go to the nearer of its two seeds; all others
    stay where they are. A cluster whose images are all the same makes room for the next one.
    """
    seeds, labels = reached.centroids, reached.labels.copy()
    distortions = reached.sq_distances_by_cluster.copy()
    while len(seeds) < n_clusters:
        if should_stop():
            raise Cancelled
        cluster = int(distortions.argmax())
        if distortions[cluster] < 0:
            raise ParameterError(
                samples.name,
                f"the images make {len(seeds):,} different clusters, not {n_clusters:,}",
                f"Choose at most {len(seeds):,}",
            )
        try:
            seeds = split(seeds, labels, samples, cluster).seeds
        except ParameterError:  # fewer than two different images
            distortions[cluster] = -1
            continue
        last = len(seeds) - 1
        members = np.flatnonzero(labels == cluster)
        to_both = _sq_distances(samples, members, seeds[[cluster, last]])
        to_last = to_both[:, 1] < to_both[:, 0]
        labels[members[to_last]] = last
        distortions[cluster] = to_both[~to_last, 0].sum()
        distortions = np.append(distortions, to_both[to_last, 1].sum())
    return seeds


def _sq_distances(
    samples: Samples, members: NDArray[np.intp], points: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return squared distances by differences, shape (len(members), len(points))."""
    found = np.empty((len(members), len(points)))
    for block in blocks_of(0, len(members), samples.block_rows):
        rows = samples.rows[members[block]]
        for number, point in enumerate(points):
            away = np.subtract(rows, point, dtype=np.float64)
            found[block, number] = np.einsum("ij,ij->i", away, away)
    return found

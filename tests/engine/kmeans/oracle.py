"""k-means the plain way, in float64 by differences or in fractions: what the engine is held to.

Calls nothing of `engine.kmeans`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np


def sq_distances(rows, centroids):
    """Squared distance of every row to every centroid, shape (n, K), by differences."""
    rows = rows.astype(np.float64)
    return np.stack([np.square(rows - centroid).sum(axis=1) for centroid in centroids], axis=1)


def nearest(rows, centroids):
    """Label of every row; the lowest number among equals."""
    return sq_distances(rows, centroids).argmin(axis=1)


def distortion(rows, centroids, labels):
    """Sum of squared differences, correctly rounded."""
    away = rows.astype(np.float64) - np.asarray(centroids)[labels]
    return math.fsum(np.square(away).ravel())


def largest_sq_distance(rows):
    """The largest squared distance from the mean: the yardstick of the guarantees."""
    rows = rows.astype(np.float64)
    return float(np.square(rows - rows.mean(axis=0)).sum(axis=1).max())


def exact_rows(array):
    """Rows as tuples of fractions."""
    return [tuple(Fraction(float(value)) for value in row) for row in array]


def exact_sq_distance(row, centroid):
    return sum((x - c) ** 2 for x, c in zip(row, centroid, strict=True))


def exact_mean(rows):
    return tuple(sum(column, Fraction(0)) / len(rows) for column in zip(*rows, strict=True))


def exact_labels(rows, centroids):
    """Labels without any rounding; `min` keeps the first of equals."""
    return [
        min(range(len(centroids)), key=lambda k: exact_sq_distance(row, centroids[k]))
        for row in rows
    ]


@dataclass
class PlainIteration:
    centroids: np.ndarray
    labels: np.ndarray
    distortion: float
    shift: float
    moved: int
    reseeded: list[tuple[int, int]]


def lloyd(rows, seeds, max_iter=300):
    """Iterations of Lloyd's algorithm from `seeds` until no row moves."""
    centroids = np.array(seeds, dtype=np.float64)
    labels = nearest(rows, centroids)
    total = distortion(rows, centroids, labels)
    story = [PlainIteration(centroids, labels, total, math.nan, len(rows), [])]
    while len(story) <= max_iter:
        membership, reseeded = reseed(rows, centroids, labels)
        if story[-1].moved == 0 and not reseeded:
            break
        previous, centroids = centroids, centroids.copy()
        for cluster in range(len(centroids)):
            members = rows[membership == cluster].astype(np.float64)
            if len(members):
                centroids[cluster] = members.mean(axis=0)
        before, labels = labels, nearest(rows, centroids)
        story.append(
            PlainIteration(
                centroids,
                labels,
                distortion(rows, centroids, labels),
                float(np.sqrt(np.square(centroids - previous).sum())),
                int((labels != before).sum()),
                reseeded,
            )
        )
    return story


def reseed(rows, centroids, labels):
    """Give each empty cluster the farthest row of a cluster of several."""
    membership = labels.copy()
    away = sq_distances(rows, centroids)[np.arange(len(rows)), labels]
    reseeded = []
    for cluster in range(len(centroids)):
        if (membership == cluster).any() or (labels == cluster).any():
            continue
        sizes = np.bincount(membership, minlength=len(centroids))
        # A row given away already belongs to a cluster of one, so it is not given twice.
        able = (sizes[membership] > 1) & (away > 0)
        if able.any():
            row = int(np.where(able, away, -1).argmax())
            membership[row] = cluster
            reseeded.append((cluster, row))
    return membership, reseeded


def assert_holds(report, rows):
    """Assert all that is promised of any report about `rows`."""
    n, n_clusters = len(rows), len(report.centroids)
    every = np.arange(n)
    sq = sq_distances(rows, report.centroids)
    own = sq[every, report.labels]
    assert (own - sq.min(axis=1) <= 1e-12 * largest_sq_distance(rows)).all()
    truth = distortion(rows, report.centroids, report.labels)
    assert report.distortion == close(truth)
    assert math.fsum(report.sq_distances_by_cluster) == report.distortion
    by_cluster = np.bincount(report.labels, weights=own, minlength=n_clusters)
    np.testing.assert_allclose(
        report.sq_distances_by_cluster, by_cluster, rtol=1e-11, atol=1e-12 * truth
    )
    assert report.sizes.tolist() == np.bincount(report.labels, minlength=n_clusters).tolist()
    assert report.empty == int((report.sizes == 0).sum())
    rounding = 1e-14 * rows.shape[1] * own
    lower, upper = report.nearness.bounds()
    assert (lower <= own + rounding).all()
    assert (own <= upper + rounding).all()
    measured = report.nearness.measured(every)
    assert (np.abs(measured - own) <= rounding).all()
    for array in (report.labels, report.centroids, report.sizes, report.sq_distances_by_cluster):
        assert not array.flags.writeable


class close:
    """Equal to `value` to 12 digits; small, as it reads like a word of an assertion."""

    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        return abs(other - self.value) <= 1e-12 * abs(self.value)

    def __repr__(self):
        return f"{self.value!r} to 12 digits"


def distinct(rows):
    """Number of different rows."""
    return len(np.unique(rows.astype(np.float64), axis=0))

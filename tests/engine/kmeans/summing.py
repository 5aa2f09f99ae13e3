"""Cluster sums to test, and the same sums as fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from engine.kmeans.preparing import prepare
from engine.kmeans.sums import ClusterSums
from tests.engine.kmeans import oracle

NO_LABELS = np.array([], dtype=np.int32)


def never():
    return False


def prepared(rows, workers):
    return prepare(rows, workers, should_stop=never, progress=lambda *_news: None)


def weights_of(kind, n):
    rng = np.random.default_rng(n)
    if kind == "whole":
        return rng.integers(0, 4, n).astype(np.float64)
    if kind == "fractions":
        return rng.random(n) * np.where(rng.random(n) < 0.2, 0.0, 1e5)
    return None


def labels_after_moves(sums, n, n_clusters, workers, rounds=5):
    """Put all images into clusters, then some of them elsewhere, several times."""
    rng = np.random.default_rng(n + n_clusters)
    labels = rng.integers(0, n_clusters, n).astype(np.int32)
    touched = sums.move(np.arange(n), np.full(n, -1, np.int32), labels, workers, never)
    assert touched.tolist() == sorted(set(labels.tolist()))
    for _ in range(rounds):
        images = np.flatnonzero(rng.random(n) < rng.random())
        before, after = labels[images], rng.integers(0, n_clusters, len(images)).astype(np.int32)
        touched = sums.move(images, before, after, workers, never)
        assert touched.tolist() == sorted({*before.tolist(), *after.tolist()})
        labels[images] = after
    return labels


class Exact:
    """The members of one cluster as fractions."""

    def __init__(self, rows, weights):
        self.rows = oracle.exact_rows(rows)
        self.weights = [Fraction(float(weight)) for weight in weights]
        self.weight = sum(self.weights, Fraction(0))

    def sums(self):
        columns = zip(*self.rows, strict=True)
        return [sum(w * x for w, x in zip(self.weights, c, strict=True)) for c in columns]

    def mean(self):
        return [total / self.weight for total in self.sums()]

    def distortion(self, value):
        value = [Fraction(float(each)) for each in value]
        pairs = zip(self.weights, self.rows, strict=True)
        return sum(w * oracle.exact_sq_distance(row, value) for w, row in pairs)


def within_one_unit(found, exact):
    return abs(Fraction(float(found)) - exact) <= Fraction(float(np.spacing(abs(float(exact)))))


def clusters_as_fractions(rows, labels, weights, n_clusters):
    weights = np.ones(len(rows)) if weights is None else weights
    return [Exact(rows[labels == j], weights[labels == j]) for j in range(n_clusters)]


def assert_right(sums, rows, samples, labels, weights):
    """Assert all that `sums` says of all clusters, about means, images and points far away."""
    n_clusters = len(sums.sizes)
    clusters = clusters_as_fractions(rows, labels, weights, n_clusters)
    assert sums.sizes.tolist() == [len(each.rows) for each in clusters]
    assert sums.weights.tolist() == [float(each.weight) for each in clusters]
    held = np.array([j for j in range(n_clusters) if clusters[j].weight], dtype=np.intp)
    values, offsets = sums.means(held)
    for place, j in enumerate(held):
        exact = clusters[j].mean()
        assert all(map(within_one_unit, values[place], exact))
        origin = [Fraction(float(each)) for each in samples.origin]
        for found, mean, start in zip(offsets[place], exact, origin, strict=True):
            error = abs(Fraction(float(found)) - (mean - start))
            assert error <= Fraction(2.0**-51) * abs(mean - start) + abs(mean) * Fraction(2.0**-99)
    every = np.arange(n_clusters)
    rng = np.random.default_rng(1)
    near, far = np.zeros((2, n_clusters, rows.shape[1]))
    near[held] = values
    far[:] = np.ldexp(rng.random(far.shape) * samples.largest, 2) + samples.origin
    image = rows[rng.integers(0, len(rows), n_clusters)].astype(np.float64)
    for points in (near, far, image):
        found = sums.distortions(every, points, labels)
        exact = [each.distortion(point) for each, point in zip(clusters, points, strict=True)]
        for one, other in zip(found, exact, strict=True):
            assert abs(Fraction(float(one)) - other) <= Fraction(1e-12) * other


def bytes_of(sums, labels, workers=None):
    """All that `sums` says, as bytes."""
    held = np.flatnonzero(sums.weights > 0)
    values = sums.means(held, workers)
    exact = sums.exact(held) or ()
    near = sums.distortions(held, values[0], labels, workers)
    far = sums.distortions(held, values[0] * 0.75, labels, workers)
    return [each.tobytes() for each in (sums.sizes, sums.weights, *values, *exact, near, far)]


def filled(rows, labels, worker, weights=None, n_clusters=None, norms=None):
    labels = np.array(labels, dtype=np.int32)
    samples = prepared(np.asarray(rows), worker)
    sums = ClusterSums(samples, n_clusters or labels.max() + 1, weights, norms)
    sums.move(np.arange(len(labels)), np.full(len(labels), -1, np.int32), labels, worker, never)
    return sums

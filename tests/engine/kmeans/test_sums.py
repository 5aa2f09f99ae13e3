"""Cluster sums against fractions, over kinds of images, moves to and fro, threads and blocks."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from engine.errors import Cancelled
from engine.kmeans import sums as module
from engine.kmeans.preparing import prepare
from engine.kmeans.sums import ClusterSums, row_norms
from engine.kmeans.workers import Workers
from tests.engine.kmeans import families, oracle

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


@pytest.mark.parametrize("kind", [None, "whole", "fractions"])
@pytest.mark.parametrize("rows", families.ALL.values(), ids=families.ALL)
def test_everything_is_that_of_fractions(rows, kind):
    rows = rows[:, :64]
    weights = weights_of(kind, len(rows))
    if weights is not None and not weights.any():
        weights[:] = 1
    with Workers(2) as workers:
        samples = prepared(rows, workers)
        for n_clusters in {1, 4, len(rows)}:
            sums = ClusterSums(samples, n_clusters, weights)
            labels = labels_after_moves(sums, len(rows), n_clusters, workers)
            assert_right(sums, rows, samples, labels, weights)


def bytes_of(sums, labels, workers=None):
    """All that `sums` says, as bytes."""
    held = np.flatnonzero(sums.weights > 0)
    values = sums.means(held, workers)
    exact = sums.exact(held) or ()
    near = sums.distortions(held, values[0], labels, workers)
    far = sums.distortions(held, values[0] * 0.75, labels, workers)
    return [each.tobytes() for each in (sums.sizes, sums.weights, *values, *exact, near, far)]


@pytest.mark.parametrize("kind", [None, "fractions"])
@pytest.mark.parametrize("name", ["whole: 16 bits, all", "fractions: one huge outlier",
                                  "fractions: float32, 0 to 1", "whole: low contrast"])  # fmt: skip
def test_the_same_bytes_for_any_threads_and_blocks(name, kind, monkeypatch):
    rows, seen = families.ALL[name], []
    monkeypatch.setattr(module, "MANY_PIXELS", 0)
    monkeypatch.setattr(module, "MANY_SUMS", 0)
    with Workers(1) as workers:
        samples = prepared(rows, workers)
    ways = (1, 2**16, 32, 2**19), (2, 1, 1, 1), (3, 200, 4, 100), (2, 999, 16, 2**19)
    for n_threads, values, piece_rows, block in ways:
        for constant in ("WHOLE_VALUES", "FRACTION_VALUES", "PAIR_VALUES"):
            monkeypatch.setattr(module, constant, values)
        monkeypatch.setattr(module, "PIECE_ROWS", piece_rows)
        monkeypatch.setattr("engine.kmeans.samples.BLOCK_VALUES", block)
        with Workers(n_threads) as workers:
            sums = ClusterSums(samples, 5, weights_of(kind, len(rows)))
            labels = labels_after_moves(sums, len(rows), 5, workers)
            seen.append(bytes_of(sums, labels, workers))
    assert all(each == seen[0] for each in seen[1:])


@pytest.fixture
def worker():
    with Workers(1) as workers:
        yield workers


def filled(rows, labels, worker, weights=None, n_clusters=None, norms=None):
    labels = np.array(labels, dtype=np.int32)
    samples = prepared(np.asarray(rows), worker)
    sums = ClusterSums(samples, n_clusters or labels.max() + 1, weights, norms)
    sums.move(np.arange(len(labels)), np.full(len(labels), -1, np.int32), labels, worker, never)
    return sums


WHOLE_TYPES = [np.uint8, np.int16, np.uint16, np.float32, np.float64]
STEPS = [(dtype, 1) for dtype in WHOLE_TYPES] + [(np.float32, 0.25), (np.float64, 0.25)]


@pytest.mark.parametrize(("dtype", "step"), STEPS)
def test_five_images_by_hand(dtype, step, worker):
    rows = (np.array([[0, 4], [2, 4], [4, 10], [40, 40], [44, 40]]) * step).astype(dtype)
    sums = filled(rows, [0, 0, 0, 2, 2], worker, n_clusters=3)
    labels = np.array([0, 0, 0, 2, 2], dtype=np.int32)
    assert sums.sizes.tolist() == sums.weights.tolist() == [3, 0, 2]
    values, _ = sums.means(np.array([0, 2]))
    assert (values / step).tolist() == [[2, 6], [42, 40]]
    every = np.arange(3)
    points = np.array([[2, 6], [0, 0], [42, 41]]) * step
    assert (sums.distortions(every, points, labels) / step**2).tolist() == [32, 0, 10]
    touched = sums.move(np.array([2, 3]), labels[[2, 3]], np.array([1, 0]), worker, never)
    assert touched.tolist() == [0, 1, 2]
    assert sums.sizes.tolist() == [3, 1, 1]
    values, _ = sums.means(every)
    assert (values / step).tolist() == [[14, 16], [4, 10], [44, 40]]


def test_no_move_touches_nothing(worker):
    sums = ClusterSums(prepared(np.array([[1.5], [2.0]]), worker), 2)
    assert not sums.weights.any()
    assert sums.distortions(np.arange(2), np.ones((2, 1)), NO_LABELS).tolist() == [0, 0]
    assert len(sums.move(np.array([], np.intp), NO_LABELS, NO_LABELS, worker, never)) == 0


def test_exact_sums_are_centred_and_only_of_whole_numbers_without_weights(worker):
    rows = np.array([[250, 1], [255, 3], [3, 200]], dtype=np.uint8)
    sums = filled(rows, [0, 0, 1], worker)
    totals, counts = sums.exact(np.array([1, 0]))
    origin = np.rint(rows.mean(axis=0)).astype(int)
    assert totals.tolist() == [(rows[2] - origin).tolist(), (rows[:2] - origin).sum(0).tolist()]
    assert counts.tolist() == [1, 2]
    assert totals.dtype == counts.dtype == np.int64
    assert filled(rows, [0, 0, 1], worker, weights=np.ones(3)).exact(np.array([0])) is None
    assert filled(rows / 7, [0, 0, 1], worker).exact(np.array([0])) is None


@pytest.mark.parametrize("rows", families.ALL.values(), ids=families.ALL)
def test_equal_images_are_their_mean_and_have_no_distortion(rows, worker):
    copies = np.repeat(rows[:5, :20], 7, axis=0)
    n_clusters = len(copies) // 7
    labels = np.repeat(np.arange(n_clusters, dtype=np.int32), 7)
    weights = np.random.default_rng(0).random(len(copies)) + 0.1
    for sums in (filled(copies, labels, worker), filled(copies, labels, worker, weights)):
        values, _ = sums.means(np.arange(n_clusters))
        assert (values == copies[::7]).all()
        assert not sums.distortions(np.arange(n_clusters), values, labels).any()


def test_an_immense_image_that_came_and_went_leaves_no_trace(worker):
    rows = np.array([[0.1], [0.3], [1e150], [1e-140]])
    sums = filled(rows, [0, 0, 0, 1], worker)
    fresh = filled(rows, [0, 0, 1, 1], worker)
    for each, after in ((sums, 1), (fresh, 0), (fresh, 1)):
        image = np.array([2])
        each.move(
            image, np.array([1 - after], np.int32), np.array([after], np.int32), worker, never
        )
    assert sums.means(np.arange(2))[0].tobytes() == fresh.means(np.arange(2))[0].tobytes()
    assert sums.means(np.array([0]))[0].tolist() == [[0.2]]
    sums.give(3, donor=1, cluster=0)
    sums.give(3, donor=0, cluster=1)
    sums.give(2, donor=1, cluster=0)
    assert sums.means(np.array([1]))[0].tolist() == [[1e-140]]


@pytest.mark.parametrize("name", [name for name in families.ALL if name != "whole: one image"])
def test_a_cluster_emptied_is_as_new_and_can_be_filled_again(name, worker):
    rows = families.ALL[name][:, :30]
    for weights in (None, np.random.default_rng(2).random(len(rows))):
        labels = np.arange(len(rows), dtype=np.int32) % 3
        sums, fresh = (filled(rows, labels, worker, weights) for _ in range(2))
        before = bytes_of(sums, labels)
        images = np.flatnonzero(labels == 1)
        ones, twos = np.full((2, len(images)), [[1], [2]], dtype=np.int32)
        sums.move(images, ones, twos, worker, never)
        assert (sums.sizes[1], sums.weights[1]) == (0, 0)
        sums.move(images, twos, ones, worker, never)
        assert bytes_of(sums, labels) == before == bytes_of(fresh, labels)


@pytest.mark.parametrize("name", ["whole: random bytes", "fractions: float16",
                                  "fractions: float64, 0 to 1"])  # fmt: skip
def test_a_weight_counts_as_so_many_copies(name, worker):
    rows = families.ALL[name]
    times = np.random.default_rng(4).integers(0, 5, len(rows))
    labels = np.arange(len(rows), dtype=np.int32) % 4
    copies, their_labels = np.repeat(rows, times, axis=0), np.repeat(labels, times)
    weighted = filled(rows, labels, worker, times * 0.375)
    copied = filled(copies, their_labels, worker)
    assert weighted.weights.tolist() == (copied.weights * 0.375).tolist()
    assert weighted.sizes.tolist() == np.bincount(labels).tolist()
    every = np.arange(4)
    values, _ = copied.means(every)
    assert weighted.means(every)[0].tolist() == values.tolist()
    found = weighted.distortions(every, values, labels) / 0.375
    np.testing.assert_allclose(found, copied.distortions(every, values, their_labels), rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
@pytest.mark.parametrize("weighted", [False, True])
def test_distortions_follow_from_the_sums_without_a_look_at_the_images(dtype, weighted, worker):
    """No label is given, so none could be measured; in 0 to 1, around 60,000, and whole."""
    rng = np.random.default_rng(6)
    rows = rng.random((90, 40)) if dtype == np.float64 else 60_000 + 50 * rng.random((90, 40))
    rows = rng.integers(0, 256, (90, 40), np.uint8) if dtype == np.uint8 else rows.astype(dtype)
    labels = np.arange(90, dtype=np.int32) % 4
    sums = filled(rows, labels, worker, rng.random(90) if weighted else None)
    values, _ = sums.means(np.arange(4))
    found = sums.distortions(np.arange(4), values, NO_LABELS)
    assert found.all()
    assert found.tolist() == sums.distortions(np.arange(4), values, labels).tolist()


def test_sums_beyond_64_bits_keep_their_digits(worker):
    """7,000 images of 16 bits: size times the sum of squares is above 2**63."""
    rng = np.random.default_rng(8)
    bits = rng.integers(0, 2, (7000, 1000), np.uint16)
    rows = np.where(np.arange(7000) % 2, 65534, 0).astype(np.uint16)[:, np.newaxis] + bits
    labels = np.arange(7000, dtype=np.int32) % 2
    sums = filled(rows, labels, worker)
    values, _ = sums.means(np.arange(2))
    for label, found in enumerate(sums.distortions(np.arange(2), values, labels)):
        ones = bits[label::2].sum(axis=0, dtype=np.int64).tolist()
        assert found == oracle.close(float(sum(Fraction(s * (3500 - s), 3500) for s in ones)))


def test_a_copy_changes_alone_and_an_image_can_be_given_away(worker):
    rng = np.random.default_rng(9)
    whole, fractions = rng.integers(0, 256, (20, 6), np.uint8), rng.random((20, 6))
    for rows, weights in ((whole, None), (fractions, None), (fractions, rng.random(20))):
        labels = np.zeros(20, dtype=np.int32)
        sums = filled(rows, labels, worker, weights, n_clusters=2)
        before = bytes_of(sums, labels)
        other = sums.copy()
        other.give(13, donor=0, cluster=1)
        assert bytes_of(sums, labels) == before
        labels[13] = 1
        assert bytes_of(other, labels) == bytes_of(filled(rows, labels, worker, weights), labels)
        assert other.means(np.array([1]))[0].tolist() == rows[[13]].tolist()


def test_norms_can_be_shared_between_runs(worker):
    rows = families.FRACTIONS["float64, 0 to 1"]
    norms = row_norms(prepared(rows, worker), worker, never)
    labels = np.arange(len(rows), dtype=np.int32) % 3
    made, shared = filled(rows, labels, worker), filled(rows, labels, worker, norms=norms)
    assert bytes_of(made, labels) == bytes_of(shared, labels)
    exact = [sum(x**2 for x in row) for row in oracle.exact_rows(rows)]
    for high, low, one in zip(*norms.squares, exact, strict=True):
        found = (Fraction(float(high)) + Fraction(float(low))) * 4**norms.top
        assert abs(found - one) <= Fraction(2) ** -100 * one


@pytest.mark.parametrize("rows", [np.arange(300).reshape(100, 3).astype(np.uint8),
                                  np.random.default_rng(1).random((100, 3))])  # fmt: skip
def test_every_block_can_stop_it(rows, worker, monkeypatch):
    monkeypatch.setattr("engine.kmeans.samples.BLOCK_VALUES", 1)  # blocks of 16 rows
    for constant in ("WHOLE_VALUES", "FRACTION_VALUES"):
        monkeypatch.setattr(module, constant, 96)
    samples, labels = prepared(rows, worker), np.zeros(100, dtype=np.int32)
    asked = []

    def move(stop_at=0):
        def should_stop():
            asked.append(None)
            return len(asked) == stop_at

        asked.clear()
        sums = ClusterSums(samples, 1)
        sums.move(np.arange(100), labels - 1, labels, worker, should_stop)
        return len(asked)

    blocks = move()
    assert blocks == (4 if rows.dtype == np.uint8 else 4 + 7)  # 96 values, then 16 rows for norms
    for stop_at in range(1, blocks + 1):
        with pytest.raises(Cancelled):
            move(stop_at)
        assert len(asked) == stop_at
    sums = filled(np.repeat(rows[:1] / 7, 100, axis=0), labels, worker)
    with pytest.raises(Cancelled):
        sums.distortions(np.array([0]), rows[:1] / 7, labels, worker, lambda: True)


def test_points_close_to_a_mean_far_from_zero_keep_twelve_digits(worker):
    rows = np.full((20_000, 1), 65535, dtype=np.uint16)
    rows[7] = 65534
    sums, point = filled(rows, np.zeros(20_000), worker), 65534.9949
    exact = 19_999 * (65535 - Fraction(point)) ** 2 + (65534 - Fraction(point)) ** 2
    found = sums.distortions(np.array([0]), np.array([[point]]), NO_LABELS)
    assert found[0] == oracle.close(float(exact))


def test_small_differences_beside_an_immense_image_keep_twelve_digits(worker):
    """Times what brings 1e150 below 1, their squares are below what float64 holds."""
    rows = np.array([[1e150], [1e-10], [3e-10], [7e-10]])
    labels = np.array([0, 1, 1, 1], dtype=np.int32)
    sums = filled(rows, labels, worker)
    values, _ = sums.means(np.array([1]))
    exact = Exact(rows[1:], np.ones(3)).distortion(values[0])
    assert sums.distortions(np.array([1]), values, labels)[0] == oracle.close(float(exact))


class RowsOnly:
    """Gives away whole rows, as files do, and counts them."""

    def __init__(self, rows):
        self._rows, self.dtype, self.shape, self.taken = rows, rows.dtype, rows.shape, 0

    def __len__(self):
        return len(self._rows)

    def __getitem__(self, which):
        assert not isinstance(which, tuple)
        taken = self._rows[which].copy()
        self.taken += len(taken)
        return taken


@pytest.mark.parametrize("name", families.ALL)
def test_rows_in_files_give_the_same_bytes_and_are_read_once(name, monkeypatch):
    monkeypatch.setattr(module, "MANY_PIXELS", 0)
    monkeypatch.setattr(module, "WHOLE_VALUES", 100)
    rows, seen = families.ALL[name], []
    labels = np.arange(len(rows), dtype=np.int32) % 4
    none = np.full(len(rows), -1, np.int32)
    with Workers(2) as workers:
        samples = prepared(rows, workers)
        norms = row_norms(samples, workers, never)
        for pixels in (rows, RowsOnly(samples.rows)):
            sums = ClusterSums(replace(samples, rows=pixels), 4, norms=norms)
            sums.move(np.arange(len(rows)), none, labels, workers, never)
            assert pixels is rows or pixels.taken == len(rows)
            seen.append(bytes_of(sums, labels, workers))
    assert seen[0] == seen[1]

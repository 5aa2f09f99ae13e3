"""Cluster sums against fractions, over kinds of images, moves to and fro, threads and blocks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.errors import Cancelled
from engine.kmeans import batches, cluster_pixels, row_norms, sharing
from engine.kmeans import sums as sums_module
from engine.kmeans.sums import ClusterSums
from engine.kmeans.workers import Workers
from tests.engine.kmeans import families
from tests.engine.kmeans.summing import (
    NO_LABELS,
    assert_right,
    bytes_of,
    filled,
    labels_after_moves,
    never,
    prepared,
    weights_of,
)


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


@pytest.mark.parametrize("kind", [None, "fractions"])
@pytest.mark.parametrize("name", ["whole: 16 bits, all", "fractions: one huge outlier",
                                  "fractions: float32, 0 to 1", "whole: low contrast"])  # fmt: skip
def test_the_same_bytes_for_any_threads_and_blocks(name, kind, monkeypatch):
    rows, seen = families.ALL[name], []
    monkeypatch.setattr(sums_module, "MANY_PIXELS", 0)
    monkeypatch.setattr(sharing, "MANY_SUMS", 0)
    with Workers(1) as workers:
        samples = prepared(rows, workers)
    ways = (1, 2**16, 32, 2**19), (2, 1, 1, 1), (3, 200, 4, 100), (2, 999, 16, 2**19)
    for n_threads, values, piece_rows, block in ways:
        for module, constant, value in (
            (cluster_pixels, "WHOLE_VALUES", values),
            (cluster_pixels, "FRACTION_VALUES", values),
            (cluster_pixels, "PIECE_ROWS", piece_rows),
            (batches, "PIECE_ROWS", piece_rows),
            (row_norms, "PAIR_VALUES", values),
            (sharing, "PAIR_VALUES", values),
        ):
            monkeypatch.setattr(module, constant, value)
        monkeypatch.setattr("engine.kmeans.samples.BLOCK_VALUES", block)
        with Workers(n_threads) as workers:
            sums = ClusterSums(samples, 5, weights_of(kind, len(rows)))
            labels = labels_after_moves(sums, len(rows), 5, workers)
            seen.append(bytes_of(sums, labels, workers))
    assert all(each == seen[0] for each in seen[1:])


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


@pytest.mark.parametrize("rows", [np.arange(300).reshape(100, 3).astype(np.uint8),
                                  np.random.default_rng(1).random((100, 3))])  # fmt: skip
def test_every_block_can_stop_it(rows, worker, monkeypatch):
    monkeypatch.setattr("engine.kmeans.samples.BLOCK_VALUES", 1)  # blocks of 16 rows
    for constant in ("WHOLE_VALUES", "FRACTION_VALUES"):
        monkeypatch.setattr(cluster_pixels, constant, 96)
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
    # 16 rows at a time where a product sums them; else 96 values, and 16 rows for the norms.
    assert blocks == (7 if rows.dtype == np.uint8 else 4 + 7)
    for stop_at in range(1, blocks + 1):
        with pytest.raises(Cancelled):
            move(stop_at)
        assert len(asked) == stop_at
    sums = filled(np.repeat(rows[:1] / 7, 100, axis=0), labels, worker)
    with pytest.raises(Cancelled):
        sums.distortions(np.array([0]), rows[:1] / 7, labels, worker, lambda: True)


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
    monkeypatch.setattr(sums_module, "MANY_PIXELS", 0)
    monkeypatch.setattr(cluster_pixels, "WHOLE_VALUES", 100)
    rows, seen = families.ALL[name], []
    labels = np.arange(len(rows), dtype=np.int32) % 4
    none = np.full(len(rows), -1, np.int32)
    with Workers(2) as workers:
        samples = prepared(rows, workers)
        norms = row_norms.row_norms(samples, workers, never)
        for pixels in (rows, RowsOnly(samples.rows)):
            sums = ClusterSums(replace(samples, rows=pixels), 4, norms=norms)
            sums.move(np.arange(len(rows)), none, labels, workers, never)
            assert pixels is rows or pixels.taken == len(rows)
            seen.append(bytes_of(sums, labels, workers))
    assert seen[0] == seen[1]

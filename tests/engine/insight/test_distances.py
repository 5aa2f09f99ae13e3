"""Distances and margins, against brute force and against what a fit measures."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import Cancelled
from engine.imageset import ImageSet
from engine.insight import distances as module
from engine.insight.distances import margins, member_blocks, paired, sq_distances
from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters
from engine.readers.read import load_images


def image_set(rows):
    return ImageSet(name="rows", pixels=rows.reshape(len(rows), 1, -1, 1))


def brute_force(rows, centroids, labels):
    """Squared distance of each row to its own centroid, and its margin."""
    table = np.array([[((row - c) ** 2).sum() for c in centroids] for row in rows.astype(float)])
    own = table[np.arange(len(rows)), labels]
    table[np.arange(len(rows)), labels] = np.inf
    return own, np.maximum(table.min(axis=1) - own, 0)


KINDS = {
    "bytes": lambda rng: rng.integers(0, 256, (120, 12), np.uint8),
    "few levels, many ties": lambda rng: rng.integers(0, 2, (120, 4), np.uint8),
    "16 bits, far up": lambda rng: rng.integers(65000, 65050, (120, 12), np.uint16),
    "fractions": lambda rng: rng.random((120, 12), np.float32),
    "fractions, far up": lambda rng: (6e4 + rng.random((120, 12))).astype(np.float32),
    "large and small": lambda rng: (10.0 ** rng.integers(-20, 20, (120, 5))).astype(np.float32),
    "copies": lambda rng: np.repeat(rng.integers(0, 256, (12, 12), np.uint8), 10, axis=0),
    "all the same": lambda rng: np.full((120, 3), 7, np.uint8),
}


@pytest.mark.parametrize("block_values", [1, 100, 2**16])
@pytest.mark.parametrize("kind", KINDS)
def test_every_report_to_the_last_bit(kind, block_values, monkeypatch):
    monkeypatch.setattr(module, "BLOCK_VALUES", block_values)
    rng = np.random.default_rng(4)
    rows = KINDS[kind](rng)
    images, every = image_set(rows), np.arange(len(rows))
    parameters = KMeansParameters(n_clusters=7, init="random", max_iter=3)
    *reports, _ = fit(images, parameters, n_threads=1)
    for report in reports:
        own, margin = brute_force(rows, report.centroids, report.labels)
        given = images, report.centroids, report.labels
        found = sq_distances(*given), margins(*given)
        np.testing.assert_allclose(found[0], own, rtol=1e-13)
        np.testing.assert_allclose(found[1], margin, rtol=1e-13, atol=1e-13 * own.max())
        assert np.array_equal(found[0], report.nearness.measured(every))
        assert np.array_equal(found[1], report.nearness.measured_margins(every))
        some = rng.permutation(len(rows))[:17]
        assert np.array_equal(sq_distances(*given, members=some), found[0][some])
        assert np.array_equal(margins(*given, members=some), found[1][some])


def test_by_hand():
    images = image_set(np.array([[0, 0], [3, 4], [9, 0], [5, 0]], np.uint8))
    centroids = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 0.0]])
    labels = np.array([0, 0, 1, 0], np.int32)
    assert sq_distances(images, centroids, labels).tolist() == [0, 25, 1, 25]
    # 65 - 25; image 2 has a second centroid just as near as its own, image 3 is halfway.
    assert margins(images, centroids, labels).tolist() == [100, 40, 0, 0]


def test_labels_that_are_not_the_nearest_have_no_margin():
    images = image_set(np.array([[1], [9]], np.uint8))
    swapped = np.array([1, 0], np.int32)
    assert margins(images, np.array([[0.0], [10.0]]), swapped).tolist() == [0, 0]


def test_rounding_never_lets_the_nearest_other_be_missed():
    """A hundred centroids some units in the last place apart: which is nearest is all rounding."""
    rng = np.random.default_rng(7)
    rows = rng.random((40, 30), np.float32)
    centroids = 1e6 + rng.random((100, 30)) * 3e-10
    labels = rng.integers(0, 100, 40).astype(np.int32)
    table = np.array([paired(row[np.newaxis], centroids) for row in rows])
    own = np.take_along_axis(table, labels[:, np.newaxis], 1)[:, 0]
    np.put_along_axis(table, labels[:, np.newaxis], np.inf, 1)
    expected = np.maximum(table.min(axis=1) - own, 0)
    assert np.array_equal(margins(image_set(rows), centroids, labels), expected)


def test_one_cluster_has_distances_but_no_margins():
    images = image_set(np.array([[1], [9]], np.uint8))
    alone = np.array([[5.0]]), np.zeros(2, np.int32)
    assert sq_distances(images, *alone).tolist() == [16, 16]
    assert np.isnan(margins(images, *alone)).tolist() == [True, True]


@pytest.mark.parametrize("measure", [sq_distances, margins])
def test_no_member_no_number(measure):
    images = image_set(np.array([[1], [9]], np.uint8))
    for n_clusters in (1, 2):
        centroids, labels = np.zeros((n_clusters, 1)), np.zeros(2, np.int32)
        found = measure(images, centroids, labels, members=np.array([], np.intp))
        assert found.shape == (0,)


@pytest.mark.parametrize("measure", [sq_distances, margins])
def test_stopped_before_any_block(measure, monkeypatch):
    monkeypatch.setattr(module, "BLOCK_VALUES", 2)
    images = image_set(np.arange(10, dtype=np.uint8).reshape(5, 2))
    given = images, np.zeros((2, 2)), np.zeros(5, np.int32)
    for asked in range(5):
        answers = iter([False] * asked + [True])
        with pytest.raises(Cancelled):
            measure(*given, should_stop=lambda answers=answers: next(answers))
        assert next(answers, None) is None
    answers = iter([False] * 5)
    assert len(measure(*given, should_stop=lambda: next(answers))) == 5


def test_blocks_hold_the_members_in_their_order(monkeypatch):
    monkeypatch.setattr(module, "BLOCK_VALUES", 6)
    rows = np.arange(20, dtype=np.uint8).reshape(10, 2)
    members = np.array([7, 0, 3, 3, 9])
    blocks = list(member_blocks(image_set(rows), members, lambda: False))
    assert [part for part, _ in blocks] == [slice(0, 3), slice(3, 5)]
    assert np.concatenate([some for _, some in blocks]).tolist() == rows[members].tolist()


def test_a_set_in_files_measures_as_the_same_in_memory(tmp_path):
    pixels = np.random.default_rng(1).integers(0, 256, (9, 2, 3), np.uint8)
    for part in (0, 1, 2):
        np.save(tmp_path / f"{part}.npy", pixels[3 * part : 3 * part + 3])
    given = np.zeros((2, 6)), np.zeros(9, np.int32)
    members = np.array([8, 1, 4])
    for measure in (sq_distances, margins):
        stored = measure(load_images(tmp_path), *given, members=members)
        assert stored.tolist() == measure(image_set(pixels), *given, members=members).tolist()

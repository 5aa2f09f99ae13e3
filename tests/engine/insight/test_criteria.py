"""The three criteria: scikit-learn's, by hand, on a sample, and where they mean nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from engine.errors import Cancelled
from engine.imageset import ImageSet
from engine.insight import criteria as module
from engine.insight.criteria import criteria
from engine.insight.silhouette import silhouettes
from engine.insight.stratified import stratified_sample
from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters
from engine.readers.read import load_images


def image_set(rows):
    return ImageSet(name="rows", pixels=rows.reshape(len(rows), 1, -1, 1))


def compare(rows, labels, rel=1e-9):
    """Figures of `rows`, after they were found to be scikit-learn's."""
    found = criteria(image_set(rows), labels)
    # Distances stay the same, but scikit-learn loses digits of them far from 0.
    wide = rows.astype(np.float64) - rows.min(axis=0)
    assert found.silhouette == pytest.approx(metrics.silhouette_score(wide, labels), abs=1e-9)
    for name in ("calinski_harabasz", "davies_bouldin"):
        wanted = getattr(metrics, f"{name}_score")(wide, labels)
        assert getattr(found, name) == pytest.approx(wanted, rel=rel, abs=1e-12), name
    assert (found.silhouette_n, found.silhouette_is_exact) == (len(rows), True)
    assert found.reason == ""
    return found


def test_by_hand():
    rows = np.array([[0, 0], [2, 0], [10, 0], [10, 4]], np.uint8)
    found = criteria(image_set(rows), np.array([0, 0, 2, 2], np.int32))
    # Means (1, 0) and (10, 2); all images 1 or 2 from theirs; the means' middle is (5.5, 1).
    assert found.calinski_harabasz == pytest.approx(2 * 2 * (4.5**2 + 1) / (10 / 2))
    assert found.davies_bouldin == pytest.approx(3 / np.sqrt(85))


KINDS = {
    "bytes": lambda rng: rng.integers(0, 256, (200, 12), np.uint8),
    "16 bits": lambda rng: rng.integers(0, 65536, (200, 12), np.uint16),
    "16 bits, far up": lambda rng: rng.integers(65000, 65050, (200, 12), np.uint16),
    "fractions": lambda rng: rng.random((200, 12), np.float32),
    "copies": lambda rng: np.repeat(rng.integers(0, 256, (20, 12), np.uint8), 10, axis=0),
    "wide": lambda rng: rng.integers(0, 256, (60, 20_000), np.uint8),
}


@pytest.mark.parametrize("n_clusters", [2, 7, 40])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_scikit_learns_also_of_a_fit_stopped_early(kind, n_clusters):
    rows = KINDS[kind](np.random.default_rng(1))
    parameters = KMeansParameters(n_clusters=min(n_clusters, 20), max_iter=2)
    *_, ended = fit(image_set(rows), parameters, n_threads=1)
    compare(rows, ended.labels)


@given(
    values=st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 255), st.sampled_from([0, 1, 4])),
        min_size=1,
        max_size=25,
    )
)
@settings(max_examples=120, deadline=None)
def test_small_sets_with_images_that_are_the_same(values):
    table = np.array(values)
    rows, labels = table[:, :2].astype(np.uint8), table[:, 2].astype(np.int32)
    if 2 <= len(np.unique(labels)) < len(rows):
        compare(rows, labels)
    else:
        found = criteria(image_set(rows), labels)
        assert found.silhouette is found.calinski_harabasz is found.davies_bouldin is None
        assert (found.silhouette_n, found.silhouette_is_exact) == (0, False)
        assert found.reason


def test_why_there_are_none():
    rows = np.arange(4, dtype=np.uint8).reshape(4, 1)
    one = criteria(image_set(rows), np.full(4, 3, np.int32))
    assert one.reason == "All images are in one cluster: there is no other to compare it with"
    each = criteria(image_set(rows), np.array([3, 0, 2, 1], np.int32))
    assert each.reason == "Each of the 4 images is alone in its cluster"


def test_nothing_scattered_within_clusters():
    rows = np.array([[0.1, 7], [0.1, 7], [0.1, 7], [0.7, 3]], np.float32)
    found = compare(rows, np.array([0, 0, 0, 1], np.int32))
    assert (found.calinski_harabasz, found.davies_bouldin) == (1.0, 0.0)


def test_a_sample_weighs_clusters_as_all_images_do(monkeypatch):
    monkeypatch.setattr(module, "EXACT_UP_TO", 599)
    monkeypatch.setattr(module, "SAMPLED", 60)
    rng = np.random.default_rng(2)
    labels = np.repeat([0, 1, 3], [400, 197, 3]).astype(np.int32)
    rows = (40 * labels[:, np.newaxis] + rng.integers(0, 60, (600, 5))).astype(np.uint8)
    images = image_set(rows)
    found = criteria(images, labels, seed=4)
    assert (found.silhouette_n, found.silhouette_is_exact) == (60, False)
    sample = stratified_sample(labels, 60, 4)
    widths = silhouettes(images, labels, sample)
    means = [widths[labels[sample] == cluster].mean() for cluster in (0, 1, 3)]
    assert found.silhouette == pytest.approx(np.average(means, weights=[400, 197, 3]))
    assert found.silhouette == pytest.approx(metrics.silhouette_score(rows, labels), abs=0.03)
    assert found == criteria(images, labels, seed=4)
    assert found.silhouette != criteria(images, labels, seed=5).silhouette
    whole = metrics.calinski_harabasz_score(rows, labels)
    assert found.calinski_harabasz == pytest.approx(whole, rel=1e-9)
    monkeypatch.setattr(module, "EXACT_UP_TO", 600)
    assert criteria(images, labels).silhouette_is_exact


def test_stopped_at_every_question():
    rows = np.random.default_rng(0).integers(0, 256, (60, 40_000), np.uint8)
    images, labels = image_set(rows), (np.arange(60) % 4).astype(np.int32)
    asked = []
    criteria(images, labels, should_stop=lambda: bool(asked.append(1)))
    assert len(asked) > 60 // 16 + 60 + 1  # means, distances, and what follows
    for allowed in (0, 1, 10, len(asked) - 1):
        answers = iter([False] * allowed + [True])
        with pytest.raises(Cancelled):
            criteria(images, labels, should_stop=lambda answers=answers: next(answers))


@pytest.mark.cifar10
def test_real_pictures(cifar10_folder):
    images = load_images(cifar10_folder, limit=11_000)
    found = criteria(images, images.labels)
    assert (found.silhouette_n, found.silhouette_is_exact) == (4_000, False)
    rows = images.pixels.reshape(len(images), -1)
    wanted = metrics.davies_bouldin_score(rows, images.labels)
    assert found.davies_bouldin == pytest.approx(wanted, rel=1e-9)
    sample = stratified_sample(images.labels, 4_000, 0)
    wanted = metrics.silhouette_score(rows[sample].astype(np.float32), images.labels[sample])
    assert found.silhouette == pytest.approx(wanted, abs=1e-4)  # which weighs by the sample's sizes

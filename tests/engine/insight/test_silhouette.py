"""Silhouettes: scikit-learn's, by definition, and stopped on the way."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import silhouette_samples

from engine.errors import Cancelled
from engine.imageset import ImageSet
from engine.insight import silhouette as module
from engine.insight.silhouette import silhouettes


def image_set(rows):
    return ImageSet(name="rows", pixels=rows.reshape(len(rows), 1, -1, 1))


def by_definition(rows, labels):
    """Silhouettes from differences of all pairs."""
    rows = rows.astype(np.float64)
    result = []
    for i, row in enumerate(rows):
        distances = np.sqrt(((rows - row) ** 2).sum(axis=1))
        own = labels == labels[i]
        if own.sum() == 1:
            result.append(0.0)
            continue
        a = distances[own].sum() / (own.sum() - 1)
        b = min(distances[labels == c].mean() for c in set(labels.tolist()) - {labels[i]})
        result.append((b - a) / max(a, b) if max(a, b) else 0.0)
    return result


def test_by_hand():
    rows = np.array([[0], [9], [1], [100], [4]], np.uint8)
    labels = np.array([0, 7, 0, 3, 7], np.int32)
    found = silhouettes(image_set(rows), labels, np.arange(5))
    # Image 0: 1 to its own, (9 + 4) / 2 to the next; image 4: 5 to its own, 3.5 to the next.
    assert found.tolist() == [5.5 / 6.5, (8.5 - 5) / 8.5, 4.5 / 5.5, 0, (3.5 - 5) / 5]


KINDS = {
    "bytes": lambda rng: rng.integers(0, 256, (90, 12), np.uint8),
    "few levels, many the same": lambda rng: rng.integers(0, 2, (90, 3), np.uint8),
    "16 bits, far up": lambda rng: rng.integers(65000, 65050, (90, 12), np.uint16),
    "fractions": lambda rng: rng.random((90, 12), np.float32),
    "fractions, far up": lambda rng: (6e4 + rng.random((90, 12))).astype(np.float32),
    "all the same": lambda rng: np.full((90, 2), 7, np.uint8),
}


@pytest.mark.parametrize("most", [1, 7, 1024])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_by_definition_in_blocks_of_any_size(kind, most, monkeypatch):
    monkeypatch.setattr(module, "MAX_BLOCK_ROWS", most)
    rng = np.random.default_rng(5)
    rows = KINDS[kind](rng)
    labels = rng.integers(0, 6, len(rows)).astype(np.int32)
    labels[3] = 9  # alone
    found = silhouettes(image_set(rows), labels, np.arange(len(rows)))
    np.testing.assert_allclose(found, by_definition(rows, labels), rtol=0, atol=1e-11)
    some = rng.permutation(len(rows))[:40]
    found = silhouettes(image_set(rows), labels, some)
    np.testing.assert_allclose(found, by_definition(rows[some], labels[some]), rtol=0, atol=1e-11)


@given(
    values=st.lists(
        st.tuples(st.integers(0, 255), st.integers(0, 3), st.integers(0, 3)),
        min_size=3,
        max_size=30,
    )
)
@settings(max_examples=100, deadline=None)
def test_they_are_scikit_learns(values):
    table = np.array(values)
    rows, labels = table[:, :2].astype(np.uint8), table[:, 2].astype(np.int32)
    n_clusters = len(np.unique(labels))
    if n_clusters < 2:
        with pytest.raises(ValueError, match="of one cluster"):
            silhouettes(image_set(rows), labels, np.arange(len(rows)))
    elif n_clusters < len(rows):
        found = silhouettes(image_set(rows), labels, np.arange(len(rows)))
        wanted = silhouette_samples(rows.astype(np.float64), labels)
        np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-12)


def test_wide_rows_go_in_smaller_blocks(monkeypatch):
    monkeypatch.setattr(module, "BLOCK_PRODUCTS", 9 * 100 * 100)
    rows = np.random.default_rng(0).integers(0, 256, (250, 9), np.uint8)
    labels = (np.arange(250) % 3).astype(np.int32)
    told = []
    every = np.arange(250)
    silhouettes(image_set(rows), labels, every, progress=lambda *each: told.append(each))
    # Blocks of 100, 100 and 50; those beside the diagonal count for both their halves.
    done = [10_000, 30_000, 40_000, 50_000, 60_000, 62_500]
    assert told == [("measuring silhouettes", each, 62_500) for each in done]
    assert math.isqrt(module.BLOCK_PRODUCTS // 9) == 100


def test_stopped_before_any_block(monkeypatch):
    monkeypatch.setattr(module, "MAX_BLOCK_ROWS", 10)
    rows = np.random.default_rng(0).integers(0, 256, (40, 9), np.uint8)
    labels = (np.arange(40) % 3).astype(np.int32)
    for allowed in range(10):
        answers = iter([False] * allowed + [True])
        told = []
        with pytest.raises(Cancelled):
            silhouettes(
                image_set(rows),
                labels,
                np.arange(40),
                should_stop=lambda answers=answers: next(answers),
                progress=lambda *each, told=told: told.append(each),
            )
        assert len(told) == allowed

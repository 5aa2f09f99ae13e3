"""Samples in which every cluster has its share."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.insight.stratified import stratified_sample


def ints(values):
    return np.array(values, np.int32)


@given(st.lists(st.integers(0, 6), min_size=1, max_size=60), st.integers(0, 60), st.integers(0, 99))
def test_shares_are_those_of_the_clusters(values, m, seed):
    labels = ints(values)
    sample = stratified_sample(labels, m, seed)
    sizes = np.bincount(labels, minlength=7)
    least = np.minimum(sizes, 2)
    assert (np.diff(sample) > 0).all()
    assert len(sample) == min(len(labels), max(m, least.sum()))
    drawn = np.bincount(labels[sample], minlength=7)
    assert (drawn >= least).all()
    if least.sum() <= m < len(labels):
        quota = least + (sizes - least) * (m - least.sum()) / (sizes - least).sum()
        assert (np.abs(drawn - quota) < 1).all()


def test_by_hand():
    labels = ints([0] * 50 + [2] * 100 + [5] + [6] * 2)
    sample = stratified_sample(labels, 22, seed=3)
    # 2, 2, 1 and 2 first; of the other 15 a third and two thirds, as 48 and 98 are left.
    assert np.bincount(labels[sample]).tolist() == [7, 0, 12, 0, 0, 1, 2]
    assert {150, 151, 152} < set(sample.tolist())


@pytest.mark.parametrize("m", [10, 200, 399])
def test_the_seed_decides(m):
    labels = ints(np.arange(400) % 3)
    sample = stratified_sample(labels, m, seed=1)
    assert sample.tolist() == stratified_sample(labels, m, seed=1).tolist()
    assert sample.tolist() != stratified_sample(labels, m, seed=2).tolist()

"""The labels asked for of late, within bounds."""

from __future__ import annotations

import numpy as np
import pytest

from engine.history.keeping import array_bytes
from engine.history.recent_labels import MOST_KEPT, SHARE, RecentLabels

N = 1000
ROOMY = 1 << 30


def labels(value=0):
    return np.full(N, value, dtype=np.int32)


def test_the_least_recently_used_goes_first():
    recent = RecentLabels(N, ROOMY)
    for iteration in range(MOST_KEPT):
        recent.put(0, iteration, labels())
    recent.put(0, 0, labels())
    recent.put(0, 99, labels())
    assert sorted(recent.of_run(0)) == [0, *range(2, MOST_KEPT), 99]


def test_what_is_here_already_is_handed_back():
    recent = RecentLabels(N, ROOMY)
    first = labels(1)
    assert recent.put(0, 3, first) is first
    assert recent.put(0, 3, labels(1)) is first
    assert recent.of_run(0)[3] is first


def test_runs_are_told_apart():
    recent = RecentLabels(N, ROOMY)
    recent.put(0, 5, labels(1))
    recent.put(1, 5, labels(2))
    assert [recent.of_run(run)[5][0] for run in (0, 1)] == [1, 2]
    assert recent.of_run(2) == {}


@pytest.mark.parametrize(
    ("budget", "n_kept"),
    [(ROOMY, MOST_KEPT), (2 * SHARE * array_bytes(labels()), 2), (0, 1)],
)
def test_a_small_budget_keeps_fewer_but_always_one(budget, n_kept):
    recent = RecentLabels(N, budget)
    for iteration in range(10):
        recent.put(0, iteration, labels())
        assert recent.nbytes == array_bytes(*recent.of_run(0).values()) <= recent.most_bytes
    assert sorted(recent.of_run(0)) == [*range(10 - n_kept, 10)]
    assert recent.nbytes == recent.most_bytes == n_kept * array_bytes(labels())

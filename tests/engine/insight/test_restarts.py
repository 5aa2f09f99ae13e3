"""How runs agree: by hand, by counting pairs, and in words."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Cancelled
from engine.insight.restarts import agreement_matrix, company, restart_text


def ints(*values):
    return np.array(values, np.int32)


def rand_beyond_chance(one, other):
    """The adjusted Rand index, from every pair of images."""
    pairs = list(itertools.combinations(range(len(one)), 2))
    in_one = {pair for pair in pairs if one[pair[0]] == one[pair[1]]}
    in_other = {pair for pair in pairs if other[pair[0]] == other[pair[1]]}
    chance = len(in_one) * len(in_other) / len(pairs)
    most = (len(in_one) + len(in_other)) / 2
    return 1.0 if most == chance else (len(in_one & in_other) - chance) / (most - chance)


RUNS = st.integers(2, 12).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 3), min_size=n, max_size=n), min_size=1, max_size=4)
)


@given(runs=RUNS)
@settings(max_examples=60, deadline=None)
def test_every_two_runs(runs):
    matrix = agreement_matrix([ints(*run) for run in runs])
    assert matrix.dtype == np.float64
    for i, j in itertools.product(range(len(runs)), repeat=2):
        assert matrix[i, j] == pytest.approx(rand_beyond_chance(runs[i], runs[j]), abs=1e-12)
        assert matrix[i, j] == matrix[j, i]
    assert matrix.diagonal().tolist() == [1] * len(runs)


def test_stopped_between_two_pairs():
    answers = iter([False, False, True])
    with pytest.raises(Cancelled):
        agreement_matrix([ints(0, 1, 1)] * 3, should_stop=lambda: next(answers))
    assert next(answers, None) is None  # it was asked for each of the three pairs


def test_company_by_hand():
    runs = [
        ints(0, 0, 0, 1, 1, 1, 2, 2),
        ints(2, 2, 2, 0, 0, 0, 1, 1),  # the same, renumbered
        ints(1, 1, 0, 0, 0, 0, 2, 2),  # image 2 went to the next cluster
        ints(0, 0, 0, 0, 0, 0, 0, 1),  # two clusters: 0 and 1 tie for the first of them
    ]
    found = company(runs[:3], 0)
    assert found.dtype == np.int64
    assert found.tolist() == [3, 3, 2, 3, 3, 3, 3, 3]
    # From run 2: its cluster of four is the large one of run 3, and 2 is the other.
    assert company(runs, 2).tolist() == [3, 3, 2, 4, 4, 4, 3, 4]


def kept_at_most(own, labels):
    """Most images that keep their company, over all ways to match clusters."""
    n = max(*own, *labels) + 1
    return max(
        sum(match[a] == b for a, b in zip(own, labels, strict=True))
        for match in itertools.permutations(range(n))
    )


@given(runs=RUNS, data=st.data())
@settings(max_examples=60, deadline=None)
def test_company_is_the_most_there_can_be(runs, data):
    reference = data.draw(st.integers(0, len(runs) - 1))
    found = company([ints(*run) for run in runs], reference)
    assert found.min() >= 1
    assert found.max() <= len(runs)
    assert found.sum() == sum(kept_at_most(runs[reference], run) for run in runs)


@pytest.mark.parametrize(
    ("distortions", "text"),
    [
        ([4.646e11], "1 run: 4.646e11"),
        ([0.0], "1 run: 0"),
        ([385.25, 385.25], "2 runs: all reach 385.2"),
        ([0.0, 0.0], "2 runs: all reach 0"),
        (
            [4.66e11, 4.646e11, 4.683168e11],
            "3 runs: best 4.646e11 (run 2), worst +0.8 %; 1 within 0.1 % of the best",
        ),
        (
            [100.0, 100.05, 125.0],
            "3 runs: best 100 (run 1), worst +25 %; 2 within 0.1 % of the best",
        ),
        ([1e5, 1.0005e5], "2 runs: best 1e5 (run 1), worst +0.05 %; 2 within 0.1 % of the best"),
        (
            [1e5, 1e5 + 1],
            "2 runs: best 1e5 (run 1), worst less than +0.01 %; 2 within 0.1 % of the best",
        ),
        ([0.0, 1234567.0], "2 runs: best 0 (run 1), worst 1.235e6"),
    ],
)
def test_in_words(distortions, text):
    assert restart_text(distortions) == text


def test_no_run_has_no_words():
    with pytest.raises(ValueError, match="empty"):
        restart_text([])

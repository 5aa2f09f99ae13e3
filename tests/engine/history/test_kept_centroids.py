"""Which centroids stay when there are too many."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.history.keeping import array_bytes
from engine.history.kept_centroids import KeptCentroids


def made(run, iteration):
    return np.full((2, 3), 100.0 * run + iteration)


def filled(*n_iterations, thinned=0):
    """As many iterations of each run, then thinned so many times."""
    centroids = KeptCentroids()
    for run, count in enumerate(n_iterations):
        for iteration in range(count):
            centroids.add(run, iteration, made(run, iteration))
    for _ in range(thinned):
        centroids.thin()
    return centroids


def here(centroids, run, n_iterations):
    """The iterations of `run` whose own centroids are here."""
    return [each for each in range(n_iterations) if centroids.at(run, each)[1] == each]


@pytest.mark.parametrize(
    ("thinned", "first_run", "second_run"),
    [
        (0, [*range(10)], [*range(4)]),
        (1, [0, 2, 4, 6, 8, 9], [0, 2, 3]),
        (2, [0, 4, 8, 9], [0, 3]),
        (3, [0, 8, 9], [0, 3]),
        (4, [0, 9], [0, 3]),
    ],
)
def test_which_stay_by_hand(thinned, first_run, second_run):
    centroids = filled(10, 4, thinned=thinned)
    assert centroids.every == 2**thinned
    assert here(centroids, 0, 10) == first_run
    assert here(centroids, 1, 4) == second_run
    stay = len(first_run) + len(second_run)
    assert centroids.nbytes == stay * array_bytes(made(0, 0))
    assert centroids.can_thin() == (stay > 4)


@given(
    st.lists(st.integers(1, 20), min_size=1, max_size=3),
    st.integers(0, 5),
    st.integers(0, 20),
)
def test_thinning_at_any_time_leaves_the_same(n_iterations, thinned, then):
    late = filled(*n_iterations, then + 1, thinned=thinned)
    early = filled(*n_iterations, thinned=thinned)
    for iteration in range(then + 1):
        early.add(len(n_iterations), iteration, made(len(n_iterations), iteration))
        assert early.at(len(n_iterations), iteration)[1] == iteration
    assert early.nbytes == late.nbytes
    for run, count in enumerate([*n_iterations, then + 1]):
        kept = here(late, run, count)
        assert kept == here(early, run, count)
        assert {0, count - 1} <= set(kept)
        for iteration in range(count):
            for centroids in (early, late):
                values, of = centroids.at(run, iteration)
                assert of == max(each for each in kept if each <= iteration)
                assert values.tolist() == made(run, of).tolist()


def test_a_run_of_one_iteration_has_nothing_to_drop():
    assert not filled(1).can_thin()
    assert not filled(2).can_thin()
    assert filled(3).can_thin()

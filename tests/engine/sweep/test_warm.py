"""Seeds for more clusters: the widest split, worked by hand and against brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Cancelled, ParameterError
from engine.kmeans.fit import fit
from engine.kmeans.fork import split
from engine.kmeans.parameters import KMeansParameters
from engine.sweep.plan import Member, plan_sweep
from engine.sweep.warm import Reached, WarmStarts, reached_by, warm_seeds
from tests.engine.sweep.small_sets import heaps, prepared

LINE = np.array([[0], [2], [100], [110], [200], [240]], dtype=np.uint8)


def never():
    return False


def reached(centroids, labels, rows):
    """Return what a fit with these centroids and labels has reached."""
    centroids = np.array(centroids, dtype=np.float64)
    own = np.square(rows - centroids[labels]).sum(axis=1)
    return Reached(
        centroids=centroids,
        labels=np.array(labels, dtype=np.int32),
        sq_distances_by_cluster=np.bincount(labels, own, minlength=len(centroids)),
    )


def ended(rows, **parameters):
    *_, last = fit(rows, KMeansParameters(**parameters))
    return last


def test_the_widest_cluster_is_split():
    before = reached([[1], [105], [220]], [0, 0, 1, 1, 2, 2], LINE)
    seeds = warm_seeds(prepared(LINE), before, 4)
    assert seeds.tolist() == [[1], [105], [200], [240]]


def test_it_is_split_again_until_there_are_enough():
    samples = prepared(LINE)
    # Distortions 6,536 and 8,867; 110 leaves 200 and 240, with 800; then 100 leaves 0 and 2.
    before = reached([[34], [550 / 3]], [0, 0, 0, 1, 1, 1], LINE)
    assert warm_seeds(samples, before, 2) is before.centroids
    assert warm_seeds(samples, before, 3)[[0, 1, 2], 0].tolist() == [34, 220, 110]
    assert warm_seeds(samples, before, 4)[:, 0].tolist() == [1, 220, 110, 100]
    assert warm_seeds(samples, before, 5)[:, 0].tolist() == [1, 200, 110, 100, 240]
    assert warm_seeds(samples, before, 6)[:, 0].tolist() == [0, 200, 110, 100, 240, 2]
    with pytest.raises(ParameterError) as error:
        warm_seeds(samples, before, 7)
    assert str(error.value) == (
        "images: the images make 6 different clusters, not 7. Choose at most 6."
    )


def test_a_cluster_that_cannot_be_split_makes_room_for_the_next():
    rows = np.array([[0.1], [0.1], [0.1], [5.0], [5.5]])
    before = Reached(
        centroids=np.array([[0.1], [5.25]]),
        labels=np.array([0, 0, 0, 1, 1], dtype=np.int32),
        sq_distances_by_cluster=np.array([9.0, 0.125]),  # rounding, larger than life
    )
    assert warm_seeds(prepared(rows), before, 3)[:, 0].tolist() == [0.1, 5.0, 5.5]


def test_what_was_reached_is_not_changed():
    rows = heaps()
    before = reached_by(ended(rows, n_clusters=3))
    copies = [before.labels.copy(), before.sq_distances_by_cluster.copy(), before.centroids.copy()]
    warm_seeds(prepared(rows), before, 9)
    assert np.array_equal(before.labels, copies[0])
    assert np.array_equal(before.sq_distances_by_cluster, copies[1])
    assert np.array_equal(before.centroids, copies[2])


@settings(max_examples=20)
@given(st.integers(0, 50), st.integers(1, 4), st.integers(1, 5))
def test_as_brute_force_splits(seed, n_before, n_more):
    rows = heaps(n=60, seed=seed)
    before = reached_by(ended(rows, n_clusters=n_before, random_state=seed))
    seeds, labels = before.centroids, before.labels.copy()
    for last in range(n_before, n_before + n_more):
        own = [np.square(rows[labels == k] - seeds[k]).sum() for k in range(last)]
        widest = int(np.argmax(own))
        seeds = split(seeds, labels, rows, widest).seeds
        for image in np.flatnonzero(labels == widest):
            away = np.square(rows[image] - seeds[[widest, last]]).sum(axis=1)
            labels[image] = widest if away[0] <= away[1] else last
    found = warm_seeds(prepared(rows), before, n_before + n_more)
    assert found.tobytes() == seeds.tobytes()


def test_more_seeds_leave_less_distortion():
    rows = heaps()
    before = ended(rows, n_clusters=3)
    seeds = warm_seeds(prepared(rows), reached_by(before), 7)
    first = next(fit(rows, KMeansParameters(n_clusters=7, init=seeds)))
    assert first.distortion < before.distortion


def test_it_can_be_stopped():
    before = reached([[34], [550 / 3]], [0, 0, 0, 1, 1, 1], LINE)
    with pytest.raises(Cancelled):
        warm_seeds(prepared(LINE), before, 3, lambda: True)


# --- which member starts from which


@pytest.fixture
def plan():
    return plan_sweep([2, 3, 4, 5], KMeansParameters(n_init=2), warm_start=True)


def test_a_member_starts_from_the_one_before(plan):
    rows = heaps()
    samples, starts = prepared(rows), WarmStarts(plan)
    first = starts.begun(plan[0], samples, never)
    assert first == plan[0]
    before = ended(rows, n_clusters=2)
    starts.keep(0, before, plan[1:])
    begun = starts.begun(plan[1], samples, never)
    seeds = warm_seeds(samples, reached_by(before), 3)
    assert begun.warm_from == 0
    assert begun.parameters.init.tobytes() == seeds.tobytes()
    assert (begun.parameters.n_init, begun.parameters.n_clusters) == (1, 3)
    assert begun.parameters.random_state == plan[1].parameters.random_state


def test_where_that_has_reached_nothing_the_next_smaller_one_serves(plan):
    rows = heaps()
    samples, starts = prepared(rows), WarmStarts(plan)
    assert starts.begun(plan[2], samples, never) == Member(2, plan[2].parameters)
    starts.keep(0, ended(rows, n_clusters=2), plan[2:])
    assert starts.begun(plan[2], samples, never).warm_from == 0


def test_what_nobody_will_start_from_is_let_go(plan):
    rows = heaps()
    samples, starts = prepared(rows), WarmStarts(plan)
    starts.keep(0, ended(rows, n_clusters=2), plan[1:])
    starts.keep(1, ended(rows, n_clusters=3), plan[2:])
    # Had it been kept, member 1 could start from member 0.
    assert starts.begun(plan[1], samples, never).warm_from is None
    assert starts.begun(plan[3], samples, never).warm_from == 1
    starts.keep(2, ended(rows, n_clusters=4), ())
    assert starts.begun(plan[3], samples, never).warm_from is None

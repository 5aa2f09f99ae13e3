import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.history import History
from engine.history.restored import history_of
from engine.history.stored import history_arrays
from tests.engine.history.made_reports import report, reports, wandering
from tests.engine.history.same_stories import assert_same


def history_of_reports(*runs, n_images, **changes):
    history = History(n_images, **changes)
    for each in runs:
        for made in each:
            history.add(made)
    return history


def test_by_hand():
    history = history_of_reports(
        reports([[0, 0, 1], [0, 1, 1], [0, 1, 1]], 2, n_features=1), n_images=3
    )
    arrays = history_arrays(history)
    assert arrays["first_labels"].tolist() == [0, 0, 1]
    assert arrays["n_moved"].tolist() == [0, 1, 0]
    assert arrays["moved_images"].tolist() == [1]
    assert arrays["moved_to"].tolist() == [1]
    assert arrays["sizes"].tolist() == [2, 1, 1, 2, 1, 2]
    assert arrays["centroids"].tolist() == [0, 0, 1, 1, 2, 2]
    assert arrays["reseeded"].tolist() == [[0, 1, 0, 1]]
    assert arrays["last"].tolist() == [0, 2]
    assert arrays["branches"].tolist() == [[-1, -1]]


def test_nothing_yet():
    history = history_of(history_arrays(History(5)))
    assert (history.n_runs, history.last) == (0, None)
    history.add(report([0, 1, 0, 1, 0], 2))
    assert history.last == (0, 0)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.lists(
        st.tuples(st.integers(1, 9), st.sampled_from([1, 2, 7, 256, 257])), min_size=1, max_size=4
    ),
    st.integers(9, 40),  # a made-up report reseeds with the image of its iteration
)
def test_whatever_was_told_is_told_again(seed, runs, n_images):
    history = History(n_images)
    for run, (n_iterations, n_clusters) in enumerate(runs):
        if run % 2:
            history.add_branch(run - 1, history.n_iterations(run - 1) - 1)
        for made in wandering(seed, n_iterations, n_images, n_clusters, run=run):
            history.add(made)
    again = history_of(history_arrays(history))
    assert_same(again, history)
    for image in range(n_images):
        for run in range(len(runs)):
            assert np.array_equal(again.path_of(image, run), history.path_of(image, run))


def test_runs_may_go_on_in_turns_and_after_they_were_stored():
    runs = [wandering(run, 6, 30, 3, run=run) for run in range(2)]
    history = History(30)
    for made in (*runs[0][:3], *runs[1][:2], runs[0][3]):
        history.add(made)
    again = history_of(history_arrays(history))
    assert again.last == (0, 3)
    for made in (*runs[1][2:], *runs[0][4:]):
        history.add(made)
        again.add(made)
    assert_same(again, history)


def test_what_was_thinned_stays_thinned_and_more_is_left_out_where_there_is_no_room():
    made = wandering(0, 40, 50, 4, n_features=500)
    size = made[0].centroids.nbytes
    history = history_of_reports(made, n_images=50, budget=25 * size)
    assert history.thinning == 2
    assert_same(history_of(history_arrays(history)), history)
    arrays = history_arrays(history, centroid_budget=12 * size)
    again = history_of(arrays)
    assert (arrays["thinning"], again.thinning) == (4, 4)
    assert arrays["centroids"].nbytes <= 12 * size
    for iteration in range(40):
        ours, theirs = again.moment(0, iteration), history.moment(0, iteration)
        assert np.array_equal(ours.labels, theirs.labels)
        assert ours.centroids_iteration in (iteration - iteration % 4, 39)
        assert np.array_equal(ours.centroids, made[ours.centroids_iteration].centroids)
    assert history.thinning == 2  # storing changes nothing


def test_the_budget_of_memory_holds_for_what_is_restored():
    made = wandering(0, 40, 50, 4, n_features=500)
    history = history_of_reports(made, n_images=50)
    again = history_of(history_arrays(history), budget=25 * made[0].centroids.nbytes)
    assert again.thinning == 2
    assert again.nbytes <= 25 * made[0].centroids.nbytes
    assert np.array_equal(again.moment(0, 39).centroids, made[39].centroids)

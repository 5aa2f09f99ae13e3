"""Fits small enough to be worked out on paper, to the last number."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import Reseeding

DTYPES = [np.uint8, np.int16, np.float32, np.float64]


def column(*values):
    return np.array(values, dtype=np.float64)[:, np.newaxis]


def run(rows, seeds, **parameters):
    seeds = np.asarray(seeds, dtype=np.float64)
    *reports, ended = fit(
        rows, KMeansParameters(n_clusters=len(seeds), init=seeds, **parameters), n_threads=2
    )
    return reports, ended


@pytest.mark.parametrize("dtype", DTYPES)
def test_four_points_two_clusters(dtype):
    rows = np.array([[0, 0], [0, 2], [10, 0], [10, 2]], dtype=dtype)
    (seeds, first), ended = run(rows, [[0, 0], [0, 2]])

    assert seeds.labels.tolist() == [0, 1, 0, 1]
    assert seeds.centroids.tolist() == [[0, 0], [0, 2]]
    assert seeds.distortion == 200
    assert seeds.sq_distances_by_cluster.tolist() == [100, 100]
    assert seeds.sizes.tolist() == [2, 2]
    assert (seeds.iteration, seeds.moved, seeds.empty) == (0, 4, 0)
    assert math.isnan(seeds.shift)

    assert first.labels.tolist() == [0, 1, 0, 1]
    assert first.centroids.tolist() == [[5, 0], [5, 2]]
    assert first.distortion == 100
    assert first.shift == pytest.approx(math.sqrt(50), rel=1e-15)
    assert (first.iteration, first.moved, first.empty) == (1, 0, 0)

    assert ended.labels_.tolist() == [0, 1, 0, 1]
    assert ended.cluster_centers_.tolist() == [[5, 0], [5, 2]]
    assert (ended.inertia_, ended.n_iter_, ended.best_run) == (100, 1, 0)
    assert ended.reason == "Converged at iteration 1: strict convergence."
    assert not ended.stopped
    assert ended.notes == ()
    assert [str(row) for row in ended.runs[0].rows] == [
        f"run 1 iteration 0: distortion 2.000000e+02, moved 4, {seeds.seconds:.2f} s",
        f"run 1 iteration 1: distortion 1.000000e+02, shift 7.071, moved 0, {first.seconds:.2f} s",
    ]


@pytest.mark.parametrize("dtype", DTYPES)
def test_labels_follow_the_centroids_until_no_image_moves(dtype):
    reports, ended = run(column(0, 1, 9, 13).astype(dtype), column(0, 1), tol=0)
    assert [report.labels.tolist() for report in reports] == [
        [0, 1, 1, 1],
        [0, 0, 1, 1],
        [0, 0, 1, 1],
    ]
    assert [report.centroids.ravel().tolist() for report in reports] == [
        [0, 1],
        [0, pytest.approx(23 / 3, rel=1e-15)],
        [0.5, 11],
    ]
    assert [report.distortion for report in reports] == [
        208,
        pytest.approx(281 / 9, rel=1e-14),
        8.5,
    ]
    assert [report.moved for report in reports] == [4, 1, 0]
    assert reports[1].shift == pytest.approx(20 / 3, rel=1e-14)
    assert reports[2].shift == pytest.approx(math.hypot(1 / 2, 10 / 3), rel=1e-14)
    assert ended.n_iter_ == 2
    assert ended.reason == "Converged at iteration 2: strict convergence."
    assert ended.runs[0].converged


def test_within_the_tolerance_the_labels_belong_to_the_last_centroids():
    # Mean variance 118.75 / 4, of which twice; the first shift is 20/3.
    (_, last), ended = run(column(0, 1, 9, 13), column(0, 1), tol=2)
    assert ended.shift_tolerance == pytest.approx(math.sqrt(2 * 29.6875), rel=1e-15)
    assert ended.best is last
    assert ended.labels_.tolist() == [0, 0, 1, 1]
    assert ended.cluster_centers_.ravel().tolist() == [0, pytest.approx(23 / 3)]
    assert ended.inertia_ == pytest.approx(281 / 9, rel=1e-14)
    assert (ended.n_iter_, ended.moved, ended.shift) == (1, 1, pytest.approx(20 / 3))
    assert ended.reason == (
        "Converged at iteration 1: center shift 6.66667 within tolerance 7.70552."
    )
    assert ended.runs[0].converged


def test_a_tolerance_just_below_the_shift_does_not_end_it():
    tol = (20 / 3) ** 2 / 29.6875
    assert run(column(0, 1, 9, 13), column(0, 1), tol=tol * 1.001)[1].n_iter_ == 1
    assert run(column(0, 1, 9, 13), column(0, 1), tol=tol * 0.999)[1].n_iter_ == 2


def test_at_the_last_iteration_allowed_the_labels_belong_to_the_last_centroids():
    _, ended = run(column(0, 1, 9, 13), column(0, 1), tol=0, max_iter=1)
    assert ended.labels_.tolist() == [0, 0, 1, 1]
    assert ended.inertia_ == pytest.approx(281 / 9, rel=1e-14)
    assert ended.reason == "Stopped at iteration 1: maximum number of iterations reached."
    assert not ended.runs[0].converged
    assert not ended.stopped


def test_within_the_tolerance_it_still_goes_on_while_a_cluster_is_empty():
    """The images of cluster 1 leave it for the means on either side, all at once."""
    reports, ended = run(column(-51, -49, 49, 51), column(-100, 0, 100), tol=100)
    assert [report.sizes.tolist() for report in reports] == [[1, 2, 1], [2, 0, 2], [1, 1, 2]]
    assert all(report.shift <= ended.shift_tolerance for report in reports[1:])
    assert ended.cluster_centers_.ravel().tolist() == [-51, -49, 50]
    assert "within tolerance" in ended.reason


def test_convergence_in_the_last_iteration_allowed_counts_as_such():
    _, ended = run(column(0, 1, 9, 13), column(0, 1), tol=0, max_iter=2)
    assert ended.reason == "Converged at iteration 2: strict convergence."


@pytest.mark.parametrize("dtype", DTYPES)
def test_an_empty_cluster_gets_the_farthest_image(dtype):
    reports, ended = run(column(0, 1, 2, 10).astype(dtype), column(1, 50))
    assert [report.labels.tolist() for report in reports] == [[0] * 4, [0, 0, 0, 1], [0, 0, 0, 1]]
    assert [report.distortion for report in reports] == [83, 2, 2]
    assert [report.empty for report in reports] == [1, 0, 0]
    assert [report.moved for report in reports] == [4, 1, 0]
    assert [report.shift for report in reports[1:]] == [40, 0]
    assert reports[1].reseeded == (Reseeding(cluster=1, image=3),)
    assert ended.runs[0].reseeded == ((1, Reseeding(cluster=1, image=3)),)
    assert ended.cluster_centers_.tolist() == [[1], [10]]
    assert "empty 1" in str(reports[0].row)


@pytest.mark.parametrize("dtype", [np.int16, np.float32])
def test_of_equally_far_images_the_first_goes_to_the_empty_cluster(dtype):
    reports, ended = run(column(-5, 0, 5).astype(dtype), column(0, 100))
    assert reports[1].reseeded == (Reseeding(cluster=1, image=0),)
    assert ended.labels_.tolist() == [1, 0, 0]
    assert ended.cluster_centers_.tolist() == [[2.5], [-5]]
    assert ended.inertia_ == 12.5


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_only_image_of_a_cluster_stays_in_it(dtype):
    reports, ended = run(column(0, 1, 100).astype(dtype), column(0.5, 90, 1000))
    assert reports[0].sizes.tolist() == [2, 1, 0]
    assert reports[1].reseeded == (Reseeding(cluster=2, image=0),)
    assert ended.cluster_centers_.tolist() == [[1], [100], [0]]
    assert ended.inertia_ == 0


@pytest.mark.parametrize("dtype", DTYPES)
def test_several_empty_clusters_get_an_image_each_in_the_order_of_distance(dtype):
    reports, ended = run(column(0, 1, 2, 40, 60).astype(dtype), column(1, 800, 900))
    assert reports[1].reseeded == (
        Reseeding(cluster=1, image=4),
        Reseeding(cluster=2, image=3),
    )
    assert ended.labels_.tolist() == [0, 0, 0, 2, 1]


@pytest.mark.parametrize("dtype", DTYPES)
def test_of_two_nearest_clusters_the_lower_number_wins(dtype):
    reports, ended = run(column(0, 1, 2).astype(dtype), column(0, 2))
    assert [report.labels.tolist() for report in reports] == [[0, 0, 1], [0, 0, 1]]
    assert ended.inertia_ == 0.5
    _, ended = run(column(0, 1, 2).astype(dtype), column(2, 0))
    assert ended.labels_.tolist() == [1, 0, 0]


@pytest.mark.parametrize("dtype", DTYPES)
def test_ties_between_thirds_are_ties(dtype):
    """Image 3 is 14/3 away from both 91/3 and 119/3, which float64 must round."""
    rows = column(0, 28, 28, 35, 38, 40, 41).astype(dtype)
    reports, _ = run(rows, column(0, 28, 43), tol=0)
    assert reports[1].centroids.ravel().tolist() == [0, 91 / 3, 119 / 3]
    assert [report.labels.tolist() for report in reports[:2]] == [[0, 1, 1, 1, 2, 2, 2]] * 2
    reports, _ = run(rows, column(0, 43, 28), tol=0)
    assert reports[0].labels.tolist() == [0, 2, 2, 2, 1, 1, 1]
    assert reports[1].labels.tolist() == [0, 2, 2, 1, 1, 1, 1]


@pytest.mark.parametrize("dtype", DTYPES)
def test_as_many_clusters_as_images(dtype):
    rows = np.array([[7, 1], [2, 2], [0, 9]], dtype=dtype)
    for init in ("k-means++", "random", "farthest", "partition"):
        *_, ended = fit(rows, KMeansParameters(n_clusters=3, init=init))
        assert sorted(ended.labels_) == [0, 1, 2]
        assert ended.inertia_ == 0
        assert (ended.cluster_centers_[ended.labels_] == rows).all()


@pytest.mark.parametrize("dtype", DTYPES)
def test_one_cluster_is_the_mean(dtype):
    rows = np.array([[7, 1], [2, 2], [0, 9]], dtype=dtype)
    for init in ("k-means++", "random", "farthest", "partition", "gaussian"):
        *_, ended = fit(rows, KMeansParameters(n_clusters=1, init=init))
        assert ended.cluster_centers_.tolist() == [[3, 4]]
        assert ended.inertia_ == 16 + 9 + 1 + 4 + 9 + 25
        assert ended.labels_.tolist() == [0, 0, 0]


@pytest.mark.parametrize("value", [5, 0.1, -1e-9, 1e100])
def test_equal_images_fill_one_cluster_and_say_so(value):
    rows = np.full((30, 4), value)
    *_, ended = fit(rows, KMeansParameters(n_clusters=3))
    assert ended.labels_.tolist() == [0] * 30
    assert ended.cluster_centers_.tolist() == rows[:3].tolist()
    assert ended.inertia_ == 0
    assert ended.reason == "Converged at iteration 1: strict convergence."
    assert ended.notes == (
        "images: only 1 distinct images for 3 clusters, so 2 are empty. "
        "Lower the number of clusters to 1.",
    )


def test_fewer_distinct_images_than_clusters():
    rows = np.repeat(column(3, 8, 1), 4, axis=0)
    *_, ended = fit(rows, KMeansParameters(n_clusters=5))
    assert sorted(set(ended.labels_)) == [0, 1, 2]
    assert ended.inertia_ == 0
    assert ended.n_iter_ == 1
    assert "only 3 distinct images for 5 clusters, so 2 are empty" in ended.notes[0]


@pytest.mark.parametrize("far", [1e3, 1e20, 1e60, 1e150])
def test_seeds_far_outside_leave_no_trace_in_the_means(far):
    rows = np.random.default_rng(0).random((50, 3))
    _, ended = run(rows, [[far, -far, 0]], tol=0)
    np.testing.assert_allclose(ended.cluster_centers_[0], rows.mean(axis=0), rtol=1e-14)
    reports, ended = run(rows, [rows[0], [far] * 3], tol=0)
    image = reports[1].reseeded[0].image
    assert reports[1].centroids[1].tolist() == rows[image].tolist()
    assert ended.runs[0].converged


def test_the_best_of_several_runs_is_kept_and_each_can_be_repeated():
    rows = np.random.default_rng(1).integers(0, 256, (120, 6), np.uint8)
    parameters = {"n_clusters": 9, "init": "random", "random_state": 4}
    *reports, ended = fit(rows, KMeansParameters(n_init=6, **parameters))
    distortions = [run.distortion for run in ended.runs]
    assert len(set(distortions)) > 1
    assert ended.inertia_ == min(distortions)
    assert ended.best_run == distortions.index(min(distortions))
    assert [run.run for run in ended.runs] == list(range(6))
    assert [(row.run, row.iteration) for run in ended.runs for row in run.rows] == [
        (report.run, report.iteration) for report in reports
    ]
    last = [report for report in reports if report.run == ended.best_run][-1]
    assert ended.best is last
    assert ended.reason == ended.runs[ended.best_run].reason

    *_, fewer = fit(rows, KMeansParameters(n_init=2, **parameters))
    assert [run.seed_images for run in fewer.runs] == [run.seed_images for run in ended.runs[:2]]
    assert [run.distortion for run in fewer.runs] == distortions[:2]
    for run in ended.runs:
        seeds = rows[list(run.seed_images)]
        *_, again = fit(rows, KMeansParameters(n_clusters=9, init=seeds))
        assert again.inertia_ == run.distortion
        assert again.runs[0].seed_images is None


def test_more_runs_are_never_worse():
    rows = np.random.default_rng(2).integers(0, 256, (80, 4), np.uint8)
    inertias = []
    for n_init in (1, 2, 4, 8):
        *_, ended = fit(rows, KMeansParameters(n_clusters=6, init="random", n_init=n_init))
        inertias.append(ended.inertia_)
    assert inertias == sorted(inertias, reverse=True)


def test_a_fit_from_its_own_centroids_stays_there():
    rows = np.random.default_rng(3).integers(0, 256, (80, 4), np.uint8)
    *_, ended = fit(rows, KMeansParameters(n_clusters=6, tol=0))
    _, again = run(rows, ended.cluster_centers_)
    assert again.labels_.tolist() == ended.labels_.tolist()
    assert again.n_iter_ == 1
    assert again.inertia_ == ended.inertia_

"""Which way is the cheaper, and how little work that makes of a whole fit."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from engine.kmeans.costs import LOOKED_AT, costs_of
from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters
from tests.engine.kmeans import oracle

SHAPES = [(1, 2, 1), (64, 3, 4), (768, 10, 48), (3072, 100, 128), (3072, 1000, 128), (9, 5000, 4)]


def costs(n_features, n_clusters, rank):
    return costs_of(n_features, n_clusters, rank, keep_residuals=True)


@pytest.mark.parametrize("shape", SHAPES)
def test_portions_fit_their_caches_and_are_never_empty(shape):
    found = costs(*shape)
    assert found.worth_a_thread >= 1
    assert found.worth_a_filter >= 1
    assert 1 <= found.strip_rows <= found.filter_rows
    assert found.filter_rows * shape[1] <= max(LOOKED_AT, 256 * shape[1])


@pytest.mark.parametrize("shape", SHAPES)
def test_more_of_anything_costs_more(shape):
    found = costs(*shape)
    assert found.sweep < found.pick
    assert found.sweep < costs(shape[0] + 1, *shape[1:]).sweep
    more = costs(shape[0], shape[1] + 1, shape[2])
    assert (found.sweep, found.bound) < (more.sweep, more.bound)
    assert found.all_pairs < more.all_pairs
    assert found.bound < costs(*shape[:2], shape[2] + 1).bound


@pytest.mark.parametrize("shape", SHAPES)
def test_filtering_pays_if_it_certifies_enough(shape):
    found, n = costs(*shape), 1000
    assert found.is_cheap_at_worst(0, n)
    assert not found.is_cheap_at_worst(n, n)
    for active in range(0, n + 1, 20):
        # If all rows are left, with all centroids in question, nothing was gained.
        worst = found.filter_pays(active, 1.0, shape[1], n)
        assert worst == found.is_cheap_at_worst(active, n)
        by_share = [found.filter_pays(active, share, 9, n) for share in np.linspace(0, 1, 9)]
        assert by_share == sorted(by_share, reverse=True)
        by_pairs = [found.filter_pays(active, 0.5, pairs, n) for pairs in range(0, 99, 9)]
        assert by_pairs == sorted(by_pairs, reverse=True)
    pays = [found.pairs_pay(pairs) for pairs in np.linspace(0, shape[1], 50)]
    assert pays == sorted(pays, reverse=True)
    assert not pays[-1]


@cache
def smooth_images(n=3000, side=16):
    """Random smooth fields, much of them common to the three colours, plus noise."""
    rng = np.random.default_rng(0)
    waves = np.fft.fftfreq(side) * side
    fall = 1 / (1 + waves**2 + waves[:, np.newaxis] ** 2)
    fields = np.fft.ifft2(np.fft.fft2(rng.standard_normal((n, 3, side, side))) * fall).real
    fields += 2 * fields.mean(axis=1, keepdims=True)
    fields *= 54 / fields.std()
    noisy = 128 + fields + rng.normal(0, 4, fields.shape)
    return np.clip(np.rint(noisy), 0, 255).astype(np.uint8).transpose(0, 2, 3, 1)


def assert_is_plain(report, rows, before):
    """Labels by float64 scores, or by differences where these are close; centroids are means."""
    squares = np.square(report.centroids).sum(axis=1)
    scores = squares - 2 * rows @ report.centroids.T
    best_two = np.partition(scores, 1, axis=1)[:, :2]
    labels = scores.argmin(axis=1)
    close = np.flatnonzero(best_two[:, 1] - best_two[:, 0] < 1e-6 * squares.max())
    labels[close] = oracle.nearest(rows[close], report.centroids)
    assert report.labels.tolist() == labels.tolist()
    if before is not None:
        members = np.eye(len(report.centroids))[before.labels]
        means = (members.T @ rows) / members.sum(axis=0)[:, np.newaxis]
        np.testing.assert_allclose(report.centroids, means, rtol=1e-12)


# Rows bounded and read in the whole run, over the number of images, as they are: the limits
# leave half as much again, so that only a real loss fails.
@pytest.mark.parametrize(
    ("n_clusters", "n_iter", "filtered", "converted"),
    [(3, 15, 5.7, 1.8), (10, 34, 18.8, 3.65), (50, 20, 16.1, 2.65)],
)
def test_a_fit_of_smooth_images_reads_few_of_them(n_clusters, n_iter, filtered, converted):
    images = smooth_images()
    n = len(images)
    rows = images.reshape(n, -1).astype(np.float64)
    seeds = rows[np.random.default_rng(1).permutation(n)[:n_clusters]]
    parameters = KMeansParameters(n_clusters=n_clusters, init=seeds, tol=0)
    *reports, ended = fit(images, parameters, n_threads=1)
    assert ended.n_iter_ == n_iter
    for before, report in zip([None, *reports], reports, strict=False):
        assert_is_plain(report, rows, before)
        assert report.work.settled <= report.work.converted <= n
    total = {
        what: sum(getattr(report.work, what) for report in reports) / n
        for what in ("filtered", "converted", "settled")
    }
    assert total["filtered"] <= min(1.5 * filtered, 0.95 * n_iter)
    assert total["converted"] <= 1.5 * converted
    assert total["settled"] <= 0.03


def test_a_fit_of_noise_reads_all_of_it_and_no_more():
    noise = np.random.default_rng(2).integers(0, 256, (1500, 300), np.uint8)
    parameters = KMeansParameters(n_clusters=10, init=noise[:10], tol=0, max_iter=6)
    *reports, _ended = fit(noise, parameters, n_threads=1)
    assert [report.work.converted for report in reports] == [1500] * len(reports)
    for report in reports:
        assert report.labels.tolist() == oracle.nearest(noise, report.centroids).tolist()

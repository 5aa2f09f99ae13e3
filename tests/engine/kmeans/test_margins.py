"""Margins of images: bounded at once, measured on demand, against brute force."""

from __future__ import annotations

import numpy as np
import pytest

from engine.kmeans import memory as module
from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters
from tests.engine.kmeans import oracle
from tests.engine.kmeans.test_projection import SMOOTH, smooth


def margins(rows, report):
    sq = np.sort(oracle.sq_distances(rows, report.centroids), axis=1)
    return sq[:, 1] - sq[:, 0], sq[:, 1]


@pytest.mark.parametrize("least", [0, np.inf])
@pytest.mark.parametrize("name", SMOOTH)
def test_margins_of_every_report(name, least, monkeypatch):
    monkeypatch.setattr(module, "LEAST_FEATURES", least)
    rows = smooth(name)
    for n_clusters in (2, 15):
        parameters = KMeansParameters(n_clusters=n_clusters, tol=0, max_iter=6)
        *reports, _ended = fit(rows, parameters, n_threads=1)
        for report in reports:
            truth, second = margins(rows, report)
            rounding = 1e-12 * second
            lower, upper = report.nearness.margin_bounds()
            assert (lower >= 0).all()
            assert (lower <= truth + rounding).all()
            assert (truth <= upper + rounding).all()
            some = np.array([3, 0, len(rows) - 1])
            measured = report.nearness.measured_margins(some)
            assert (np.abs(measured - truth[some]) <= rounding[some]).all()


def test_bounds_tell_images_at_a_border_from_those_at_the_heart(monkeypatch):
    monkeypatch.setattr(module, "LEAST_FEATURES", 0)
    rows = smooth("digits")
    *_, report, _ended = fit(rows, KMeansParameters(n_clusters=5, tol=0), n_threads=1)
    lower, upper = report.nearness.margin_bounds()
    assert (lower > np.median(upper)).sum() > 0.2 * len(rows)


def test_one_cluster_leaves_every_margin_infinite():
    rows = smooth("digits")
    first, *_ = fit(rows, KMeansParameters(n_clusters=1), n_threads=1)
    assert np.isinf(first.nearness.measured_margins(np.arange(4))).all()
    assert all(np.isinf(each).all() for each in first.nearness.margin_bounds())

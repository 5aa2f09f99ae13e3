"""The story of a run against the reports it was told from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import Reseeding
from engine.kmeans.story import Story, notes_on
from tests.engine.kmeans.summing import prepared

ROWS = np.array([[0, 0], [0, 1], [9, 9], [9, 8]], dtype=np.uint8)


@pytest.fixture
def reports():
    *iterations, _ended = fit(ROWS, KMeansParameters(n_clusters=2, init=np.eye(2)))
    assert len(iterations) > 1
    return iterations


def test_a_run_that_was_stopped(reports):
    story = Story(3)
    event = Reseeding(cluster=1, image=2)
    story.add(replace(reports[0], reseeded=()))
    story.add(replace(reports[1], reseeded=(event,)))
    assert story.last.iteration == 1
    told = story.summary()
    assert (told.run, told.seed_images, told.converged) == (3, None, False)
    assert told.reason == "Stopped at iteration 1: on request."
    assert told.rows == (reports[0].row, reports[1].row)
    assert told.reseeded == ((1, event),)
    assert told.distortion == reports[1].distortion


@pytest.mark.parametrize(("max_iter", "converged"), [(1, False), (50, True)])
def test_a_run_that_ended_by_itself(max_iter, converged):
    parameters = KMeansParameters(n_clusters=2, init=np.eye(2), max_iter=max_iter, tol=0)
    *reports, ended = fit(ROWS, parameters)
    told = ended.runs[0]
    assert told.converged is converged
    assert ("strict convergence" if converged else "maximum number of iterations") in told.reason
    assert told.rows == tuple(report.row for report in reports)


def test_fewer_distinct_images_than_clusters_is_worth_a_note(worker):
    rows = np.repeat(ROWS[:3], 2, axis=0)
    *_, ended = fit(rows, KMeansParameters(n_clusters=5))
    assert ended.notes == notes_on(prepared(rows, worker), ended.best)
    assert ended.notes == (
        "images: only 3 distinct images for 5 clusters, so 2 are empty. "
        "Lower the number of clusters to 3.",
    )
    *_, ended = fit(rows, KMeansParameters(n_clusters=3))
    assert ended.notes == notes_on(prepared(rows, worker), ended.best) == ()

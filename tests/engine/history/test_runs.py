"""Reports come in order and fit their run, or are refused whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.history.runs import Runs
from tests.engine.history.made_reports import report, reports

N, K = 5, 3
TWO = reports([[0, 1, 2, 0, 1], [0, 1, 2, 2, 2]], K)


def with_two():
    runs = Runs(N)
    first = runs.run_for(TWO[0])
    first.add(TWO[0], TWO[0].labels, TWO[0].labels)
    runs.begin(first)
    runs.run_for(TWO[1]).add(TWO[1], TWO[1].labels, TWO[0].labels)
    return runs


def test_records_are_what_was_told():
    runs = with_two()
    assert len(runs) == 1
    for told in TWO:
        record = runs.record(0, told.iteration)
        assert str(record.row) == str(told.row)
        assert record.sizes is told.sizes
        assert record.sq_distances_by_cluster is told.sq_distances_by_cluster
        assert record.reseeded == told.reseeded


def test_a_new_run_is_there_once_it_begins():
    runs = with_two()
    runs.branch = 0, 1
    run = runs.run_for(report([0] * N, 2, run=1))
    assert run.branch == (0, 1)
    assert len(runs) == 1
    runs.begin(run)
    assert len(runs) == 2
    assert runs[1] is run
    assert runs.branch is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"iteration": 1}, "iteration 1 of run 0, not 2"),
        ({"iteration": 3}, "iteration 3 of run 0, not 2"),
        ({"iteration": 0}, "iteration 0 of run 0, not 2"),
        ({"run": 1}, "iteration 2 of run 1, not 0"),
        ({"run": 2, "iteration": 0}, "run 2 after 1 runs"),
        ({"run": -1}, "run -1 after 1 runs"),
        ({"labels": np.zeros(4, np.int32)}, "labels of shape"),
        ({"centroids": np.zeros((K, 7))}, "arrays of shapes"),
        ({"centroids": np.zeros((K + 1, 2))}, "arrays of shapes"),
        ({"sizes": np.zeros(K + 1, np.int64)}, "arrays of shapes"),
        ({"sq_distances_by_cluster": np.zeros(K + 1)}, "arrays of shapes"),
    ],
)
def test_what_does_not_go_on_is_refused(changes, message):
    runs = with_two()
    good = report([0] * N, K, iteration=2)
    with pytest.raises(ValueError, match=message):
        runs.run_for(replace(good, **changes))
    assert runs.run_for(good) is runs[0]


@pytest.mark.parametrize(("run", "iteration"), [(0, 2), (0, -1), (1, 0), (-1, 0)])
def test_what_is_not_there_is_an_index_error(run, iteration):
    with pytest.raises(IndexError, match=r"there are 1|it has 2"):
        with_two().record(run, iteration)

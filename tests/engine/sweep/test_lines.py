"""The line at the end of a member."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import FitEnded
from engine.sweep.lines import ended_line
from engine.sweep.plan import plan_sweep
from engine.sweep.running import run_sweep
from tests.engine.sweep.small_sets import heaps


@pytest.fixture(scope="module")
def found():
    plan = plan_sweep([2, 3], KMeansParameters(init="random", n_init=3), warm_start=True)
    reports = run_sweep(heaps(), plan)
    return [each for each in reports if isinstance(each[1], FitEnded)]


def test_the_best_of_several_runs(found):
    member, ended = found[0]
    distortion = re.escape(f"{ended.inertia_:.6e}")
    assert re.fullmatch(
        rf"K = 2, random: distortion {distortion} at iteration {ended.n_iter_} "
        rf"of run {ended.best_run + 1} of 3, \d+\.\d\d s",
        ended_line(member, ended),
    )


def test_one_run_that_started_warm_and_was_stopped(found):
    member, ended = found[1]
    ended = replace(ended, stopped=True, seconds=1.256)
    assert ended_line(member, ended) == (
        f"K = 3, warm: distortion {ended.inertia_:.6e} at iteration {ended.n_iter_}, "
        "1.26 s, stopped on request"
    )

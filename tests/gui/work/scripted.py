"""Jobs and reports made to order, for tests of what carries them."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.imageset import ImageSet
from engine.insight.representatives import representatives
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import FitEnded, Iteration, RunSummary
from gui.work.jobs import FitJob, FitResult
from gui.work.mailbox import Picture

PATIENCE_S = 30  # only a hanging test waits so long

TWO = ImageSet(name="two", pixels=np.array([0, 9], np.uint8).reshape(2, 1, 1, 1))


def report(iteration=0, run=0):
    """Iteration `iteration` of a fit of `TWO` that has nothing to do."""
    return Iteration(
        run=run,
        iteration=iteration,
        distortion=0.0,
        shift=math.nan if iteration == 0 else 0.0,
        moved=2 if iteration == 0 else 0,
        empty=0,
        seconds=0.0,
        reseeded=(),
        sizes=np.array([1, 1]),
        sq_distances_by_cluster=np.zeros(2),
        centroids=np.array([[0.0], [9.0]]),
        labels=np.array([0, 1], np.int32),
    )


def picture(iteration=0):
    made = report(iteration)
    return Picture(report=made, representatives=representatives(TWO, made, 2))


def fit_result(iteration=0):
    summary = RunSummary(
        run=0,
        seed_images=(0, 1),
        rows=(report(iteration).row,),
        reseeded=(),
        reason="Converged.",
        converged=True,
        seeding_seconds=0.0,
    )
    shown = picture(iteration)
    ended = FitEnded(
        parameters=KMeansParameters(n_clusters=2),
        best=shown.report,
        runs=(summary,),
        shift_tolerance=0.0,
        stopped=False,
        notes=(),
        seconds=0.0,
    )
    return FitResult(ended=ended, picture=shown)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScriptedFit(FitJob):
    """A fit whose work is a function of mailbox and gate."""

    script: Callable[..., Any]
    opened: Any = None
    parameters: Any = None

    @property
    def name(self):
        return "scripted"

    def run(self, mailbox, gate):
        return self.script(mailbox, gate)


class Gated:
    """A script that says when it has begun, and goes on when it is let."""

    def __init__(self, result=None):
        self.begun = threading.Event()
        self.let = threading.Event()
        self.gate = None
        self._result = result

    def __call__(self, _mailbox, gate):
        self.gate = gate
        self.begun.set()
        assert self.let.wait(PATIENCE_S)
        return self._result

    def has_begun(self):
        return self.begun.wait(PATIENCE_S)


def until_stopped(mailbox, gate):
    """Post a row at every turn until it is asked to stop."""
    iteration = 0
    gate.wait_turn(lambda: None)
    while not gate.should_stop():
        mailbox.post_row(report(iteration).row)
        iteration += 1
        gate.wait_turn(lambda: None)
    return fit_result(iteration - 1)

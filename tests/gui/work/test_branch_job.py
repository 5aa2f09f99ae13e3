"""Branches done in the calling thread, and by the engine thread after a fit was stopped."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ParameterError
from engine.history import History
from engine.imageset import ImageSet
from engine.insight.display import display_scale
from engine.kmeans.branching import branch
from engine.kmeans.fork import removed, replaced
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.preparing import prepare
from engine.kmeans.workers import Workers
from gui.work.branch_job import BranchJob
from gui.work.controller import Controller, State
from gui.work.gate import Gate
from gui.work.jobs import FitJob, Opened
from gui.work.mailbox import Mailbox

PARAMETERS = KMeansParameters(n_clusters=5, tol=0)


@pytest.fixture(scope="module")
def opened():
    pixels = np.random.default_rng(0).integers(0, 256, (80, 4, 4, 3), np.uint8)
    images = ImageSet(name="noise", pixels=pixels)
    with Workers(1) as workers:
        samples = prepare(images, workers, should_stop=lambda: False, progress=lambda *_news: None)
    return Opened(images=images, samples=samples, scale=display_scale(images))


@pytest.fixture
def history():
    return History(80)


@pytest.fixture
def parent(opened, history):
    job = FitJob(opened=opened, parameters=PARAMETERS, n_threads=1, history=history)
    return job.run(Mailbox(), Gate()).ended


def branch_job(opened, **fields):
    return BranchJob(opened=opened, parameters=PARAMETERS, n_threads=1, **fields)


class Checking(Mailbox):
    """A mailbox that compares every row with the newest of a history, and stops at one."""

    def __init__(self, history, stop_at=None, gate=None):
        super().__init__()
        self._history, self._stop_at, self._gate = history, stop_at, gate
        self.n_checked = 0

    def post_row(self, row):
        assert self._history.last == (row.run, row.iteration)
        self.n_checked += 1
        super().post_row(row)
        if row.iteration == self._stop_at:
            self._gate.stop()


def test_every_report_is_in_the_history_before_anybody_hears_of_it(opened, history):
    mailbox = Checking(history)
    job = FitJob(opened=opened, parameters=PARAMETERS, n_threads=1, history=history)
    ended = job.run(mailbox, Gate()).ended
    left = 0, 1
    seeds = removed(history.moment(*left).centroids, 4).seeds
    job = branch_job(opened, seeds=seeds, parent=ended, left=left, history=history)
    joined = job.run(mailbox, Gate()).ended
    assert mailbox.n_checked == sum(len(summary.rows) for summary in joined.runs)
    assert history.n_runs == len(joined.runs) == 2
    assert history.branch_of(0) is None
    assert history.branch_of(1) == left
    for run, summary in enumerate(joined.runs):
        assert [str(row) for row in history.rows(run)] == [str(row) for row in summary.rows]
    assert history.moment(1, 0).centroids.tobytes() == seeds.tobytes()


def test_a_branch_to_its_end(opened, parent, history):
    seeds = replaced(history.moment(0, 1).centroids, 2, opened.images, 40).seeds
    job = branch_job(opened, seeds=seeds, parent=parent)
    mailbox = Mailbox()
    result = job.run(mailbox, Gate())
    *reports, expected = branch(opened.images, PARAMETERS, seeds, parent=parent)
    numbers = [(row.run, row.iteration, row.distortion) for row in mailbox.drain().rows]
    assert numbers == [(1, each.iteration, each.distortion) for each in reports]
    assert result.ended.labels_.tolist() == expected.labels_.tolist()
    assert result.picture.report is result.ended.best
    assert job.name == "noise"
    assert history.n_runs == 1  # it was not given to it


def test_a_branch_of_nothing_is_a_first_run(opened, history):
    seeds = opened.images.pixels[[3, 1]].reshape(2, -1).astype(np.float64)
    result = branch_job(opened, seeds=seeds, history=history).run(Mailbox(), Gate())
    assert [summary.run for summary in result.ended.runs] == [0]
    assert history.branch_of(0) is None


def test_a_branch_that_is_stopped(opened, parent, history):
    seeds = history.moment(0, 0).centroids
    gate = Gate()
    job = branch_job(opened, seeds=seeds, parent=parent, left=(0, 0), history=history)
    result = job.run(Checking(history, stop_at=1, gate=gate), gate)
    assert result.ended.stopped
    assert history.n_iterations(1) == 2
    assert result.ended.best is parent.best
    gate = Gate()
    gate.stop()
    assert job.run(Mailbox(), gate) is None


def test_seeds_of_another_width(opened):
    with pytest.raises(ParameterError, match="seeds of 7 values"):
        branch_job(opened, seeds=np.zeros((2, 7))).run(Mailbox(), Gate())


def test_fork_of_a_paused_fit(opened, history, qtbot):
    """As a window does it: stop, and start the branch once the fit has ended."""
    controller = Controller()
    ends = []
    left = 0, 0

    def on_ended(ended):
        ends.append(ended)
        if len(ends) == 1:
            seeds = removed(history.moment(*left).centroids, 0).seeds
            job = branch_job(opened, seeds=seeds, parent=ended, left=left, history=history)
            controller.start_fit(job, paused=True)

    controller.fit_ended.connect(on_ended)
    try:
        with qtbot.waitSignal(controller.iterated, timeout=30_000):
            job = FitJob(opened=opened, parameters=PARAMETERS, n_threads=1, history=history)
            controller.start_fit(job, paused=True)
        assert controller.state is State.PAUSED
        with qtbot.waitSignal(
            controller.iterated, timeout=30_000, check_params_cb=lambda report: report.run == 1
        ):
            controller.stop()
        assert ends[0].stopped
        assert controller.state is State.PAUSED
        assert history.last == (1, 0)
        with qtbot.waitSignal(controller.fit_ended, timeout=30_000):
            controller.resume()
        assert ends[1].best_run == 1
        assert ends[1].best.sizes.shape == (4,)
        assert history.branch_of(1) == left
    finally:
        assert controller.shutdown()

"""Jobs done in the calling thread: no Qt is needed for that."""

from __future__ import annotations

import json
import math
import threading

import numpy as np
import pytest

from engine.errors import Cancelled, DataError, ParameterError
from engine.imageset import ImageSet
from engine.insight.display import display_scale
from engine.insight.representatives import representatives
from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.preparing import prepare
from engine.kmeans.workers import Workers
from engine.options import OpenOptions
from gui.work import jobs
from gui.work.gate import Gate
from gui.work.jobs import ExportJob, FitJob, LoadJob, Opened
from gui.work.mailbox import Mailbox


@pytest.fixture(scope="module")
def opened():
    pixels = np.random.default_rng(0).integers(0, 256, (80, 4, 4, 3), np.uint8)
    images = ImageSet(name="noise", pixels=pixels)
    with Workers(1) as workers:
        samples = prepare(images, workers, should_stop=lambda: False, progress=lambda *_news: None)
    return Opened(images=images, samples=samples, scale=display_scale(images))


def fit_job(opened, **parameters):
    parameters = {"n_clusters": 5, "tol": 0} | parameters
    return FitJob(opened=opened, parameters=KMeansParameters(**parameters), n_threads=1)


class Director(Mailbox):
    """A mailbox that does something at the gate after certain iterations."""

    def __init__(self, **at):
        super().__init__()
        self._at = {int(name.removeprefix("row_")): wish for name, wish in at.items()}
        self.all_rows = []
        self.all_pictures = []

    def post_row(self, row):
        super().post_row(row)
        self.all_rows.append(row)
        if row.iteration in self._at:
            self._at[row.iteration]()

    def post_picture(self, picture):
        super().post_picture(picture)
        self.all_pictures.append(picture.report.iteration)


def test_load_digits():
    mailbox = Mailbox()
    opened = LoadJob(source="digits", options=OpenOptions(limit=120, seed=3)).run(mailbox, Gate())
    assert len(opened.images) == len(opened.samples) == 120
    assert opened.images.limit == 120
    assert opened.samples.whole
    assert opened.scale == display_scale(opened.images)
    assert mailbox.drain().phase is not None


@pytest.mark.parametrize(
    ("source", "name"), [("digits", "digits"), ("/some/where/cifar-10", "cifar-10"), ("/", "/")]
)
def test_a_load_is_known_by_the_last_part_of_its_path(source, name):
    assert LoadJob(source=source).name == name


def test_a_load_that_is_stopped(tmp_path):
    gate = Gate()
    gate.stop()
    with pytest.raises(Cancelled):
        LoadJob(source="digits").run(Mailbox(), gate)


def test_a_load_of_nothing(tmp_path):
    with pytest.raises(DataError, match="missing"):
        LoadJob(source=str(tmp_path / "missing")).run(Mailbox(), Gate())


def test_a_fit_to_its_end(opened):
    job = fit_job(opened, n_init=2, init="random")
    mailbox = Mailbox()
    result = job.run(mailbox, Gate())
    mail = mailbox.drain()
    *reports, ended = fit(opened.images, job.parameters)
    numbers = [(row.run, row.iteration, row.distortion, row.moved) for row in mail.rows]
    assert numbers == [(r.run, r.iteration, r.distortion, r.moved) for r in reports]
    assert result.ended.labels_.tolist() == ended.labels_.tolist()
    assert result.picture.report is result.ended.best
    expected = representatives(opened.images, ended.best)
    assert result.picture.representatives.indices.tolist() == expected.indices.tolist()
    assert mail.picture.report.iteration == 0  # nobody looked, so no other was made
    assert job.name == "noise"


@pytest.mark.parametrize(("seconds", "pictures"), [(0, [0, 2, 4]), (math.inf, [0])])
def test_a_new_picture_is_made_once_the_last_was_fetched(opened, monkeypatch, seconds, pictures):
    """And not before its time: drawing one keeps the window from its events."""
    monkeypatch.setattr(jobs, "PICTURE_SECONDS", seconds)
    mailbox = Director(row_2=lambda: mailbox.drain(), row_4=lambda: mailbox.drain())
    fit_job(opened).run(mailbox, Gate())
    assert mailbox.all_pictures == pictures


def test_stop_in_the_middle_of_a_fit(opened):
    gate = Gate()
    mailbox = Director(row_2=gate.stop)
    result = fit_job(opened).run(mailbox, gate)
    assert result.ended.stopped
    assert result.ended.n_iter_ == 2
    assert [row.iteration for row in mailbox.all_rows] == [0, 1, 2]
    assert result.picture.report is result.ended.best


def test_stop_before_the_first_report(opened):
    gate = Gate()
    gate.stop()
    mailbox = Mailbox()
    assert fit_job(opened).run(mailbox, gate) is None
    assert mailbox.drain().rows == []


def test_a_paused_fit_shows_where_it_stands_and_steps(opened):
    gate = Gate(paused=True)
    mailbox = Mailbox()
    at_rest = threading.Semaphore(0)
    wait_turn = gate.wait_turn

    def watched(before_waiting):
        def before():
            before_waiting()
            at_rest.release()

        wait_turn(before)

    gate.wait_turn = watched
    results = []
    job = fit_job(opened)
    thread = threading.Thread(target=lambda: results.append(job.run(mailbox, gate)))
    thread.start()
    for iteration in range(3):
        assert at_rest.acquire(timeout=30)
        mail = mailbox.drain()
        assert [row.iteration for row in mail.rows] == [iteration]
        assert mail.picture.report.iteration == iteration
        gate.step()
    assert at_rest.acquire(timeout=30)
    gate.resume()
    thread.join(30)
    assert not thread.is_alive()
    assert not results[0].ended.stopped
    iterations = [row.iteration for row in mailbox.drain().rows]
    assert iterations == list(range(3, results[0].ended.n_iter_ + 1))


def test_a_fit_that_cannot_be(opened):
    with pytest.raises(ParameterError, match="81 clusters asked of 80 images"):
        fit_job(opened, n_clusters=81).run(Mailbox(), Gate())


def test_export(opened, tmp_path):
    ended = fit_job(opened).run(Mailbox(), Gate()).ended
    job = ExportJob(opened=opened, ended=ended, folder=str(tmp_path / "out"))
    mailbox = Mailbox()
    assert job.run(mailbox, Gate()) == tmp_path / "out"
    assert job.name == "out"
    assert mailbox.drain().phase.done == 100
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert record["images"]["name"] == "noise"
    with np.load(tmp_path / "out" / "model.npz") as model:
        assert model["labels_"].tolist() == ended.labels_.tolist()


def test_an_export_that_is_stopped_leaves_nothing(opened, tmp_path):
    ended = fit_job(opened).run(Mailbox(), Gate()).ended
    gate = Gate()
    gate.stop()
    with pytest.raises(Cancelled):
        ExportJob(opened=opened, ended=ended, folder=str(tmp_path / "out")).run(Mailbox(), gate)
    assert list(tmp_path.iterdir()) == []

"""The controller with its real thread, and jobs made to order that wait for events."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QThread

from engine.errors import DataError
from engine.kmeans.parameters import KMeansParameters
from engine.options import OpenOptions
from gui.work.controller import Controller, State
from gui.work.gate import Gate
from gui.work.jobs import ExportJob, FitJob, LoadJob
from gui.work.mailbox import Mailbox
from gui.work.worker import Outcome
from tests.gui.work import scripted
from tests.gui.work.scripted import Gated, ScriptedFit, until_stopped

NEWS = (
    "state_changed", "phase_changed", "rows_arrived", "picture_arrived", "iterated", "loaded",
    "fit_ended", "exported", "cancelled", "failed",
)  # fmt: skip


class Ear:
    """Hears all signals of a controller, in order."""

    def __init__(self, controller):
        self.heard = []
        for name in NEWS:
            getattr(controller, name).connect(self._listener(name))

    def _listener(self, name):
        def listen(*arguments):
            self.heard.append((name, *arguments))

        return listen

    def names(self):
        return [name for name, *_ in self.heard]

    def of(self, name):
        return [arguments[0] if arguments else None for n, *arguments in self.heard if n == name]

    def iterations(self):
        return [row.iteration for rows in self.of("rows_arrived") for row in rows]


@pytest.fixture
def controller(qtbot):
    made = Controller()
    yield made
    assert made.shutdown()


@pytest.fixture
def ear(controller):
    return Ear(controller)


@pytest.fixture
def wait(qtbot, controller):
    """Wait for a signal of the controller that `cause` brings about."""

    def wait_for(name, cause=lambda: None):
        with qtbot.waitSignal(getattr(controller, name), timeout=30_000) as blocker:
            cause()
        return blocker.args[0] if blocker.args else None

    return wait_for


def start(controller, script, **options):
    return lambda: controller.start_fit(ScriptedFit(script=script), **options)


def test_a_fit_from_start_to_end(controller, ear, wait):
    def script(mailbox, _gate):
        assert QThread.currentThread() is not controller.thread()
        mailbox.post_phase("seeding", 1, 2)
        for iteration in range(3):
            mailbox.post_row(scripted.report(iteration).row)
            mailbox.post_picture(scripted.picture(iteration))
        return scripted.fit_result(3)

    assert controller.state is State.IDLE
    assert not controller.is_busy
    ended = wait("fit_ended", start(controller, script))
    assert ended.n_iter_ == 3
    assert ear.of("state_changed") == [State.RUNNING, State.IDLE]
    assert ear.iterations() == [0, 1, 2]
    assert ear.of("phase_changed")[-1].name == "seeding"
    assert ear.of("iterated")[-1] is ended.best
    assert [picture.report for picture in ear.of("picture_arrived")] == ear.of("iterated")
    names = ear.names()
    assert names[-1] == "fit_ended"
    assert names.index("rows_arrived") < names.index("fit_ended")
    assert not controller.is_busy


def test_loading_and_exporting_tell_what_came_of_it(controller, ear, wait, tmp_path):
    opened = wait(
        "loaded", lambda: controller.load(LoadJob(source="digits", options=OpenOptions(limit=60)))
    )
    assert len(opened.images) == 60
    job = FitJob(opened=opened, parameters=KMeansParameters(n_clusters=3), n_threads=2)
    ended = wait("fit_ended", lambda: controller.start_fit(job))
    assert ear.iterations() == list(range(ended.n_iter_ + 1))
    export = ExportJob(opened=opened, ended=ended, folder=str(tmp_path / "out"))
    folder = wait("exported", lambda: controller.export(export))
    assert folder == str(tmp_path / "out")
    assert (tmp_path / "out" / "run.json").exists()
    assert ear.of("state_changed") == [
        State.LOADING, State.IDLE, State.RUNNING, State.IDLE, State.EXPORTING, State.IDLE,
    ]  # fmt: skip


def test_pause_step_resume_and_stop(controller, ear, wait):
    wait("rows_arrived", start(controller, until_stopped))
    controller.pause()
    assert controller.state is State.PAUSED
    controller.step()
    assert controller.state is State.PAUSED
    controller.resume()
    assert controller.state is State.RUNNING
    controller.step()
    assert controller.state is State.PAUSED
    controller.resume()
    ended = wait("fit_ended", controller.stop)
    assert controller.state is State.IDLE
    assert ear.iterations() == list(range(ended.n_iter_ + 1))
    assert ear.of("state_changed") == [
        State.RUNNING, State.PAUSED, State.RUNNING, State.PAUSED, State.RUNNING, State.STOPPING,
        State.IDLE,
    ]  # fmt: skip


def test_started_paused_it_goes_one_step_at_a_time(controller, ear, wait):
    wait("rows_arrived", start(controller, until_stopped, paused=True))
    assert controller.state is State.PAUSED
    for _ in range(3):
        wait("rows_arrived", controller.step)
    assert ear.iterations() == [0, 1, 2, 3]
    assert wait("fit_ended", controller.stop).n_iter_ == 3


def test_wishes_without_a_fit_change_nothing(controller, ear):
    for wish in (controller.pause, controller.resume, controller.step, controller.stop):
        wish()
    assert ear.heard == []
    assert controller.state is State.IDLE


def test_a_job_that_ends_without_a_result_was_cancelled(controller, ear, wait):
    wait("cancelled", start(controller, lambda _mailbox, _gate: None))
    assert ear.names() == ["state_changed", "state_changed", "cancelled"]


def test_a_new_fit_supersedes_the_one_in_hand(controller, ear, wait):
    first, last = Gated(scripted.fit_result(1)), Gated(scripted.fit_result(9))
    never = Gated()
    start(controller, first)()
    assert first.has_begun()
    start(controller, never)()
    start(controller, last)()  # the newest wish wins
    assert controller.state is State.STOPPING
    assert first.gate.should_stop()
    first.let.set()
    assert wait("fit_ended").n_iter_ == 1
    assert last.has_begun()
    assert not last.gate.should_stop()
    last.let.set()
    assert wait("fit_ended").n_iter_ == 9
    assert not never.begun.is_set()
    assert controller.state is State.IDLE


def test_a_waiting_fit_still_starts_paused(controller, ear, wait):
    first = Gated()
    start(controller, first)()
    assert first.has_begun()
    start(controller, until_stopped, paused=True)()
    wait("rows_arrived", first.let.set)
    assert controller.state is State.PAUSED
    assert ear.iterations() == [0]
    assert wait("fit_ended", controller.stop).n_iter_ == 0


def test_a_fit_started_on_hearing_of_an_end_outdates_the_one_that_waited(controller, wait):
    first, outdated, newest = Gated(), Gated(), Gated(scripted.fit_result(5))
    start(controller, first)()
    assert first.has_begun()
    start(controller, outdated)()
    controller.cancelled.connect(start(controller, newest))
    wait("cancelled", first.let.set)
    assert newest.has_begun()
    newest.let.set()
    assert wait("fit_ended").n_iter_ == 5
    assert not controller.is_busy
    assert not outdated.begun.is_set()


def test_a_load_stops_the_fit_and_follows_it(controller, ear, wait):
    wait("rows_arrived", start(controller, until_stopped))
    opened = wait(
        "loaded", lambda: controller.load(LoadJob(source="digits", options=OpenOptions(limit=20)))
    )
    assert len(opened.images) == 20
    names = [name for name in ear.names() if name in ("fit_ended", "loaded")]
    assert names == ["fit_ended", "loaded"]


def test_an_outcome_of_another_job_is_ignored(controller, ear, wait):
    gated = Gated(scripted.fit_result(2))
    start(controller, gated)()
    assert gated.has_begun()
    late = Outcome(number=0, status="done", result=scripted.fit_result(66))
    controller._worker.ended.emit(late)  # emitted here, hence delivered at once
    assert ear.of("fit_ended") == []
    assert controller.is_busy
    gated.let.set()
    assert wait("fit_ended").n_iter_ == 2
    controller._worker.ended.emit(late)
    assert [ended.n_iter_ for ended in ear.of("fit_ended")] == [2]


def test_after_a_failure_the_next_job_works(controller, ear, wait, caplog):
    def foreseen(_mailbox, _gate):
        raise DataError("a.bin", "it is cut", "Get it again")

    def unforeseen(mailbox, _gate):
        mailbox.post_row(scripted.report(0).row)
        raise ZeroDivisionError("nothing to share")

    assert wait("failed", start(controller, foreseen)) == "a.bin: it is cut. Get it again."
    assert controller.details == ""
    line = wait("failed", start(controller, unforeseen))
    assert "ZeroDivisionError: nothing to share" in line
    assert "Traceback" in controller.details
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError]
    caplog.clear()
    assert ear.iterations() == [0]  # told before the failure
    assert controller.state is State.IDLE
    wait("fit_ended", start(controller, lambda _mailbox, _gate: scripted.fit_result()))
    assert controller.details == ""
    line = wait("failed", lambda: controller.load(LoadJob(source="./no such file")))
    assert line.startswith("no such file: ")


def test_thousands_of_rows_at_once_arrive_in_order_and_in_few_batches(
    controller, ear, wait, monkeypatch
):
    drains = []

    class Counting(Mailbox):
        def drain(self):
            mail = super().drain()
            drains.append(mail)
            return mail

    def script(mailbox, _gate):
        for iteration in range(5000):
            mailbox.post_row(scripted.report(iteration).row)
            mailbox.post_picture(scripted.picture(iteration % 7))

    monkeypatch.setattr("gui.work.controller.Mailbox", Counting)
    wait("cancelled", start(controller, script))
    assert ear.iterations() == list(range(5000))
    assert len(ear.of("rows_arrived")) == sum(bool(mail.rows) for mail in drains)
    assert len(ear.of("iterated")) == sum(mail.picture is not None for mail in drains)


def test_shutdown_while_a_fit_runs(qtbot):
    controller = Controller()
    ear = Ear(controller)
    with qtbot.waitSignal(controller.rows_arrived):
        controller.start_fit(ScriptedFit(script=until_stopped))
    assert controller.shutdown()
    assert ear.of("state_changed")[-1] is State.CLOSED
    heard = list(ear.heard)
    qtbot.waitUntil(lambda: not controller._thread.isRunning())
    controller.start_fit(ScriptedFit(script=until_stopped))
    controller.stop()
    assert ear.heard == heard
    assert controller.state is State.CLOSED
    assert controller.shutdown()  # once more does no harm


def test_shutdown_in_the_middle_of_the_news_ends_them(qtbot):
    controller = Controller()
    ear = Ear(controller)
    answers = []
    controller.rows_arrived.connect(lambda _rows: answers.append(controller.shutdown()))

    def script(mailbox, _gate):
        mailbox.post_row(scripted.report(0).row)
        mailbox.post_picture(scripted.picture(0))
        return scripted.fit_result()

    controller.start_fit(ScriptedFit(script=script))
    qtbot.waitUntil(lambda: answers == [True])
    qtbot.waitUntil(lambda: controller._thread.isFinished())
    assert ear.names() == ["state_changed", "rows_arrived", "state_changed"]
    assert controller.state is State.CLOSED


def test_shutdown_says_when_the_job_does_not_end(qtbot):
    controller = Controller()
    gated = Gated()
    controller.start_fit(ScriptedFit(script=gated))
    assert gated.has_begun()
    assert not controller.shutdown(timeout_ms=1)
    gated.let.set()
    assert controller.shutdown()


def test_a_job_waiting_at_the_gate_does_not_hold_up_shutdown(qtbot):
    controller = Controller()
    with qtbot.waitSignal(controller.rows_arrived):
        controller.start_fit(ScriptedFit(script=until_stopped), paused=True)
    assert controller.shutdown()


def test_a_real_fit_is_stopped_with_what_it_reached(controller, ear, wait):
    opened = wait("loaded", lambda: controller.load(LoadJob(source="digits")))
    parameters = KMeansParameters(n_clusters=10, tol=0, n_init=1000, init="random")
    wait("iterated", lambda: controller.start_fit(FitJob(opened=opened, parameters=parameters)))
    ended = wait("fit_ended", controller.stop)
    assert ended.stopped
    pairs = [(row.run, row.iteration) for rows in ear.of("rows_arrived") for row in rows]
    assert pairs == [(run.run, row.iteration) for run in ended.runs for row in run.rows]
    assert np.bincount(ended.labels_, minlength=10).tolist() == ended.sizes.tolist()


def test_the_gate_of_a_new_job_is_its_own(controller, wait):
    gates = []

    def script(_mailbox, gate):
        gates.append(gate)
        return scripted.fit_result()

    for _ in range(2):
        wait("fit_ended", start(controller, script))
    assert gates[0] is not gates[1]
    assert all(isinstance(gate, Gate) for gate in gates)

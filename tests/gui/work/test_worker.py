"""Every job ends with exactly one outcome, whatever happens in it."""

from __future__ import annotations

import logging

import pytest
from PySide6.QtCore import QThread

from engine.errors import Cancelled, DataError
from gui.work.gate import Gate
from gui.work.mailbox import Mailbox
from gui.work.worker import EngineWorker, Ticket, outcome_of
from tests.gui.work.scripted import ScriptedFit


def ticket(script, number=7):
    return Ticket(number=number, job=ScriptedFit(script=script), mailbox=Mailbox(), gate=Gate())


def failing(error):
    def script(_mailbox, _gate):
        raise error

    return ticket(script)


def test_done():
    result = object()
    outcome = outcome_of(ticket(lambda _mailbox, _gate: result))
    assert (outcome.number, outcome.status, outcome.message, outcome.details) == (7, "done", "", "")
    assert outcome.result is result


def test_the_job_gets_the_mailbox_and_the_gate_of_its_ticket():
    given = ticket(lambda mailbox, gate: (mailbox, gate))
    assert outcome_of(given).result == (given.mailbox, given.gate)


def test_cancelled():
    outcome = outcome_of(failing(Cancelled()))
    assert (outcome.number, outcome.status, outcome.result) == (7, "cancelled", None)


def test_a_foreseen_failure_is_told_as_it_stands():
    outcome = outcome_of(failing(DataError("a.bin", "it is cut", "Get it again")))
    assert (outcome.number, outcome.status) == (7, "failed")
    assert outcome.message == "a.bin: it is cut. Get it again."
    assert outcome.details == ""


def test_not_enough_memory():
    outcome = outcome_of(failing(MemoryError()))
    assert outcome.status == "failed"
    assert outcome.message == (
        "scripted: there is not enough free memory. Take fewer images or clusters."
    )


def test_an_unforeseen_failure_is_logged_and_told_in_one_line(caplog):
    outcome = outcome_of(failing(KeyError("a\nb" + 300 * "x")))
    assert outcome.status == "failed"
    assert outcome.message.startswith("scripted: an unforeseen error, KeyError: ")
    assert outcome.message.endswith("See Details.")
    assert len(outcome.message) <= 160
    assert "\n" not in outcome.message
    assert outcome.details.startswith("Traceback")
    assert "KeyError" in outcome.details
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.exc_info[0] is KeyError
    caplog.clear()


@pytest.mark.parametrize("error", [None, Cancelled(), DataError("a", "b", "c"), MemoryError()])
def test_the_worker_tells_one_outcome(qtbot, error):
    given = ticket(lambda _mailbox, _gate: QThread.currentThread()) if error is None else None
    worker = EngineWorker()
    outcomes = []
    worker.ended.connect(outcomes.append)
    worker.work(given or failing(error))
    (outcome,) = outcomes
    assert outcome.number == 7
    if error is None:
        assert outcome.result is QThread.currentThread()

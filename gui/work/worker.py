"""Lives in the engine thread and does one job after another."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot

from engine.errors import Cancelled, CentroidLabError
from gui.work.gate import Gate
from gui.work.jobs import Job
from gui.work.mailbox import Mailbox

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ticket:
    """A job on its way to the worker, with the mailbox and the gate that are its alone."""

    number: int
    job: Job
    mailbox: Mailbox
    gate: Gate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """How a job ended.

    Attributes
    ----------
    number : int
        Of the ticket.
    status : str
        ``"done"``, ``"cancelled"`` or ``"failed"``.
    result : object
        What the job returned, where it is done.
    message : str
        One line for people, where it failed.
    details : str
        The traceback, where the failure was not foreseen.
    """

    number: int
    status: Literal["done", "cancelled", "failed"]
    result: object = None
    message: str = ""
    details: str = ""


class EngineWorker(QObject):
    """Does what it is handed; every ticket ends with exactly one outcome.

    Signals
    -------
    ended(Outcome)
        Emitted in the engine thread.
    """

    ended = Signal(object)

    @Slot(object)
    def work(self, ticket: Ticket) -> None:
        """Do the job of `ticket`."""
        self.ended.emit(outcome_of(ticket))


def outcome_of(ticket: Ticket) -> Outcome:
    """Do the job of `ticket` in the calling thread and return how it ended; never raises."""
    number = ticket.number
    try:
        result = ticket.job.run(ticket.mailbox, ticket.gate)
    except Cancelled:
        return Outcome(number=number, status="cancelled")
    except CentroidLabError as error:
        return Outcome(number=number, status="failed", message=str(error))
    except MemoryError:
        message = _line(ticket, "there is not enough free memory", "Take fewer images or clusters")
        return Outcome(number=number, status="failed", message=message)
    except Exception as error:  # the thread's boundary: nothing may escape
        log.exception("job %r failed", ticket.job.name)
        what = f"an unforeseen error, {type(error).__name__}: {error}"
        message = _line(ticket, what.rstrip(". "), "See Details")
        return Outcome(
            number=number, status="failed", message=message, details=traceback.format_exc()
        )
    return Outcome(number=number, status="done", result=result)


def _line(ticket: Ticket, problem: str, remedy: str) -> str:
    return str(CentroidLabError(ticket.job.name, problem, remedy))

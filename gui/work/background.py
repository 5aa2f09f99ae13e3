"""Answers to questions about a result, worked out beside the window while a fit may be running."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QThread, Signal, Slot

from engine.errors import Cancelled, CentroidLabError

log = logging.getLogger(__name__)

PATIENCE_MS = 5000  # a question asked to stop answers within 200 ms

Work = Callable[[Callable[[], bool]], object]
"""Called as ``work(should_stop)`` in the background thread; may raise `Cancelled`."""


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    topic: str
    work: Work
    stop: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True, eq=False)
class _Answer:
    question: _Question
    result: object = None
    problem: str = ""
    is_there: bool = False


class _Worker(QObject):
    """Lives in the background thread; every question gets exactly one answer."""

    done = Signal(object)

    @Slot(object)
    def work(self, question: _Question) -> None:
        self.done.emit(_answer_to(question))


def _answer_to(question: _Question) -> _Answer:
    if question.stop.is_set():
        return _Answer(question)
    try:
        result = question.work(question.stop.is_set)
    except Cancelled:
        return _Answer(question)
    except CentroidLabError as error:
        return _Answer(question, problem=str(error))
    except MemoryError:
        line = CentroidLabError(question.topic, "there is not enough free memory", "Close others")
        return _Answer(question, problem=str(line))
    except Exception as error:  # the thread's boundary: nothing may escape
        log.exception("question %r failed", question.topic)
        what = f"an unforeseen error, {type(error).__name__}: {error}".rstrip(". ")
        return _Answer(question, problem=str(CentroidLabError(question.topic, what, "Try again")))
    return _Answer(question, result, is_there=True)


class Background(QObject):
    """One thread for questions; of one topic only the newest counts.

    Lives in the window's thread; all its signals are emitted there.

    Signals
    -------
    answered(str, object)
        Topic and result of a question that nobody has replaced.
    failed(str, str)
        Topic, and one line for people.
    """

    answered = Signal(str, object)
    failed = Signal(str, str)
    _asked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._newest: dict[str, _Question] = {}
        self._thread = QThread(self)
        self._thread.setObjectName("questions")
        self._worker = _Worker()  # no parent: a child could not be moved
        self._worker.moveToThread(self._thread)
        self._asked.connect(self._worker.work)
        self._worker.done.connect(self._on_done)
        self._thread.finished.connect(self._worker.deleteLater)
        self._thread.start(QThread.Priority.LowPriority)

    def ask(self, topic: str, work: Work) -> None:
        """Have `work` done; an older question of the same topic is given up."""
        self.give_up(topic)
        question = self._newest[topic] = _Question(topic, work)
        self._asked.emit(question)

    def give_up(self, topic: str) -> None:
        """Want no answer to `topic` any more."""
        question = self._newest.pop(topic, None)
        if question is not None:
            question.stop.set()

    def give_up_all(self) -> None:
        """Want no answer to anything any more."""
        for topic in list(self._newest):
            self.give_up(topic)

    def is_asked(self, topic: str) -> bool:
        """Return whether an answer to `topic` is on its way."""
        return topic in self._newest

    def shutdown(self, timeout_ms: int = PATIENCE_MS) -> bool:
        """End the thread and return whether it has ended; nothing is answered after that."""
        self.give_up_all()
        self.blockSignals(True)
        self._thread.quit()
        return self._thread.wait(timeout_ms)

    @Slot(object)
    def _on_done(self, answer: _Answer) -> None:
        topic = answer.question.topic
        if self._newest.get(topic) is not answer.question:
            return  # of a question that was given up
        del self._newest[topic]
        if answer.is_there:
            self.answered.emit(topic, answer.result)
        elif answer.problem:
            self.failed.emit(topic, answer.problem)

"""The window's end of the engine thread; nothing else knows that there is one."""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from gui.work.blank_job import BlankJob
from gui.work.collector import WindowThreadCollector
from gui.work.film_job import FilmJob, FilmWritten
from gui.work.gate import Gate
from gui.work.jobs import Asked, ExportJob, FitJob, FitResult, Job, LoadJob, Opened
from gui.work.mailbox import Mailbox, Picture
from gui.work.members_job import MembersJob
from gui.work.worker import EngineWorker, Outcome, Ticket

FRAME_MS = 33  # 30 looks a second; a redraw of all panels takes about 15 ms on two cores
PATIENCE_MS = 5000  # a job asked to stop answers within 200 ms


class State(Enum):
    """What the engine thread is doing."""

    IDLE = auto()
    LOADING = auto()
    RUNNING = auto()
    PAUSED = auto()
    STOPPING = auto()
    EXPORTING = auto()
    CLOSED = auto()


class Controller(QObject):
    """Hands jobs to the engine thread and tells what comes of them, 30 times a second at most.

    Lives in the window's thread; all its signals are emitted there.

    Signals
    -------
    state_changed(State)
        After every change of `state`.
    phase_changed(Phase)
        Progress of the job in hand.
    rows_arrived(list of LogRow)
        Every iteration once, in order, in batches.
    picture_arrived(Picture)
        The newest picture.
    iterated(Iteration)
        The newest report, along with its picture.
    preview_arrived(ndarray)
        The first pictures of the set being opened, (n, height, width, channels).
    loaded(Opened)
        An image set was opened.
    asked(Asked)
        A question has to be answered before a set can be opened; nothing has changed.
    fit_ended(FitEnded)
        A fit ended, or was stopped after its first report; its picture has arrived before.
    exported(str)
        A fit was written to this folder.
    film_written(FilmWritten)
        The film of a run was written.
    cancelled()
        A job ended without a result, on request.
    failed(str)
        A job failed; one line for people. `details` holds the traceback, if there is one.
    freed()
        Everybody has heard how a job ended, and none is in hand or waits.
    """

    state_changed = Signal(object)
    phase_changed = Signal(object)
    rows_arrived = Signal(object)
    picture_arrived = Signal(object)
    iterated = Signal(object)
    preview_arrived = Signal(object)
    loaded = Signal(object)
    asked = Signal(object)
    fit_ended = Signal(object)
    exported = Signal(str)
    film_written = Signal(object)
    cancelled = Signal()
    failed = Signal(str)
    freed = Signal()
    _requested = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = State.IDLE
        self.details = ""
        self._number = 0
        self._ticket: Ticket | None = None
        self._waiting: tuple[Job, bool] | None = None
        # Numbers and picture of a frame are shown one after the other: half the gap each.
        self._held: Picture | None = None
        self._collector = WindowThreadCollector(self)
        self._thread = QThread(self)
        self._thread.setObjectName("engine")
        self._worker = EngineWorker()  # no parent: a child could not be moved
        self._worker.moveToThread(self._thread)
        self._requested.connect(self._worker.work)
        self._worker.ended.connect(self._on_worker_ended)
        self._thread.finished.connect(self._worker.deleteLater)
        self._frame = QTimer(self, interval=FRAME_MS)
        self._frame.timeout.connect(self._on_frame_timeout)
        self._thread.start()

    # -- what the window may ask for ------------------------------------------------------

    def load(self, job: LoadJob | BlankJob) -> None:
        """Open an image set; a job in hand is stopped first."""
        self._submit(job)

    def start_fit(self, job: FitJob, *, paused: bool = False) -> None:
        """Start a fit; with `paused` it stops after iteration 0. A job in hand is stopped first."""
        self._submit(job, paused=paused)

    def export(self, job: ExportJob) -> None:
        """Write a fit to a folder."""
        self._submit(job)

    def export_members(self, job: MembersJob) -> None:
        """Write chosen images to a folder."""
        self._submit(job)

    def film(self, job: FilmJob) -> None:
        """Write the film of a run."""
        self._submit(job)

    def pause(self) -> None:
        """Let the fit wait after the iteration in hand."""
        if self._ticket and self.state is State.RUNNING:
            self._ticket.gate.pause()
            self._set_state(State.PAUSED)

    def resume(self) -> None:
        """Let a waiting fit run on."""
        if self._ticket and self.state is State.PAUSED:
            self._ticket.gate.resume()
            self._set_state(State.RUNNING)

    def step(self) -> None:
        """Let the fit do one more iteration, and wait."""
        if self._ticket and self.state in (State.RUNNING, State.PAUSED):
            self._ticket.gate.step()
            self._set_state(State.PAUSED)

    def stop(self) -> None:
        """Stop the job in hand; a fit ends with what it has reached."""
        if self._ticket and self.state not in (State.STOPPING, State.CLOSED):
            self._ticket.gate.stop()
            self._set_state(State.STOPPING)

    def shutdown(self, timeout_ms: int = PATIENCE_MS) -> bool:
        """End the engine thread and return whether it has ended; nothing is told after that."""
        self._waiting = None
        if self._ticket:
            self._ticket.gate.stop()
        self._ticket = None  # the outcome on its way is nobody's
        self._frame.stop()
        self._set_state(State.CLOSED)
        self.blockSignals(True)  # this may be asked in the middle of a batch of news
        self._thread.quit()
        has_ended = self._thread.wait(timeout_ms)
        if has_ended:
            self._collector.close()
        return has_ended

    @property
    def is_busy(self) -> bool:
        """Whether a job is in hand."""
        return self._ticket is not None

    # -- what comes back ------------------------------------------------------------------

    def _submit(self, job: Job, *, paused: bool = False) -> None:
        if self.state is State.CLOSED:
            return
        if self._ticket is not None:
            self._waiting = job, paused  # the newest wish wins
            self.stop()
            return
        self._waiting = None
        self._number += 1
        self._ticket = Ticket(
            number=self._number, job=job, mailbox=Mailbox(), gate=Gate(paused=paused)
        )
        self.details = ""
        self._frame.start()
        if isinstance(job, FitJob):
            self._set_state(State.PAUSED if paused else State.RUNNING)
        else:
            self._set_state(
                State.LOADING if isinstance(job, LoadJob | BlankJob) else State.EXPORTING
            )
        self._requested.emit(self._ticket)

    @Slot()
    def _on_frame_timeout(self) -> None:
        if self._ticket is None:
            return
        if self._held is not None:
            self._show_held()
            return
        mail = self._ticket.mailbox.drain()
        if mail.phase is not None:
            self.phase_changed.emit(mail.phase)
        if mail.preview is not None:
            self.preview_arrived.emit(mail.preview)
        if mail.rows:
            self.rows_arrived.emit(mail.rows)
        self._held = mail.picture
        if not mail.rows:
            self._show_held()

    def _show_held(self) -> None:
        picture, self._held = self._held, None
        if picture is not None:
            self._show(picture)

    def _show(self, picture: Picture) -> None:
        self.picture_arrived.emit(picture)
        self.iterated.emit(picture.report)

    @Slot(object)
    def _on_worker_ended(self, outcome: Outcome) -> None:
        assert QThread.currentThread() is self.thread()
        if self._ticket is None or outcome.number != self._ticket.number:
            return  # of a job nobody waits for any more
        self._show_held()
        self._on_frame_timeout()  # all numbers are out before anyone hears of the end
        self._show_held()
        self._ticket = None
        self._frame.stop()
        self.details = outcome.details
        self._set_state(State.IDLE)
        self._tell(outcome)
        if self._waiting is not None and self._ticket is None:
            job, paused = self._waiting
            self._submit(job, paused=paused)
        if self._ticket is None:
            self.freed.emit()

    def _tell(self, outcome: Outcome) -> None:
        result = outcome.result
        if outcome.status == "failed":
            self.failed.emit(outcome.message)
        elif isinstance(result, Opened):
            self.loaded.emit(result)
        elif isinstance(result, Asked):
            self.asked.emit(result)
        elif isinstance(result, FitResult):
            self._show(result.picture)
            self.fit_ended.emit(result.ended)
        elif isinstance(result, FilmWritten):
            self.film_written.emit(result)
        elif isinstance(result, Path):
            self.exported.emit(str(result))
        else:
            self.cancelled.emit()

    def _set_state(self, state: State) -> None:
        if state is not self.state and self.state is not State.CLOSED:
            self.state = state
            self.state_changed.emit(state)

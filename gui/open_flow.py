"""Opening an image set, from a wish to the panel that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from engine import catalogue
from engine.options import DEFAULTS, OpenOptions
from gui import sources
from gui.browse import Browse
from gui.download_flow import DownloadFlow
from gui.messages import MessageBar
from gui.panels.image_set_panel import ImageSetPanel
from gui.questions_flow import QuestionsFlow
from gui.recent import Recent
from gui.settings import AppSettings
from gui.work.controller import Controller, State
from gui.work.jobs import LoadJob, Opened
from gui.work.mailbox import Phase


class OpenFlow(QObject):
    """Has the controller open image sets; a set that is open stays until another one is.

    Parameters
    ----------
    window : QWidget
        Parent of the dialogs.
    controller : Controller
    panel : ImageSetPanel
    messages : MessageBar
        Told what had to be left out.
    settings : AppSettings
        Remembers what was opened.

    Attributes
    ----------
    opened : Opened or None
        What is open.
    recent : Recent
        What was opened before.
    browse : Browse
        The dialogs to look for files and folders.

    Signals
    -------
    opened_changed(Opened)
        After another set was opened.
    """

    opened_changed = Signal(object)

    def __init__(
        self,
        window: QWidget,
        controller: Controller,
        panel: ImageSetPanel,
        messages: MessageBar,
        settings: AppSettings,
    ) -> None:
        super().__init__(window)
        self._controller = controller
        self._panel = panel
        self._messages = messages
        self._settings = settings
        self._job: LoadJob | None = None
        self._is_opening = False
        self.opened: Opened | None = None
        self.recent = Recent(settings, self)
        self.browse = Browse(window, settings, self)
        self._downloads = DownloadFlow(window, settings, self)
        self._questions = QuestionsFlow(window, self)
        self._connect()
        self._list_sources()

    def _connect(self) -> None:
        panel, controller = self._panel, self._controller
        panel.source_chosen.connect(self.open_again)
        panel.browse_file_requested.connect(self.browse.file)
        panel.browse_folder_requested.connect(self.browse.folder)
        panel.cancel_requested.connect(controller.stop)
        panel.split_chosen.connect(self._on_split_chosen)
        panel.options_chosen.connect(self._on_options_chosen)
        panel.question_wanted.connect(self._on_question_wanted)
        controller.state_changed.connect(self._on_state_changed)
        controller.phase_changed.connect(self._on_phase_changed)
        controller.preview_arrived.connect(panel.show_first_pictures)
        controller.loaded.connect(self._on_loaded)
        controller.asked.connect(self._questions.put)
        controller.cancelled.connect(self._on_cancelled)
        controller.failed.connect(self._on_failed)
        self.browse.chosen.connect(self.open_path)
        self.browse.declined.connect(panel.restore_choice)
        self._questions.answered.connect(self._load)
        self._questions.declined.connect(panel.restore_choice)
        self._downloads.confirmed.connect(self._load)
        self._downloads.declined.connect(panel.restore_choice)
        self.recent.changed.connect(self._list_sources)
        self.recent.chosen.connect(self.open_again)

    @Slot(str)
    def open_path(self, path: str, split: str = "train", limit: int | None = None) -> None:
        """Open an image set; arguments as `MainWindow.open_path` takes them."""
        seed = self._settings.parameters.random_state
        self.open_with(path, OpenOptions(split=split, limit=limit, seed=seed))

    @Slot(str)
    def open_again(self, source: str) -> None:
        """Open an image set as it was opened the last time, if that is known."""
        options = self.recent.options(source)
        if options is None:
            self.open_path(source)
        else:
            self.open_with(source, options)

    def open_with(self, source: str, options: OpenOptions) -> None:
        """Open an image set with these options.

        A set of the catalogue that is not on this computer is offered for download.
        """
        folder = self._settings.data_folder
        job = LoadJob(source=source, options=options, data_folder=folder)
        if not self._downloads.offer(job):
            self._load(job)
        elif self._controller.state is State.LOADING:
            self._controller.stop()  # the newest wish wins, and no question shall come in between

    @Slot(object)
    def _load(self, job: LoadJob) -> None:
        self._messages.clear_info()
        self._job = job
        self._controller.load(job)

    @Slot()
    def _list_sources(self) -> None:
        self._panel.set_sections(sources.sections(self._settings, self.recent))

    @Slot(str)
    def _on_split_chosen(self, split: str) -> None:
        if self.opened is not None:
            self._reopen(replace(self.opened.images.options, split=split))

    @Slot(object)
    def _on_options_chosen(self, options: OpenOptions) -> None:
        if self.opened is not None and options.limit != self.opened.images.options.limit:
            options = replace(options, seed=self._settings.parameters.random_state)
        self._reopen(options)

    @Slot(str)
    def _on_question_wanted(self, option: str) -> None:
        if self.opened is not None:  # without an answer among its options, a reader asks again
            options = self.opened.images.options
            self._reopen(replace(options, **{option: getattr(DEFAULTS, option)}))

    def _reopen(self, options: OpenOptions) -> None:
        if self.opened is not None:
            self.open_with(self.opened.images.source, options)

    @Slot(object)
    def _on_state_changed(self, state: State) -> None:
        if state is State.LOADING and self._job is not None:
            self._is_opening = True
            self._panel.show_choice(self._job.source)
        elif state is State.IDLE:
            self._panel.end_progress()
        elif state is not State.STOPPING:
            self._is_opening = False

    @Slot(object)
    def _on_phase_changed(self, phase: Phase) -> None:
        if self._controller.state is State.LOADING:
            self._panel.show_progress(phase.name, phase.done, phase.total)

    @Slot(object)
    def _on_loaded(self, opened: Opened) -> None:
        self.opened = opened
        images = opened.images
        if opened.is_blank:  # it is not there to be opened again
            self._panel.restore_choice()
        elif catalogue.find(images.source) is None:
            self.recent.add(images.source, images.options)
        else:
            self._list_sources()  # it may have been fetched
        self._messages.clear()  # of what was open before, or could not be opened
        self._panel.show_images(images)
        self._say_notes(images.notes)
        self.opened_changed.emit(opened)

    def _say_notes(self, notes: Sequence[str]) -> None:
        """Show the first note, and how many more there are: the panel lists them all."""
        if len(notes) > 1:
            more = f"{len(notes) - 1} more note{'s' if len(notes) > 2 else ''}"
            self._messages.show_info(f"{notes[0]} ({more} beside the pictures)", "\n".join(notes))
        elif notes:
            self._messages.show_info(notes[0])

    @Slot()
    def _on_cancelled(self) -> None:
        if self._is_opening:
            self._panel.restore_choice()

    @Slot()
    def _on_failed(self) -> None:
        if self._is_opening and self._job is not None:
            self.recent.forget_what_failed(self._job.source, self._job.options)
            self._panel.restore_choice()

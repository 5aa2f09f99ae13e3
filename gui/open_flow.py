"""Opening an image set, from a wish to the panel that shows it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from engine import catalogue
from engine.options import DEFAULTS, OpenOptions
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
        self._window = window
        self._controller = controller
        self._panel = panel
        self._messages = messages
        self._settings = settings
        self._asked = ""
        self.opened: Opened | None = None
        self.recent = Recent(settings, self)
        self._downloads = DownloadFlow(window, settings, self)
        self._questions = QuestionsFlow(window, self)
        self._connect()
        self._list_sources()

    def _connect(self) -> None:
        panel, controller = self._panel, self._controller
        panel.source_chosen.connect(self.open_path)
        panel.browse_file_requested.connect(self.browse_file)
        panel.browse_folder_requested.connect(self.browse_folder)
        panel.cancel_requested.connect(controller.stop)
        panel.split_chosen.connect(self._on_split_chosen)
        panel.options_chosen.connect(self._on_options_chosen)
        panel.question_wanted.connect(self._on_question_wanted)
        controller.state_changed.connect(self._on_state_changed)
        controller.phase_changed.connect(self._on_phase_changed)
        controller.preview_arrived.connect(self._on_preview_arrived)
        controller.loaded.connect(self._on_loaded)
        controller.asked.connect(self._questions.put)
        controller.cancelled.connect(panel.restore_choice)
        controller.failed.connect(self._on_failed)
        self._questions.answered.connect(self._load)
        self._questions.declined.connect(panel.restore_choice)
        self._downloads.confirmed.connect(self._load)
        self._downloads.declined.connect(panel.restore_choice)
        self.recent.changed.connect(self._list_sources)
        self.recent.chosen.connect(self.open_path)

    @Slot(str)
    def open_path(self, path: str, split: str = "train", limit: int | None = None) -> None:
        """Open an image set; arguments as `MainWindow.open_path` takes them."""
        seed = self._settings.parameters.random_state
        self.open_with(path, OpenOptions(split=split, limit=limit, seed=seed))

    def open_with(self, source: str, options: OpenOptions) -> None:
        """Open an image set with these options.

        A set of the catalogue that is not on this computer is offered for download.
        """
        folder = self._settings.data_folder
        job = LoadJob(source=source, options=options, data_folder=folder)
        if not self._downloads.offer(job):
            self._load(job)

    @Slot()
    def browse_file(self) -> None:
        """Ask for a file, and open it."""
        title = "Open a file of pictures"
        path, _ = QFileDialog.getOpenFileName(self._window, title, self._settings.open_folder)
        self._open_chosen(path)

    @Slot()
    def browse_folder(self) -> None:
        """Ask for a folder, and open it."""
        title = "Open a folder of pictures"
        self._open_chosen(
            QFileDialog.getExistingDirectory(self._window, title, self._settings.open_folder)
        )

    def _open_chosen(self, path: str) -> None:
        if path:
            self._settings.open_folder = str(Path(path).parent)
            self.open_path(path)
        else:
            self._panel.restore_choice()

    @Slot(object)
    def _load(self, job: LoadJob) -> None:
        self._messages.clear_info()
        self._asked = job.source
        self._controller.load(job)

    @Slot()
    def _list_sources(self) -> None:
        entries = [(entry.name, entry.title, entry.description) for entry in catalogue.CATALOGUE]
        self._panel.set_entries(entries + self.recent.entries())

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
        if state is State.IDLE:
            self._panel.end_progress()

    @Slot(object)
    def _on_phase_changed(self, phase: Phase) -> None:
        if self._controller.state is State.LOADING:
            self._panel.show_progress(phase.name, phase.done, phase.total)

    @Slot(object)
    def _on_preview_arrived(self, pixels: NDArray) -> None:
        self._panel.show_first_pictures(pixels)

    @Slot(object)
    def _on_loaded(self, opened: Opened) -> None:
        self.opened = opened
        images = opened.images
        if catalogue.find(images.source) is None:
            self.recent.add(images.source)
        self._messages.clear()  # of what was open before, or could not be opened
        self._panel.show_images(images)
        for note in images.notes:
            self._messages.show_warning(note)
        self.opened_changed.emit(opened)

    @Slot()
    def _on_failed(self) -> None:
        self.recent.forget_if_gone(self._asked)
        self._panel.restore_choice()

"""Opening an image set, from a wish to the panel that shows it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from engine import catalogue
from gui.messages import MessageBar
from gui.panels.image_set_panel import ImageSetPanel
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
        panel.source_chosen.connect(self.open_path)
        panel.browse_file_requested.connect(self.browse_file)
        panel.browse_folder_requested.connect(self.browse_folder)
        panel.cancel_requested.connect(controller.stop)
        panel.split_chosen.connect(self._on_split_chosen)
        controller.state_changed.connect(self._on_state_changed)
        controller.phase_changed.connect(self._on_phase_changed)
        controller.loaded.connect(self._on_loaded)
        controller.cancelled.connect(panel.restore_choice)
        controller.failed.connect(self._on_failed)
        self._list_sources()

    @Slot(str)
    def open_path(self, path: str, split: str = "train", limit: int | None = None) -> None:
        """Open an image set; arguments as `MainWindow.open_path` takes them."""
        self._messages.clear_info()
        self._asked = path
        seed = self._settings.parameters.random_state
        self._controller.load(LoadJob(source=path, split=split, limit=limit, seed=seed))

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

    def _list_sources(self) -> None:
        entries = [
            (entry.name, entry.title, entry.description)
            for entry in catalogue.CATALOGUE
            if entry.is_built_in
        ]
        recent = [(path, Path(path).name, path) for path in self._settings.recent_sources]
        self._panel.set_entries(entries + recent)

    @Slot(str)
    def _on_split_chosen(self, split: str) -> None:
        if self.opened is not None:
            self.open_path(self.opened.images.source, split)

    @Slot(object)
    def _on_state_changed(self, state: State) -> None:
        if state is State.IDLE:
            self._panel.end_progress()

    @Slot(object)
    def _on_phase_changed(self, phase: Phase) -> None:
        if self._controller.state is State.LOADING:
            self._panel.show_progress(phase.name, phase.done, phase.total)

    @Slot(object)
    def _on_loaded(self, opened: Opened) -> None:
        self.opened = opened
        images = opened.images
        if catalogue.find(images.source) is None:
            self._settings.add_recent_source(images.source)
            self._list_sources()
        self._messages.clear()  # of what was open before, or could not be opened
        self._panel.show_images(images)
        for note in images.notes:
            self._messages.show_warning(note)
        self.opened_changed.emit(opened)

    @Slot()
    def _on_failed(self) -> None:
        if self._asked in self._settings.recent_sources and not Path(self._asked).exists():
            self._settings.forget_recent_source(self._asked)
            self._list_sources()
        self._panel.restore_choice()

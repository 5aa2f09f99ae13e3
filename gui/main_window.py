"""The main window: it makes the panels and the controller, and wires them together."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QMainWindow,
    QMenu,
    QTabWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from engine import catalogue
from engine.errors import CentroidLabError
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import FitEnded
from gui import icons, theme
from gui.actions import ACTIONS, COLOUR_MODES, TOOLBAR, ActionId, make_actions, set_icons
from gui.docks import Docks
from gui.export_flow import ExportFlow
from gui.fit_display import FitDisplay
from gui.help_flow import HelpFlow
from gui.messages import MessageBar
from gui.panels.clusters_panel import ClustersPanel
from gui.panels.image_set_panel import ImageSetPanel
from gui.panels.log_panel import LogPanel
from gui.panels.parameters_panel import ParametersPanel
from gui.panels.plots_panel import PlotsPanel
from gui.panels.status_line import StatusLine
from gui.settings import AppSettings
from gui.work.controller import Controller, State
from gui.work.jobs import FitJob, LoadJob, Opened
from gui.work.mailbox import Phase

FIRST_SIZE = (1280, 800)
_STATE_WORDS = {State.PAUSED: "paused", State.STOPPING: "stopping"}


class MainWindow(QMainWindow):
    """Centroid Lab's window.

    Parameters
    ----------
    settings : AppSettings, optional
        The user's own where left out.
    """

    def __init__(self, settings: AppSettings | None = None) -> None:
        super().__init__()
        self.setWindowTitle("Centroid Lab")
        self.settings = AppSettings() if settings is None else settings
        self.controller = Controller(self)
        self._opened: Opened | None = None
        self._fitted: KMeansParameters | None = None
        self._ended: FitEnded | None = None
        self._closing = False
        self._make_panels()
        self._actions = make_actions(self)
        self._export = ExportFlow(self, self.controller, self.messages, self.settings)
        self._help = HelpFlow(self, self._actions)
        self._docks = Docks(
            self,
            {
                "images": self.image_panel,
                "parameters": self.parameters_panel,
                "plots": self.plots_panel,
                "log": self.log_panel,
            },
        )
        self._make_menus()
        self._connect()
        self._restore_settings()
        self._refresh()

    # -- making -----------------------------------------------------------------------------

    def _make_panels(self) -> None:
        self.messages = MessageBar()
        self.image_panel = ImageSetPanel()
        self.parameters_panel = ParametersPanel()
        self.clusters_panel = ClustersPanel()
        self.plots_panel = PlotsPanel()
        self.log_panel = LogPanel()
        self.status_line = StatusLine()
        self.tabs = QTabWidget()
        self.tabs.setObjectName("viewTabs")
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.clusters_panel, "Clusters")
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(self.tabs, 1)
        self.setCentralWidget(centre)
        self.statusBar().addWidget(self.status_line, 1)
        self.display = FitDisplay(
            self.clusters_panel, self.plots_panel, self.log_panel, self.status_line, self
        )

    def _make_menus(self) -> None:
        menus: dict[str, QMenu] = {}
        for action_id, spec in ACTIONS.items():
            if spec.menu not in menus:
                menus[spec.menu] = self.menuBar().addMenu(spec.menu)
                menus[spec.menu].setToolTipsVisible(True)
            if action_id in (ActionId.QUIT, ActionId.RESET_LAYOUT):
                menus[spec.menu].addSeparator()
            menus[spec.menu].addAction(self._actions[action_id])
        view = menus[ACTIONS[ActionId.RESET_LAYOUT].menu]
        view.insertActions(self._actions[ActionId.RESET_LAYOUT], self._docks.toggles())
        self._colour_group = QActionGroup(self)
        for action_id in COLOUR_MODES:
            self._colour_group.addAction(self._actions[action_id])
        toolbar = QToolBar("Toolbar", self)
        toolbar.setObjectName("toolbar")
        toolbar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        toolbar.setMovable(False)
        for entry in TOOLBAR:
            if entry is None:
                toolbar.addSeparator()
            else:
                toolbar.addAction(self._actions[entry])
        self.addToolBar(toolbar)

    def _connect(self) -> None:
        controller, display = self.controller, self.display
        controller.state_changed.connect(self._on_state_changed)
        controller.phase_changed.connect(self._on_phase_changed)
        controller.rows_arrived.connect(display.show_rows)
        controller.picture_arrived.connect(display.show_picture)
        controller.loaded.connect(self._on_loaded)
        controller.fit_ended.connect(self._on_fit_ended)
        controller.cancelled.connect(self._on_cancelled)
        controller.failed.connect(self._on_failed)
        panel = self.image_panel
        panel.source_chosen.connect(self.open_path)
        panel.browse_file_requested.connect(self._on_open_file)
        panel.browse_folder_requested.connect(self._on_open_folder)
        panel.cancel_requested.connect(controller.stop)
        panel.split_chosen.connect(self._on_split_chosen)
        self.parameters_panel.parameters_changed.connect(self._on_parameters_changed)
        self.parameters_panel.validity_changed.connect(self._refresh)
        stack = self.parameters_panel.undo_stack
        stack.canUndoChanged.connect(self._refresh)
        stack.canRedoChanged.connect(self._refresh)
        theme.current().changed.connect(self._on_theme_changed)
        for action_id, slot in {
            ActionId.OPEN_FILE: self._on_open_file,
            ActionId.OPEN_FOLDER: self._on_open_folder,
            ActionId.EXPORT: self._on_export,
            ActionId.QUIT: self.close,
            ActionId.UNDO: stack.undo,
            ActionId.REDO: stack.redo,
            ActionId.RUN: self._on_run,
            ActionId.PAUSE: controller.pause,
            ActionId.STEP: self._on_step,
            ActionId.STOP: controller.stop,
            ActionId.RESET_LAYOUT: self._docks.reset,
            ActionId.SHORTCUTS: self._help.show_shortcuts,
            ActionId.ABOUT: self._help.show_about,
        }.items():
            self._actions[action_id].triggered.connect(slot)
        self._colour_group.triggered.connect(self._on_colours_chosen)

    def _restore_settings(self) -> None:
        self.resize(*FIRST_SIZE)
        self.restoreGeometry(self.settings.geometry)
        self._docks.restore(self.settings.layout)
        self.parameters_panel.set_parameters(self.settings.parameters)
        self.parameters_panel.undo_stack.clear()
        mode = self.settings.colour_mode
        for action_id, name in COLOUR_MODES.items():
            self._actions[action_id].setChecked(name == mode)
        self._list_sources()

    def _list_sources(self) -> None:
        entries = [
            (entry.name, entry.title, entry.description)
            for entry in catalogue.CATALOGUE
            if entry.is_built_in
        ]
        recent = [(path, Path(path).name, path) for path in self.settings.recent_sources]
        self.image_panel.set_entries(entries + recent)

    # -- opening ----------------------------------------------------------------------------

    @Slot(str)
    def open_path(self, path: str, split: str = "train", limit: int | None = None) -> None:
        """Open an image set, as File > Open does.

        Parameters
        ----------
        path : str
            A file, a folder, an archive or a catalogue name.
        split : str
            ``"train"``, ``"test"`` or ``"all"``.
        limit : int, optional
            So many images, drawn at random with the seed of the parameters.
        """
        self.messages.clear_info()
        seed = self.settings.parameters.random_state
        self.controller.load(LoadJob(source=path, split=split, limit=limit, seed=seed))

    @Slot()
    def _on_open_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, "Open a file of pictures", self.settings.open_folder
        )
        self._open_chosen(path)

    @Slot()
    def _on_open_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(
            self, "Open a folder of pictures", self.settings.open_folder
        )
        self._open_chosen(path)

    def _open_chosen(self, path: str) -> None:
        if path:
            self.settings.open_folder = str(Path(path).parent)
            self.open_path(path)
        else:
            self.image_panel.restore_choice()

    @Slot(str)
    def _on_split_chosen(self, split: str) -> None:
        if self._opened is not None:
            self.open_path(self._opened.images.source, split)

    @Slot(object)
    def _on_loaded(self, opened: Opened) -> None:
        self._opened, self._ended, self._fitted = opened, None, None
        images = opened.images
        self.setWindowTitle(f"{images.name} – Centroid Lab")
        if catalogue.find(images.source) is None:
            self.settings.add_recent_source(images.source)
            self._list_sources()
        self.messages.clear()  # of what was open before, or could not be opened
        self.image_panel.end_progress()
        self.image_panel.show_images(images)
        self.parameters_panel.set_data_info(len(images), opened.samples.mean_variance)
        self.display.show_images(opened)
        self.status_line.show_text(f"{len(images):,} images open. Press Run to cluster them.")
        for note in images.notes:
            self.messages.show_warning(note)
        self._refresh()

    # -- fitting ----------------------------------------------------------------------------

    @Slot()
    def _on_run(self) -> None:
        if self.controller.state is State.PAUSED:
            self.controller.resume()
        else:
            self._start_fit(paused=False)

    @Slot()
    def _on_step(self) -> None:
        if self.controller.is_busy:
            self.controller.step()
        else:
            self._start_fit(paused=True)

    def _start_fit(self, *, paused: bool) -> None:
        if self._opened is None:
            return
        try:
            parameters = self.parameters_panel.parameters()
        except CentroidLabError as error:
            self.messages.show_error(str(error))
            return
        self.messages.clear()
        self.settings.parameters = parameters
        self._fitted, self._ended = parameters, None
        self.display.begin(self._opened, parameters)
        self.controller.start_fit(FitJob(opened=self._opened, parameters=parameters), paused=paused)

    @Slot(object)
    def _on_fit_ended(self, ended: FitEnded) -> None:
        self._ended = ended
        self.display.show_end(ended)
        for note in ended.notes:
            self.messages.show_warning(note)
        self._refresh()

    @Slot(object)
    def _on_parameters_changed(self, parameters: KMeansParameters) -> None:
        self.settings.parameters = parameters
        if self._fitted is not None:
            self.clusters_panel.set_stale(parameters != self._fitted)
        self._refresh()

    @Slot()
    def _on_export(self) -> None:
        if self._opened is not None and self._ended is not None:
            self._export.start(self._opened, self._ended)

    # -- what the controller tells ----------------------------------------------------------

    @Slot(object)
    def _on_state_changed(self, state: State) -> None:
        self.display.say(_STATE_WORDS.get(state, ""))
        if state is State.IDLE:
            self.image_panel.end_progress()
        self._refresh()

    @Slot(object)
    def _on_phase_changed(self, phase: Phase) -> None:
        if self.controller.state is State.LOADING:
            self.image_panel.show_progress(phase.name, phase.done, phase.total)
        elif self.controller.state is not State.EXPORTING:
            self.display.show_phase(phase)

    @Slot()
    def _on_cancelled(self) -> None:
        self.image_panel.restore_choice()
        if self._forget_empty_fit():
            self.status_line.show_text("Stopped before the first iteration.")
        else:
            self.status_line.show_text("Cancelled; nothing has changed.")

    @Slot(str)
    def _on_failed(self, line: str) -> None:
        self.image_panel.restore_choice()
        if self._forget_empty_fit():
            self.status_line.show_text("The fit failed.")
        self.messages.show_error(line, self.controller.details)

    def _forget_empty_fit(self) -> bool:
        """Take away what is shown of a fit that came to nothing; return whether there was one."""
        if self._opened is None or self._fitted is None or self._ended is not None:
            return False
        self._fitted = None
        self.display.show_images(self._opened)
        return True

    @Slot()
    def _refresh(self) -> None:
        """Enable what makes sense now: the one place that does."""
        state = self.controller.state
        idle, paused = state is State.IDLE, state is State.PAUSED
        fitting = state in (State.RUNNING, State.PAUSED)
        ready = idle and self._opened is not None and self.parameters_panel.is_valid
        stack = self.parameters_panel.undo_stack
        for action_id, enabled in {
            ActionId.RUN: ready or paused,
            ActionId.PAUSE: state is State.RUNNING,
            ActionId.STEP: ready or fitting,
            ActionId.STOP: fitting or state is State.LOADING,
            ActionId.EXPORT: idle and self._ended is not None,
            ActionId.UNDO: stack.canUndo(),
            ActionId.REDO: stack.canRedo(),
        }.items():
            self._actions[action_id].setEnabled(enabled)

    # -- the rest ---------------------------------------------------------------------------

    @Slot(QAction)
    def _on_colours_chosen(self, action: QAction) -> None:
        mode = COLOUR_MODES[ActionId(action.objectName())]
        self.settings.colour_mode = mode
        theme.current().set_mode(mode)

    @Slot()
    def _on_theme_changed(self) -> None:
        set_icons(self._actions)
        self.setWindowIcon(icons.icon("app"))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop whatever runs, remember the layout, and go; within a second."""
        if not self._closing:
            if not self.controller.shutdown():
                event.ignore()
                self.messages.show_error(
                    "Centroid Lab: the engine has not stopped yet. Close the window again."
                )
                return
            self._closing = True
            self.settings.geometry = self.saveGeometry()
            self.settings.layout = self._docks.state()
            self.settings.save()
            self.plots_panel.close()
            for dialog in self.findChildren(QDialog):
                if dialog.isVisible():
                    dialog.done(QDialog.DialogCode.Rejected)
        event.accept()

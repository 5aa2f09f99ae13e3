"""The main window: it makes the panels and the controller, and wires them together."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QDialog, QMainWindow, QTabWidget, QVBoxLayout, QWidget

from engine.options import OpenOptions
from gui import icons, theme
from gui.actions import COLOUR_MODES, ActionId, make_actions, set_icons
from gui.comparisons import Comparisons
from gui.docks import Docks
from gui.drops import Drops
from gui.enabling import enabled_actions
from gui.export_flow import ExportFlow
from gui.film_flow import FilmFlow
from gui.fit_display import FitDisplay
from gui.fit_flow import FitFlow
from gui.fork_flow import ForkFlow
from gui.help_flow import HelpFlow
from gui.menus import make_menus, make_toolbar
from gui.messages import MessageBar
from gui.open_flow import OpenFlow
from gui.panels.clusters_panel import ClustersPanel
from gui.panels.image_set_panel import ImageSetPanel
from gui.panels.log_panel import LogPanel
from gui.panels.parameters_panel import ParametersPanel
from gui.panels.plots_panel import PlotsPanel
from gui.panels.status_line import StatusLine
from gui.settings import AppSettings
from gui.views import Views
from gui.work.controller import Controller, State
from gui.work.jobs import Opened

FIRST_SIZE = (1280, 800)


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
        self._closing = False
        self._make_panels()
        self._actions = make_actions(self)
        self._make_flows()
        self._docks = Docks(
            self,
            {
                "images": self.image_panel,
                "parameters": self.parameters_panel,
                "plots": self.plots_panel,
                "log": self.log_panel,
                **self.views.docks,
            },
        )
        toggles = self._docks.toggles()
        self._colours = make_menus(
            self, self._actions, toggles, self._open.recent, self.views.fork.all
        )
        make_toolbar(self, self._actions)
        self._connect()
        self._restore_settings()
        self._refresh()

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
        self._column = column
        self.setCentralWidget(centre)
        self.statusBar().addWidget(self.status_line, 1)

    def _make_flows(self) -> None:
        controller, messages, settings = self.controller, self.messages, self.settings
        self._open = OpenFlow(self, controller, self.image_panel, messages, settings)
        display = FitDisplay(
            self.clusters_panel, self.plots_panel, self.log_panel, self.status_line, self
        )
        self.views = Views(self.tabs, controller, display, settings, self)
        self._column.addWidget(self.views.bar)
        self._column.addWidget(self.tabs, 1)
        timeline = self.views.timeline
        self._fit = FitFlow(
            controller, self.parameters_panel, display, messages, settings, timeline, self
        )
        self._fork = ForkFlow(
            controller,
            self._fit,
            timeline,
            self.views.background,
            self.views.members,
            self.views.fork,
            messages,
            self.parameters_panel.undo_stack,
            self,
        )
        self.comparisons = Comparisons(
            self.tabs,
            controller,
            self._open,
            self._fit,
            self.views,
            self.parameters_panel,
            messages,
            settings,
            self,
        )
        self._export = ExportFlow(self, controller, messages, settings)
        self._film = FilmFlow(self, controller, timeline, messages, settings)
        self._help = HelpFlow(self, self._actions)
        self._drops = Drops(self)

    def _connect(self) -> None:
        self._open.opened_changed.connect(self._on_opened_changed)
        self.addActions(self.views.bar.actions_for_window())
        self.views.bar.film_wanted.connect(self._on_film_wanted)
        self.clusters_panel.set_actions(self.views.fork.all)
        self.clusters_panel.cluster_chosen.connect(self.views.look_at_cluster)
        self.clusters_panel.cluster_activated.connect(self.views.show_cluster)
        self._fit.changed.connect(self._refresh)
        self.controller.state_changed.connect(self._refresh)
        self.controller.failed.connect(self._on_failed)
        self._drops.dropped.connect(self._open.open_path)
        self._drops.refused.connect(self._on_drop_refused)
        self.image_panel.options_form.expanded_changed.connect(self._on_options_expanded)
        self.parameters_panel.validity_changed.connect(self._refresh)
        stack = self.parameters_panel.undo_stack
        stack.canUndoChanged.connect(self._refresh)
        stack.canRedoChanged.connect(self._refresh)
        theme.current().changed.connect(self._on_theme_changed)
        self._colours.triggered.connect(self._on_colours_chosen)
        for action_id, slot in {
            ActionId.OPEN_FILE: self._open.browse.file,
            ActionId.OPEN_FOLDER: self._open.browse.folder,
            ActionId.EXPORT: self._on_export,
            ActionId.QUIT: self.close,
            ActionId.UNDO: stack.undo,
            ActionId.REDO: stack.redo,
            ActionId.RUN: self._fit.run,
            ActionId.PAUSE: self.controller.pause,
            ActionId.STEP: self._fit.step,
            ActionId.STOP: self.controller.stop,
            ActionId.RESET_LAYOUT: self._docks.reset,
            ActionId.SHORTCUTS: self._help.show_shortcuts,
            ActionId.ABOUT: self._help.show_about,
        }.items():
            self._actions[action_id].triggered.connect(slot)

    def _restore_settings(self) -> None:
        self.resize(*FIRST_SIZE)
        self.restoreGeometry(self.settings.geometry)
        self._docks.restore(self.settings.layout)
        self.image_panel.options_form.expanded = self.settings.options_expanded
        self.parameters_panel.set_parameters(self.settings.parameters)
        self.parameters_panel.undo_stack.clear()
        mode = self.settings.colour_mode
        for action_id, name in COLOUR_MODES.items():
            self._actions[action_id].setChecked(name == mode)

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
        self._open.open_path(path, split, limit)

    def open_with(self, source: str, options: OpenOptions) -> None:
        """Open an image set with these options.

        Parameters
        ----------
        source : str
            A file, a folder, an archive or a catalogue name.
        options : OpenOptions
            Which images of it, and in which shape.
        """
        self._open.open_with(source, options)

    @Slot()
    def come_forward(self) -> None:
        """Be seen above other windows, and not be minimised any more."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    @Slot(object)
    def _on_opened_changed(self, opened: Opened) -> None:
        self.setWindowTitle(f"{opened.images.name} – Centroid Lab")
        self.views.set_images(opened)
        self._fit.set_images(opened)
        self._fork.set_images(opened)
        self.comparisons.set_images(opened)

    @Slot(str)
    def _on_failed(self, line: str) -> None:
        self.messages.show_error(line, self.controller.details)

    @Slot(str)
    def _on_drop_refused(self, line: str) -> None:
        self.messages.show_error(line)

    @Slot()
    def _on_options_expanded(self) -> None:
        QTimer.singleShot(0, self._docks.settle)  # once the panel has been laid out anew

    @Slot()
    def _on_export(self) -> None:
        if self._open.opened is not None and self._fit.ended is not None:
            self._export.start(self._open.opened, self._fit.ended)

    @Slot()
    def _on_film_wanted(self) -> None:
        opened = self._open.opened
        if opened is not None and not opened.is_blank and self.controller.state is State.IDLE:
            self._film.start(opened)

    @Slot()
    def _refresh(self) -> None:
        """Enable what makes sense now: the one place that does."""
        opened = self._open.opened
        answers = enabled_actions(
            self.controller.state,
            self.parameters_panel.undo_stack,
            has_pictures=opened is not None and not opened.is_blank,
            is_valid=self.parameters_panel.is_valid,
            has_ended=self._fit.ended is not None,
        )
        for action_id, enabled in answers.items():
            self._actions[action_id].setEnabled(enabled)

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
            others = (self.views.background, self.comparisons)
            if not (self.controller.shutdown() and all(each.shutdown() for each in others)):
                event.ignore()
                self.messages.show_error(
                    "Centroid Lab: the engine has not stopped yet. Close the window again."
                )
                return
            self._closing = True
            self.settings.geometry = self.saveGeometry()
            self.settings.layout = self._docks.state()
            self.settings.options_expanded = self.image_panel.options_form.expanded
            self.settings.save()
            for panel in (
                self.plots_panel,
                self.views.labels,
                self.views.map,
                self.comparisons.compare,
            ):
                panel.close()  # pyqtgraph wants its plots closed
            for dialog in self.findChildren(QDialog):
                if dialog.isVisible():
                    dialog.done(QDialog.DialogCode.Rejected)
        event.accept()

"""What can be done with the fits that are chosen: the menu of the library and its buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from engine.library.listing import Entry
from gui.models.library_text import fits_text
from gui.panels.library_view import LibraryView

SCRIPTS = {"centroid-lab": "With Centroid &Lab", "scikit-learn": "With &scikit-learn"}
SCRIPT_TIPS = {
    "centroid-lab": "A script that reaches the same labels with this program's engine",
    "scikit-learn": "A script that starts scikit-learn's KMeans from the same seeds",
}
OPEN_TIP = "Show this fit in every view as it was, without computing (Enter)"
REPEAT_TIP = "Compute it again from the same images, parameters and random seed"
CONTINUE_TIP = "Go on from where it was stopped"
NOT_STOPPED = "It was not stopped: there is nothing to go on with"
COMPARE_TIP = "Put two fits of the same images side by side"
OTHER_IMAGES = "Only two fits of the same images can be compared"
FOLDER_TIP = "Show the files of this fit"
DELETE_TIP = "Move to the bin, from where it can be restored (Del)"
READ_ONLY = "The library cannot be changed"


class LibraryActions(QObject):
    """The actions of a list of fits, which follow what is chosen.

    Parameters
    ----------
    view : LibraryView
        Shows them as its menu; also the owner.

    Signals
    -------
    open_requested(str), repeat_requested(str), continue_requested(str), folder_requested(str)
        A fit.
    compare_requested(object), delete_requested(object)
        A tuple of fits: two, or as many as are chosen.
    script_wanted(str, str)
        A fit, and ``"centroid-lab"`` or ``"scikit-learn"``.
    """

    open_requested = Signal(str)
    repeat_requested = Signal(str)
    continue_requested = Signal(str)
    folder_requested = Signal(str)
    compare_requested = Signal(object)
    delete_requested = Signal(object)
    script_wanted = Signal(str, str)

    def __init__(self, view: LibraryView) -> None:
        super().__init__(view)
        self._view = view
        self._chosen: Sequence[Entry] = ()
        self._is_read_only = False
        self.open = self._one("Open", "&Open\tEnter", self.open_requested)
        self.repeat = self._one("Repeat", "&Repeat", self.repeat_requested)
        self.go_on = self._one("Continue", "Con&tinue", self.continue_requested)
        self.folder = self._one("Folder", "Show in &folder", self.folder_requested)
        self.compare = self._many("Compare", "&Compare", self.compare_requested)
        self.delete = self._many("Delete", "&Delete\tDel", self.delete_requested)
        self.scripts = QMenu("Copy as &Python", view)
        self.scripts.setToolTipsVisible(True)
        for kind, title in SCRIPTS.items():
            self.scripts.addAction(self._script(kind, title))
        self.menu = QMenu(view)
        self.menu.setToolTipsVisible(True)
        self.menu.addActions([self.open, self.repeat, self.go_on, self.compare])
        self.menu.addSeparator()
        self.menu.addMenu(self.scripts)
        self.menu.addAction(self.folder)
        self.menu.addSeparator()
        self.menu.addAction(self.delete)
        for action, tip in ((self.repeat, REPEAT_TIP), (self.folder, FOLDER_TIP)):
            action.setToolTip(tip)
        self.open.setToolTip(OPEN_TIP)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(
            lambda place: self.menu.popup(view.viewport().mapToGlobal(place))
        )
        view.open_requested.connect(self.open.trigger)
        view.delete_requested.connect(self.delete.trigger)
        view.choice_changed.connect(self.refresh)
        self.refresh()

    def _action(self, name: str, title: str) -> QAction:
        action = QAction(title, self)
        action.setObjectName(f"library{name}")
        action.setIconText(title.partition("\t")[0].replace("&", ""))
        return action

    def _one(self, name: str, title: str, signal: SignalInstance) -> QAction:
        action = self._action(name, title)
        action.triggered.connect(lambda: signal.emit(self._chosen[0].id))
        return action

    def _many(self, name: str, title: str, signal: SignalInstance) -> QAction:
        action = self._action(name, title)
        action.triggered.connect(lambda: signal.emit(tuple(each.id for each in self._chosen)))
        return action

    def _script(self, kind: str, title: str) -> QAction:
        action = self._action(f"Script_{kind}", title)
        action.setToolTip(SCRIPT_TIPS[kind])
        action.triggered.connect(lambda: self.script_wanted.emit(self._chosen[0].id, kind))
        return action

    def set_read_only(self, is_read_only: bool) -> None:
        """Say whether the library can be changed."""
        self._is_read_only = is_read_only
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Follow what is chosen."""
        self._chosen = chosen = self._view.chosen()
        is_one = len(chosen) == 1
        is_whole = is_one and not chosen[0].damage
        is_stopped = is_whole and chosen[0].kind == "stopped"
        for action in (self.open, self.repeat, self.scripts.menuAction()):
            action.setEnabled(is_whole)
        self.go_on.setEnabled(is_stopped)
        self.go_on.setToolTip(NOT_STOPPED if is_whole and not is_stopped else CONTINUE_TIP)
        self.folder.setEnabled(is_one)
        are_two = len(chosen) == 2 and not any(entry.damage for entry in chosen)
        are_alike = are_two and chosen[0].sha256 == chosen[1].sha256
        self.compare.setEnabled(are_alike)
        self.compare.setToolTip(OTHER_IMAGES if are_two and not are_alike else COMPARE_TIP)
        self.delete.setEnabled(bool(chosen) and not self._is_read_only)
        which = f" ({fits_text(len(chosen))})" if len(chosen) > 1 else ""
        self.delete.setText(f"&Delete{which}\tDel")
        self.delete.setToolTip(READ_ONLY if self._is_read_only else DELETE_TIP)

"""What can be done with the images that are selected: the menu of the members view."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence

from gui.models.cluster_text import images_text
from gui.models.members_model import MembersModel
from gui.models.selection import Selection
from gui.panels.members_view import MembersView

SEEDS_TIP = "A new run whose first centroids are the selected images, one cluster each"
REPLACE_TIP = "Go on from here as a branch, with this image in place of the centroid"


class MembersActions(QObject):
    """The menu of a view, with words that follow what is selected.

    Parameters
    ----------
    view : MembersView
        Shows the actions as its menu; also the owner.
    model : MembersModel
        The images shown.
    selection : Selection
        The images selected.

    Signals
    -------
    export_requested(object), seeds_requested(object)
        Indices of images.
    replace_requested(int, int)
        A cluster, and the image that is to replace its centroid.
    """

    export_requested = Signal(object)
    seeds_requested = Signal(object)
    replace_requested = Signal(int, int)

    def __init__(self, view: MembersView, model: MembersModel, selection: Selection) -> None:
        super().__init__(view)
        self._model = model
        self._selection = selection
        self._cluster: int | None = None
        self._can_seed = self._can_fork = False
        self.preview = self._action("preview", "&Preview\tSpace")
        self.copy = self._action("copy", f"&Copy\t{_native(QKeySequence.StandardKey.Copy)}")
        all_keys = _native(QKeySequence.StandardKey.SelectAll)
        self.select_all = self._action("selectAll", f"Select &all\t{all_keys}")
        self.export = self._action("export")
        self.seeds = self._action("seeds")
        self.replace = self._action("replace")
        self.seeds.setToolTip(SEEDS_TIP)
        self.replace.setToolTip(REPLACE_TIP)
        self.lines = [QAction(self), QAction(self)]
        for line in self.lines:
            line.setSeparator(True)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        view.addActions([self.preview, self.copy, self.select_all, self.lines[0], self.export])
        view.addActions([self.lines[1], self.seeds, self.replace])
        self.preview.triggered.connect(view.preview_wanted)
        self.copy.triggered.connect(self._on_copy_triggered)
        self.select_all.triggered.connect(view.selectAll)
        self.export.triggered.connect(self._on_export_triggered)
        self.seeds.triggered.connect(self._on_seeds_triggered)
        self.replace.triggered.connect(self._on_replace_triggered)
        view.copy_requested.connect(self._on_copy_triggered)
        self.refresh()

    def _action(self, name: str, text: str = "") -> QAction:
        action = QAction(text, self)
        action.setObjectName(f"members_{name}")
        return action

    def set_cluster(self, cluster: int | None) -> None:
        """Say whose members are shown; None where images of several clusters may be."""
        self._cluster = cluster
        self.refresh()

    def set_can_fork(self, can_seed: bool, can_fork: bool) -> None:
        """Say whether seeds may be chosen now, and whether centroids may be replaced."""
        if (can_seed, can_fork) != (self._can_seed, self._can_fork):
            self._can_seed, self._can_fork = can_seed, can_fork
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Follow what is selected and shown."""
        n_selected, n_shown = len(self._selection), self._model.rowCount()
        n_chosen = n_selected or n_shown
        what = "the selected" if n_selected else "all shown"
        self.export.setText(f"&Export {what} ({images_text(n_chosen)})…")
        self.export.setEnabled(n_chosen > 0)
        self.preview.setEnabled(n_shown > 0)
        self.copy.setEnabled(n_selected > 0)
        self.select_all.setEnabled(n_shown > 0)
        self.seeds.setText(f"&Use as seeds ({images_text(n_selected)})")
        self.seeds.setEnabled(self._can_seed and n_selected > 0)
        current, cluster = self._selection.current, self._replaceable()
        of = "" if cluster is None else f" of cluster {cluster}"
        by = "an image" if current is None else f"image {current}"
        self.replace.setText(f"&Replace the centroid{of} by {by}")
        self.replace.setEnabled(self._can_fork and cluster is not None and current is not None)

    def _replaceable(self) -> int | None:
        """Return the cluster whose centroid the current image may replace: shown, or its own."""
        current = self._selection.current
        if self._cluster is not None or current is None:
            return self._cluster
        own = self._model.cluster_of(current)
        return None if own < 0 else own

    def chosen(self) -> NDArray[np.intp]:
        """Return the selected images in the order shown, hidden ones last; all shown if none is."""
        rows, selected = self._model.rows, self._selection.images
        if not len(selected):
            return rows
        shown = rows[np.isin(rows, selected, assume_unique=True)]
        return np.concatenate([shown, np.setdiff1d(selected, rows, assume_unique=True)])

    @Slot()
    def _on_copy_triggered(self) -> None:
        if len(self._selection):
            QGuiApplication.clipboard().setText(self._model.as_text(self.chosen()))

    @Slot()
    def _on_export_triggered(self) -> None:
        self.export_requested.emit(self.chosen())

    @Slot()
    def _on_seeds_triggered(self) -> None:
        self.seeds_requested.emit(self._selection.images)

    @Slot()
    def _on_replace_triggered(self) -> None:
        cluster, image = self._replaceable(), self._selection.current
        if cluster is not None and image is not None:
            self.replace_requested.emit(cluster, image)


def _native(key: QKeySequence.StandardKey) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)

"""What can be done to the clusters of an iteration before going on from there: three actions.

The Run menu, the clusters' own menu and the panel of one cluster share them.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction

from gui.models.selection import Selection

WHEN = "Possible while a fit is paused or has ended; Undo goes back."


class ForkActions(QObject):
    """Split, remove and replace, for the cluster that is looked at.

    Parameters
    ----------
    selection : Selection
        Its current image is the one to put in the place of a centroid.
    parent : QObject, optional

    Attributes
    ----------
    split, remove, replace : QAction
        Object names ``splitAction``, ``removeAction``, ``replaceAction``.

    Signals
    -------
    split_requested(int), remove_requested(int)
        A cluster.
    replace_requested(int, int)
        A cluster, and the image that is to replace its centroid.
    """

    split_requested = Signal(int)
    remove_requested = Signal(int)
    replace_requested = Signal(int, int)

    def __init__(self, selection: Selection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._selection = selection
        self._cluster: int | None = None
        self._n_clusters = 0
        self._can_fork = False
        self.split = self._action("splitAction")
        self.remove = self._action("removeAction")
        self.replace = self._action("replaceAction")
        self.split.triggered.connect(self._on_split)
        self.remove.triggered.connect(self._on_remove)
        self.replace.triggered.connect(self._on_replace)
        selection.current_changed.connect(self._refresh)
        self._refresh()

    def _action(self, name: str) -> QAction:
        action = QAction(self)
        action.setObjectName(name)
        return action

    @property
    def all(self) -> list[QAction]:
        """The actions, in the order of menus."""
        return [self.split, self.remove, self.replace]

    def set_cluster(self, cluster: int | None) -> None:
        """Say which cluster is looked at; None for none."""
        self._cluster = cluster
        self._refresh()

    def set_can_fork(self, can_fork: bool, n_clusters: int) -> None:
        """Say whether clusters may be changed now, and how many there are."""
        if (can_fork, n_clusters) != (self._can_fork, self._n_clusters):
            self._can_fork, self._n_clusters = can_fork, n_clusters
            self._refresh()

    @Slot()
    def _refresh(self) -> None:
        cluster, image = self._cluster, self._selection.current
        is_there = cluster is not None and cluster < self._n_clusters
        which = f"cluster {cluster}" if is_there else "a cluster"
        by = "the selected image" if image is None else f"image {image:,}"
        may = self._can_fork and is_there
        for action, short, text, tip, enabled in (
            (self.split, "Split", f"S&plit {which}", f"Make two clusters of {which}", may),
            (
                self.remove,
                "Remove",
                f"Re&move {which}",
                f"Share the images of {which} among the others",
                may and self._n_clusters > 1,
            ),
            (
                self.replace,
                "Replace" if image is None else f"Replace by {image:,}",
                f"Rep&lace the centroid of {which} by {by}",
                f"Put {by} in the place of the centroid of {which}",
                may and image is not None,
            ),
        ):
            action.setText(text)
            action.setIconText(short)  # on buttons, which stand beside the cluster's number
            action.setToolTip(f"{tip}, and go on as a branch.\n{WHEN}")
            action.setEnabled(enabled)

    @Slot()
    def _on_split(self) -> None:
        if self._cluster is not None:
            self.split_requested.emit(self._cluster)

    @Slot()
    def _on_remove(self) -> None:
        if self._cluster is not None:
            self.remove_requested.emit(self._cluster)

    @Slot()
    def _on_replace(self) -> None:
        if self._cluster is not None and self._selection.current is not None:
            self.replace_requested.emit(self._cluster, self._selection.current)

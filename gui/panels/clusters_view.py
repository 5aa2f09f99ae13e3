"""The list of cluster cards: how it scrolls, zooms and opens a cluster."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QFrame, QListView, QWidget

from gui import theme
from gui.models.clusters_model import ClusterRole
from gui.panels.cluster_delegate import ClusterDelegate
from gui.panels.zoom_wheel import ZoomWheel

Index = QModelIndex | QPersistentModelIndex


class ClustersView(QListView):
    """A list (object name ``clustersView``) that paints a card a row.

    Signals
    -------
    cluster_chosen(int)
        A cluster became the current one.
    cluster_activated(int)
        A cluster was double-clicked, or Enter was pressed on it.
    zoom_requested(int)
        The wheel was turned with Ctrl held: notches, positive for larger.
    """

    cluster_chosen = Signal(int)
    cluster_activated = Signal(int)
    zoom_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clustersView")
        self.setAccessibleName("Clusters")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self._delegate = ClusterDelegate(self)
        self.setItemDelegate(self._delegate)
        ZoomWheel(self.viewport()).zoom_requested.connect(self.zoom_requested)
        self.doubleClicked.connect(self._on_double_clicked)
        theme.current().changed.connect(self.viewport().update)

    @property
    def centroid_side(self) -> int:
        """Side of the square for a centroid, in device-independent pixels."""
        return self._delegate.centroid_side

    @Slot(int)
    def set_centroid_side(self, side: int) -> None:
        """Show centroids in another size; what is at the top stays at the top."""
        top = self.indexAt(self.viewport().rect().topLeft())
        self._delegate.set_centroid_side(side)
        self.doItemsLayout()
        self.verticalScrollBar().setSingleStep(self.sizeHintForRow(0) // 3)
        if top.isValid():
            self.scrollTo(top, QListView.ScrollHint.PositionAtTop)

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.cluster_activated.emit(index.data(ClusterRole.CLUSTER))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which cluster is looked at. Overrides QListView."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.cluster_chosen.emit(current.data(ClusterRole.CLUSTER))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the current cluster on Enter. Overrides QListView."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.cluster_activated.emit(index.data(ClusterRole.CLUSTER))
        else:
            super().keyPressEvent(event)

"""The clusters: for each its centroid, its numbers and the images nearest to it, live.

Shows what it is given; it starts nothing and knows no fit.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.imageset import ImageSet
from engine.insight.representatives import Representatives
from engine.kmeans.reports import Iteration
from gui import icons, theme
from gui.models.clusters_model import ClusterOrder, ClustersModel, ClustersSortModel
from gui.panels.cluster_delegate import DEFAULT_SIDE
from gui.panels.clusters_view import ClustersView
from gui.panels.hint import Hint
from gui.panels.stale_note import StaleNote

SMALLEST_SIDE, LARGEST_SIDE, SIDE_STEP = 48, 168, 12
SLIDER_WIDTH = 110
STALE_TEXT = "Parameters changed: press Run to update"
SIZE_TIP = "Size of the pictures (also Ctrl and the mouse wheel)"
SORT_TIP = "Order of the clusters on the screen; their numbers never change"


class ClustersPanel(QWidget):
    """The clusters view with its order, its size, and a hint while there is nothing to see.

    Signals
    -------
    cluster_chosen(int)
        A cluster became the current one.
    cluster_activated(int)
        A cluster was double-clicked, or Enter was pressed on it.
    """

    cluster_chosen = Signal(int)
    cluster_activated = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ClustersModel(self)
        self._sorted = ClustersSortModel(self)
        self._sorted.setSourceModel(self.model)
        self.view = ClustersView()
        self.view.setModel(self._sorted)
        self._hint = Hint()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._hint)
        self._pages.addWidget(self.view)
        self._stale = StaleNote(STALE_TEXT)
        self._is_stale = False
        self._is_waiting = False
        self._sort = self._make_sort()
        self._size = self._make_size()
        self._controls = self._make_controls()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for widget in (self._controls, self._stale, self._pages):
            column.addWidget(widget)
        column.setStretchFactor(self._pages, 1)
        self.view.cluster_chosen.connect(self.cluster_chosen)
        self.view.cluster_activated.connect(self.cluster_activated)
        self.view.zoom_requested.connect(self._on_zoom_requested)
        theme.current().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._refresh()

    def _make_sort(self) -> QComboBox:
        sort = QComboBox()
        sort.setObjectName("clusterOrderCombo")
        sort.setAccessibleName("Order of the clusters")
        sort.setToolTip(SORT_TIP)
        for order in ClusterOrder:
            sort.addItem(order.title, order)
        sort.currentIndexChanged.connect(self._on_sort_changed)
        return sort

    def _make_size(self) -> QSlider:
        size = QSlider(Qt.Orientation.Horizontal)
        size.setObjectName("clusterSizeSlider")
        size.setAccessibleName("Size of the pictures")
        size.setToolTip(SIZE_TIP)
        size.setRange(SMALLEST_SIDE, LARGEST_SIDE)
        size.setSingleStep(SIDE_STEP)
        size.setPageStep(2 * SIDE_STEP)
        size.setFixedWidth(SLIDER_WIDTH)
        size.setValue(DEFAULT_SIDE)
        size.valueChanged.connect(self.view.set_centroid_side)
        return size

    def _make_controls(self) -> QWidget:
        controls = QWidget()
        row = QHBoxLayout(controls)
        row.setContentsMargins(6, 4, 6, 2)
        self._icons = {name: QLabel() for name in ("sort", "zoom-out", "zoom-in")}
        row.addWidget(self._icons["sort"])
        row.addWidget(self._sort)
        row.addStretch(1)
        row.addWidget(self._icons["zoom-out"])
        row.addWidget(self._size)
        row.addWidget(self._icons["zoom-in"])
        return controls

    def set_images(self, images: ImageSet | None) -> None:
        """Turn to another image set, or to none; what was shown goes."""
        self.model.set_images(images)
        self._is_stale = self._is_waiting = False
        self._refresh()

    def show_report(self, report: Iteration, representatives: Representatives) -> None:
        """Show the clusters of a report on the images given to `set_images`.

        Parameters
        ----------
        report : Iteration
            Any iteration.
        representatives : Representatives
            Of the same report.
        """
        self.model.show(report, representatives)
        self._is_waiting = False
        self._refresh()

    def clear(self) -> None:
        """Forget the report; the images stay."""
        self.model.clear()
        self._is_stale = self._is_waiting = False
        self._refresh()

    def set_actions(self, actions: list[QAction]) -> None:
        """Show what can be done to a cluster as the menu of the view."""
        self.view.addActions(actions)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def set_waiting(self, is_waiting: bool) -> None:
        """Say whether the first report of a fit is on its way; it ends with any report."""
        self._is_waiting = is_waiting
        self._refresh()

    def set_stale(self, is_stale: bool) -> None:
        """Say whether parameters have changed since the fit that is shown."""
        self._is_stale = is_stale
        self._refresh()

    def _refresh(self) -> None:
        has_clusters = self.model.rowCount() > 0
        self._pages.setCurrentWidget(self.view if has_clusters else self._hint)
        self._controls.setEnabled(has_clusters)
        self._stale.setVisible(self._is_stale and has_clusters)
        if self.model.images is None:
            self._hint.show_hint("image-set", "Open an image set", "File > Open (Ctrl+O)")
        elif self._is_waiting:
            self._hint.show_hint("clusters", "Choosing the seeds", "The first clusters come next")
        else:
            title = "Choose parameters and press Run (Ctrl+R)"
            self._hint.show_hint("clusters", title, "The clusters appear here while it runs")

    @Slot(int)
    def _on_sort_changed(self, _row: int) -> None:
        self._sorted.set_order(self._sort.currentData())

    @Slot(int)
    def _on_zoom_requested(self, notches: int) -> None:
        self._size.setValue(self._size.value() + notches * SIDE_STEP)

    @Slot()
    def _on_theme_changed(self) -> None:
        side = self.fontMetrics().height()
        for name, label in self._icons.items():
            label.setPixmap(icons.icon(name).pixmap(QSize(side, side), self.devicePixelRatioF()))


def _preview() -> None:
    """Show the panel with made-up clusters of made-up pictures."""
    import sys

    from PySide6.QtWidgets import QApplication

    from gui.panels.made_up import made_up_images, made_up_report

    app = QApplication(sys.argv)
    theme.apply(app)
    panel = ClustersPanel()
    panel.resize(560, 600)
    images = made_up_images()
    panel.set_images(images)
    panel.show_report(*made_up_report(images))
    panel.show()
    app.exec()


if __name__ == "__main__":
    _preview()

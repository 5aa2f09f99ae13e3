"""The movers: which images changed cluster in the shown iteration, from where to where."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.history import Moment, Movers
from engine.imageset import ImageSet
from gui import theme
from gui.models.cluster_text import images_text
from gui.models.movers_model import FlowsModel
from gui.models.selection import Selection
from gui.panels.hint import Hint
from gui.panels.load_progress import ElidedLabel
from gui.panels.movers_strip import MoversStrip
from gui.panels.movers_table import MoversTable

NARROW = 460  # below this width the thumbnails lie under the table
ALL_TIP = "Select all images that changed cluster in this iteration"


class MoversPanel(QWidget):
    """A table of flows, and thumbnails of the first images of the chosen one, or of all.

    Parameters
    ----------
    selection : Selection
        What a chosen flow selects.
    parent : QWidget, optional

    Signals
    -------
    movers_wanted(int, int)
        Run and iteration that are to be looked at, while the panel is seen; answer with
        `show_movers`.
    movers_activated(object, str)
        Indices of images that were chosen, rising, and what they are in words.
    """

    movers_wanted = Signal(int, int)
    movers_activated = Signal(object, str)

    def __init__(self, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("moversPanel")
        self._selection = selection
        self._images: ImageSet | None = None
        self._wanted: tuple[int, int] | None = None
        self._movers: Movers | None = None
        self._is_drawn = True
        self.model = FlowsModel(self)
        self.table = MoversTable(self.model)
        self.strip = MoversStrip(selection)
        self._title = ElidedLabel()
        self._all = QPushButton("Select &all")
        self._all.setObjectName("moversAllButton")
        self._all.setToolTip(ALL_TIP)
        self._hint = Hint()
        self._pages = QStackedWidget()
        self._splitter = QSplitter()
        self._lay_out()
        self._all.clicked.connect(self._on_all_clicked)
        self.table.flow_activated.connect(self._on_flow_activated)
        self.table.selectionModel().currentRowChanged.connect(self._on_current_row_changed)
        self._draw()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(6, 4, 6, 2)
        line.addWidget(self._title, 1)
        line.addWidget(self._all)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.table)
        self._splitter.addWidget(self.strip)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([self.table.wanted_width(), self.table.wanted_width()])
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(self._splitter, 1)
        self._pages.addWidget(self._hint)
        self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)

    def set_images(self, images: ImageSet | None) -> None:
        """Turn to another image set, or to none; what was shown goes."""
        self._images = images
        self.strip.set_images(images)
        self.clear()

    def show_moment(self, moment: Moment) -> None:
        """Turn to an iteration: its movers are asked for once somebody looks."""
        self._wanted = moment.run, moment.iteration
        self._ask()

    def show_movers(self, movers: Movers) -> None:
        """Show the movers of an iteration; the chosen flow stays chosen where it is one again.

        Nothing is selected by this: only somebody's hand selects.
        """
        if self._images is not None and movers is not self._movers:
            self._wanted = movers.run, movers.iteration
            self._movers = movers
            self._is_drawn = False
            self._draw_if_seen()

    def clear(self) -> None:
        """Forget the iteration; the images stay."""
        self._wanted = self._movers = None
        self._is_drawn = False
        self._draw_if_seen()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what came while nobody looked. Overrides QWidget."""
        super().showEvent(event)
        self._draw_if_seen()
        self._ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the thumbnails beside the table or below it. Overrides QWidget."""
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW
        way = Qt.Orientation.Vertical if is_narrow else Qt.Orientation.Horizontal
        self._splitter.setOrientation(way)

    def _ask(self) -> None:
        shown = (self._movers.run, self._movers.iteration) if self._movers is not None else None
        if self.isVisible() and self._wanted is not None and self._wanted != shown:
            self.movers_wanted.emit(*self._wanted)

    def _draw_if_seen(self) -> None:
        if self.isVisible() and not self._is_drawn:
            self._draw()

    def _draw(self) -> None:
        self._is_drawn = True
        movers, row = self._movers, self._chosen()
        way = None if row is None else self.model.flow(row)
        self.model.show(movers)
        if way is not None:
            row = self.model.row_of(way.before, way.after)
        if row is not None:
            self.table.selectRow(row)
        self.strip.show_indices(self.model.images_of(row))
        if movers is None or not len(movers):
            self._show_hint(movers)
            self._pages.setCurrentIndex(0)
        else:
            where = f"in iteration {movers.iteration} of run {movers.run + 1}"
            self._title.show_text(f"{images_text(len(movers))} moved {where}")
            self._pages.setCurrentIndex(1)

    def _show_hint(self, movers: Movers | None) -> None:
        if self._images is None:
            self._hint.show_hint("image-set", "Open an image set", "File > Open (Ctrl+O)")
        elif movers is None:
            detail = "Images that change cluster appear here, iteration by iteration"
            self._hint.show_hint("movers", "Choose parameters and press Run (Ctrl+R)", detail)
        elif movers.iteration == 0:
            title = "Iteration 0: all images were assigned for the first time"
            detail = "From iteration 1 on, images that change cluster appear here"
            self._hint.show_hint("movers", title, detail)
        else:
            title = f"Iteration {movers.iteration}: no image changed cluster"
            self._hint.show_hint("movers", title, "Every image was nearest to its centroid already")

    def _chosen(self) -> int | None:
        index = self.table.currentIndex()
        return index.row() if index.isValid() else None

    @Slot(QModelIndex, QModelIndex)
    def _on_current_row_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.strip.show_indices(self.model.images_of(current.row()))

    @Slot(int)
    def _on_flow_activated(self, row: int) -> None:
        flow = self.model.flow(row)
        self._activate(self.model.images_of(row), f"cluster {flow.before} → {flow.after}")

    @Slot()
    def _on_all_clicked(self) -> None:
        self.table.setCurrentIndex(QModelIndex())
        self.strip.show_indices(self.model.images_of(None))
        self._activate(self.model.images_of(None), "all movers")

    def _activate(self, images: NDArray[np.int32], words: str) -> None:
        if self._movers is not None:
            self._selection.select(images)
            title = f"{words} in iteration {self._movers.iteration} of run {self._movers.run + 1}"
            self.movers_activated.emit(images, title)


def _preview() -> None:
    """Show the panel with made-up pictures that move at random."""
    import sys

    from PySide6.QtWidgets import QApplication

    from gui.panels.made_up import made_up_images

    app = QApplication(sys.argv)
    theme.apply(app)
    images, random = made_up_images(), np.random.default_rng(0)
    before = random.integers(0, 12, len(images)).astype(np.int32)
    after = ((before + random.integers(1, 4, len(images))) % 12).astype(np.int32)
    panel = MoversPanel(Selection())
    panel.set_images(images)
    indices = np.arange(len(images), dtype=np.int32)
    panel.show_movers(Movers(run=0, iteration=3, indices=indices, before=before, after=after))
    panel.resize(640, 400)
    panel.show()
    app.exec()


if __name__ == "__main__":
    _preview()

"""Four pictures of one cluster under a line of numbers: centroid, change, spread, medoid."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from engine.history.moments import Moment
from engine.insight.spread import Spread, change
from gui.models import difference_colours as colours
from gui.models.cluster_text import as_tooltip, centroid_tip
from gui.models.details_text import FACTS_TIP, facts_text
from gui.models.thumbnails import Thumbnails
from gui.panels.cluster_chip import ClusterChip
from gui.panels.titled_picture import TitledPicture
from gui.panels.upright_scroll import UprightScroll
from gui.qimages import to_qpixmap

MEASURING, EMPTY = "measuring…", "no members"
CHANGE_TIP = (
    "The centroid minus that of the iteration before: blue where it became darker,\n"
    f"orange where it became lighter. {colours.BRIGHTNESS_TIP}"
)
SPREAD_TIP = (
    "Standard deviation of the members, pixel by pixel: dark where they agree most,\n"
    f"yellow where they differ most. {colours.SPREAD_TIP}"
)
MEDOID_TIP = (
    "The member with the least sum of squared distances to all members:\n"
    "a real image in their middle, where the centroid is only a mean. Click to select it."
)


class ClusterPictures(UprightScroll):
    """The pictures in as many columns as there is room for.

    Parameters
    ----------
    actions : sequence of QAction
        A button each, beside the numbers.
    parent : QWidget, optional
    """

    def __init__(self, actions: Sequence[QAction] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chip = ClusterChip()
        self.facts = QLabel()
        self.facts.setObjectName("clusterFacts")
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setWordWrap(True)
        self.facts.setToolTip(as_tooltip(FACTS_TIP))
        line = QHBoxLayout()
        line.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.facts, 1)
        for action in actions:
            button = QToolButton()
            button.setDefaultAction(action)
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.centroid = TitledPicture("Centroid", "")
        scale = colours.difference_scale()
        self.change = TitledPicture("Its change", CHANGE_TIP, scale=scale)
        scale = colours.spread_scale()
        self.spread = TitledPicture("Spread inside", SPREAD_TIP, scale=scale)
        self.medoid = TitledPicture("Medoid", MEDOID_TIP)
        self.medoid.setObjectName("medoidPicture")
        self._grid = QGridLayout()
        self._columns = 0
        self.column.addLayout(line)
        self.column.addLayout(self._grid)
        self.column.addStretch(1)
        self._wrap(1)
        margins = self.column.contentsMargins()
        sides = margins.left() + margins.right() + self.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(self.centroid.sizeHint().width() + sides)

    @property
    def columns(self) -> int:
        """Pictures side by side."""
        return self._columns

    def show_centroid(self, thumbnails: Thumbnails, moment: Moment, cluster: int) -> None:
        """Show centroid and numbers of a cluster."""
        self.chip.show_cluster(cluster)
        self.facts.setText(facts_text(moment, cluster))
        at, shown = moment.centroids_iteration, moment.iteration
        note = "" if at == shown else f"of iteration {at}"
        self.centroid.show_picture(thumbnails.centroid(moment.centroids[cluster]), note)
        self.centroid.setToolTip(as_tooltip(centroid_tip(cluster, int(moment.sizes[cluster]))))

    def show_change(
        self,
        before: NDArray[np.float64] | None,
        after: NDArray[np.float64],
        image_shape: tuple[int, int, int],
        note: str,
    ) -> None:
        """Show how the centroid, shape (n_features,), changed; None where there is none before."""
        if before is None:
            self.change.show_picture(None, note)
            return
        values = colours.brightness(change(before, after, image_shape))
        extent = colours.reach(values)
        coloured = to_qpixmap(colours.difference_colours(values, extent))
        self.change.show_picture(
            coloured, f"{colours.UNIT}, {note}", colours.difference_ends(extent)
        )

    def show_spread(self, spread: Spread | None, thumbnails: Thumbnails, note: str) -> None:
        """Show spread and medoid; None while they are being measured."""
        medoid = None if spread is None else spread.medoid
        self.medoid.set_active(medoid is not None)
        if spread is None or medoid is None:
            for picture in (self.spread, self.medoid):
                picture.show_picture(None, MEASURING if spread is None else EMPTY)
            return
        values = colours.deviation(spread.standard_deviation)
        coloured = to_qpixmap(colours.spread_colours(values))
        unit = f"{colours.UNIT}, {note}" if note else colours.UNIT
        self.spread.show_picture(coloured, unit, colours.spread_ends(values))
        self.medoid.show_picture(thumbnails.image(medoid), f"index {medoid}{note and ', '}{note}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the row. Overrides QScrollArea."""
        margins = self.column.contentsMargins()
        room = event.size().width() - margins.left() - margins.right()
        gap = self._grid.horizontalSpacing()
        fitting = (room + gap) // (self.centroid.sizeHint().width() + gap)
        self._wrap(4 if fitting >= 4 else 2 if fitting >= 2 else 1)  # three would leave one alone
        super().resizeEvent(event)  # which asks how narrow the pictures can be

    def _wrap(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        pictures = (self.centroid, self.change, self.spread, self.medoid)
        for k, picture in enumerate(pictures):
            self._grid.removeWidget(picture)
            self._grid.addWidget(picture, k // columns, k % columns, Qt.AlignmentFlag.AlignTop)
        for column in range(len(pictures) + 1):
            self._grid.setColumnStretch(column, int(column == columns))

"""What stands in the panel that says why: head, margin, bars, two differences, the way there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from engine.insight.reasons import Reason
from gui.models import difference_colours as colours
from gui.models.cluster_text import as_tooltip
from gui.models.reason_text import MARGIN_TIP, margin_text
from gui.models.thumbnails import Thumbnails
from gui.panels.distance_bars import DistanceBars
from gui.panels.hint_label import HintLabel
from gui.panels.image_head import ImageHead
from gui.panels.path_strip import PathStrip
from gui.panels.titled_picture import TitledPicture
from gui.panels.upright_scroll import UprightScroll
from gui.qimages import to_qpixmap

OWN_TITLE, NEXT_TITLE = "Minus its own", "Minus the next"
LEGEND = "Blue: image darker. Orange: image lighter."
DIFFERENCE_TIP = (
    "The image minus the centroid, pixel by pixel: blue where the image is darker,\n"
    f"orange where it is lighter. Both pictures share one scale.\n{colours.BRIGHTNESS_TIP}"
)
DISTANCE_TIP = (
    "Distance to a centroid: the root of the sum of squared differences over all pixels.\n"
    "All bars begin at 0. The image belongs to the cluster whose centroid is nearest."
)
PATH_TIP = "A cell an iteration, with the cluster it was in: click one to see that iteration."


class WhyPage(UprightScroll):
    """The reason for one image, as told to it part by part."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = ImageHead()
        self.margin = _plain("", MARGIN_TIP)
        self.margin.setObjectName("whyMargin")
        bold = self.margin.font()
        bold.setBold(True)
        self.margin.setFont(bold)
        self.note = HintLabel()
        self.bars = DistanceBars()
        scale = colours.difference_scale()
        self.own = TitledPicture(OWN_TITLE, DIFFERENCE_TIP, scale=scale)
        self.next = TitledPicture(NEXT_TITLE, DIFFERENCE_TIP, scale=scale)
        self._path_title = _plain("", PATH_TIP)
        self.strip = PathStrip()
        legend = HintLabel()
        legend.show_hint(LEGEND)
        legend.setToolTip(as_tooltip(DIFFERENCE_TIP))
        for above in (self.head, self.margin, self.note):
            self.column.addWidget(above)
        self.column.addWidget(_plain("Distance to every centroid", DISTANCE_TIP))
        self.column.addWidget(self.bars, 1)
        pictures = QHBoxLayout()
        for picture in (self.own, self.next):
            pictures.addWidget(picture)
        pictures.addStretch(1)
        self.column.addLayout(pictures)
        for below in (legend, self._path_title, self.strip):
            self.column.addWidget(below)

    def show_image(self, thumbnails: Thumbnails, image: int) -> None:
        """Turn to another image; all that was said of the one before goes."""
        self.head.show_image(thumbnails, image)
        self.margin.clear()
        self.bars.clear()
        for picture in (self.own, self.next):
            picture.show_picture(None)

    def show_measured_at(self, iteration: int | None) -> None:
        """Say that the centroids are those of an earlier iteration; None: they are not."""
        self.note.setVisible(iteration is not None)
        if iteration is not None:
            self.note.show_hint(
                f"Measured to the centroids of iteration {iteration}: later ones were dropped to "
                "save memory"
            )

    def show_reason(
        self, reason: Reason, centroids: NDArray[np.float64], thumbnails: Thumbnails
    ) -> None:
        """Show margin, bars and differences.

        Parameters
        ----------
        reason : Reason
        centroids : ndarray of shape (n_clusters, n_features), float64
            Those it was measured to.
        thumbnails : Thumbnails
            Of the image set.
        """
        self.margin.setText(margin_text(reason))
        self.bars.show_reason(reason, centroids, thumbnails)
        own = colours.brightness(reason.difference_to_own)
        extent = colours.reach(own)
        to_next = reason.difference_to_runner_up
        self.next.setVisible(to_next is not None)
        if to_next is not None:
            other = colours.brightness(to_next)
            extent = max(extent, colours.reach(other))
            _show_difference(self.next, f"{NEXT_TITLE}, {reason.runner_up}", other, extent)
        _show_difference(self.own, f"{OWN_TITLE}, {reason.cluster}", own, extent)

    def show_path(self, clusters: NDArray[np.int32], run: int) -> None:
        """Show the clusters of the image along a run, ndarray of shape (n_iterations,)."""
        self._path_title.setText(f"Its clusters along run {run + 1}, a cell an iteration")
        self.strip.show_path(clusters)


def _plain(text: str, tip: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setToolTip(as_tooltip(tip))
    return label


def _show_difference(
    picture: TitledPicture, title: str, values: NDArray[np.float64], extent: float
) -> None:
    picture.set_title(title)
    coloured = to_qpixmap(colours.difference_colours(values, extent))
    picture.show_picture(coloured, colours.UNIT, colours.difference_ends(extent))

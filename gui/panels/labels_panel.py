"""Labels: how the clusters agree with the classes of the images, where the set has them.

Shows what it is given; it counts no images and knows no fit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from engine.history import Moment
from engine.imageset import ImageSet
from engine.insight.agreement import Agreement, agreement_of_table
from engine.insight.contingency import n_classes_of
from gui import theme
from gui.panels.agreement_curves import AgreementCurves
from gui.panels.agreement_figures import AgreementFigures
from gui.panels.contingency_table import ContingencyTable
from gui.panels.hint import Hint
from gui.panels.plot_style import PlotColours

NO_LABELS = "This image set has no labels"
NO_LABELS_DETAIL = (
    "With labels, this shows how many images of each class are in each cluster, and how well the "
    "two agree, iteration by iteration.\nTo give labels: a folder of pictures with one folder a "
    "class; labels.npy beside the .npy files of a folder; y_train or y_test beside x_train in an "
    ".npz file."
)
FROM_TABLE = "Computed from the table, which scikit-learn's figures equal to 12 digits."
FROM_SCIKIT_LEARN = "Computed by scikit-learn; purity and votes by counting."


class LabelsPanel(QWidget):
    """Contingency table, figures of agreement and their curves (object name ``labelsView``).

    Call `close` before the program ends: pyqtgraph wants its plots closed.

    Signals
    -------
    cell_activated(int, int)
        Class and cluster of a cell that was clicked, or on which Enter was pressed.
    """

    cell_activated = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("labelsView")
        self.setAccessibleName("Labels")
        self._images: ImageSet | None = None
        self._has_labels = self._is_closed = False
        self._table: tuple[NDArray[np.int64], int] | None = None
        self._agreement: Agreement | None = None
        self._moment: Moment | None = None
        self.contingency = ContingencyTable()
        self.figures = AgreementFigures()
        self.curves = AgreementCurves()
        self._hint = Hint()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._hint)
        self._pages.addWidget(self._make_parts())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.contingency.cell_activated.connect(self.cell_activated)
        theme.current().changed.connect(self._on_theme_changed)
        self._refresh()

    def _make_parts(self) -> QWidget:
        lower = QWidget()
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.figures)
        column.addWidget(self.curves, 1)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setObjectName("labelsSplitter")
        parts.setChildrenCollapsible(False)
        for place, (part, stretch) in enumerate(((self.contingency, 3), (lower, 2))):
            parts.addWidget(part)
            parts.setStretchFactor(place, stretch)
        return parts

    def set_images(self, images: ImageSet | None) -> None:
        """Turn to another image set, or to none; what was shown goes."""
        self._images = images
        self._has_labels = images is not None and n_classes_of(images) > 0
        self.contingency.model.set_images(images)
        self.clear()

    def show_table(self, table: NDArray[np.int64], n_unknown: int) -> None:
        """Show how many images of each class are in each cluster, and the figures of that.

        Parameters
        ----------
        table : ndarray of shape (n_classes, n_clusters), int64
            As `engine.insight.contingency.contingency` returns it; a copy is kept.
        n_unknown : int
            Images of unknown class, which the table leaves out.
        """
        self._table, self._agreement = (table.copy(), n_unknown), None
        self._draw()

    def show_agreement(self, agreement: Agreement) -> None:
        """Show scikit-learn's figures of the table shown, until there is another table."""
        self._agreement = agreement
        self._draw_figures(agreement, FROM_SCIKIT_LEARN)

    def show_curves(
        self, run: int, iterations: Sequence[int], values: Mapping[str, ArrayLike]
    ) -> None:
        """Draw the figures of a run by iteration: see `AgreementCurves.show_curves`."""
        if not self._is_closed:
            self.curves.show_curves(run, iterations, values)

    def show_moment(self, moment: Moment) -> None:
        """Mark the iteration, and show its centroids above the columns; the table comes itself."""
        self._moment = moment
        self._draw_moment()

    def set_live(self, is_live: bool) -> None:
        """Say whether a run goes on: columns then stay where they are while their counts change."""
        self.contingency.model.hold_order(is_live)

    def clear(self) -> None:
        """Forget table, figures and curves; the images stay."""
        self._table = self._agreement = self._moment = None
        self.contingency.model.clear()
        self.figures.clear()
        if not self._is_closed:
            self.curves.clear_curves()
        self._refresh()

    def _draw(self) -> None:
        """Show the newest table, unless nobody sees it; `showEvent` comes back to it."""
        if self._table is None or not self.isVisible():
            return
        table, n_unknown = self._table
        figures = agreement_of_table(table)
        self.contingency.show_table(table, figures.cluster_classes, n_unknown)
        if self._agreement is None:
            self._draw_figures(figures, FROM_TABLE)
        else:
            self._draw_figures(self._agreement, FROM_SCIKIT_LEARN)
        self._refresh()

    def _draw_figures(self, agreement: Agreement, source: str) -> None:
        if self.isVisible():
            self.figures.show_agreement(agreement, source)

    def _draw_moment(self) -> None:
        if self._moment is None or self._is_closed or not self.isVisible():
            return
        self.contingency.model.show_centroids(self._moment.centroids)
        self.figures.show_distortion(self._moment.row.distortion)
        self.curves.mark(self._moment.run, self._moment.iteration)

    def _refresh(self) -> None:
        """Show the table, or what is missing for one."""
        has_table = self._has_labels and self.contingency.has_table
        self._pages.setCurrentIndex(1 if has_table else 0)
        if self._images is None:
            self._hint.show_hint("image-set", "Open an image set", "File > Open (Ctrl+O)")
        elif not self._has_labels:
            self._hint.show_hint("info", NO_LABELS, NO_LABELS_DETAIL)
        else:
            title = "Choose parameters and press Run (Ctrl+R)"
            self._hint.show_hint("clusters", title, "Classes and clusters are compared here then")

    @Slot()
    def _on_theme_changed(self) -> None:
        if not self._is_closed:
            self.curves.set_colours(PlotColours.from_palette(QApplication.palette()))

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came while nobody saw it. Overrides QWidget."""
        super().showEvent(event)
        self._draw()
        self._draw_moment()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close the plot as pyqtgraph wants it; later calls do nothing to it. Overrides QWidget."""
        if not self._is_closed:
            self._is_closed = True
            self.curves.shut_down()
        super().closeEvent(event)


def _preview() -> None:
    """Show the panel with made-up clusters of made-up pictures."""
    import sys

    from engine.insight.contingency import contingency
    from gui.panels.made_up import made_up_images, made_up_report

    app = QApplication(sys.argv)
    theme.apply(app)
    images = made_up_images()
    report, _ = made_up_report(images)
    panel = LabelsPanel()
    panel.resize(640, 560)
    panel.set_images(images)
    panel.show()
    if images.labels is not None:
        n_clusters = len(report.sizes)
        table = contingency(images.labels, n_classes_of(images), report.labels, n_clusters)
        panel.show_table(table, 0)
        panel.contingency.model.show_centroids(report.centroids)
    panel.show_curves(0, range(4), {"ari": [0.1, 0.2, 0.22, 0.23], "distortion": [9, 6, 5, 4.8]})
    app.exec()


if __name__ == "__main__":
    _preview()

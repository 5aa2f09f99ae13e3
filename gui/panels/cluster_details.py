"""One cluster closely: its centroid, how that changed, how its members differ, its medoid.

Shows what it is given; the spread of the members is measured elsewhere, when it asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from engine.history.moments import Moment
from engine.imageset import ImageSet
from engine.insight.spread import Spread
from gui.models.details_text import change_note
from gui.models.thumbnails import Thumbnails
from gui.panels.cluster_pictures import ClusterPictures
from gui.panels.hint import Hint

REST_MS = 250  # an iteration that stays that long is measured: a fit at work is not slowed


class ClusterDetails(QWidget):
    """Four titled pictures in a row that wraps; object name ``clusterDetails``.

    Parameters
    ----------
    actions : sequence of QAction
        What can be done to the cluster: a button each.
    parent : QWidget, optional

    Signals
    -------
    spread_wanted(int)
        The members of this cluster are to be measured: `show_spread` is to come. At once for
        another cluster, after a rest for another iteration; only while the panel is visible.
    image_wanted(int)
        The medoid was clicked: its index.
    """

    spread_wanted = Signal(int)
    image_wanted = Signal(int)

    def __init__(self, actions: Sequence[QAction] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clusterDetails")
        self._thumbnails: Thumbnails | None = None
        self._moment: Moment | None = None
        self._cluster: int | None = None
        self._previous: NDArray[np.float64] | None = None
        self._previous_iteration: int | None = None
        self._spread: Spread | None = None
        self._spread_of: Moment | None = None  # the one it was asked for at
        self._asked: tuple[int, Moment] | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._ask)
        self._hint = Hint()
        self.pictures = ClusterPictures(actions)
        self._pages = QStackedWidget()
        for page in (self._hint, self.pictures):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.pictures.medoid.activated.connect(self._on_medoid_activated)

    @property
    def cluster(self) -> int | None:
        """The cluster that is shown, or will be once there is something to show."""
        return self._cluster

    def set_images(self, images: ImageSet | None) -> None:
        """Turn to another image set, or to none; what was shown goes."""
        self._thumbnails = None if images is None else Thumbnails(images)
        self._cluster = None
        self.clear()

    def clear(self) -> None:
        """Forget the iteration; images and cluster stay."""
        self._moment = self._previous = self._spread = self._spread_of = self._asked = None
        self._rest.stop()
        self._refresh()

    def show_cluster(self, cluster: int) -> None:
        """Turn to another cluster."""
        if cluster != self._cluster:
            self._cluster = cluster
            self._spread = self._asked = None
            self._refresh()

    def show_moment(self, moment: Moment) -> None:
        """Show another iteration; `show_previous` should follow."""
        self._moment = moment
        self._previous = self._previous_iteration = None
        self._refresh()

    def show_previous(
        self, centroids: NDArray[np.float64] | None, iteration: int | None = None
    ) -> None:
        """Show the change since the centroids before those of the moment.

        Parameters
        ----------
        centroids : ndarray of shape (n_clusters, n_features), float64, or None
            In pixel levels; None where there are none.
        iteration : int, optional
            Which they are of; by default the one before.
        """
        self._previous, self._previous_iteration = centroids, iteration
        self._draw()

    def show_spread(self, spread: Spread) -> None:
        """Show how the members differ; what is of another cluster is passed over."""
        if self._asked is not None and spread.cluster == self._cluster:
            self._spread, self._spread_of = spread, self._asked[1]
            self._draw()

    @Slot()
    def _on_medoid_activated(self) -> None:
        if self._spread is not None and self._spread.medoid is not None:
            self.image_wanted.emit(self._spread.medoid)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what came while it was hidden. Overrides QWidget."""
        super().showEvent(event)
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for nothing more. Overrides QWidget."""
        super().hideEvent(event)
        self._rest.stop()

    def _shown(self) -> tuple[Thumbnails, Moment, int] | None:
        thumbnails, moment, cluster = self._thumbnails, self._moment, self._cluster
        if thumbnails is None or moment is None or cluster is None or not self.isVisible():
            return None
        return (thumbnails, moment, cluster) if cluster < len(moment.centroids) else None

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        shown = self._shown()
        if shown is None:
            self._say_what_to_do()
            return
        _, moment, cluster = shown
        self._draw()
        self._pages.setCurrentWidget(self.pictures)
        if self._asked is None or self._asked[0] != cluster:
            self._ask()
        elif self._asked[1] is not moment:
            self._rest.start()

    def _say_what_to_do(self) -> None:
        if self._thumbnails is None:
            self._hint.show_hint("image-set", "Open an image set", "File > Open (Ctrl+O)")
        elif self._moment is None:
            title = "Choose parameters and press Run (Ctrl+R)"
            self._hint.show_hint("clusters", title, "Then choose a cluster to look at closely")
        else:
            detail = "Here stand its change, the spread of its members, and its medoid"
            self._hint.show_hint("clusters", "Choose a cluster", detail)
        self._pages.setCurrentWidget(self._hint)

    @Slot()
    def _ask(self) -> None:
        shown = self._shown()
        if shown is not None:
            _, moment, cluster = shown
            self._rest.stop()
            self._asked = cluster, moment
            self.spread_wanted.emit(cluster)

    def _draw(self) -> None:
        shown = self._shown()
        if shown is None:
            return
        thumbnails, moment, cluster = shown
        self.pictures.show_centroid(thumbnails, moment, cluster)
        previous = self._previous
        before = None if previous is None or cluster >= len(previous) else previous[cluster]
        iteration, known = moment.centroids_iteration, before is not None
        note = change_note(iteration, self._previous_iteration, is_known=known)
        shape = thumbnails.images.image_shape
        self.pictures.show_change(before, moment.centroids[cluster], shape, note)
        at = self._spread_of
        note = "" if at is None or at is moment else f"at iteration {at.iteration}"
        self.pictures.show_spread(self._spread, thumbnails, note)


def _preview() -> None:
    """Show the panel with one of some made-up clusters."""
    import sys

    from PySide6.QtWidgets import QApplication

    from engine.history.history import History
    from engine.insight.spread import spread
    from gui import theme
    from gui.panels.made_up import made_up_images, made_up_report

    app = QApplication(sys.argv)
    theme.apply(app)
    images = made_up_images()
    history = History(len(images))
    history.add(made_up_report(images)[0])
    moment = history.moment(0, 0)
    panel = ClusterDetails()
    panel.spread_wanted.connect(
        lambda cluster: panel.show_spread(spread(images, moment.labels, cluster))
    )
    panel.resize(620, 240)
    panel.set_images(images)
    panel.show_moment(moment)
    panel.show_cluster(3)
    panel.show()
    app.exec()


if __name__ == "__main__":
    _preview()

"""Why the image that is looked at is in its cluster: distances, margin, differences, its way.

Shows what it is given; distances are measured elsewhere, when it asks for them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from engine.history.moments import Moment
from engine.imageset import ImageSet
from engine.insight.reasons import Reason
from gui.models.selection import Selection
from gui.models.thumbnails import Thumbnails
from gui.panels.hint import Hint
from gui.panels.why_page import WhyPage

NO_PATH: NDArray[np.int32] = np.empty(0, dtype=np.int32)


class WhyPanel(QWidget):
    """The reason for one image; object name ``whyPanel``.

    Parameters
    ----------
    selection : Selection
        Whose current image it is about.
    parent : QWidget, optional

    Signals
    -------
    reason_wanted(int)
        Another image or iteration is to be explained: `show_reason` and `show_path` are to come.
        Only while the panel is visible.
    iteration_wanted(int)
        An iteration of the path was chosen.
    """

    reason_wanted = Signal(int)
    iteration_wanted = Signal(int)

    def __init__(self, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("whyPanel")
        self._selection = selection
        self._thumbnails: Thumbnails | None = None
        self._moment: Moment | None = None
        self._image: int | None = None  # the one the page is about
        self._path_run = 0
        self._hint = Hint()
        self.page = WhyPage()
        self._pages = QStackedWidget()
        for page in (self._hint, self.page):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        bar = self.page.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(self.page.column.minimumSize().width() + bar)
        selection.current_changed.connect(self._on_current_changed)
        self.page.strip.iteration_wanted.connect(self.iteration_wanted)

    def set_images(self, images: ImageSet | None) -> None:
        """Turn to another image set, or to none; what was shown goes."""
        self._thumbnails = None if images is None else Thumbnails(images)
        self._image = None
        self.clear()

    def show_moment(self, moment: Moment) -> None:
        """Ask for the reason at another iteration; if the panel is hidden, once it is shown."""
        self._moment = moment
        self._refresh()

    def clear(self) -> None:
        """Forget the iteration; the images stay."""
        self._moment = None
        self._refresh()

    def show_reason(self, reason: Reason) -> None:
        """Show why; a reason that is not for the image looked at is passed over."""
        moment, thumbnails = self._moment, self._thumbnails
        if moment is None or thumbnails is None or reason.index != self._image:
            return
        if len(reason.sq_distances) == len(moment.centroids):
            self.page.show_reason(reason, moment.centroids, thumbnails)

    def show_path(self, clusters: NDArray[np.int32], run: int) -> None:
        """Show the clusters of the image along a run, ndarray of shape (n_iterations,)."""
        self._path_run = run
        self.page.show_path(clusters, run)
        self._mark_iteration()

    def _mark_iteration(self) -> None:
        moment = self._moment
        is_here = moment is not None and moment.run == self._path_run
        self.page.strip.show_iteration(moment.iteration if moment is not None and is_here else -1)

    @Slot()
    def _on_current_changed(self) -> None:
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what came while it was hidden. Overrides QWidget."""
        super().showEvent(event)
        self._refresh()

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        image, thumbnails, moment = self._selection.current, self._thumbnails, self._moment
        if thumbnails is None:
            self._show_hint("image-set", "Open an image set", "File > Open (Ctrl+O)")
        elif moment is None:
            title = "Choose parameters and press Run (Ctrl+R)"
            self._show_hint("clusters", title, "Then select an image to see why it is where it is")
        elif image is None or image >= len(thumbnails.images):
            self._show_hint("help", "Select an image", "This tells why it is in its cluster")
        else:
            self._ask(image, thumbnails, moment)

    def _show_hint(self, icon: str, title: str, detail: str) -> None:
        self._image = None
        self._hint.show_hint(icon, title, detail)
        self._pages.setCurrentWidget(self._hint)

    def _ask(self, image: int, thumbnails: Thumbnails, moment: Moment) -> None:
        if image != self._image:
            self._image = image
            self.page.show_image(thumbnails, image)
            self.show_path(NO_PATH, moment.run)
        is_here = moment.centroids_iteration == moment.iteration
        self.page.show_measured_at(None if is_here else moment.centroids_iteration)
        self._mark_iteration()
        self._pages.setCurrentWidget(self.page)
        self.reason_wanted.emit(image)


def _preview() -> None:
    """Show the panel with one of some made-up images."""
    import sys

    from PySide6.QtWidgets import QApplication

    from engine.history.history import History
    from engine.insight.reasons import explain
    from gui import theme
    from gui.panels.made_up import made_up_images, made_up_report

    app = QApplication(sys.argv)
    theme.apply(app)
    selection, images = Selection(), made_up_images()
    history = History(len(images))
    history.add(made_up_report(images)[0])
    moment = history.moment(0, 0)
    panel = WhyPanel(selection)
    panel.reason_wanted.connect(
        lambda image: panel.show_reason(explain(images, moment.centroids, moment.labels, image))
    )
    panel.resize(300, 640)
    panel.set_images(images)
    panel.show_moment(moment)
    selection.select([7], current=7)
    panel.show()
    panel.show_path(history.path_of(7, 0), 0)
    app.exec()


if __name__ == "__main__":
    _preview()

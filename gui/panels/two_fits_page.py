"""Two fits of one image set side by side: which cluster is which, and who changed company."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from engine.imageset import ImageSet
from engine.insight.matching import Matching
from gui import theme
from gui.models.compared_fit import ComparedFit
from gui.models.match_model import MatchModel
from gui.models.match_text import CHANGED_TITLE, whole_line
from gui.models.thumbnails import Thumbnails
from gui.panels.hint import Hint
from gui.panels.match_delegate import MatchDelegate
from gui.panels.match_list import OpeningList
from gui.panels.runs_parts import text_label
from gui.panels.two_fits_choice import FitChoice

BY_CENTROIDS_TIP = (
    "Clusters are matched so that the sum of squared distances between matched centroids is least."
)
BY_OVERLAP_TIP = "Clusters are matched so that most images are in matched clusters."
CHANGED_TIP = "Select all images whose cluster in B is not the match of their cluster in A"


class TwoFitsPage(QWidget):
    """Two choices of fits above the list of their matched clusters (``twoFitsPage``).

    Signals
    -------
    match_wanted(str, str)
        Keys of the two fits that are to be compared, while the page is seen; answer with
        `show_match`.
    images_wanted(object, str)
        Indices of images, rising, and what they are in words.
    """

    match_wanted = Signal(str, str)
    images_wanted = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("twoFitsPage")
        self._fits: dict[str, ComparedFit] = {}
        self._asked: tuple[str, str] | None = None
        self._matching: Matching | None = None
        self._thumbnails: Thumbnails | None = None
        self.choice = FitChoice()
        self.model = MatchModel(self)
        self.view = OpeningList(self.model, MatchDelegate())
        self.view.setObjectName("matchView")
        self.view.setAccessibleName("Matched clusters of the two fits")
        self._line = text_label("matchLine")
        self._line.setWordWrap(True)
        self._all = QPushButton("Show all that &changed company")
        self._all.setObjectName("changedCompanyButton")
        self._all.setToolTip(CHANGED_TIP)
        self._hint, self._pages = Hint(), QStackedWidget()
        self._lay_out()
        self.choice.changed.connect(self._on_choice_changed)
        self.view.row_activated.connect(self._on_row_activated)
        self._all.clicked.connect(self._on_all_clicked)
        self._draw()

    def _lay_out(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._line)
        column.addWidget(self.view, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(6, 4, 6, 6)
        foot.addWidget(self._all)
        foot.addStretch(1)
        column.addLayout(foot)
        self._pages.addWidget(self._hint)
        self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.choice)
        whole.addWidget(self._pages, 1)

    def set_fits(self, fits: Sequence[ComparedFit]) -> None:
        """Offer other fits of the image set, the newest last; those chosen stay if they are there.

        Parameters
        ----------
        fits : sequence of ComparedFit
        """
        self._fits = {fit.key: fit for fit in fits}
        self.choice.set_fits([(fit.key, fit.title) for fit in fits])
        if self.choice.keys != self._asked:
            self._forget()
        self._ask_if_seen()

    def choose(self, key_a: str, key_b: str) -> None:
        """Choose two of the fits by their keys."""
        self.choice.choose(key_a, key_b)

    def show_match(
        self, key_a: str, key_b: str, matching: Matching | None, images: ImageSet
    ) -> None:
        """Show what came of a comparison; of fits no longer chosen nothing is shown.

        Parameters
        ----------
        key_a, key_b : str
            Fits A and B.
        matching : Matching or None
            None where it could not be had; it is asked for when the page is seen again.
        images : ImageSet
            What both were fitted to.
        """
        if (key_a, key_b) != self._asked:
            return
        if matching is None:
            self._forget()
            return
        if self._thumbnails is None or self._thumbnails.images is not images:
            self._thumbnails = Thumbnails(images)
        self._matching = matching
        self.model.show((self._fits[key_a], self._fits[key_b]), matching, self._thumbnails)
        self._draw()

    def clear(self) -> None:
        """Forget all fits and the images they were of."""
        self._thumbnails = None
        self.set_fits(())

    def _forget(self) -> None:
        self._asked = self._matching = None
        self.model.clear()
        self._draw()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what is missing. Overrides QWidget."""
        super().showEvent(event)
        self._ask_if_seen()

    def _ask_if_seen(self) -> None:
        keys = self.choice.keys
        if self.isVisible() and keys is not None and keys != self._asked and keys[0] != keys[1]:
            self._asked = keys
            self.match_wanted.emit(*keys)

    def _draw(self) -> None:
        matching = self._matching
        self._pages.setCurrentIndex(int(matching is not None))
        self.choice.setVisible(len(self._fits) > 1)
        if matching is not None:
            self._line.setText(
                whole_line(matching.ari, len(matching.changed), int(matching.table.sum()))
            )
            self._line.setToolTip(BY_CENTROIDS_TIP if matching.by_centroids else BY_OVERLAP_TIP)
            self._all.setEnabled(len(matching.changed) > 0)
            return
        keys = self.choice.keys
        if len(self._fits) < 2:
            detail = "Every finished fit of this image set can be compared with every other"
            self._hint.show_hint("clusters", "Finish two fits to compare them", detail)
        elif keys is not None and keys[0] == keys[1]:
            self._hint.show_hint("clusters", "A and B are the same fit", "Choose another A or B")
        else:
            self._hint.show_hint("clusters", "Comparing…", "Clusters of A are matched with B's")

    @Slot()
    def _on_choice_changed(self) -> None:
        self._forget()
        self._ask_if_seen()

    @Slot(int)
    def _on_row_activated(self, row: int) -> None:
        self.images_wanted.emit(self.model.images_of(row), self.model.title_of(row))

    @Slot()
    def _on_all_clicked(self) -> None:
        if self._matching is not None:
            self.view.setCurrentIndex(QModelIndex())
            self.images_wanted.emit(self._matching.changed, CHANGED_TITLE)


def _preview() -> None:
    """Show the page with two fits of made-up pictures."""
    import sys

    from PySide6.QtWidgets import QApplication

    from engine.insight.matching import match_fits
    from gui.panels.made_up import made_up_images
    from gui.panels.match_made_up import made_up_fits

    app = QApplication(sys.argv)
    theme.apply(app)
    images = made_up_images()
    one, other = made_up_fits(images, (5, 7))
    page = TwoFitsPage()
    page.resize(640, 560)
    page.show()
    page.set_fits((one, other))
    matching = match_fits(one.labels, one.centroids, other.labels, other.centroids)
    page.show_match(one.key, other.key, matching, images)
    app.exec()


if __name__ == "__main__":
    _preview()

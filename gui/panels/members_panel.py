"""The members of a cluster, all images, or given ones: thousands of pictures to look through.

Shows what it is given and asks for what it lacks; it measures nothing and knows no fit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from engine.history import Moment
from engine.imageset import ImageSet
from gui import theme
from gui.models import members_text
from gui.models.members_list import MembersList
from gui.models.selection import Selection
from gui.panels.members_parts import MembersParts

MEASURING = "measuring…"
BLANK = "by index: the pictures are not here"
BARE = "by index until there are clusters"
LATER = "by index until the fit pauses"


class MembersPanel(MembersParts):
    """The members view with its fields, and a hint while there is nothing to see.

    Parameters
    ----------
    selection : Selection
        What is selected in all views.
    parent : QWidget, optional

    Signals
    -------
    order_wanted(str, int)
        Numbers are needed for an order: ``"distance"`` or ``"margin"``, of the members of a
        cluster or, with -1, of all images, at the moment shown last. `show_order` answers.
    export_requested(object)
        Indices of images to be exported, in the order shown.
    seeds_requested(object)
        Indices of images to be used as seeds.
    replace_requested(int, int)
        A cluster, and the image that is to replace its centroid.
    preview_wanted()
        The large preview was opened.
    """

    order_wanted = Signal(str, int)
    export_requested = Signal(object)
    seeds_requested = Signal(object)
    replace_requested = Signal(int, int)
    preview_wanted = Signal()

    def __init__(self, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(selection, parent)
        self._list: MembersList | None = None
        self._moment: Moment | None = None
        self._asked: tuple[str, int, int, int] | None = None
        self._title = ""
        self._is_live = self._is_behind = False
        self._is_measurable = True
        self._connect()
        self._refresh(is_same_list=False)

    def _connect(self) -> None:
        self.controls.cluster_changed.connect(self.show_cluster)
        self.controls.list_changed.connect(self._on_list_changed)
        self.controls.back_requested.connect(self._on_back_requested)
        self.view.preview_wanted.connect(self.open_preview)
        self.view.marks.marks_changed.connect(self._show_counts)
        self.menu.export_requested.connect(self.export_requested)
        self.menu.seeds_requested.connect(self.seeds_requested)
        self.menu.replace_requested.connect(self.replace_requested)
        self._selection.current_changed.connect(self._on_current_changed)

    def set_images(self, images: ImageSet | None) -> None:
        """Turn to another image set, or to none; what was shown goes."""
        self._list = None if images is None else MembersList(images)
        self._moment = None
        self._title = ""
        self.model.set_images(images)
        self.controls.set_images(images)
        self.preview.set_thumbnails(self.model.thumbnails)
        self.view.forget_pictures()
        self._on_list_changed()

    def show_moment(self, moment: Moment) -> None:
        """Show the members at an iteration; drawn when there is somebody to see it."""
        self._moment = moment
        self._is_behind = not self.isVisible()
        if not self._is_behind:
            self._refresh(is_same_list=True)

    def clear(self) -> None:
        """Forget the fit; the images stay."""
        self._moment = None
        self._title = ""
        if self._list is not None:
            self._list.show_images(None)
        self._refresh(is_same_list=False)

    def show_cluster(self, cluster: int | None) -> None:
        """Show the members of `cluster`; None for all images."""
        if self._list is not None:
            self._title = ""
            self._list.show_cluster(cluster)
            self._refresh(is_same_list=False)

    def show_images_of(self, indices: NDArray[np.integer], title: str) -> None:
        """Show given images, whatever their cluster, until somebody goes back.

        Parameters
        ----------
        indices : ndarray of shape (m,)
            In any order.
        title : str
            What they are: ``"frog in cluster 3"``.
        """
        if self._list is not None:
            self._title = title
            self._list.show_images(np.asarray(indices, dtype=np.intp))
            self._refresh(is_same_list=False)

    def show_order(
        self, kind: str, cluster: int, values: NDArray[np.float64], run: int, iteration: int
    ) -> None:
        """Answer `order_wanted`; answers about another moment than the shown one are ignored.

        Parameters
        ----------
        kind, cluster : str, int
            As asked.
        values : ndarray of shape (m,), float64
            A number a member, members by rising index; squared pixel levels.
        run, iteration : int
            Of the moment they were measured at.
        """
        if self._list is not None and self._list.take(kind, cluster, values, run, iteration):
            self._refresh(is_same_list=False)

    def set_live(self, is_live: bool) -> None:
        """Say whether a fit runs: nothing is measured then, images stay by index."""
        if is_live != self._is_live:
            self._is_live = is_live
            self._refresh(is_same_list=True)

    def set_measurable(self, is_measurable: bool) -> None:
        """Say whether there are pictures to measure distances on; without, images stay by index."""
        if is_measurable != self._is_measurable:
            self._is_measurable = is_measurable
            self._refresh(is_same_list=True)

    def set_can_fork(self, can_seed: bool, can_fork: bool) -> None:
        """Say whether seeds may be chosen now, and whether centroids may be replaced."""
        self.menu.set_can_fork(can_seed, can_fork)

    def _refresh(self, *, is_same_list: bool) -> None:
        self._is_behind = False
        shown, moment = self._list, self._moment
        rows = np.empty(0, dtype=np.intp)
        if shown is not None:
            shown.is_live = self._is_live or not self._is_measurable
            shown.show_moment(moment)
            rows = shown.rows()
        self.model.set_clusters(None if moment is None else moment.labels)
        if self.model.set_rows(rows) or not is_same_list:
            self.view.show_rows(is_same_list=is_same_list)
        self.view.show_clusters(shown is not None and shown.cluster is None)
        self.controls.show_clusters(moment, None if shown is None else shown.cluster_to_return_to)
        self.controls.show_chip(self._title)
        self.controls.setEnabled(shown is not None)
        self.show_page(members_text.hint(shown, self._title))
        self.menu.set_cluster(None if shown is None else shown.cluster)
        self._ask()
        self._show_counts()

    def _ask(self) -> None:
        missing = None if self._list is None else self._list.missing()
        if missing is None or self._moment is None:
            self._asked = None
            is_bare = self._list is not None and self._moment is None and self._list.order.kind
            self.controls.show_note(BARE if is_bare else "")
            return
        if not self._is_measurable:
            self.controls.show_note(BLANK)
            return
        self.controls.show_note(LATER if self._is_live else MEASURING)
        wanted = (*missing, self._moment.run, self._moment.iteration)
        if not self._is_live and self.isVisible() and wanted != self._asked:
            self._asked = wanted
            self.order_wanted.emit(*missing)

    @Slot()
    def _show_counts(self) -> None:
        n_members = 0 if self._list is None else self._list.n_members()
        self.foot.show_counts(self.model.rowCount(), n_members, len(self._selection))
        self.menu.refresh()

    @Slot()
    def _on_list_changed(self) -> None:
        if self._list is not None:
            self._list.order = self.controls.order_chosen()
            self._list.filter.set_label(self.controls.label_chosen())
            self._list.filter.set_text(self.controls.text_chosen())
        self._refresh(is_same_list=False)

    @Slot()
    def _on_back_requested(self) -> None:
        if self._list is not None:
            self.show_cluster(self._list.cluster_to_return_to)

    @Slot()
    def open_preview(self) -> None:
        """Show the current image large; the first one if none is current."""
        if self.model.row_of(self._selection.current) is None:
            self.view.step(Qt.Key.Key_Home)
        if self._selection.current is not None:
            self.preview.open_over(self.window())
            self._show_preview()
            self.preview_wanted.emit()

    @Slot()
    def _on_current_changed(self) -> None:
        self.menu.refresh()
        if self.preview.isVisible():
            self._show_preview()

    def _show_preview(self) -> None:
        shown, image = self._list, self._selection.current
        if shown is not None and image is not None:
            cluster = self.model.cluster_of(image)
            self.preview.show_image(image, *members_text.preview_lines(shown, image, cluster))

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came while nobody looked. Overrides QWidget."""
        super().showEvent(event)
        if self._is_behind:
            self._refresh(is_same_list=True)
        else:
            self._ask()


def _preview() -> None:
    """Show the panel with made-up clusters of made-up pictures."""
    import sys

    from PySide6.QtWidgets import QApplication

    from engine.history import History
    from gui.panels.made_up import made_up_images, made_up_report

    app = QApplication(sys.argv)
    theme.apply(app)
    panel = MembersPanel(Selection())
    panel.resize(640, 560)
    images = made_up_images()
    panel.set_images(images)
    history = History(len(images))
    history.add(made_up_report(images)[0])
    panel.show_moment(history.moment(0, 0))
    panel.show()
    app.exec()


if __name__ == "__main__":
    _preview()

"""The family tree of K: how clusters split and join as their number grows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from engine.imageset import ImageSet
from engine.insight.family_tree import FamilyTree
from engine.insight.tree_layout import TreeLayout
from gui import theme
from gui.models.compared_fit import ComparedFit
from gui.models.family_places import Node, Ribbon
from gui.models.thumbnails import PixmapStore, Thumbnails
from gui.panels.family_view import FamilyView
from gui.panels.hint import Hint
from gui.panels.hint_label import HintLabel

FOOT = (
    "Heights and widths are numbers of images. Click a cluster or a ribbon for its images; "
    "Ctrl + wheel zooms."
)


class FamilyTreePage(QWidget):
    """A column of centroids for each K, joined by ribbons (``familyTreePage``).

    Signals
    -------
    cluster_activated(str, int)
        Key of a fit and its cluster, from 0, that is to be opened.
    images_wanted(str, int, str, int)
        Key and cluster of one fit, key and cluster of the next: images that are in both.
    """

    cluster_activated = Signal(str, int)
    images_wanted = Signal(str, int, str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("familyTreePage")
        self._fits: tuple[ComparedFit, ...] = ()
        self._thumbnails: Thumbnails | None = None
        self._pixmaps = PixmapStore()
        self.view = FamilyView()
        foot = HintLabel()
        foot.setContentsMargins(6, 2, 6, 4)
        foot.setAlignment(Qt.AlignmentFlag.AlignLeft)
        foot.show_hint(FOOT)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(foot)
        hint = Hint()
        detail = "Each cluster is then joined with those of the next K that share its images"
        hint.show_hint("clusters", "Finish fits of two values of K, or run a sweep", detail)
        self._pages = QStackedWidget()
        self._pages.addWidget(hint)
        self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)
        self.view.node_activated.connect(self._on_node_activated)
        self.view.ribbon_activated.connect(self._on_ribbon_activated)

    def show_tree(
        self,
        fits: Sequence[ComparedFit],
        tree: FamilyTree,
        layout: TreeLayout,
        images: ImageSet,
    ) -> None:
        """Show how the clusters of `fits` are related; below two fits there is a hint.

        Parameters
        ----------
        fits : sequence of ComparedFit
            By rising K, one each.
        tree : FamilyTree
            Of these fits.
        layout : TreeLayout
            Of that tree.
        images : ImageSet
            What all of them were fitted to.
        """
        if len(fits) < 2:
            self.clear()
            return
        self._fits = tuple(fits)
        if self._thumbnails is None or self._thumbnails.images is not images:
            self._thumbnails = Thumbnails(images)
        self._pixmaps.clear()
        self.view.show_tree(tree, layout, self._centroid)
        self._pages.setCurrentIndex(1)

    def clear(self) -> None:
        """Show nothing, and forget the images."""
        self._fits, self._thumbnails = (), None
        self._pixmaps.clear()
        self.view.clear()
        self._pages.setCurrentIndex(0)

    def _centroid(self, node: Node) -> QPixmap:
        thumbnails = self._thumbnails
        if thumbnails is None:
            return QPixmap()
        centroid = self._fits[node.level].centroids[node.cluster]
        return self._pixmaps.get(node, lambda: thumbnails.centroid(centroid))

    @Slot(object)
    def _on_node_activated(self, node: Node) -> None:
        self.cluster_activated.emit(self._fits[node.level].key, node.cluster)

    @Slot(object)
    def _on_ribbon_activated(self, ribbon: Ribbon) -> None:
        one, other = self._fits[ribbon.level : ribbon.level + 2]
        self.images_wanted.emit(one.key, ribbon.source, other.key, ribbon.target)


def _preview() -> None:
    """Show the page with fits of made-up pictures."""
    import sys

    from PySide6.QtWidgets import QApplication

    from engine.insight.family_tree import family_tree
    from engine.insight.tree_layout import layout
    from gui.panels.made_up import made_up_images
    from gui.panels.match_made_up import made_up_fits

    app = QApplication(sys.argv)
    theme.apply(app)
    images = made_up_images()
    fits = made_up_fits(images, range(2, 9))
    tree = family_tree([(fit.n_clusters, fit.labels) for fit in fits])
    page = FamilyTreePage()
    page.show_tree(fits, tree, layout(tree), images)
    page.resize(640, 560)
    page.show()
    app.exec()


if __name__ == "__main__":
    _preview()

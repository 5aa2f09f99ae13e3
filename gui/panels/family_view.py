"""The family tree of K: drawn level by level when first seen, lit and opened where one points."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from engine.insight.family_tree import FamilyTree
from engine.insight.tree_layout import TreeLayout
from gui import theme
from gui.models.cluster_text import as_tooltip
from gui.models.family_places import MARGIN, TOP, FamilyPlaces, Node, Ribbon, neighbour
from gui.models.family_text import node_tip, ribbon_tip
from gui.panels.family_painting import (
    HEAD,
    Centroid,
    paint_frame,
    paint_heads,
    paint_lit,
    picture_of_level,
)
from gui.panels.family_surface import DraggedSurface
from gui.panels.zoom_wheel import ZoomWheel

NODE, STEP = 40, 104  # widths of a cluster, and from one level to the next at least
LEAST_NODE = 24  # height of a cluster of middling size in the fullest level
STEP_OF_ZOOM = 1.2
MOST_ZOOM = 4.0
MOST_PIXELS = 24_000_000  # of the drawing that is kept: 96 MB
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class FamilyView(DraggedSurface):
    """Draws each level of a tree once a size, and copies from that (``familyView``).

    Signals
    -------
    node_activated(object)
        `Node` that was clicked, or on which Enter was pressed.
    ribbon_activated(object)
        `Ribbon` that was clicked.
    """

    node_activated = Signal(object)
    ribbon_activated = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("familyView")
        self.setAccessibleName("Family tree of K")
        self._shown: tuple[FamilyPlaces, Centroid] | None = None
        self._drawn: dict[int, QPixmap] = {}
        self._zoom = 1.0
        self._lit: Node | Ribbon | None = None
        self._current = Node(0, 0)
        ZoomWheel(self.viewport()).zoom_requested.connect(self.zoom)
        self.clicked.connect(self._on_clicked)
        self.hovered.connect(self._on_hovered)
        theme.current().changed.connect(self._on_theme_changed)

    @property
    def places(self) -> FamilyPlaces | None:
        """Where everything lies, before scrolling; None while there is no tree."""
        return None if self._shown is None else self._shown[0]

    @property
    def current(self) -> Node:
        """The cluster the keyboard is at."""
        return self._current

    @property
    def lit(self) -> Node | Ribbon | None:
        """What is under the mouse."""
        return self._lit

    def show_tree(self, tree: FamilyTree, layout: TreeLayout, centroid: Centroid) -> None:
        """Show a tree.

        Parameters
        ----------
        tree : FamilyTree
        layout : TreeLayout
            Of that tree.
        centroid : callable
            Returns the picture of a `Node`.
        """
        self._shown = (FamilyPlaces(tree, layout, QSizeF(1, 1), NODE), centroid)
        self._lit, self._zoom = None, 1.0
        self._arrange()
        self._go_to(Node(0, int(tree.levels[0].order[0])))

    def clear(self) -> None:
        """Show nothing."""
        self._shown = self._lit = None
        self._arrange()

    @Slot(int)
    def zoom(self, notches: int) -> None:
        """Draw larger or smaller; what is in the middle stays there."""
        before = self._zoom
        self._zoom = min(MOST_ZOOM, max(1.0, before * STEP_OF_ZOOM**notches))
        bars = (self.horizontalScrollBar(), self.verticalScrollBar())
        middles = [(bar.value() + bar.pageStep() / 2) / before for bar in bars]
        self._arrange()
        for bar, middle in zip(bars, middles, strict=True):
            bar.setValue(round(middle * self._zoom - bar.pageStep() / 2))

    def _arrange(self) -> None:
        """Place everything anew in the room there is; it is drawn when it is next seen."""
        self._drawn.clear()
        room = self.viewport().size()
        if self._shown is None:
            self.set_whole(room)
            return
        places, centroid = self._shown
        levels = places.tree.levels
        most = max(level.n_clusters for level in levels)
        wanted = QSizeF(
            max(room.width(), (len(levels) - 1) * STEP + NODE + 2 * MARGIN),
            max(room.height(), most * LEAST_NODE + TOP + MARGIN),
        )
        pixels = wanted.width() * wanted.height() * self.devicePixelRatioF() ** 2
        self._zoom = max(1.0, min(self._zoom, (MOST_PIXELS / pixels) ** 0.5))
        size = wanted * self._zoom
        places = FamilyPlaces(places.tree, places.layout, size, round(NODE * self._zoom))
        self._shown = (places, centroid)
        self.set_whole(size.toSize())

    def _at(self, point: QPoint) -> Node | Ribbon | None:
        if self._shown is None or point.y() < HEAD:
            return None
        return self._shown[0].at(QPointF(point + self.scrolled()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the new room. Overrides QAbstractScrollArea."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Copy what is seen, and light what is under the mouse. Overrides QAbstractScrollArea."""
        if self._shown is None:
            return
        places, centroid = self._shown
        painter, scrolled = QPainter(self.viewport()), self.scrolled()
        ratio, room = self.devicePixelRatioF(), self.viewport().width()
        painter.fillRect(self.viewport().rect(), theme.current().colours.surface)
        painter.translate(-scrolled)
        for level in range(len(places.tree.levels)):
            start, end = places.span(level)
            if end <= scrolled.x() or start >= scrolled.x() + room:
                continue
            if level not in self._drawn:
                self._drawn[level] = picture_of_level(places, level, centroid, ratio)
            painter.drawPixmap(start, 0, self._drawn[level])
        if self._lit is not None:
            paint_lit(painter, places, self._lit)
        paint_frame(painter, places.node_rect(self._current), has_focus=self.hasFocus())
        painter.translate(scrolled)
        paint_heads(painter, places, scrolled.x(), room)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._drawn.clear()
        self.viewport().update()

    @Slot(QPoint)
    def _on_clicked(self, point: QPoint) -> None:
        hit = self._at(point)
        if isinstance(hit, Node):
            self._go_to(hit)
            self.node_activated.emit(hit)
        elif hit is not None:
            self.ribbon_activated.emit(hit)

    @Slot(object)
    def _on_hovered(self, point: QPoint | None) -> None:
        lit = None if point is None else self._at(point)
        if lit != self._lit:
            self._lit = lit
            self.viewport().update()

    def _go_to(self, node: Node) -> None:
        """Make a cluster the current one and scroll until it is seen."""
        self._current = node
        self.viewport().update()
        if self._shown is None:
            return
        places = self._shown[0]
        self.setAccessibleDescription(node_tip(places.tree, node))
        place = places.node_rect(node)
        for bar, start, end, above in (
            (self.horizontalScrollBar(), place.left(), place.right(), 0.0),
            (self.verticalScrollBar(), place.top(), place.bottom(), TOP),
        ):
            least, most = round(end + MARGIN) - bar.pageStep(), round(start - MARGIN - above)
            bar.setValue(max(min(bar.value(), most), min(least, most)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from cluster to cluster, open one, zoom. Overrides QAbstractScrollArea."""
        key = Qt.Key(event.key())
        if self._shown is None:
            super().keyPressEvent(event)
        elif key in _ARROWS:
            self._go_to(neighbour(self._shown[0].tree, self._current, *_ARROWS[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.node_activated.emit(self._current)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self.zoom(1 if key == Qt.Key.Key_Plus else -1)
        else:
            super().keyPressEvent(event)

    def tip_at(self, point: QPoint) -> str:
        """Return what lies at `point` of the viewport, in words; empty for nothing."""
        hit = self._at(point)
        if hit is None or self._shown is None:
            return ""
        tree = self._shown[0].tree
        return node_tip(tree, hit) if isinstance(hit, Node) else ribbon_tip(tree, hit)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show tooltips. Overrides QAbstractScrollArea."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            tip = self.tip_at(event.pos())
            QToolTip.showText(event.globalPos(), as_tooltip(tip) if tip else "", self)
            return True
        return super().viewportEvent(event)

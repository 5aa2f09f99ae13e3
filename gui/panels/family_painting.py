"""Draws a family tree: ribbons, then clusters with their centroids on top."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from gui import theme
from gui.models.family_places import FamilyPlaces, Node, Ribbon
from gui.panels.cluster_chip import chip_width, paint_centred, paint_chip
from gui.qimages import fitted

Centroid = Callable[[Node], QPixmap]

HEAD = 22  # pixels of the line of numbers K
STRIPE = 4.0  # of the cluster's colour, at the left of its place
LEAST_PICTURE = 8  # pixels; a smaller centroid could not be told
RIBBON_OPACITY, LIT_OPACITY = 0.38, 0.85
_CENTRE = Qt.AlignmentFlag.AlignCenter


def picture_of_level(places: FamilyPlaces, level: int, centroid: Centroid, ratio: float) -> QPixmap:
    """Return the clusters of a level and their ribbons to the next one.

    Parameters
    ----------
    places : FamilyPlaces
    level : int
    centroid : callable
        Returns the picture of a `Node`.
    ratio : float
        Device pixels in one.

    Returns
    -------
    QPixmap
        As wide as ``places.span(level)``.
    """
    start, end = places.span(level)
    pixmap = QPixmap(QSize(end - start, round(places.size.height())) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(theme.current().colours.surface)
    painter = QPainter(pixmap)
    painter.translate(-start, 0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if level < len(places.layout.ribbons):
        for number, ribbon in enumerate(places.ribbons(level)):
            painter.setBrush(_translucent(ribbon.source, RIBBON_OPACITY))
            painter.drawPath(places.ribbon_path(level, number))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for cluster in range(places.tree.levels[level].n_clusters):
        _paint_node(painter, places, Node(level, cluster), centroid, ratio)
    painter.end()
    return pixmap


def _paint_node(
    painter: QPainter, places: FamilyPlaces, node: Node, centroid: Centroid, ratio: float
) -> None:
    place = places.node_rect(node)
    if place.height() <= 0:
        return
    colours, colour = theme.current().colours, theme.cluster_colour(node.cluster)
    painter.fillRect(place, colours.raised)
    painter.fillRect(QRectF(place.topLeft(), place.bottomLeft()).adjusted(0, 0, STRIPE, 0), colour)
    slot = place.adjusted(STRIPE, 0, 0, 0).toRect()
    side = min(slot.width(), slot.height())
    if side >= LEAST_PICTURE:
        paint_centred(painter, slot, fitted(centroid(node), side, ratio))
    metrics = painter.fontMetrics()
    chip = QSize(chip_width(metrics, node.cluster), metrics.height())
    if place.height() >= chip.height() + side:
        # Room above the picture: it stays whole.
        paint_chip(painter, QRect(slot.topLeft(), chip), node.cluster)
    elif place.height() >= chip.height():
        paint_chip(painter, QRect(QPoint(round(place.left()), slot.top()), chip), node.cluster)


def paint_lit(painter: QPainter, places: FamilyPlaces, lit: Node | Ribbon) -> None:
    """Draw one ribbon, or all ribbons of a cluster, more strongly."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if isinstance(lit, Ribbon):
        painter.setBrush(_translucent(lit.source, LIT_OPACITY))
        painter.drawPath(places.path_of(lit))
    else:
        for level in (lit.level - 1, lit.level):
            if not 0 <= level < len(places.layout.ribbons):
                continue
            for number, ribbon in enumerate(places.ribbons(level)):
                if lit.cluster == (ribbon.source if level == lit.level else ribbon.target):
                    painter.setBrush(_translucent(ribbon.source, LIT_OPACITY))
                    painter.drawPath(places.ribbon_path(level, number))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def paint_frame(painter: QPainter, place: QRectF, *, has_focus: bool) -> None:
    """Draw the frame of the current cluster."""
    colours = theme.current().colours
    painter.setPen(QPen(colours.accent if has_focus else colours.muted_text, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(-1, -1, 1, 1))


def paint_heads(painter: QPainter, places: FamilyPlaces, scrolled: int, width: int) -> None:
    """Draw the numbers K on top of what scrolls below them.

    Parameters
    ----------
    painter : QPainter
    places : FamilyPlaces
    scrolled : int
        Pixels of the drawing left of what is seen.
    width : int
        Of what is seen.
    """
    colours = theme.current().colours
    painter.fillRect(0, 0, width, HEAD, colours.window)
    painter.setPen(colours.text)
    for left, level in zip(places.lefts.tolist(), places.tree.levels, strict=True):
        words = f"K = {level.n_clusters}"
        room = max(places.node_width, painter.fontMetrics().horizontalAdvance(words))
        middle = left + places.node_width / 2
        # The last may be wider than the place there is.
        start = min(middle - room / 2, places.size.width() - room - 2) - scrolled
        painter.drawText(QRectF(start, 0, room + 1, HEAD), _CENTRE, words)


def _translucent(cluster: int, opacity: float) -> QColor:
    colour = theme.cluster_colour(cluster)
    colour.setAlphaF(opacity)
    return colour

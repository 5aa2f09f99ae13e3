"""Which colour is which class, under a map that is coloured by class."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from engine.errors import printable
from gui import theme
from gui.panels.plot_style import small_font

MOST_NAMED = 24  # hues of further classes are too alike: hovering names them
GAP_PX, EDGE_PX = 10, 6
WIDEST_NAME_PX = 130


class MapLegend(QWidget):
    """A square and a name for each class, in as many lines as that takes; hidden without any."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mapLegend")
        self.setFont(small_font())
        self._names: list[str] = []
        theme.current().changed.connect(self.update)
        self.hide()

    def show_classes(self, names: Sequence[str]) -> None:
        """Name the classes 0, 1, ...; nothing for none."""
        rest = len(names) - MOST_NAMED
        self._names = [printable(name) for name in names[:MOST_NAMED]]
        if rest > 0:
            self._names.append(f"and {rest:,} more")
        self.setAccessibleName(f"Classes by colour: {', '.join(self._names)}")
        self.setVisible(bool(names))
        self._make_room()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Return no width of its own. Overrides QWidget."""
        return QSize(0, QFontMetrics(self.font()).height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew. Overrides QWidget."""
        super().resizeEvent(event)
        self._make_room()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw. Overrides QWidget."""
        painter = QPainter(self)
        metrics = painter.fontMetrics()
        muted = theme.current().colours.muted_text
        for number, (name, place) in enumerate(zip(self._names, self._places(), strict=True)):
            side = _square_side(metrics)
            square = QRect(QPoint(0, 0), QSize(side, side))
            square.moveCenter(QPoint(place.left() + side // 2, place.center().y()))
            if number < MOST_NAMED:
                painter.fillRect(square, theme.cluster_colour(number))
            painter.setPen(muted)
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, WIDEST_NAME_PX)
            painter.drawText(place.adjusted(side + 4, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)

    def _places(self) -> list[QRect]:
        metrics = QFontMetrics(self.font())
        places, left, top = [], EDGE_PX, 0
        for name in self._names:
            text = min(WIDEST_NAME_PX, metrics.horizontalAdvance(name))
            width = _square_side(metrics) + 6 + text
            if left > EDGE_PX and left + width > self.width() - EDGE_PX:
                left, top = EDGE_PX, top + metrics.height() + 1
            places.append(QRect(left, top, width, metrics.height()))
            left += width + GAP_PX
        return places

    def _make_room(self) -> None:
        places = self._places()
        if places:
            self.setFixedHeight(places[-1].bottom() + 1)


def _square_side(metrics: QFontMetrics) -> int:
    return round(0.7 * metrics.height())

"""What is under the mouse on a map: a small card with its picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from gui import theme
from gui.qimages import fitted

PICTURE_PX = 72
EDGE_PX = 6
AWAY_PX = 14  # from what it speaks of
WIDEST_PX = 220  # of its text


class MapTip(QWidget):
    """A picture beside lines of plain text; takes neither mouse nor keyboard.

    Parameters
    ----------
    parent : QWidget
        It stays inside of it.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._inside = parent
        self.setObjectName("mapTip")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._picture = QPixmap()
        self.lines: tuple[str, ...] = ()
        self.hide()

    def show_at(self, place: QPoint, picture: QPixmap, lines: Sequence[str]) -> None:
        """Show `picture` and `lines` beside `place`, in pixels of the parent."""
        self._picture, self.lines = picture, tuple(lines)
        metrics = QFontMetrics(self.font())
        text_width = min(WIDEST_PX, max(map(metrics.horizontalAdvance, lines)) + 1)
        text_height = len(lines) * metrics.height()
        self.resize(
            PICTURE_PX + text_width + 3 * EDGE_PX, max(PICTURE_PX, text_height) + 2 * EDGE_PX
        )
        room = self._inside.rect()
        corner = place + QPoint(AWAY_PX, AWAY_PX)
        if corner.x() + self.width() > room.right():
            corner.setX(max(0, place.x() - AWAY_PX - self.width()))
        if corner.y() + self.height() > room.bottom():
            corner.setY(max(0, place.y() - AWAY_PX - self.height()))
        self.move(corner)
        self.update()
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw. Overrides QWidget."""
        colours = theme.current().colours
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours.raised)
        painter.setPen(colours.border)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        picture = fitted(self._picture, PICTURE_PX, self.devicePixelRatioF())
        place = QRect(QPoint(0, 0), picture.deviceIndependentSize().toSize())
        slot = QRect(EDGE_PX, EDGE_PX, PICTURE_PX, self.height() - 2 * EDGE_PX)
        place.moveCenter(slot.center())
        painter.drawPixmap(place.topLeft(), picture)
        metrics = painter.fontMetrics()
        left = PICTURE_PX + 2 * EDGE_PX
        width = self.width() - left - EDGE_PX
        top = (self.height() - len(self.lines) * metrics.height()) // 2
        for number, line in enumerate(self.lines):
            painter.setPen(colours.muted_text if number else colours.text)
            shown = metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, width)
            painter.drawText(left, top + number * metrics.height() + metrics.ascent(), shown)

"""What covers the window while files are dragged over it: a veil, a frame and a line of text."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QWidget

from gui import theme

VEIL = 0.93  # lets what is below shine through
MARGIN, RADIUS, LINE_PX = 16, 10, 3
TEXT_SCALE = 2


class DropSign(QLabel):
    """A line of plain text (object name ``dropSign``) over all of a window; hidden at first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("dropSign")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setMargin(2 * MARGIN)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * TEXT_SCALE)
        self.setFont(font)
        self.hide()

    def cover(self, place: QRect) -> None:
        """Show over everything at `place`."""
        self.setGeometry(place)
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw veil and frame below the text. Overrides QLabel."""
        colours = theme.current().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(colours.window)
        veil.setAlphaF(VEIL)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(colours.accent, LINE_PX, Qt.PenStyle.DashLine))
        inside = QRectF(self.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN))
        painter.drawRoundedRect(inside, RADIUS, RADIUS)
        painter.end()
        super().paintEvent(event)

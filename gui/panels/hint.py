"""What a view shows while it has nothing to show: a drawing and what to do."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui import icons, theme

ICON_SIZE = 64
GAP = 12


class Hint(QWidget):
    """A large pale icon over a line to act on and a quieter one below it, centred."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = "image-set"
        self._title = ""
        self._detail = ""
        theme.current().changed.connect(self.update)

    def show_hint(self, icon_name: str, title: str, detail: str) -> None:
        """Say something else.

        Parameters
        ----------
        icon_name : str
            A drawing of `gui.icons`.
        title, detail : str
            What to do; how, in other words. Plain text.
        """
        self._icon_name, self._title, self._detail = icon_name, title, detail
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw. Overrides QWidget."""
        colours = theme.current().colours
        painter = QPainter(self)
        title_font, detail_font = self.font(), self.font()
        title_font.setPointSizeF(title_font.pointSizeF() * 1.25)
        wrapped = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        width = max(1, self.width() - 2 * GAP)
        lines = []
        height = ICON_SIZE
        for text, font, colour in (
            (self._title, title_font, colours.text),
            (self._detail, detail_font, colours.muted_text),
        ):
            room = QRect(0, 0, width, self.height())
            needed = QFontMetrics(font).boundingRect(room, wrapped, text).height()
            lines.append((text, font, colour, needed))
            height += GAP + needed
        top = max(0, (self.height() - height) // 2)
        picture = icons.pixmap(
            self._icon_name, ICON_SIZE, self.devicePixelRatioF(), colours.disabled_text
        )
        painter.drawPixmap((self.width() - ICON_SIZE) // 2, top, picture)
        top += ICON_SIZE + GAP
        for text, font, colour, needed in lines:
            painter.setFont(font)
            painter.setPen(colour)
            painter.drawText(QRect(GAP, top, width, needed), wrapped, text)
            top += needed + GAP

"""A slim note that what is shown is older than what is set."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from gui import icons, theme
from gui.colours import blend

ICON_SIZE = 16
TINT = 0.16  # share of the warning colour in the ground


class StaleNote(QFrame):
    """An icon and a line of plain text on a tinted ground; hidden until shown.

    Parameters
    ----------
    text : str
        What to say.
    """

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel()
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.addWidget(self._icon)
        row.addWidget(label, 1)
        self.setAccessibleName(text)
        self.setAutoFillBackground(True)
        self._on_theme_changed()
        theme.current().changed.connect(self._on_theme_changed)
        self.hide()

    @Slot()
    def _on_theme_changed(self) -> None:
        colours = theme.current().colours
        palette = QPalette(self.palette())
        ground = blend(colours.surface, colours.warning, TINT)
        palette.setColor(QPalette.ColorRole.Window, ground)
        self.setPalette(palette)
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(icons.pixmap("info", ICON_SIZE, ratio, colours.warning))
